# SPDX-License-Identifier: Apache-2.0
"""How fast alerts come in, and whether anything is lost or held up by it: the real tocsind, a provider and a feed with their own
logs, and a count by this program alone, in the database file and against what each caller was answered.
usage: intake_bench.py BIN_DIR [--quick] [--json FILE]"""
import atexit
import hashlib
import http.client
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'acceptance'))
from figures import failures, figure, figures  # noqa: E402
from house import SOURCE  # noqa: E402
from outside import until  # noqa: E402
from providers import Http  # noqa: E402

QUICK = '--quick' in sys.argv
ALERT = '''<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{name}</identifier><sender>bench@example.org</sender>
<sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>{infos}</alert>'''
INFO = '''<info><language>{language}</language><category>Met</category><event>{event}</event><urgency>Expected</urgency>
<severity>Severe</severity><certainty>Likely</certainty><expires>{expires}</expires><description>{words}</description>
<parameter><valueName>awareness_type</valueName><value>{kind}; {event}</value></parameter>
<area><areaDesc>{area}</areaDesc>{polygon}<geocode><valueName>NUTS3</valueName><value>{area}</value></geocode></area></info>'''
AREAS = ('FR821', 'FR822', 'FR823', 'FR824', 'FR825', 'FR826')


def instant(ahead):
    return time.strftime('%Y-%m-%dT%H:%M:%S-00:00', time.gmtime(time.time() + ahead))


def alert(name, index):
    """About as large as Météo-France's: two languages, a polygon of 60 corners, some 9 kB."""
    here, kind = AREAS[index % len(AREAS)], index % 11 + 1
    corners = [(44 + 0.3 * random.Random(i).random() + i * 0.001, 6 + i * 0.002) for i in range(58)]
    ring = ' '.join(f'{a:.4f},{b:.4f}' for a, b in [(43.9, 6.0), *corners, (43.9, 6.0)])
    infos = ''.join(INFO.format(language=language, event=event, expires=instant(36000), words='mot ' * 700, kind=kind, area=here,
                                polygon=f'<polygon>{ring}</polygon>' if index % 3 == 0 else '')
                    for language, event in (('fr-FR', 'Vigilance orange'), ('en-GB', 'Orange warning')))
    return ALERT.format(name=name, sent=instant(-60), infos=infos).encode()


def memory(daemon, what):
    with open(f'/proc/{daemon.pid}/status') as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what + ':'))


class Callers:
    """So many requests a second over a few connections, each answer kept beside what was sent."""

    def __init__(self, port, token, plan, per_second):
        self.port, self.token, self.plan, self.per_second = port, token, plan, per_second
        self.answers, self.latencies, self.late = [None] * len(plan), [], 0.0
        self.next, self.lock = 0, threading.Lock()
        self.begin = time.monotonic() + 0.2

    def work(self):
        line = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        while True:
            with self.lock:
                index, self.next = self.next, self.next + 1
            if index >= len(self.plan):
                return
            due = self.begin + index / self.per_second
            time.sleep(max(0.0, due - time.monotonic()))
            sent = time.monotonic()
            line.request('POST', '/v1/alerts', self.plan[index], {'Authorization': 'Bearer ' + self.token})
            answer = line.getresponse()
            body = answer.read()
            with self.lock:
                self.answers[index] = (answer.status, body)
                self.latencies.append(time.monotonic() - sent)
                self.late = max(self.late, sent - due)

    def run(self):
        threads = [threading.Thread(target=self.work) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return time.monotonic() - self.begin


def field(text):
    encoded = text.encode()
    return str(len(encoded)).encode() + b':' + encoded


def verify_chain(database):
    """The journal's chain, as its format is written down in docs/openapi.yaml, recomputed from the file alone."""
    link, count = '', 0
    for number, at, kind, about, by, what, kept in database.execute(
            'SELECT number, at, kind, mobilisation, by, what, link FROM journal ORDER BY number'):
        count += 1
        assert number == count, f'line {count} is missing'
        parts = (link, str(number), str(at), kind, '' if about is None else str(about), by, what)
        link = hashlib.sha256(b''.join(map(field, parts))).hexdigest()
        assert link == kept, f'line {number} is not what its link was made of'
    return count


def many_alerts(provider, house, port, token):
    seconds = 5 if QUICK else 60
    total, fresh = 100 * seconds, 10 * seconds
    dice = random.Random(1)
    unique = [alert(f'alert-{i}', i) for i in range(fresh)]
    plan = []
    for i in range(total):
        plan.append(unique[i // 10] if i % 10 == 0 else unique[dice.randrange(0, i // 10 + 1)])
    callers = Callers(port, token, plan, 100)
    before = len(provider.submissions())
    took = callers.run()
    during = [each['mono_us'] / 1e6 for each in provider.submissions()[before:]]
    house.kill()  # what was answered must be on disk, not in some memory
    figure('alerts a second, 90 % of them replays', total / took, '1/s', '100', total / took > 97)
    spent = sorted(callers.latencies)
    figure('answered, median', spent[len(spent) // 2] * 1000, 'ms')
    figure('answered, 99 of 100', spent[len(spent) * 99 // 100] * 1000, 'ms')
    figure('answered, the slowest', spent[-1] * 1000, 'ms')
    silence = max(later - sooner for sooner, later in zip(during, during[1:])) if len(during) > 1 else 99
    figure('messages that left meanwhile', len(during) / took, '1/s', '50', len(during) / took > 45)
    figure('longest pause between two of them', silence * 1000, 'ms', '500', silence < 0.5)

    answers = {}
    for document, (status, body) in zip(plan, callers.answers):
        assert status in (200, 201), f'{status}: {body}'
        answers.setdefault(document, []).append((status, json.loads(body)))
    with sqlite3.connect(f'file:{house.dir}/tocsin.db?mode=ro', uri=True) as database:
        rows = database.execute("SELECT id, identifier, digest, answer FROM alert WHERE sender = 'bench@example.org'").fetchall()
        by_digest = {digest: (f'A{number}', json.loads(answer)) for number, _, digest, answer in rows}
        lines = [json.loads(what) for what, in database.execute("SELECT what FROM journal WHERE kind = 'alert'")]
        lines = [what for what in lines if what['sender'] == 'bench@example.org']
        checked = verify_chain(database)
    lost = 0
    for document, given in answers.items():
        kept = by_digest.get(hashlib.sha256(document).hexdigest())
        told_once = [status for status, _ in given].count(201) == 1
        same = kept is not None and all(body == kept[1] and body['alert'] == kept[0] for _, body in given)
        lost += 0 if told_once and same else 1
    digests = [what['digest'] for what in lines]
    figure('alerts lost, doubled or answered otherwise', lost + abs(len(rows) - fresh) + abs(len(set(digests)) - len(digests)), '', '0',
           lost == 0 and len(rows) == fresh and sorted(digests) == sorted(by_digest))
    figure('lines of the journal verified', checked, '')


class Feed:
    def __init__(self, folder):
        self.log = os.path.join(folder, 'feed.jsonl')
        self.program = subprocess.Popen([sys.executable, os.path.join(SOURCE, 'tests', 'fakes', 'fake_feed.py'), '--log', self.log],
                                        stdout=subprocess.PIPE, text=True)
        atexit.register(self.program.kill)
        self.url = self.program.stdout.readline().strip()

    def put(self, path, body):
        urllib.request.urlopen(urllib.request.Request(self.url + path, data=body, method='PUT'), timeout=30).read()


def large_feed(feed, house):
    entries = 200 if QUICK else 2000
    parts = []
    for i in range(entries):
        feed.put(f'/publish/big-{i}', alert(f'big-{i}', i))
        parts.append(f'<entry><id>tag:feed.example.org,2026:big/{i}</id><title>{"titre " * 350}</title><updated>2026-01-01T00:00:00Z</updated>'
                     f'<summary>été {i}</summary><link type="application/cap+xml" href="{feed.url}/cap/big-{i}"/></entry>')
    index = ('<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>t</title>'
             f'<updated>2026-01-01T00:00:00Z</updated>{"".join(parts)}</feed>').encode()
    figure('a feed of', len(index) / 1e6, f'MB, {entries} entries')
    open(f'/proc/{house.daemon.pid}/clear_refs', 'w').write('5')  # the high-water mark begins here
    before = memory(house.daemon, 'VmHWM')
    feed.put('/raw/big.atom', index)
    begin = time.monotonic()
    taken = lambda: next(f for f in house.tocsin('feeds')[1]['feeds'] if f['name'] == 'big')['taken']
    house.tocsin('feeds', 'poll', 'big', check=False)
    until(lambda: taken() == entries, 'the whole feed to be taken', seconds=300)
    figure('taken whole after', time.monotonic() - begin, 's')
    most = memory(house.daemon, 'VmHWM') - before
    figure('memory it took at most', most, 'MiB', '64', most < 64)


def published_to_proposal(feed, house):
    dice = random.Random(2)
    waits = []
    for i in range(1 if QUICK else 6):
        time.sleep(dice.uniform(0, 20) if not QUICK else 0)
        document = alert(f'soon-{i}', 0).replace(b'Severe', b'Extreme').replace(b'Expected', b'Immediate')
        document = re.sub(rb'Vigilance orange|Orange warning', b'Vigilance rouge inondation %d' % i, document)
        document = re.sub(rb'awareness_type</valueName><value>\d+', b'awareness_type</valueName><value>%d' % (90 + i), document)
        at = time.time()
        feed.put(f'/publish/soon-{i}', document)
        if QUICK:  # whether it works, not how long it waits
            house.tocsin('feeds', 'poll', 'meteo')

        def raised():
            with sqlite3.connect(f'file:{house.dir}/tocsin.db?mode=ro', uri=True) as database:
                return database.execute(
                    "SELECT j.at FROM journal j JOIN mobilisation m ON m.id = j.mobilisation JOIN alert a ON a.id = m.alert "
                    "WHERE j.kind = 'raised' AND a.identifier = ?", (f'soon-{i}',)).fetchone()
        waits.append(until(raised, f'soon-{i} to be proposed', seconds=60)[0] / 1000 - at)
    with open(feed.log) as lines:
        fetched = {json.loads(line)['path'] for line in lines}
    assert all(f'/cap/soon-{i}' in fetched for i in range(len(waits))), 'the feed has not given what was proposed'
    figure('published to proposal at the default interval, longest', max(waits), 's', '30', max(waits) < 30)


def main():
    import tempfile
    folder = tempfile.mkdtemp(prefix='tocsin-intake.')
    binaries = sys.argv[1]
    provider = Http(binaries, folder, '--every-number-works', rate=50)
    house = provider.house
    feed = Feed(folder)
    text = open(house.config).read()
    open(house.config, 'w').write(text + f'''feed_tables: {SOURCE}/config/feeds
feeds:
  - {{name: meteo, type: cap, url: "{feed.url}/index.atom"}}
  - {{name: big, type: cap, url: "{feed.url}/big.atom", interval: 1h}}
''')
    house.start()
    house.wait_ready()
    people = os.path.join(folder, 'people.csv')
    subprocess.run([f'{binaries}/make_register', '--gazetteer', f'{SOURCE}/config/gazetteer', '--departement', '04', '--count',
                    '1000' if QUICK else '12000', '--seed', '3', '--out', people], check=True)
    house.tocsin('volunteers', 'import', people)
    port = int(re.search(r'listen: "127.0.0.1:(\d+)"', text).group(1))
    token = house.tocsin('clients', 'add', 'bench', '--rate', '1000000')[1]['secret']
    made = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04', '--need', '9999', '--by', '+12h', '--at', 'Digne', '--pace',
                        'all', '--yes')[1]
    if made['state'] == 'proposed':
        house.tocsin('approve', made['id'], '--yes')
    until(lambda: len(provider.submissions()) > 50, 'messages to leave')
    many_alerts(provider, house, port, token)
    house.start()
    house.wait_ready()
    published_to_proposal(feed, house)
    large_feed(feed, house)
    assert house.stop() == 0
    if '--json' in sys.argv:
        with open(sys.argv[sys.argv.index('--json') + 1], 'w') as out:
            json.dump(figures, out, indent=2)
    sys.exit(f'not met: {", ".join(failures)}' if failures and not QUICK else 0)


main()
