# SPDX-License-Identifier: Apache-2.0
"""Before the situation board: a house with a call under way, and a browser's part of it."""
import http.client
import json
import os
import re
from urllib.parse import urlencode

from house import House
from outside import free_port, until
from pages import HEADER

STAFF, SOURCE_TOKEN = 'staff-token-0123456789', 'source-token-0123456789'
PLACES = [('04070', '04000'), ('04112', '04100'), ('04209', '04200'), ('04019', '04400'), ('04088', '04300'), ('04039', '04120'),
          ('04049', '04160'), ('04143', '04700')]
NAMES = ['Camille', 'Lou', 'Ana', 'Noé', 'Zoé', 'Maël', 'Inès', 'Léo', 'Jade', 'Sacha']


def board_house(binaries, people, prefix=(), extra='', rate=200):
    port = free_port()
    tokens = '''  tokens:
    - {name: desk, role: staff, token: {credential: staff-token}}
    - {name: meteo, role: source, token: {credential: source-token}}
'''
    house = House(binaries, f'''channels:
  - {{name: sms-sandbox, type: sandbox, medium: sms, directory: DIR/sms, rate: {{per_second: {rate}}}, people: {{yes: 0, no: 0}}}}
  - {{name: mail-sandbox, type: sandbox, medium: email, directory: DIR/mail, rate: {{per_second: {rate}}}}}
routes: {{sms: [sms-sandbox], email: [mail-sandbox]}}
''', extra=extra, port=port, secrets={'staff-token': STAFF, 'source-token': SOURCE_TOKEN}, prefix=prefix)
    with open(house.config) as file:
        text = file.read()
    text = text.replace('DIR/', house.dir + '/')
    text = re.sub(r'http: \{(.*)\}\n', lambda m: 'http:\n' + ''.join(f'  {each.strip()}\n' for each in m[1].split(', ')) + tokens, text)
    with open(house.config, 'w') as file:
        file.write(text)
    house.port = port
    house.start()
    house.wait_ready()
    csv = os.path.join(house.dir, 'people.csv')
    with open(csv, 'w') as out:
        out.write(HEADER)
        for i in range(people):
            commune, postcode = PLACES[i * i % len(PLACES)]
            skill = ['boat', 'first-aid;boat', 'first-aid', '', 'radio'][i % 5]
            out.write(f'v{i},{NAMES[i % len(NAMES)]},Essai-{i},fr,1990-01-01,{number(i)},,{postcode},{commune},,,,{skill},flexible,yes,no\n')
    house.tocsin('volunteers', 'import', csv)
    return house


def call(house, need, *more):
    _, made = house.tocsin('mobilise', '--event', 'Crue de la Bléone', '--zone', '04', '--need', str(need), '--by', '+5h', '--at',
                           'Gymnase Maria-Borrély, Digne-les-Bains', '--exercise', '--yes', *more)
    if made['state'] == 'proposed':
        house.tocsin('approve', made['id'], '--yes')
    return made['id']


def asked(house, which, people):
    return until(lambda: house.tocsin('status', which)[1]['asked'] >= people, 'everybody to be asked', 60)


def number(who):
    """The phone of a volunteer: 'v12' or 12."""
    return f'+3363998{int(str(who).lstrip("v")):04d}'


def says(house, who, text):
    """What somebody answers, as staff would write it down."""
    status, _, told = Browser(house.port).ask('POST', '/v1/replies', json.dumps({'from': number(who), 'text': text}),
                                              Authorization=f'Bearer {STAFF}', Content_Type='application/json')
    assert status == 200, told


class Browser:
    def __init__(self, port, cookie=None):
        self.port, self.cookie = port, cookie

    def ask(self, method, path, body=None, **headers):
        """(status, headers, text); `headers` with _ for -."""
        line = http.client.HTTPConnection('127.0.0.1', self.port, timeout=20)
        shown = {name.replace('_', '-'): value for name, value in headers.items()}
        if self.cookie:
            shown.setdefault('Cookie', self.cookie)
        if body is not None:
            shown.setdefault('Content-Type', 'application/x-www-form-urlencoded')
        line.request(method, path, body, shown)
        came = line.getresponse()
        text = came.read().decode()
        line.close()
        return came.status, {name.lower(): value for name, value in came.getheaders()}, text

    def sign_in(self, token, wall=False, **headers):
        form = {'token': token, **({'wall': '1'} if wall else {})}
        status, came, text = self.ask('POST', '/board/session', urlencode(form), **headers)
        if status == 303:
            self.cookie = came['set-cookie'].partition(';')[0]
        return status, came, text


class Line:
    """A viewer's line: messages as (event, data), read one by one."""

    def __init__(self, browser, query='', **headers):
        self.line = http.client.HTTPConnection('127.0.0.1', browser.port, timeout=20)
        shown = {name.replace('_', '-'): value for name, value in headers.items()}
        if browser.cookie:
            shown.setdefault('Cookie', browser.cookie)
        self.line.request('GET', '/board/events' + query, headers=shown)
        self.came = self.line.getresponse()
        self.status = self.came.status

    def next(self):
        """None at the end of the line."""
        event, data = None, []
        while True:
            line = self.came.readline().decode()
            if line == '':
                return None
            line = line.rstrip('\n')
            if line == '' and event is not None:
                return event, '\n'.join(data)
            name, _, value = line.partition(': ')
            if name == 'event':
                event = value
            elif name == 'data':
                data.append(value)

    def until(self, happened):
        """The first message of which it is true."""
        while True:
            told = self.next()
            assert told is not None, 'the line ended'
            if happened(*told):
                return told

    def close(self):
        self.line.close()


def parts_of(line):
    """The whole board, as a line begins with it: {id: html}."""
    parts = {}
    while 'say' not in parts:
        event, data = line.next()
        if event == 'part':
            name, _, html = data.partition('\n')
            parts[name] = html
    return parts
