# SPDX-License-Identifier: Apache-2.0
"""The providers that faults are tried on, each with the channel that speaks with it. All log one line a submission."""
import email
import http.client
import json
import os
import time
from collections import Counter

from house import House
from outside import Witness, free_port, write_register

TOKEN = 'faults-token-0123456789'
WINDOW = 8


class Smpp:
    name = 'smpp'
    medium, end = 'sms', 'delivered'
    nobody_special = ('--every-number-works',)

    def __init__(self, binaries, folder, *options, prefix=(), rate=100, window=WINDOW, more=''):
        self.words = (os.path.join(folder, 'witness.jsonl'), f'{binaries}/fake_smsc', '--system-id', 'tocsin', '--password',
                      'secret')
        self.program = Witness(*self.words, *options, prefix=prefix)
        self.port = self.program.port
        self.house = House(binaries, f'''channels:
  - {{name: sms, type: smpp, medium: sms, host: 127.0.0.1, port: {self.port}, system_id: tocsin, sender: "38123",
     password: {{credential: word}}, window: {window}, rate: {{per_second: {rate}}}, {more}
     timeouts: {{connect: 1, bind: 1, answer: 2, enquire_after: 1, enquire: 1, reconnect_longest: 1}}}}
routes: {{sms: [sms]}}
''', secrets={'word': 'secret'}, prefix=prefix)

    def come_back(self, *options):
        """The centre again, on its port, with its log, otherwise set up."""
        self.program.stop()
        self.program = Witness(*self.words, '--port', str(self.port), *options)

    def submissions(self):
        return self.program.lines('submit')


class Http:
    name = 'http'
    medium, end = 'sms', 'delivered'
    nobody_special = ('--every-number-works',)

    def __init__(self, binaries, folder, *options, prefix=(), rate=100, beside='', routes='sms: [sms]'):
        """`beside`: channels besides this one, as lines of YAML."""
        self.calls = calls = free_port()
        log = os.path.join(folder, 'witness.jsonl')
        self.program = Witness(log, f'{binaries}/fake_gateway', '--receipts-url',
                               f'http://127.0.0.1:{calls}/v1/channels/sms/receipts?token={TOKEN}', *options, prefix=prefix)
        self.port = self.program.port
        self.house = House(binaries, f'''channels:
  - name: sms
    type: http_sms
    medium: sms
    sender: "38123"
    window: {WINDOW}
    timeout: 2
    rate: {{per_second: {rate}}}
    callback_token: {{credential: token}}
    request: {{method: POST, url: "http://127.0.0.1:{self.port}/",
              json: '{{"to":"{{to}}","text":"{{text}}","reference":"{{reference}}","sender":"{{sender}}"}}'}}
    success: {{status: [202]}}
    id: {{json: /id}}
    receipts: {{id: /id, reference: /reference, status: /status, map: {{delivered: delivered, undelivered: undeliverable, buffered: buffered}}}}
    replies: {{from: /from, text: /text}}
{beside}routes: {{{routes}}}
''', port=calls, secrets={'token': TOKEN}, prefix=prefix)

    def submissions(self):
        return self.program.lines()

    def hand_in(self, sender, text):
        """What somebody texted, as the provider calls it in."""
        body = json.dumps({'id': f'{sender}-{time.monotonic_ns()}', 'from': sender, 'text': text})
        line = http.client.HTTPConnection('127.0.0.1', self.calls, timeout=10)
        line.request('POST', f'/v1/channels/sms/replies?token={TOKEN}', body, {'Content-Type': 'application/json'})
        status = line.getresponse().status
        line.close()
        assert status // 100 == 2, f'an answer was refused: {status}'


class Mail:
    """A relay as most are: STARTTLS and a password."""
    name = 'mail'
    medium, end = 'email', 'accepted'  # what becomes of a mail then, nobody says
    nobody_special = ()

    def __init__(self, binaries, folder, *options, prefix=()):
        trusted = os.path.join(folder, 'relay.pem')
        self.program = Witness(os.path.join(folder, 'witness.jsonl'), f'{binaries}/fake_smtp', '--tls', 'starttls', '--ca-file', trusted,
                               '--user', 'tocsin', '--password', 'secret', *options, prefix=prefix)
        self.port = self.program.port
        self.house = House(binaries, f'''channels:
  - {{name: mail, type: smtp, medium: email, url: "smtp://127.0.0.1:{self.port}", ca_file: "{trusted}", username: tocsin,
     password: {{credential: word}}, from: "Préfecture <alerte@example.org>", connections: {WINDOW // 4}, timeout: 2,
     rate: {{per_second: 100}}}}
routes: {{email: [mail]}}
''', secrets={'word': 'secret'}, prefix=prefix)

    def submissions(self):
        """With what each mail says."""
        lines = self.program.lines()
        for line in lines:
            line['text'] = email.message_from_string(line['mail']).get_payload(0).get_payload(decode=True).decode()
        return lines


def called(provider, folder, endings, each):
    """Starts the house and calls so many people; gives the mobilisation."""
    house = provider.house
    house.start()
    house.wait_ready()
    people = os.path.join(folder, 'people.csv')
    write_register(people, endings, each, provider.medium)
    report = house.tocsin('volunteers', 'import', people)[1]
    assert report['rejected'] == 0, report
    return house.call_everyone()


def all_delivered(provider, which):
    """As far as such a provider tells."""
    _, status = provider.house.tocsin('status', which)
    return status['messages'].get(provider.end, 0) == status['asked'] > 0


def nothing_twice(provider, which):
    """Nobody who was asked is missing at the witness, and what came twice is flagged. Gives (people, twice, flagged)."""
    _, status = provider.house.tocsin('status', which)
    taken = Counter(line['to'] for line in provider.submissions() if line['taken'] and 'OUI' in line['text'] and 'compris' not in line['text'])
    assert len(taken) == status['asked'], f'{status["asked"]} asked, {len(taken)} reached'
    extra = sum(count - 1 for count in taken.values())
    assert extra <= status['possible_duplicates'], f'{extra} came twice, {status["possible_duplicates"]} are flagged'
    return len(taken), extra, status['possible_duplicates']
