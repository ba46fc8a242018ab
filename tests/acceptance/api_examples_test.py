# SPDX-License-Identifier: Apache-2.0
"""Runs every example of docs/api.md, in its order, against a daemon with a sandbox, and compares what it answers.
usage: api_examples_test.py BIN_DIR"""
import json
import os
import re
import subprocess
import sys
import time

from house import SOURCE, House
from outside import free_port

ALERT = '''<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>crue-1</identifier><sender>vigilance@example.org</sender>
<sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>fr-FR</language><category>Met</category><event>Vigilance rouge inondation</event><urgency>Immediate</urgency>
<severity>Extreme</severity><certainty>Likely</certainty><area><areaDesc>04</areaDesc>
<geocode><valueName>NUTS3</valueName><value>FR821</value></geocode></area></info></alert>'''


def blocks():
    """Each example with the answers that are shown under it."""
    text = open(os.path.join(SOURCE, 'docs', 'api.md'), encoding='utf-8').read()
    found = re.findall(r'^```(\w+)\n(.*?)^```$', text, re.M | re.S)
    assert found, 'docs/api.md has no examples'
    examples = []
    for kind, body in found:
        assert kind in ('sh', 'json'), f'a block is neither sh nor json: {kind}'
        if kind == 'sh':
            examples.append((body, None))
        else:
            assert examples and examples[-1][1] is None, 'answers without an example'
            examples[-1] = (examples[-1][0], body)
    assert all(answers for _, answers in examples), 'an example without its answers'
    return examples


def documents(text):
    reader = json.JSONDecoder()
    text, found = text.strip(), []
    while text:
        one, end = reader.raw_decode(text)
        found.append(one)
        text = text[end:].strip()
    return found


def differs(shown, came, path='$'):
    """Why what came is not what is shown; nothing when it is."""
    if shown == '…':
        return None
    if isinstance(shown, dict):
        if not isinstance(came, dict):
            return f'{path} is no object'
        for key, value in shown.items():
            if key not in came:
                return f'{path}.{key} is not there'
            if why := differs(value, came[key], f'{path}.{key}'):
                return why
        return None
    if isinstance(shown, list):
        if not isinstance(came, list) or len(came) != len(shown):
            return f'{path} has {len(came) if isinstance(came, list) else "no"} elements'
        return next((why for i, each in enumerate(shown) if (why := differs(each, came[i], f'{path}[{i}]'))), None)
    return None if shown == came else f'{path} is {came!r}, shown is {shown!r}'


def main():
    assert differs({'a': [1]}, {'a': [1], 'b': 2}) is None and differs({'a': 1}, {'a': 2}) and differs({'a': 1}, {})
    port = free_port()
    house = House(sys.argv[1], '''channels:
  - {name: dry, type: sandbox, medium: sms, directory: dry, rate: {per_second: 20}}
''', port=port)
    house.start()
    house.wait_ready()
    secret = lambda *words: house.tocsin('clients', 'add', *words)[1]['secret']
    variables = dict(os.environ, TOCSIN=f'http://127.0.0.1:{port}', TOKEN=secret('control-room', '--role', 'staff'),
                     METEO=secret('meteo'), CLIENT='feed', KEY=secret('feed', '--hmac'))
    with open(os.path.join(house.dir, 'alert.xml'), 'w') as out:
        out.write(ALERT.format(sent=time.strftime('%Y-%m-%dT%H:%M:%S-00:00', time.gmtime())))
    examples = blocks()
    for script, answers in examples:
        run = subprocess.run(['bash', '-euo', 'pipefail', '-c', script], cwd=house.dir, env=variables, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        assert run.returncode == 0, f'{script}\nended {run.returncode}: {run.stderr}'
        came, shown = documents(run.stdout), documents(answers)
        why = differs(shown, came)
        assert why is None, f'{script}\n{why}\n{run.stdout}'
    assert house.stop() == 0
    print(f'{len(examples)} examples are answered as docs/api.md says')


main()
