# SPDX-License-Identifier: Apache-2.0
"""Feeds that the house listens to, and a service that misbehaves. What was asked is the service's own word (its log)."""
import atexit
import json
import os
import ssl
import subprocess
import sys
import time
import urllib.request

from house import SOURCE, House
from outside import free_port

ALERT = '''<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{name}</identifier>
<sender>vigilance@example.org</sender><sent>{sent}</sent><status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>
{references}{info}</alert>'''
INFO = '''<info><language>fr-FR</language><category>Met</category><event>Vigilance rouge orages</event>
<urgency>Immediate</urgency><severity>Extreme</severity><certainty>Likely</certainty><headline>{words}</headline>
<parameter><valueName>awareness_type</valueName><value>3; Thunderstorm</value></parameter>
<area><areaDesc>04</areaDesc><geocode><valueName>NUTS3</valueName><value>FR821</value></geocode></area></info>'''


def moment(ago, zone='-00:00', hours=0):
    return time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(time.time() - ago + hours * 3600)) + zone


class Feed:
    """The fake as a program of its own."""

    def __init__(self, folder, name, certificate=None):
        self.log = os.path.join(folder, name + '.jsonl')
        words = [sys.executable, os.path.join(SOURCE, 'tests', 'fakes', 'fake_feed.py'), '--log', self.log]
        if certificate:
            words += ['--certificate', certificate]
        self.program = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        atexit.register(self.program.kill)
        self.url = self.program.stdout.readline().strip()
        self.context = ssl._create_unverified_context() if certificate else None

    def ask(self, method, path, body=b''):
        request = urllib.request.Request(self.url + path, data=body, method=method)
        urllib.request.urlopen(request, timeout=10, context=self.context).read()

    def publish(self, name, document):
        self.ask('PUT', '/publish/' + name, document.encode())

    def withdraw(self, name):
        self.ask('DELETE', '/publish/' + name)

    def be(self, fate):
        self.ask('PUT', '/fate', fate.encode())

    def asked(self, path=None):
        with open(self.log) as lines:
            return [each for each in map(json.loads, lines) if path in (None, each['path'])]


def certificate(folder):
    path = os.path.join(folder, 'feed.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=feed.example.org',
                    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', path + '.key', '-out', path + '.crt'],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(path, 'w') as out:
        out.write(open(path + '.key').read() + open(path + '.crt').read())
    return path


def resident(house):
    with open(f'/proc/{house.daemon.pid}/status') as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith('VmRSS:'))


def until(true, what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.1)
    raise AssertionError(f'not within {seconds} s: {what}')


class Story:
    def __init__(self, binaries):
        self.port = free_port()
        self.house = House(binaries, 'CHANNELS', port=self.port)
        house = self.house
        self.pem = certificate(house.dir)
        self.feed = Feed(house.dir, 'meteo')
        self.secure = Feed(house.dir, 'secure', self.pem)
        self.drop = os.path.join(house.dir, 'drop')
        os.mkdir(self.drop)
        text = open(house.config).read().replace('CHANNELS', f'''feed_tables: {SOURCE}/config/feeds
channels:
  - {{name: sms, type: sandbox, medium: sms, directory: {house.dir}/sms, rate: {{per_second: 100}}}}
  - {{name: mail, type: sandbox, medium: email, directory: {house.dir}/mail, rate: {{per_second: 100}}}}
feeds:
  - {{name: meteo, type: cap, url: "{self.feed.url}/index.atom", interval: 1s, timeout: 2s, silent_after: 4s, largest_kib: 1024}}
  - {{name: drop, type: folder, directory: {self.drop}, interval: 1s}}
  - {{name: stranger, type: cap, url: "{self.secure.url}/index.rss", interval: 1h}}
  - {{name: secure, type: cap, url: "{self.secure.url}/index.rss", interval: 1h, ca_file: {self.pem}.crt}}
  - {{name: vigilance, type: vigilance, url: "{self.feed.url}/vigilance.json", interval: 1h, domains: ["05"]}}
''')
        open(house.config, 'w').write(text)

    # --- what the house says ---
    def alerts(self):
        return self.house.tocsin('alert', 'list')[1]['alerts']

    def mobilisations(self, *more):
        return self.house.tocsin('status', *more)[1]['mobilisations']

    def health(self, name='meteo'):
        return next(each for each in self.house.tocsin('feeds')[1]['feeds'] if each['name'] == name)

    def poll(self, name='meteo'):
        code, body = self.house.tocsin('feeds', 'poll', name, check=False)
        assert body is not None, f'polling {name} ended {code}'
        return code, body

    def document(self, name, kind='Alert', ago=60, about='', words='un titre', zone='-00:00', hours=0):
        references = f'<references>{about}</references>' if about else ''
        info = '' if kind == 'Cancel' else INFO.format(words=words)
        return ALERT.format(name=name, sent=moment(ago, zone, hours), kind=kind, references=references, info=info)

    # --- the story ---
    def an_alert_is_taken_once(self):
        self.base = time.time()
        self.first = self.document('one')
        self.feed.publish('one', self.first)
        until(lambda: len(self.alerts()) == 1, 'the alert is taken')
        assert len(self.mobilisations()) == 1, self.mobilisations()
        assert self.alerts()[0]['origin'] == 'meteo'
        until(lambda: any(each['status'] == 304 for each in self.feed.asked('/index.atom')), 'it asks for what is new only')
        assert len(self.feed.asked('/cap/one')) == 1, 'the document is fetched once'

    def misbehaviour_is_survived(self):
        before = resident(self.house)
        for fate in ('429', '500', '503', 'truncated', 'cut', 'wrong-root', 'html', 'huge', 'bomb', 'empty', 'loop', 'slow', 'drip'):
            self.feed.be(fate)
            code, said = self.poll()
            assert code == 1 and said['state'] in ('failing', 'silent') and said['trouble'], (fate, code, said)
            assert len(self.alerts()) == 1, f'{fate} changed what is known'
            assert resident(self.house) - before < 64 * 1024, f'{fate} took {(resident(self.house) - before) // 1024} MiB'
        self.feed.be('ok')
        code, said = self.poll()
        assert code == 0 and said['state'] == 'well', said

    def a_slow_feed_disturbs_nobody(self):
        self.feed.be('slow')
        poll = subprocess.Popen([f'{self.house.bin}/tocsin', '--socket', self.house.socket, '--json', 'feeds', 'poll', 'meteo'],
                                stdout=subprocess.DEVNULL)
        path = os.path.join(self.house.dir, 'pushed.xml')
        open(path, 'w').write(self.document('pushed', ago=30).replace('3; Thunderstorm', '1; Wind').replace('orages', 'vent'))
        _, told = self.house.tocsin('alert', 'send', path)
        assert told['mobilisations'], told
        assert poll.poll() is None, 'the alert waited for the feed'
        poll.wait()
        self.feed.be('ok')

    def silence_is_an_alarm(self):
        self.feed.be('500')
        until(lambda: self.health()['state'] == 'silent', 'the feed counts as silent')
        assert self.house.tocsin('status')[1]['feed_troubles'][0]['name'] == 'meteo'
        metrics = urllib.request.urlopen(f'http://127.0.0.1:{self.port}/metrics', timeout=10).read().decode()
        assert 'tocsin_feed_up{feed="meteo"} 0' in metrics
        until(lambda: 'TOC0702' in open(os.path.join(self.house.dir, 'tocsind.log')).read(), 'staff are told')
        self.feed.be('ok')
        self.poll()
        assert 'feed_troubles' not in self.house.tocsin('status')[1]

    def history_calls_nobody_again(self):
        calls = len(self.mobilisations('--all'))
        self.feed.withdraw('one')
        self.poll()
        assert len(self.mobilisations()) == calls, 'an entry that vanishes is not cancelled'
        self.feed.publish('one', self.first)
        self.feed.ask('PUT', '/entries')
        code, said = self.poll()
        assert code == 0 and said['taken'] <= 1, said
        # The same instant in another time zone is the same message, with other bytes.
        zoned = self.document('one', ago=60 + time.time() - self.base, zone='+05:00', hours=5)
        self.feed.publish('zoned', zoned)
        self.poll()
        assert len(self.mobilisations('--all')) == calls, self.mobilisations('--all')

    def a_killed_daemon_remembers(self):
        known = len(self.alerts())
        calls = len(self.mobilisations('--all'))
        fetched = len(self.feed.asked('/cap/one'))
        about = f'vigilance@example.org,one,{self.sent_of("one")}'
        self.house.kill()
        self.feed.publish('two', self.document('two', 'Update', 20, about, 'autres mots'))
        self.house.start()
        self.house.wait_ready()
        until(lambda: len(self.alerts()) == known + 1, 'what was published meanwhile is taken')
        assert len(self.mobilisations('--all')) == calls, 'other words call nobody again'
        assert len(self.feed.asked('/cap/one')) == fetched, 'what was taken before is not fetched again'

    def sent_of(self, name):
        return next(each['sent'] for each in self.alerts() if each['identifier'] == name)

    def a_cancel_stands_down(self):
        which = next(each['id'] for each in self.mobilisations() if 'orages' in each['event'])
        self.feed.publish('three', self.document('three', 'Cancel', 5, f'vigilance@example.org,two,{self.sent_of("two")}'))
        until(lambda: self.house.tocsin('status', which)[1]['state'] == 'cancelled', 'the call is cancelled')

    def a_folder_is_a_feed(self):
        known = len(self.alerts())
        with open(os.path.join(self.drop, 'no-alert.xml'), 'w') as out:
            out.write('<html/>')
        path = os.path.join(self.drop, 'dropped.part')
        open(path, 'w').write(self.document('dropped', ago=10).replace('3; Thunderstorm', '5; Heat').replace('orages', 'canicule'))
        os.rename(path, os.path.join(self.drop, 'dropped.cap'))
        until(lambda: len(self.alerts()) == known + 1, 'the file is taken')
        until(lambda: self.health('drop')['refused'] == 1, 'the other one is refused')
        time.sleep(2.5)
        assert self.health('drop')['refused'] == 1, 'and not again'

    def certificates_are_verified(self):
        self.secure.publish('safe', self.document('safe', ago=10).replace('3; Thunderstorm', '6; Cold').replace('orages', 'froid'))
        known = len(self.alerts())
        code, said = self.poll('stranger')
        assert code == 1 and 'certificate' in said['trouble'], said
        assert len(self.alerts()) == known
        code, said = self.poll('secure')
        assert code == 0 and len(self.alerts()) == known + 1, said

    def colours_become_alerts(self):
        def bulletin(colour, ago):
            when = moment(ago, 'Z')
            return json.dumps({'product': {'update_time': when, 'periods': [{
                'begin_validity_time': moment(3600, 'Z'), 'end_validity_time': moment(-36000, 'Z'), 'timelaps': {'domain_ids': [
                    {'domain_id': '05', 'phenomenon_items': [{'phenomenon_id': '3', 'phenomenon_max_color_id': colour,
                                                              'timelaps_items': [{'begin_time': moment(3600, 'Z'),
                                                                                  'end_time': moment(-36000, 'Z'),
                                                                                  'color_id': colour}]}]}]}}]}}).encode()
        known = len(self.alerts())
        self.feed.ask('PUT', '/raw/vigilance.json', bulletin(3, 300))
        code, said = self.poll('vigilance')
        assert code == 0 and len(self.alerts()) == known + 1, said
        assert self.alerts()[0]['event'] == 'Vigilance orange orages', self.alerts()[0]
        self.poll('vigilance')
        assert len(self.alerts()) == known + 1
        self.feed.ask('PUT', '/raw/vigilance.json', bulletin(1, 100))
        self.poll('vigilance')
        assert self.alerts()[0]['kind'] == 'Cancel' and self.alerts()[1]['standing'] == 'cancelled', self.alerts()[:2]


def main():
    story = Story(sys.argv[1])
    story.house.start()
    story.house.wait_ready()
    for part in (story.an_alert_is_taken_once, story.misbehaviour_is_survived, story.a_slow_feed_disturbs_nobody,
                 story.silence_is_an_alarm, story.history_calls_nobody_again, story.a_killed_daemon_remembers,
                 story.a_cancel_stands_down, story.a_folder_is_a_feed, story.certificates_are_verified,
                 story.colours_become_alerts):
        part()
        print(part.__name__.replace('_', ' '), flush=True)
    assert story.house.stop() == 0
    print('the house listens')


main()
