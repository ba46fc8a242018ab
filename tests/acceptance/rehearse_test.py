# SPDX-License-Identifier: Apache-2.0
"""A mobilisation of the département 04 rehearsed with 5,000 volunteers: the result makes sense, nothing reaches the
provider (a listener counts connections), nothing is written (every row of the database), and the house works on meanwhile."""
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from house import House
from listener import Listener, real

ALERT = '''<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>rehearsed-1</identifier>
<sender>vigilance@example.org</sender><sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType>
<scope>Public</scope><info><language>fr-FR</language><category>Met</category><event>Vigilance rouge orages</event>
<urgency>Immediate</urgency><severity>Extreme</severity><certainty>Likely</certainty>
<area><areaDesc>04</areaDesc><geocode><valueName>NUTS3</valueName><value>FR821</value></geocode></area></info></alert>'''


def digest(house):
    """All that is in the database, but for the house's own rows: once a minute it tries whether it can write."""
    with tempfile.TemporaryDirectory() as folder:
        for end in ('', '-wal'):
            shutil.copy(os.path.join(house.dir, 'tocsin.db' + end), folder)
        known = sqlite3.connect(os.path.join(folder, 'tocsin.db'))
        rows = '\n'.join(line for line in known.iterdump() if not line.startswith('INSERT INTO "house"'))
        known.close()
    assert rows.count('INSERT INTO') > 5000, 'the register is not in it'
    with open(os.path.join(house.dir, 'tocsin.db.head'), 'rb') as head:
        return hashlib.sha256(rows.encode() + head.read()).hexdigest()


def threads_of(house):
    return len(os.listdir(f'/proc/{house.daemon.pid}/task'))


def wait_for(holds, what, seconds=60):
    for _ in range(10 * seconds):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(what)


def lines_in(path):
    if not os.path.exists(path):
        return 0
    with open(path) as lines:
        return sum(1 for _ in lines)


def main(binaries):
    witness = Listener()
    house = House(binaries, f'''channels:
{real('sms', witness.url, rate=10)}    two_way: true
    price: 0.05
  - {{name: dry, type: sandbox, medium: sms, directory: DIR/dry, rate: {{per_second: 5}}}}
routes: {{sms: [sms, dry]}}
''', alone=5000)
    with open(house.config) as written:
        text = written.read().replace('DIR', house.dir)
    with open(house.config, 'w') as out:
        out.write(text)
    house.start()
    house.wait_ready()
    house.register(5000)
    order = ['rehearse', '--event', 'Crue', '--zone', '04', '--need', '40', '--by', '+5h', '--at', 'Digne-les-Bains',
             '--response', '5.6', '--seed', '3']
    journal = house.tocsin('audit', 'show')[1]
    before = digest(house)

    answered = []
    done = threading.Event()

    def look_on():
        while not done.is_set():
            answered.append(house.tocsin('status', check=False)[0])
            time.sleep(0.05)

    watcher = threading.Thread(target=look_on)
    watcher.start()
    _, sparing = house.tocsin(*order, '--pace', 'sparing')
    done.set()
    watcher.join()
    assert len(answered) > 5 and set(answered) == {0}, f'the house did not answer meanwhile: {answered}'

    found = sparing['found'][0]
    assert sparing['state'] == 'done' and sparing['played'] == 20, sparing
    assert found['candidates'] > 1000 and found['population'] == 5000, found
    assert found['filled'] >= 15, found
    assert 12 <= found['per_place'] <= 40, f'5.6 % say yes, so some 18 to 30 are asked for each place: {found["per_place"]}'
    assert found['cost']['middle'] > 0.05 * found['asked']['middle'], 'every question costs, and so does every end'
    assert found['messages']['middle'] > found['asked']['middle'], found

    assert not found['needs_approval'] and found['approval_seconds'] == 0, 'one officer may call so many here'
    said = {each['what']: each['sentence'] for each in sparing['supposed']['assumed']}
    assert set(said) == {'taken-back', 'approval', 'waiting'} and all(said.values()), said
    assert found['taken_back']['high'] > 0, 'in five hours nobody of forty took a yes back'

    _, everybody = house.tocsin(*order, '--pace', 'all', '--runs', '3')
    all_at_once = everybody['found'][0]
    assert all_at_once['filled'] == 3
    assert all_at_once['filled_after_seconds']['middle'] < found['filled_after_seconds']['middle']
    assert all_at_once['asked']['middle'] > found['asked']['middle']

    path = os.path.join(house.dir, 'alert.xml')
    with open(path, 'w') as out:
        out.write(ALERT.format(sent=time.strftime('%Y-%m-%dT%H:%M:%S-00:00', time.gmtime())))
    code, ruled = house.tocsin('rehearse', path, '--runs', '2', check=False)
    assert code == 0 and ruled['found'][0]['rule'], ruled
    assert ruled['found'][0]['needs_approval'] and ruled['found'][0]['approval_seconds'] == 600, ruled
    _, late = house.tocsin('rehearse', path, '--runs', '2', '--response', '30', '--approval', '60')
    assert late['found'][0]['filled_after_seconds']['low'] >= 3600, late

    page = subprocess.run(
        [f'{binaries}/tocsin', '--socket', house.socket, '--lang', 'fr', *order, '--runs', '2', '--compare'],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert page.returncode == 0 and 'rien ne part' in page.stdout, page
    assert all(len(line) <= 80 or 'tocsin ' in line for line in page.stdout.splitlines()), page.stdout

    assert digest(house) == before, 'the database is not as it was'
    assert house.tocsin('audit', 'show')[1] == journal
    assert house.tocsin('status', '--all')[1]['mobilisations'] == []

    # Whoever goes away takes the rehearsal along: the kernel knows whether its thread is still there.
    def left_alone(words, end):
        quiet = threads_of(house)
        going = subprocess.Popen([f'{binaries}/tocsin', '--socket', house.socket, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        wait_for(lambda: threads_of(house) > quiet, 'no rehearsal began')
        going.send_signal(end)
        said = going.communicate(timeout=60)[0].decode()
        wait_for(lambda: threads_of(house) <= quiet, f'the rehearsal went on after signal {end}')
        return going.returncode, said

    code, said = left_alone([*order, '--runs', '1000'], signal.SIGINT)
    assert code == -signal.SIGINT and 'arr' in said, (code, said)
    _, at_once = house.tocsin(*order, '--runs', '1')
    assert at_once['state'] == 'done', 'the next rehearsal need not wait'
    assert left_alone([*order, '--runs', '1000'], signal.SIGKILL)[0] == -signal.SIGKILL

    # What is under way goes on under a rehearsal.
    sent = os.path.join(house.dir, 'dry', 'sent.jsonl')
    house.tocsin('mobilise', '--event', 'Crue', '--zone', '04112', '--need', '900', '--by', '+12h', '--at', 'Manosque', '--pace',
                 'all', '--exercise', '--yes')
    for _ in range(300):
        if lines_in(sent):
            break
        time.sleep(0.1)
    before = lines_in(sent)
    assert before, 'the sandbox saw nothing'
    _, meanwhile = house.tocsin(*order, '--runs', '4')
    waiting = {each['channel']: each['messages'] for each in meanwhile['supposed']['waiting']}
    assert waiting.get('dry', 0) > 100, f'what waits for its turn is part of it: {waiting}'
    assert meanwhile['played'] == 4 and lines_in(sent) > before, 'nothing left while a rehearsal was played'
    # Who can come changes with the hour: one of those asked of just before and just after.
    _, after = house.tocsin(*order, '--runs', '1')
    assert meanwhile['found'][0]['candidates'] in {each['found'][0]['candidates'] for each in (at_once, after)}, \
        'an exercise takes nobody away from the real thing'
    assert witness.connections == 0, f'{witness.connections} connections to a provider'
    house.kill()


main(sys.argv[1])
print('a rehearsal reaches nobody, writes nothing and says what would happen')
