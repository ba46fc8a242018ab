# SPDX-License-Identifier: Apache-2.0
"""The journal, judged by a reading of its own: the chain computed again in Python, and everything that can be done to the
file behind the daemon's back found by `tocsind --audit` and at the next start."""
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time

from house import House, Provider


def chain(path):
    """Recomputes every link; gives the number of lines and the last link."""
    before, number = '', 0
    with sqlite3.connect(path) as db:
        for number, at, kind, about, by, what, link in db.execute(
                'SELECT number, at, kind, mobilisation, by, what, link FROM journal ORDER BY number'):
            sum = hashlib.sha256()
            for field in (before, number, at, kind, '' if about is None else about, by, what):
                data = str(field).encode()
                sum.update(str(len(data)).encode() + b':' + data)
            assert sum.hexdigest() == link, f'line {number} is not what its link says'
            before = link
    return number, before


def tamper(path, sql):
    db = sqlite3.connect(path)
    db.executescript('DROP TRIGGER IF EXISTS journal_line_stays; DROP TRIGGER IF EXISTS journal_line_is_kept;' + sql)
    db.commit()
    db.close()


def offline(house, path):
    run = subprocess.run([f'{house.bin}/tocsind', '--audit', path], stdout=subprocess.PIPE, text=True)
    return run.returncode, run.stdout


EDITS = {
    'an author': "UPDATE journal SET by = 'nobody' WHERE number = 4",
    'what was done': "UPDATE journal SET what = replace(what, 'approved', 'proposed') WHERE kind = 'raised'",
    'a line in the middle': 'DELETE FROM journal WHERE number = 3',
    'the last lines': 'DELETE FROM journal WHERE number > 4',
    'the last lines and the head': 'DELETE FROM journal WHERE number > 5; UPDATE journal_head SET number = 5, link = '
                                   '(SELECT link FROM journal WHERE number = 5); DELETE FROM reply;',
    'the order': 'UPDATE journal SET number = 99 WHERE number = 3; UPDATE journal SET number = 3 WHERE number = 4;'
                 'UPDATE journal SET number = 4 WHERE number = 99',
    'a state': "UPDATE mobilisation SET state = 'paused', closing_done = 0",
}


def main():
    provider = Provider()
    house = House(sys.argv[1], f'''channels:
  - name: sms
    type: http_sms
    medium: sms
    rate: {{per_second: 50}}
    sender: "38123"
    request: {{method: GET, url: "{provider.url}", query: {{to: "{{to}}", text: "{{text}}", id: "{{reference}}"}}}}
    success: {{status: [200]}}
routes: {{sms: [sms]}}
''')
    house.start()
    house.wait_ready()
    house.register(800)
    which = house.call_everyone(9999, '--text', house.one_way_words)
    end = time.monotonic() + 30
    while len(provider.witnessed()) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    asked = len(provider.witnessed())
    assert asked >= 3, 'nobody was asked'
    house.kill()
    house.start()
    house.wait_ready()
    code, said = house.tocsin('audit', 'verify')
    assert code == 0 and said['sound'] and not said['findings'], said
    lines = house.tocsin('audit', 'show', which)[1]['lines']
    assert {'raised', 'state', 'asked'} <= {line['kind'] for line in lines}, lines
    told = sum(len(line['what']['people']) for line in lines if line['kind'] == 'asked')
    assert told >= asked, 'somebody was asked of whom the journal knows nothing'
    assert house.stop() == 0
    database = os.path.join(house.dir, 'tocsin.db')
    number, link = chain(database)
    kept = open(database + '.head').read().split()
    assert kept == [str(number), link], 'the head beside the database is not the last line'
    raw = open(database + '.head').read() + str(lines)
    assert '+3363998' not in raw, 'a phone number in the journal'
    assert offline(house, database)[0] == 0

    for name, sql in EDITS.items():
        copy = os.path.join(house.dir, 'copy.db')
        for ending in ('', '.head'):
            shutil.copy(database + ending, copy + ending)
        tamper(copy, sql)
        code, said = offline(house, copy)
        assert code == 1 and 'NOT whole' in said, f'{name} was changed, and nobody saw it: {said}'

    tamper(database, EDITS['an author'])
    house.start()
    house.wait_ready()
    code, said = house.tocsin('audit', 'verify', check=False)
    assert code == 1 and said['held'] and said['findings'][0]['line'] == 4, said
    before = len(provider.witnessed())
    house.tocsin('mobilise', '--event', 'Crue', '--zone', '04112', '--need', '5', '--by', '+2h', '--at', 'Manosque',
                 '--pace', 'all', '--text', house.one_way_words, '--yes')
    time.sleep(2)
    assert len(provider.witnessed()) == before, 'something left although the journal is not whole'
    house.tocsin('audit', 'accept', '--reason', 'edited by this very test', '--yes')
    end = time.monotonic() + 20
    while len(provider.witnessed()) == before and time.monotonic() < end:
        time.sleep(0.05)
    assert len(provider.witnessed()) > before, 'nothing leaves although somebody accepted'
    house.kill()
    print('the journal holds')


main()
