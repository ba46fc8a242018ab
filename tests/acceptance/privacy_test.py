# SPDX-License-Identifier: Apache-2.0
"""What is personal stays where it belongs (R-24): people whose data can be told from anything else go through a whole
mobilisation, and then everything that Tocsin wrote, said or holds is searched for them. What was changed on the disk is not
used (R-18): the verdict is the provider's, on which numbers it was given. Whoever was erased is gone (R-25)."""
import glob
import os
import sqlite3
import struct
import subprocess
import sys
import urllib.error
import urllib.request

from house import House, Provider
from listener import real
from outside import free_port, until

NAMES = [('Zéphyrine', 'Quatrefages'), ('Apollinaire', 'Brindavoine'), ('Cunégonde', 'Tournemirette')]
HEADER = ('id,first_name,last_name,language,birth_date,mobile,email,postcode,commune,latitude,longitude,radius_km,skills,'
          'availability,consent_sms,consent_email')
PEOPLE = 30


def number(i):
    return f'+3363998{i + 1200:04d}'


def person(i):
    first, last = NAMES[i % len(NAMES)]
    place = (44.09237 + i * 0.0000137, 6.23564 + i * 0.0000173)
    return {'id': f'v-{i}', 'first': f'{first}{chr(97 + i // 3)}', 'last': f'{last}{chr(97 + i // 3)}', 'born': f'19{60 + i}-03-14',
            'mobile': number(i), 'email': f'canari{i}@example.org', 'place': place}


def write_register(house, people):
    path = os.path.join(house.dir, 'people.csv')
    with open(path, 'w') as out:
        out.write(HEADER + '\n')
        for each in people:
            out.write(f'{each["id"]},{each["first"]},{each["last"]},fr,{each["born"]},{each["mobile"]},{each["email"]},04000,04070,'
                      f'{each["place"][0]},{each["place"][1]},,,flexible,yes,yes\n')
    return path


def canaries(people):
    """Everything about them in each of the forms in which it could lie about."""
    for each in people:
        local = '0' + each['mobile'][3:]
        texts = [each['first'], each['last'], each['born'], each['mobile'][1:], local, ' '.join(local[i:i + 2] for i in range(0, 10, 2)),
                 each['email']]
        for text in texts:
            yield each['id'], text.encode()
        for part in each['place']:
            yield each['id'], f'{part:.5f}'.encode()
            yield each['id'], struct.pack('>d', part)
            yield each['id'], struct.pack('<d', part)


def found_in(blob, people, allowed=()):
    return [(who, canary) for who, canary in canaries(people) if canary in blob and canary not in allowed]


def of_the_daemon(house):
    """What it wrote and what can be seen of it from outside."""
    for path in glob.glob(f'{house.dir}/**', recursive=True):
        if os.path.isfile(path) and not path.endswith(('people.csv', '.yaml')):
            yield path, open(path, 'rb').read()
    for name in ('cmdline', 'environ', 'status', 'comm'):
        yield name, open(f'/proc/{house.daemon.pid}/{name}', 'rb').read()
    for address in ('/metrics', '/healthz', '/readyz', '/v1/volunteers', '/r/aaaa', '/nothing'):
        try:
            yield address, urllib.request.urlopen(house.url + address).read()
        except urllib.error.HTTPError as refused:
            yield address, refused.read()


def as_seen_by_people(house, words):
    """What the command line prints, its errors included."""
    run = subprocess.run([f'{house.bin}/tocsin', '--socket', house.socket, '--lang', 'en', *words], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, input=b'')
    return run.stdout


def main():
    provider = Provider()
    port = free_port()
    house = House(sys.argv[1], f'''channels:
{real('sms', provider.url)}routes: {{sms: [sms]}}
''', port=port)
    house.url = f'http://127.0.0.1:{port}'
    people = [person(i) for i in range(PEOPLE)]
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

    # Whoever may see the register sees it; the rest is masked, also where something goes wrong.
    assert people[6]['last'] in str(house.tocsin('volunteers', 'show', 'v-6')[1]), 'the register is there to be read'
    assert len(house.tocsin('volunteers', 'list', 'quatrefages')[1]['volunteers']) > 2, 'found by name'
    assert house.tocsin('volunteers', 'list', '06 39 98 12 06')[1]['volunteers'][0]['id'] == 'v-6', 'found by number'
    for words in (['status', which], ['channels'], ['audit', 'show'], ['reply', '--from', people[3]['mobile'][:-1], 'OUI'],
                  ['volunteers', 'show', 'nobody'], ['explain', provider.witnessed()[0]['id']]):
        assert not found_in(as_seen_by_people(house, words), people), f'tocsin {words} shows {found_in(as_seen_by_people(house, words), people)}'

    house.tocsin('backup', f'{house.dir}/kept.db')
    for where, blob in of_the_daemon(house):
        assert not found_in(blob, people), f'{where} holds {found_in(blob, people)[:3]}'

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
