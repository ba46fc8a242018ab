# SPDX-License-Identifier: Apache-2.0
"""What Prometheus and Grafana are given, judged by Prometheus' own promtool: the exposition of a daemon at work, the alarms
and their tests, and every expression of the dashboard, which may name only metrics that the daemon has."""
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from house import SOURCE, House
from outside import free_port

FOLDER = os.path.join(SOURCE, 'config', 'observing')


def promtool(*words, given=None):
    run = subprocess.run(['promtool', *words], input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert run.returncode == 0, f'promtool {" ".join(words)}:\n{run.stdout}'
    return run.stdout


def ask(port, path):
    try:
        with urllib.request.urlopen(f'http://127.0.0.1:{port}{path}', timeout=10) as came:
            return came.status, came.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def at_work(binaries):
    """The metrics of a daemon that has something to show in every family."""
    port = free_port()
    house = House(binaries, '''channels:
  - {name: dry, type: sandbox, medium: sms, directory: %s/sent, rate: {per_second: 50}, price: 0.05, quota: {per_day: 5000}}
routes: {sms: [dry]}
feeds:
  - {name: drop, type: folder, directory: %s/drop, silent_after: 1h}
''', port=port)
    with open(house.config) as file:
        config = file.read().replace('%s', house.dir)
    with open(house.config, 'w') as file:
        file.write(config)
    os.mkdir(f'{house.dir}/drop')
    house.start()
    house.wait_ready()
    house.register(200)
    house.call_everyone()
    end = time.monotonic() + 20
    while ask(port, '/readyz')[0] != 200 or not re.search(r'state="(accepted|delivered)"} [1-9]', ask(port, '/metrics')[1]):
        assert time.monotonic() < end, ask(port, '/readyz')
        time.sleep(0.1)
    assert ask(port, '/healthz')[0] == 200
    shown = ask(port, '/metrics')[1]
    ready = json.loads(ask(port, '/readyz')[1])
    assert ready['journal'] == 'ok' and ready['routes'], ready
    assert house.stop() == 0
    return shown


def names_in(expression):
    words = re.findall(r'[a-zA-Z_:][a-zA-Z0-9_:]*', re.sub(r'"[^"]*"|\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)|on \([^)]*\)', ' ', expression))
    return {word for word in words if word.startswith(('tocsin_', 'process_'))}


def expressions_in(rules):
    """The value of every `expr:`, also where it stands on the lines below."""
    found, indent = [], None
    with open(rules) as file:
        for line in file:
            depth = len(line) - len(line.lstrip())
            if line.lstrip().startswith('expr:'):
                found.append(line.split('expr:', 1)[1].replace('>-', '').strip())
                indent = depth
            elif indent is not None and depth > indent:
                found[-1] += ' ' + line.strip()
            else:
                indent = None
    return found


def main():
    exposition = at_work(sys.argv[1])
    said = promtool('check', 'metrics', given=exposition)
    assert said.strip() == '', said
    known = set(re.findall(r'^# TYPE (\S+)', exposition, re.M))
    shown = {re.match(r'[a-z_]+', line).group(0) for line in exposition.splitlines() if not line.startswith('#')}
    assert known == shown, f'families without a sample: {known - shown}'
    personal = re.search(r'63998|example\.org', exposition)
    assert not personal, personal

    rules = os.path.join(FOLDER, 'tocsin.rules.yaml')
    assert 'SUCCESS' in promtool('check', 'rules', rules)
    assert 'SUCCESS' in promtool('test', 'rules', os.path.join(FOLDER, 'tocsin.rules.test.yaml'))
    expressions = expressions_in(rules)
    with open(os.path.join(FOLDER, 'dashboard.json')) as file:
        board = json.load(file)
    drawn = [target['expr'] for panel in board['panels'] for target in panel['targets']]
    drawn += [note['expr'] for note in board['annotations']['list']]
    assert len(expressions) >= 15 and len(drawn) >= 18, (len(expressions), len(drawn))
    for each in expressions + drawn:
        assert names_in(each) <= known, f'{names_in(each) - known} is no metric of ours: {each}'
    with tempfile.NamedTemporaryFile('w', suffix='.yaml') as file:
        filled = [each.replace('$instance', '.*') for each in drawn]
        json.dump({'groups': [{'name': 'drawn', 'rules': [
            {'record': f'drawn:{number}', 'expr': each} for number, each in enumerate(filled)]}]}, file)
        file.flush()
        promtool('check', 'rules', file.name)
    squares = [panel['gridPos'] for panel in board['panels']]
    assert len({panel['id'] for panel in board['panels']}) == len(board['panels'])
    for i, one in enumerate(squares):
        for other in squares[:i]:
            assert one['x'] + one['w'] <= other['x'] or other['x'] + other['w'] <= one['x'] or \
                one['y'] + one['h'] <= other['y'] or other['y'] + other['h'] <= one['y'], 'two panels lie on one another'
    print('what is shown is what is there')


main()
