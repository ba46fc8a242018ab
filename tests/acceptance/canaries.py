# SPDX-License-Identifier: Apache-2.0
"""People whose data can be told from anything else, and everything that Tocsin wrote, says or shows, to be searched for them."""
import glob
import os
import struct
import subprocess
import urllib.error
import urllib.request

NAMES = [('Zéphyrine', 'Quatrefages'), ('Apollinaire', 'Brindavoine'), ('Cunégonde', 'Tournemirette')]
HEADER = ('id,first_name,last_name,language,birth_date,mobile,email,postcode,commune,latitude,longitude,radius_km,skills,'
          'availability,consent_sms,consent_email')


def person(i, mobile, email):
    first, last = NAMES[i % len(NAMES)]
    place = (44.09237 + i * 0.0000137, 6.23564 + i * 0.0000173)
    return {'id': f'v-{i}', 'first': f'{first}{chr(97 + i // 3)}', 'last': f'{last}{chr(97 + i // 3)}', 'born': f'19{50 + i % 50}-03-14',
            'mobile': mobile, 'email': email, 'place': place}


def write_register(house, people):
    path = os.path.join(house.dir, 'people.csv')
    with open(path, 'w') as out:
        out.write(HEADER + '\n')
        for each in people:
            sms, mail = ('yes' if each[way] else 'no' for way in ('mobile', 'email'))
            out.write(f'{each["id"]},{each["first"]},{each["last"]},fr,{each["born"]},{each["mobile"]},{each["email"]},04000,04070,'
                      f'{each["place"][0]},{each["place"][1]},,,flexible,{sms},{mail}\n')
    return path


def spellings(words):
    """A text as it may come over a line or lie in a file."""
    encoded = {words.encode(each) for each in ('utf-8', 'latin-1', 'utf-16-be', 'utf-16-le', 'unicode_escape')}
    return sorted(encoded | {words.encode().hex().encode()})


def canaries(people):
    """Everything about them in each of the forms in which it could lie about: (what, bytes). What several have in common is
    sought once, by that alone."""
    texts = set()
    for each in people:
        texts |= {('a name', each[key][:8]) for key in ('first', 'last')}
        texts.add(('a birth date', each['born']))
        if each['mobile']:
            local = '0' + each['mobile'][3:]
            texts |= {('a number', each['mobile'][1:10]), ('a number', local[:8]), ('a number', f'{local[:2]} {local[2:4]} {local[4:6]} {local[6:8]}')}
        if each['email']:
            texts |= {('an address', each['email']), ('an address', each['email'].replace('@', '='))}
    for what, text in sorted(texts):
        yield from ((what, bytes_of) for bytes_of in spellings(text))
    for part in sorted({part for each in people for part in each['place']}):
        yield from (('a place', bytes_of) for bytes_of in (f'{part:.5f}'.encode(), struct.pack('>d', part), struct.pack('<d', part)))


def said(words):
    """What people answered: the same for all of them, so nobody's in particular."""
    return [('an answer', bytes_of) for text in words for bytes_of in spellings(text)]


def found_in(blob, sought):
    return [each for each in sought if each[1] in blob]


def of_the_daemon(house, pages=('/metrics', '/healthz', '/readyz', '/v1/volunteers', '/r/aaaa', '/nothing')):
    """What it wrote and what can be seen of it from outside: (where, bytes)."""
    for path in glob.glob(f'{house.dir}/**', recursive=True):
        if os.path.isfile(path) and not path.endswith(('people.csv', '.yaml')) and '/credentials/' not in path:
            yield path, open(path, 'rb').read()
    for name in ('cmdline', 'environ', 'status', 'comm'):
        yield name, open(f'/proc/{house.daemon.pid}/{name}', 'rb').read()
    for address in pages:
        try:
            yield address, urllib.request.urlopen(house.url + address).read()
        except urllib.error.HTTPError as refused:
            yield address, refused.read()


def as_seen_by_people(house, words):
    """What the command line prints, its errors included."""
    run = subprocess.run([f'{house.bin}/tocsin', '--socket', house.socket, '--lang', 'en', *words], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, input=b'', timeout=30)
    return run.stdout
