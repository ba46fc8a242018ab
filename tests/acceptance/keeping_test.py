# SPDX-License-Identifier: Apache-2.0
"""What an administrator does to a daemon at work: backs it up, restores it, changes its configuration, starts it anew under
callers who wait."""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading

from house import SOURCE, House, Provider
from outside import until


def log_of(house):
    with open(f'{house.dir}/tocsind.log') as file:
        return file.read()


def tocsind(house, *words):
    run = subprocess.run([f'{house.bin}/tocsind', *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return run.returncode, run.stdout


class Activated(House):
    """Its socket is made by somebody else, who keeps it, as systemd does."""

    def listen(self):
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(self.socket)
        self.door.listen(16)

    def start(self):
        self.daemon = subprocess.Popen(
            ['sh', '-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" --config "$1" 3<&"$2"', f'{self.bin}/tocsind', self.config,
             str(self.door.fileno())], stdout=self.output, stderr=self.output, pass_fds=[self.door.fileno()])


def backup_and_restore(house, provider):
    until(lambda: len(provider.witnessed()) > 20, 'nothing is sent')
    kept = f'{house.dir}/kept.db'
    _, said = house.tocsin('backup', kept)
    assert said['bytes'] == os.path.getsize(kept) and os.stat(kept).st_mode & 0o777 == 0o600, said
    assert not os.path.exists(kept + '.part') and not os.path.exists(f'{house.dir}/tocsin.db.backup')
    code, said = tocsind(house, '--audit', kept)
    assert code == 0 and said.startswith('whole'), said
    assert any(line['kind'] == 'backup' for line in house.tocsin('audit', 'show')[1]['lines'])
    assert tocsind(house, '--config', house.config, '--restore', kept)[0] == 1, 'a daemon works on it'
    assert house.tocsin('backup', '/nonexistent/file', check=False)[0] == 1

    first = open(f'{house.dir}/people.csv').read().splitlines()[1].split(',')[0]
    house.tocsin('volunteers', 'opt-out', first)
    assert house.stop() == 0
    shutil.copy(f'{house.dir}/tocsin.db', f'{house.dir}/last-seen.db')
    code, said = tocsind(house, '--config', house.config, '--restore', kept)
    assert code == 0 and '2 addresses that opted out' in said, said
    sent = len(provider.witnessed())
    house.start()
    house.wait_ready()
    code, said = house.tocsin('audit', 'verify', check=False)
    assert code == 1 and said['held'], said
    assert house.tocsin('volunteers', 'show', first)[1].get('opted_out'), 'whoever left since came back'
    assert len(provider.witnessed()) == sent, 'something left although nobody said that it may'
    house.tocsin('audit', 'accept', '--reason', 'restored by this test', '--yes')
    assert house.tocsin('audit', 'verify')[1]['held'] is False


def reload(house):
    rules = f'{house.dir}/rules'
    broken = f'{rules}/broken.yaml'
    with open(broken, 'w') as file:
        file.write('rules: [{name: x}]\n')
    house.daemon.send_signal(signal.SIGHUP)
    until(lambda: 'TOC0008' in log_of(house), 'a broken rule was not refused')
    os.remove(broken)
    shutil.rmtree(f'{house.dir}/templates/flood')
    house.daemon.send_signal(signal.SIGHUP)
    until(lambda: log_of(house).count('TOC0008') == 2, 'templates that may be in use were taken away')
    shutil.copytree(f'{SOURCE}/config/templates/flood', f'{house.dir}/templates/flood')
    assert house.tocsin('mobilise', '--event', 'Crue', '--zone', '04', '--need', '1', '--by', '+3h', '--at', 'Digne', '--dry-run',
                        '--text', house.one_way_words)[1]['needs_approval'] is False
    with open(house.config) as file:
        text = file.read()
    with open(house.config, 'w') as file:
        file.write(re.sub(r'above_recipients: \d+', 'above_recipients: 3', text).replace('instance: prefecture-04', 'instance: other'))
    house.daemon.send_signal(signal.SIGHUP)
    until(lambda: 'TOC0007' in log_of(house), 'nothing was reloaded')
    assert 'after_restart=instance' in log_of(house)
    assert house.tocsin('mobilise', '--event', 'Crue', '--zone', '04', '--need', '1', '--by', '+3h', '--at', 'Digne', '--dry-run',
                        '--text', house.one_way_words)[1]['needs_approval'] is True
    assert house.tocsin('rules', 'check')[0] == 0


def explain(house, which):
    until(lambda: house.tocsin('status', which)[1]['state'] == 'running', 'the first wave')
    told = house.tocsin('explain', which)[1]
    assert {'raised', 'asked'} <= {line['kind'] for line in told['lines']}, told
    person = next(line['what']['people'][0] for line in told['lines'] if line['kind'] == 'asked')
    story = house.tocsin('explain', f'V{person}')[1]
    message = next(line['what']['message'] for line in story['lines'] if line['kind'] == 'message-made')
    told = house.tocsin('explain', message)[1]
    assert told['now']['mobilisation'] == which and told['now']['volunteer'] == f'V{person}', told
    assert 'message-made' in [line['kind'] for line in told['lines']], told
    assert '63998' not in str(told) + str(story), 'an address'
    assert house.tocsin('explain', 'TOC0302')[1]['now']['level'] == 'error'
    for unknown in ('M999', 'T99999', 'V99999', 'R99', 'A9', 'TOC9999', 'nobody'):
        assert house.tocsin('explain', unknown, check=False)[0] == 1, unknown


def keep_callers(house):
    answers = []
    house.kill()
    waiting = threading.Thread(target=lambda: answers.append(house.tocsin('channels', check=False)[0]))
    waiting.start()
    house.start()
    waiting.join(30)
    assert answers == [0], 'who called while it was down was turned away'
    assert house.stop() == 0
    assert os.path.exists(house.socket), 'the socket is not ours to remove'


def main():
    provider = Provider()
    house = Activated(sys.argv[1], f'''channels:
  - name: sms
    type: http_sms
    medium: sms
    rate: {{per_second: 20}}
    sender: "38123"
    request: {{method: GET, url: "{provider.url}", query: {{to: "{{to}}", text: "{{text}}", id: "{{reference}}"}}}}
    success: {{status: [200]}}
routes: {{sms: [sms]}}
''', alone=10000)
    for name in ('rules', 'templates'):
        shutil.copytree(f'{SOURCE}/config/{name}', f'{house.dir}/{name}')
    with open(house.config) as file:
        text = file.read()
    with open(house.config, 'w') as file:
        file.write(text.replace(f'{SOURCE}/config/rules', f'{house.dir}/rules').replace(f'{SOURCE}/config/templates', f'{house.dir}/templates'))
    house.listen()
    house.start()
    house.wait_ready()
    house.register(800)
    which = house.call_everyone(9999, '--text', house.one_way_words)
    explain(house, which)
    backup_and_restore(house, provider)
    reload(house)
    keep_callers(house)
    print('it is kept')


main()
