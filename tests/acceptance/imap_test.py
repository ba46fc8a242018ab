# SPDX-License-Identifier: Apache-2.0
"""A letter box whose server does not give one mail out: it says no, or drops the line over it, each time. The answers behind
it are read all the same, and somebody is told which mail it is. The verdict is the server's: what was marked as read."""
import socketserver
import sys
import tempfile
import threading

from house import House
from outside import Witness, until, write_register
from providers import answer

PEOPLE = 6
POISON = 102


class Server(socketserver.ThreadingTCPServer):
    """IMAP4rev1, as far as it is asked for."""
    daemon_threads = True

    def __init__(self, how):
        self.how, self.mails, self.seen, self.asked = how, {}, set(), 0
        super().__init__(('127.0.0.1', 0), Line)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Line(socketserver.StreamRequestHandler):
    def say(self, *lines):
        self.wfile.write(b''.join(line.encode() + b'\r\n' for line in lines))

    def handle(self):
        self.say('* OK hello')
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(' ')
            if self.answer(command) == 'hang up':
                return
            self.say(f'{tag} {self.end} done')

    def answer(self, command):
        box, self.end = self.server, 'OK'
        if command.startswith('CAPABILITY'):
            self.say('* CAPABILITY IMAP4rev1')
        elif command.startswith('SELECT'):
            self.say(f'* {len(box.mails)} EXISTS', '* OK [UIDVALIDITY 7] is its life')
        elif command.startswith('UID SEARCH'):
            self.say('* SEARCH ' + ' '.join(str(uid) for uid in sorted(box.mails) if uid not in box.seen))
        elif command.startswith('UID STORE'):
            box.seen |= {int(uid) for uid in command.split()[2].split(',')}
        elif command.startswith('UID FETCH'):
            return self.fetch(int(command.split()[2]))
        return None

    def fetch(self, uid):
        box, mail = self.server, self.server.mails[uid]
        if uid == POISON:
            box.asked += 1
            if box.how == 'hang up':
                return 'hang up'
            self.end = 'NO [SERVERBUG]'
        else:
            self.wfile.write(f'* 1 FETCH (UID {uid} BODY[]<0> {{{len(mail)}}}\r\n'.encode() + mail + b')\r\n')
        return None


def check(binaries, how):
    print(f'one mail of {PEOPLE}, at which the server says: {how}')
    server = Server(how)
    folder = tempfile.mkdtemp(prefix='tocsin-imap.')
    relay = Witness(f'{folder}/witness.jsonl', f'{binaries}/fake_smtp')
    house = House(binaries, f'''channels:
  - {{name: mail, type: smtp, medium: email, url: "smtp://127.0.0.1:{relay.port}", from: "Tocsin <alerte@house.example.org>",
     rate: {{per_second: 50}}, inbox: {{imap: "imap://127.0.0.1:{server.server_address[1]}", require_tls: false, username: alerte,
     password: {{credential: word}}, poll: 1, timeout: 2}}}}
routes: {{email: [mail]}}
''', secrets={'word': 'secret'}, page=False)
    house.start()
    house.wait_ready()
    people = f'{house.dir}/people.csv'
    write_register(people, range(PEOPLE), medium='email')
    assert house.tocsin('volunteers', 'import', people)[1]['added'] == PEOPLE
    which = house.call_everyone()
    until(lambda: len(relay.lines()) == PEOPLE, 'the mails')
    server.mails.update((100 + i, answer(asked, 'OUI')) for i, asked in enumerate(relay.lines()))

    others = set(server.mails) - {POISON}
    until(lambda: server.seen == others, 'that the others are read')
    asked_before = server.asked
    until(lambda: server.asked > asked_before, 'that it is asked for again')
    until(lambda: house.tocsin('status', which)[1]['confirmed'] == PEOPLE - 1, 'that every answer counts')
    if how == 'no':
        until(lambda: f'the first with the UID {POISON}' in open(f'{house.dir}/tocsind.log', encoding='utf-8').read(), 'that somebody is told which mail it is')
    assert house.stop() == 0
    server.shutdown()
    relay.stop()


def main():
    for how in ('no', 'hang up'):
        check(sys.argv[1], how)
    print('read')


if __name__ == '__main__':
    main()
