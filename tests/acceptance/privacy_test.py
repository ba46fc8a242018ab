# SPDX-License-Identifier: Apache-2.0
"""What is personal stays where it belongs (R-24): people whose data can be told from anything else go through a whole
mobilisation, and then everything that Tocsin wrote, said or holds is searched for them. What was changed on the disk is not
used (R-18): the verdict is the provider's, on which numbers it was given. Whoever was erased is gone (R-25)."""
import os
import sqlite3
import subprocess
import sys

from canaries import as_seen_by_people, canaries, found_in, of_the_daemon, person, write_register
from house import House, Provider
from listener import real
from outside import free_port, until

PEOPLE = 30


def number(i):
    return f'+3363998{i + 1200:04d}'


def main():
    provider = Provider()
    port = free_port()
    house = House(sys.argv[1], f'''channels:
{real('sms', provider.url)}routes: {{sms: [sms]}}
''', port=port)
    house.url = f'http://127.0.0.1:{port}'
    people = [person(i, number(i), f'canari{i}@example.org') for i in range(PEOPLE)]
    house.start()
    house.wait_ready()
    assert house.tocsin('volunteers', 'import', write_register(house, people))[1]['added'] == PEOPLE
    which = house.call_everyone(8, '--text', house.one_way_words)
    until(lambda: len(provider.witnessed()) >= PEOPLE, 'not everybody was asked')
    for each in people[:6]:
        house.tocsin('reply', '--from', each['mobile'], 'OUI')
    house.tocsin('reply', '--from', people[6]['mobile'], f'Non, demandez à {people[7]["first"]} au {people[7]["mobile"]}')
    house.tocsin('reply', '--from', people[8]['mobile'], f'Bonjour, ici {people[8]["last"]}, je ne sais pas')
    house.tocsin('volunteers', 'opt-out', people[9]['id'])
    moved = dict(people[10], mobile=number(500))
    assert house.tocsin('volunteers', 'import', write_register(house, people[:10] + [moved] + people[11:]))[1]['updated'] == 1
    people.append(dict(moved, id='v-10 moved'))
    sought = list(canaries(people))

    # Whoever may see the register sees it; the rest is masked, also where something goes wrong.
    assert people[6]['last'] in str(house.tocsin('volunteers', 'show', 'v-6')[1]), 'the register is there to be read'
    assert len(house.tocsin('volunteers', 'list', 'quatrefages')[1]['volunteers']) > 2, 'found by name'
    assert house.tocsin('volunteers', 'list', '06 39 98 12 06')[1]['volunteers'][0]['id'] == 'v-6', 'found by number'
    for words in (['status', which], ['channels'], ['audit', 'show'], ['reply', '--from', people[3]['mobile'][:-1], 'OUI'],
                  ['volunteers', 'show', 'nobody'], ['explain', provider.witnessed()[0]['id']]):
        shown = found_in(as_seen_by_people(house, words), sought)
        assert not shown, f'tocsin {words} shows {shown}'

    house.tocsin('backup', f'{house.dir}/kept.db')
    for where, blob in of_the_daemon(house):
        held = found_in(blob, sought)
        assert not held, f'{where} holds {held[:3]}'

    # Gone: nothing is said to them, and no form of them is left but a sealed address that asked to be left in peace.
    before = len(provider.witnessed())
    house.tocsin('volunteers', 'erase', 'v-1', '--yes')
    assert house.tocsin('volunteers', 'show', 'v-1', check=False)[0] != 0
    assert house.tocsin('volunteers', 'list', people[1]['mobile'])[1]['volunteers'] == []
    house.tocsin('cancel', which)
    until(lambda: house.tocsin('status', which)[1]['messages'].get('queued', 0) == 0, 'the end was not told')
    assert not [each for each in provider.witnessed()[before:] if each['to'] == people[1]['mobile']], 'written to after the erasure'

    # A bit of every other stored number changes while the daemon is away.
    house.stop()
    with sqlite3.connect(f'{house.dir}/tocsin.db') as db:
        rows = db.execute('SELECT id, mobile FROM volunteer WHERE mobile IS NOT NULL ORDER BY id').fetchall()
        for i, (who, sealed) in enumerate(rows):
            if i % 2:
                at = i % len(sealed)
                db.execute('UPDATE volunteer SET mobile = ? WHERE id = ?',
                           (sealed[:at] + bytes([sealed[at] ^ 1 << i % 8]) + sealed[at + 1:], who))
    before = len(provider.witnessed())
    house.start()
    house.wait_ready()
    again = house.call_everyone(25, '--text', house.one_way_words)
    until(lambda: house.tocsin('status', again)[1]['messages'].get('refused', 0) > 5, 'no damage was noticed')
    until(lambda: house.tocsin('status', again)[1]['messages'].get('queued', 0) == 0, 'the rest was not asked')
    given = {each['to'] for each in provider.witnessed()[before:]}
    known = {each['mobile'] for each in people}
    assert given and given <= known, f'{len(given - known)} messages went to numbers that nobody registered'
    assert house.tocsin('volunteers', 'import', write_register(house, people[:10] + [moved] + people[11:PEOPLE]))[1]['updated'] > 5

    # Another key is no key.
    house.stop()
    os.rename(f'{house.dir}/tocsin.db.key', f'{house.dir}/away.key')
    run = subprocess.run([f'{house.bin}/tocsind', '--config', house.config], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True, timeout=30)
    assert run.returncode == 1 and 'another key' in run.stdout, run
    assert not os.path.exists(f'{house.dir}/tocsin.db.key'), 'a key that opens nothing stands where the right one belongs'
    os.rename(f'{house.dir}/away.key', f'{house.dir}/tocsin.db.key')
    house.start()
    house.wait_ready()
    house.stop()


main()
