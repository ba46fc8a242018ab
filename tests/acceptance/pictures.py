# SPDX-License-Identifier: Apache-2.0
"""The pictures that the documents show (`./run pictures`): a night's flood, played by the built programs with invented people on
a clock that is set from one answer to the next, and photographed in Chromium. Usage: pictures.py BINARIES FOLDER"""
import glob
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile

from boards import STAFF, Browser
from house import SOURCE, House
from outside import Witness, free_port, until
from pages import HEADER, mails_to, page_link
from terminal import Watching

PEERS = os.path.join(SOURCE, 'tests', 'integration', 'peers')
NIGHT = '2026-11-24'
CLOCK = glob.glob('/usr/lib/*/faketime/libfaketime.so.1')[0]  # Debian's libfaketime; the program `faketime` would stand between us and its child
FIRST = ['Camille', 'Lou', 'Anaïs', 'Noé', 'Zoé', 'Maël', 'Inès', 'Léo', 'Jade', 'Sacha', 'Basile', 'Nour', 'Élise', 'Hugo', 'Rose']
LAST = ['Amiel', 'Barras', 'Chabert', 'Daumas', 'Estève', 'Féraud', 'Garcin', 'Hermitte', 'Isoard', 'Jaubert', 'Latil', 'Maurel', 'Nalin']
# Where people live, the most of them by the river.
PLACES = [('04070', '04000')] * 7 + [('04112', '04100')] * 5 + [('04209', '04200')] * 3 + [('04143', '04700'), ('04019', '04400'), ('04088', '04300'),
          ('04049', '04160'), ('04039', '04120'), ('04113', '04270'), ('04161', '04340'), ('04230', '04110')]
SKILLS = ['bateau', 'secourisme', '', 'secourisme', '4x4', '', 'cuisine', '']
PEOPLE = 280
# At what o'clock how many say yes, and how many no.
ANSWERS = [('03:12', 2, 1), ('03:15', 5, 4), ('03:19', 6, 5), ('03:24', 5, 6), ('03:31', 5, 4), ('03:40', 4, 4), ('03:52', 3, 3), ('04:08', 2, 2),
           ('04:21', 2, 2)]
LATER_ON = [('04:50', 5, 3), ('05:20', 6, 2)]
WORDS = {'03:31': ['je peux amener mon tracteur si la route de Thoard est ouverte ?'], '04:08': ['oui mais seulement si on vient me chercher']}
LATER = ['OUI', 'oui dans 2h', 'OUI 6h', 'oui, 5h30']


def number(who):
    return f'+3363998{int(who.lstrip("v")):04d}'


class Night:
    """A house whose clock is set: it is started anew for each hour."""

    def __init__(self, binaries):
        self.relay = Witness(tempfile.NamedTemporaryFile(suffix='.jsonl', delete=False).name, f'{binaries}/fake_smtp')
        self.port = free_port()
        self.dice = random.Random(4)
        self.answered = {'mail'}  # her page is photographed
        self.centre = Witness(tempfile.NamedTemporaryFile(suffix='.jsonl', delete=False).name, f'{binaries}/fake_smsc', '--every-number-works')
        self.house = House(binaries, f'''channels:
  - {{name: sms-principal, type: smpp, medium: sms, host: 127.0.0.1, port: {self.centre.port}, system_id: tocsin, sender: "38123",
     password: {{credential: smpp}}, window: 50, rate: {{per_second: 200}}, price: 0.05}}
  - {{name: courriel, type: smtp, medium: email, url: "smtp://127.0.0.1:{self.relay.port}", from: "Préfecture <alerte@house.example.org>", rate: {{per_second: 50}}}}
routes: {{sms: [sms-principal], email: [courriel]}}
''', port=self.port, secrets={'staff-token': STAFF, 'smpp': 'secret'})
        with open(self.house.config) as file:
            text = file.read()
        http = f'http:\n  listen: "127.0.0.1:{self.port}"\n  public_url: "http://127.0.0.1:{self.port}"\n  tokens:\n    - {{name: desk, role: staff, token: {{credential: staff-token}}}}\n'
        text = re.sub(r'http: \{.*\}\n', http, text).replace('instance: prefecture-04', 'instance: prefecture-04\ndisplay_name: "Préfecture des Alpes-de-Haute-Provence"')
        with open(self.house.config, 'w') as file:
            file.write(text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.house.kill()
        for each in (self.relay, self.centre):
            each.stop()
            os.unlink(each.log)

    def at(self, clock):
        self.house.stop()
        hour, minute = clock.split(':')  # of Paris, in winter
        self.house.prefix = ('env', 'TZ=UTC', f'LD_PRELOAD={CLOCK}', 'FAKETIME_DONT_FAKE_MONOTONIC=1', f'FAKETIME=@{NIGHT} {int(hour) - 1:02d}:{minute}:20')
        self.house.start()
        self.house.prefix = ()
        self.house.wait_ready()

    def register(self):
        csv = os.path.join(self.house.dir, 'people.csv')
        with open(csv, 'w') as out:
            out.write(HEADER)
            for i in range(PEOPLE):
                commune, postcode = PLACES[i * 7 % len(PLACES)]
                out.write(f'v{i},{FIRST[i % 15]},{LAST[i * 5 % 13]},fr,1985-01-01,{number(str(i))},,{postcode},{commune},,,,{SKILLS[i % 8]},flexible,yes,no\n')
            out.write(f'mail,Maria,Borrély,fr,1985-01-01,,maria@people.example.org,04000,04070,,,,,flexible,no,yes\n')
        self.house.tocsin('volunteers', 'import', csv)

    def says(self, who, text):
        status, _, told = Browser(self.port).ask('POST', '/v1/replies', json.dumps({'from': number(who), 'text': text}),
                                                 Authorization=f'Bearer {STAFF}', Content_Type='application/json')
        assert status == 200, told

    def raise_call(self):
        self.at('03:10')
        self.register()
        _, made = self.house.tocsin('mobilise', '--event', 'Crue de la Bléone', '--zone', '04', '--need', '40', '--by', '08:00', '--at',
                                    'Gymnase Maria-Borrély, Digne-les-Bains', '--role', 'bateau:4', '--role', 'secourisme:8', '--yes')
        if made['state'] == 'proposed':
            self.house.tocsin('approve', made['id'], '--yes')
        return made['id']

    def answers(self, which, clock, yes, no):
        """That hour, so many say so of those who were asked and have not answered."""
        self.at(clock)

        def asked():
            counts = self.house.tocsin('status', which)[1]
            return counts['asked'] > 20 and counts['messages']['queued'] + counts['messages']['sending'] == 0
        until(asked, 'the wave to be sent', 30)
        open_still = [who for who, row in self.house.people(which).items() if row['state'] == 'asked' and who not in self.answered]
        self.dice.shuffle(open_still)
        said = [LATER[(yes + i) % 4] if i < yes else 'non, désolé' for i in range(yes + no)] + WORDS.get(clock, [])
        for who, text in zip(open_still, said):
            self.says(who, text)
            self.answered.add(who)


def watch(night, which):
    seen = Watching(night.house, which).look(1.5)
    text = seen.shown()
    os.kill(seen.pid, signal.SIGINT)
    seen.look(1)
    seen.end()
    return text


def photograph(what, plan, folder):
    subprocess.run(['node', f'{PEERS}/pictures.js', what, folder], input=json.dumps(plan), text=True, timeout=100, check=True)


def main():
    binaries, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    with Night(binaries) as night:
        which = night.raise_call()
        for each in ANSWERS:
            night.answers(which, *each)
        night.at('04:26')
        link = page_link(until(lambda: mails_to(night.relay, 'maria@people.example.org'), 'the mail')[0])
        plan = {'origin': f'http://127.0.0.1:{night.port}', 'token': STAFF, 'which': which, 'answer': link, 'terminal': watch(night, which)}
        photograph('call', plan, folder)
        for each in LATER_ON:
            night.answers(which, *each)
        night.at('09:30')
        night.house.tocsin('close', which, '--reason', 'tout le monde est sur place')
        page = os.path.join(night.house.dir, 'report.html')
        with open(page, 'wb') as out:
            subprocess.run([f'{binaries}/tocsin', '--socket', night.house.socket, '--lang', 'fr', 'report', which, '--format', 'html'], stdout=out, check=True)
        photograph('report', {'page': 'file://' + page}, folder)
        assert night.house.stop() == 0


main()
