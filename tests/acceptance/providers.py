# SPDX-License-Identifier: Apache-2.0
"""The providers that faults are tried on, each with the channel that speaks with it. All log one line a submission."""
import email
import email.utils
import http.client
import json
import os
import shutil
import time
from collections import Counter
from email.message import EmailMessage

from house import House
from mail_servers import Servers
from outside import Witness, free_port, until, write_register

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

    def __init__(self, binaries, folder, *options, prefix=(), rate=100, inbox='', secrets=None):
        trusted = os.path.join(folder, 'relay.pem')
        self.program = Witness(os.path.join(folder, 'witness.jsonl'), f'{binaries}/fake_smtp', '--tls', 'starttls', '--ca-file', trusted,
                               '--user', 'tocsin', '--password', 'secret', *options, prefix=prefix)
        self.port = self.program.port
        self.house = House(binaries, f'''channels:
  - {{name: mail, type: smtp, medium: email, url: "smtp://127.0.0.1:{self.port}", ca_file: "{trusted}", username: tocsin,
     password: {{credential: word}}, from: "Préfecture <alerte@house.example.org>", connections: {WINDOW // 4}, timeout: 2,
     rate: {{per_second: {rate}}}, {inbox}}}
routes: {{email: [mail]}}
''', secrets={'word': 'secret', **(secrets or {})}, prefix=prefix)

    def submissions(self):
        """With what each mail says."""
        lines = self.program.lines()
        for line in lines:
            line['text'] = email.message_from_string(line['mail']).get_payload(0).get_payload(decode=True).decode()
        return lines


def is_ask(line):
    return 'OUI' in line['text'] and 'compris' not in line['text']


class Box(Mail):
    """The same relay, and people who answer into a letter box that Dovecot serves over IMAP. What lies in the box and what
    the relay was given say what became of each answer."""
    name = 'box'

    def __init__(self, binaries, folder, prefix):
        self.servers = Servers(folder, [], prefix=prefix)
        self.servers.start_dovecot()
        for part in ('', '/tmp', '/new', '/cur'):
            os.makedirs(f'{self.servers.mail}/alerte{part}', exist_ok=True)
            shutil.chown(f'{self.servers.mail}/alerte{part}', 'nobody', 'nogroup')
        self.box_port = self.servers.imap_port
        self.answered = {}  # {address: what came from there}
        super().__init__(binaries, folder, prefix=prefix, rate=50, secrets={'imap': 'imap-word'},
                         inbox=f'inbox: {{imap: "imap://127.0.0.1:{self.box_port}", ca_file: "{self.servers.cert}", username: alerte, '
                               'password: {credential: imap}, poll: 1, timeout: 2}')

    def people_answer(self):
        """Whoever was asked since: a quarter does not exist, a quarter says no, the others yes. Gives how many there are by now."""
        for line in self.submissions():
            if line['taken'] and is_ask(line) and line['to'] not in self.answered:
                kind = ('yes', 'no', 'bounce', 'yes')[len(self.answered) % 4]
                self.put_in(line, kind)
                self.answered[line['to']] = kind
        return len(self.answered)

    def put_in(self, asked, kind):
        name = f'{time.time_ns()}.{len(self.answered)}.people'
        folder = f'{self.servers.mail}/alerte'
        with open(f'{folder}/tmp/{name}', 'wb') as out:
            out.write(bounce(asked) if kind == 'bounce' else answer(asked, 'OUI' if kind == 'yes' else 'Non désolé'))
        os.rename(f'{folder}/tmp/{name}', f'{folder}/new/{name}')

    def letters(self):
        return [f for part in ('new', 'cur') for f in os.listdir(f'{self.servers.mail}/alerte/{part}')]

    def read(self):
        """How many letters are marked as read."""
        return sum('S' in f.partition(':2,')[2] for f in self.letters())

    def unread(self):
        """Since when and why none is read, as officers are told; None when they are."""
        return self.house.tocsin('channels')[1]['channels'][0].get('replies_unread')

    def each_once(self, which):
        """Every answer and bounce is counted, and nobody who said yes is told so twice. Gives how many there were of each."""
        said = Counter(self.answered.values())
        assert len(self.letters()) == self.read() == len(self.answered), f'{len(self.answered)} sent, {sorted(self.letters())}'

        def counted():
            status = self.house.tocsin('status', which)[1]
            return {'yes': status['confirmed'], 'no': status['declined'], 'bounce': status['unreachable']}

        def told():
            """Who was told that they are expected."""
            return Counter(line['to'] for line in self.submissions() if line['taken'] and not is_ask(line))

        assert counted() == said, f'{said} sent, {counted()} counted'
        yes = [who for who, kind in self.answered.items() if kind == 'yes']
        until(lambda: all(told()[who] for who in yes), 'who said yes to be told that they are expected', seconds=60)
        twice = {who: times for who, times in told().items() if times > 1}
        assert not twice, f'told twice: {twice}'
        return said


def answer(asked, words):
    """With a quotation that makes it as long as such mails are."""
    mail = EmailMessage()
    mail['From'], mail['To'], mail['Subject'], mail['In-Reply-To'] = asked['to'], asked['reply_to'], 'Re: Crue', asked['message_id']
    mail['Message-ID'] = email.utils.make_msgid(domain='people.example.org')
    mail.set_content(f'{words}\n\nLe 24 nov. 2026 à 03:00, Préfecture a écrit :\n' + '> Venez aider, si vous le pouvez.\n' * 60, charset='utf-8')
    return mail.as_bytes()


def bounce(asked):
    """RFC 3464."""
    return f'''Return-Path: <>
From: MAILER-DAEMON@relay.example.org
To: <{asked['from']}>
Subject: Undelivered Mail Returned to Sender
Message-ID: {email.utils.make_msgid(domain='relay.example.org')}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="report"

--report

It could not be delivered.
--report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.org

Final-Recipient: rfc822; {asked['to']}
Action: failed
Status: 5.1.1

--report--
'''.encode()


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
    taken = Counter(line['to'] for line in provider.submissions() if line['taken'] and is_ask(line))
    assert len(taken) == status['asked'], f'{status["asked"]} asked, {len(taken)} reached'
    extra = sum(count - 1 for count in taken.values())
    assert extra <= status['possible_duplicates'], f'{extra} came twice, {status["possible_duplicates"]} are flagged'
    return len(taken), extra, status['possible_duplicates']
