# SPDX-License-Identifier: Apache-2.0
"""A mobilisation to its close, and its report held against the message centre's own log: who was asked, what was taken,
what came back, who answered, which numbers are wrong. Then the page in Chromium: on a phone, on a desk and on paper, judged
by axe; what it looks like is in build/PRESET/report/."""
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter

from house import SOURCE, House
from outside import Witness, until, write_register

REFUSED = (72,)
UNDELIVERED = (80, 83, 85)
YES = (87, 88, 89, 90, 91, 93, 99)
NO = (94, 95, 96)
WRONG = ('0072', '0080', '0083', '0085', '=2+3')
PLAIN = tuple(range(10, 30))
PRICE = 0.07
PEERS = os.path.join(SOURCE, 'tests', 'integration', 'peers')


def report(house, which, *more):
    run = subprocess.run([f'{house.bin}/tocsin', '--socket', house.socket, '--lang', 'fr', 'report', which, *more],
                         stdout=subprocess.PIPE, check=True)
    return run.stdout.decode()


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def main():
    binaries = sys.argv[1]
    folder = tempfile.mkdtemp(prefix='tocsin-report.')
    smsc = Witness(os.path.join(folder, 'witness.jsonl'), f'{binaries}/fake_smsc', '--system-id', 'tocsin', '--password', 'secret',
                   '--late-ms', '1500', '--resend-ms', '1000')
    house = House(binaries, f'''channels:
  - {{name: sms-main, type: smpp, medium: sms, host: 127.0.0.1, port: {smsc.port}, system_id: tocsin, sender: "38123",
     password: {{credential: smpp}}, window: 10, rate: {{per_second: 100}}, price: {PRICE}}}
routes: {{sms: [sms-main]}}
''', secrets={'smpp': 'secret'})
    house.start()
    house.wait_ready()
    people = os.path.join(folder, 'people.csv')
    write_register(people, REFUSED + UNDELIVERED + YES + NO + PLAIN)
    with open(people, 'a', encoding='utf-8') as out:  # what a spreadsheet would run, at a number that is wrong
        out.write('=2+3,"=HYPERLINK(""x"")",<b>Essai</b>,fr,1980-01-01,+33639981283,,04000,Digne-les-Bains,44.0925,6.2356,50,,flexible,yes,no\n')
        out.write('child,Camille,Essai,fr,2020-01-01,+33639980001,,04000,Digne-les-Bains,44.0925,6.2356,50,,flexible,yes,no\n')
    house.tocsin('volunteers', 'import', people)
    which = house.call_everyone(5)
    until(lambda: house.tocsin('status', which)[1]['state'] == 'running', 'the first wave')
    house.tocsin('pause', which, '--reason', 'on regarde')
    house.tocsin('resume', which)

    def settled():
        counts = house.tocsin('status', which)[1]
        return counts['messages']['queued'] + counts['messages']['sending'] == 0 and counts['confirmed'] == 5 and \
            counts['declined'] == len(NO) and counts['unreachable'] == len(WRONG) and counts['reserve'] == 2
    until(settled, 'the answers to come in', seconds=40)
    house.tocsin('close', which, '--reason', 'assez de monde')
    def quiet():
        messages = house.tocsin('status', which)[1]['messages']
        return messages['queued'] + messages['sending'] + messages['accepted'] == 0
    until(quiet, 'everybody to hear the end', seconds=40)

    figures(house, smsc, which)
    lists(house, which)
    page = report(house, which, '--format', 'html')
    for none in ('<script', 'src=', '<link', '@import', 'url(', '<b>Essai'):
        assert none not in page, none
    for each in ('&lt;b&gt;Essai', 'Mise en pause : on regarde', 'class="course"', 'D\'où viennent les confirmés'):
        assert each in page, each
    text = report(house, which)
    assert max(len(line) for line in text.splitlines()) <= 80, [line for line in text.splitlines() if len(line) > 80]
    assert house.stop() == 0
    see(binaries, page)


def figures(house, smsc, which):
    """The report's figures, and those of the centre's log."""
    told = json.loads(report(house, which, '--format', 'json'))
    submitted = smsc.submissions()
    taken = [line for line in submitted if line['taken']]
    asked = {line['to'] for line in submitted if 'OUI ou NON' in line['text']}
    assert sum(wave['asked'] for wave in told['waves']) == len(asked) == len(told['people']), (told['waves'], len(asked))
    sms, = told['delivery']
    assert sms['messages'] == len({(line['to'], line['text']) for line in submitted if line['part'] == 1}), sms
    assert sms['parts'] == told['cost']['parts'] == len(taken), (sms, len(taken))
    assert abs(told['cost']['euros'] - PRICE * len(taken)) < 1e-9, told['cost']
    last = {line['id']: line['state'] for line in smsc.acknowledged('receipt') if line['state'] != 'ENROUTE'}
    states = Counter(last.values())
    assert sms['states']['delivered'] == states['DELIVRD'], (sms, states)
    assert sms['states']['unreachable'] == sum(states.values()) - states['DELIVRD'], (sms, states)
    assert sms['states']['refused'] == len([line for line in submitted if not line['taken']]), sms
    assert told['answers']['count'] == len({line['from'] for line in smsc.acknowledged('reply')}), told['answers']
    became = told['waves'][0]['became']
    assert became['confirmed'] + became['released'] == len(YES) and became['declined'] == len(NO), became
    assert told['course']['confirmed'][-1]['count'] == 5 and told['course']['asked'][-1]['count'] == len(asked), told['course']
    assert told['funnel']['left_out'] == [{'reason': 'under_age', 'count': 1}], told['funnel']
    states = [entry['what']['state'] for entry in told['timeline'] if entry['kind'] == 'state']
    assert states == ['running', 'paused', 'running', 'filled', 'closed'], states
    lines = {line['number']: line['link'] for line in house.tocsin('audit', 'show', which)[1]['lines']}
    assert told['journal']['lines'] and all(lines[line['number']] == line['link'] for line in told['journal']['lines'])
    assert len(lines) == len(told['journal']['lines']) + told['journal']['answers'], 'each line is shown or counted'
    assert {one['id'] for one in told['corrections']} == set(WRONG), told['corrections']


def lists(house, which):
    """What an administrator opens in a spreadsheet."""
    wrong = rows(report(house, which, '--format', 'csv', '--part', 'corrections'))
    assert {row['id'] for row in wrong} == set(WRONG[:-1]) | {"'=2+3"}, wrong
    assert all('****' in row['address'] for row in wrong), 'addresses are masked'
    formulas = [cell for row in wrong + rows(report(house, which, '--format', 'csv')) for cell in row.values() if cell[:1] in '=+-@' and cell]
    assert not formulas, formulas
    assert sum('HYPERLINK' in row['first_name'] for row in wrong) == 1


def see(binaries, page):
    """The page on a phone, on a desk and on paper."""
    ready = shutil.which('chromium') and shutil.which('node') and shutil.which('pdftotext') and os.path.isdir(f'{PEERS}/node_modules/axe-core')
    if not ready:
        assert os.environ.get('CI') != 'true', 'in CI nothing is skipped, and chromium, node, axe-core or poppler-utils is missing'
        print('the figures hold; not looked at: chromium, node, axe-core or poppler-utils is missing (./run test installs them)')
        return
    pictures = os.path.join(os.path.dirname(os.path.abspath(binaries)), 'report')
    os.makedirs(pictures, exist_ok=True)
    kept = os.path.join(pictures, 'report.html')
    with open(kept, 'w', encoding='utf-8') as out:
        out.write(page)
    run = subprocess.run(['node', f'{PEERS}/kept_page.js', kept, pictures], timeout=200)
    assert run.returncode == 0, 'see above'
    paper = subprocess.run(['pdftotext', '-layout', f'{pictures}/report.pdf', '-'], stdout=subprocess.PIPE, check=True).stdout.decode()
    sheets = [sheet for sheet in paper.split('\f') if sheet.strip()]
    assert 3 <= len(sheets) <= 8 and 'Crue' in sheets[0] and 'Journal' not in sheets[0], len(sheets)
    for heading in ('Courbe', 'Déroulement', 'Acheminement', 'Adresses à corriger', 'Extrait du journal', 'Personnes sollicitées'):
        assert any(heading in sheet for sheet in sheets), heading
    size = subprocess.run(['pdfinfo', f'{pictures}/report.pdf'], stdout=subprocess.PIPE, check=True).stdout.decode()
    assert re.search(r'Page size:.*A4', size), size
    print(f'the figures hold; {len(sheets)} sheets of A4')


main()
