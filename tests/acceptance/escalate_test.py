# SPDX-License-Identifier: Apache-2.0
"""Texts first, and mails to those whom they did not move: who gets one, when, and that an answer to either is an answer to
the same request. The verdict is what the provider of texts and the mail relay wrote down. Most of its time it waits for the
minute that is the shortest time before a second question.
usage: escalate_test.py BIN_DIR"""
import email
import email.policy
import sys
import tempfile
from dataclasses import dataclass, replace

from outside import Witness, until
from pages import HEADER, Page, mails_to, page_link
from providers import Http

MINUTE = 60
PLACES = {'04070': ('04000', 44.0925, 6.2320), '04112': ('04100', 43.8288, 5.7869), '04209': ('04200', 44.1900, 5.9464),
          '04088': ('04300', 43.9594, 5.7800)}

COME, STAY = 'comptons sur vous', 'restez chez vous'

# The last two digits of a number: what the gateway does with its texts.
DELIVERED, REFUSED, NO_RECEIPT, UNDELIVERED = 0, 72, 78, 80


@dataclass(frozen=True)
class Person:
    name: str  # before the @: at the relay, whoever begins with yes answers OUI by mail
    commune: str
    text: int
    mail: bool = True
    consents: bool = True
    number: int = 0

    @property
    def mobile(self):
        return f'+3363998{self.number:02d}{self.text:02d}'

    @property
    def address(self):
        return f'{self.name}@people.example.org'

    def line(self):
        postcode, north, east = PLACES[self.commune]
        return f'{self.name},Camille,Essai,fr,1980-01-01,{self.mobile},{self.address if self.mail else ""},{postcode},' \
               f'{self.commune},{north},{east},50,,flexible,yes,{"yes" if self.consents else "no"}\n'


def numbered(*people):
    return {each.name: replace(each, number=i) for i, each in enumerate(people)}


PEOPLE = numbered(
    # Digne: whoever has not answered within a minute.
    Person('comes', '04070', DELIVERED), Person('declines', '04070', DELIVERED), Person('leaves', '04070', DELIVERED),
    Person('link', '04070', DELIVERED), Person('yes-letter', '04070', NO_RECEIPT), Person('refused', '04070', REFUSED),
    Person('undelivered', '04070', UNDELIVERED), Person('textonly', '04070', DELIVERED, consents=False),
    Person('nowhere', '04070', REFUSED, mail=False),
    # Manosque: whom the text is not known to have reached.
    Person('received', '04112', DELIVERED), Person('uncertain', '04112', NO_RECEIPT), Person('barred', '04112', REFUSED),
    Person('switchedoff', '04112', UNDELIVERED), Person('answered', '04112', NO_RECEIPT),
    # Sisteron: nobody, whatever happens to the texts.
    Person('alone', '04209', DELIVERED), Person('lost', '04209', REFUSED), Person('gone', '04209', UNDELIVERED),
    # Forcalquier: called last, and left an hour to answer.
    Person('last', '04088', REFUSED), Person('patient', '04088', DELIVERED))
AT_ONCE = {'refused', 'undelivered', 'barred', 'switchedoff'}
AFTER_A_MINUTE = {'link', 'yes-letter', 'uncertain'}


def subject(line):
    return email.message_from_string(line['mail'], policy=email.policy.default)['Subject']


class Night:
    def __init__(self, binaries, folder):
        box, log = f'{folder}/maildir', f'{folder}/relay.jsonl'
        open(log, 'x').close()  # the relay begins it with the first mail
        self.relay = Witness(log, f'{binaries}/fake_smtp', '--maildir', box)
        self.texts = Http(binaries, folder, beside=f'''  - {{name: mail, type: smtp, medium: email, url: "smtp://127.0.0.1:{self.relay.port}",
     from: "Préfecture <alerte@house.example.org>", rate: {{per_second: 50}}, inbox: {{maildir: "{box}", poll: 1}}}}
''', routes='sms: [sms], email: [mail]')
        self.house = self.texts.house
        self.house.start()
        self.house.wait_ready()
        with open(f'{folder}/people.csv', 'w', encoding='utf-8') as out:
            out.write(HEADER + ''.join(each.line() for each in PEOPLE.values()))
        assert self.house.tocsin('volunteers', 'import', f'{folder}/people.csv')[1]['rejected'] == 0

    def call(self, commune, need, *more):
        """Calls everybody there; comes back when the gateway has met each of them."""
        self.house.tocsin('mobilise', '--event', 'Crue', '--zone', commune, '--need', str(need), '--by', '+12h', '--at', 'Digne',
                          '--pace', 'all', '--yes', *more)
        called = {each.mobile for each in PEOPLE.values() if each.commune == commune}
        until(lambda: called <= {line['to'] for line in self.texts.submissions()}, f'a text to each in {commune}')

    def texts_to(self, who):
        return [line['text'] for line in self.texts.submissions() if line['to'] == PEOPLE[who].mobile and line['taken']]

    def texted_at(self, who):
        return next(line['mono_us'] / 1e6 for line in self.texts.submissions() if line['to'] == PEOPLE[who].mobile)

    def mails_of(self, who):
        return mails_to(self.relay, PEOPLE[who].address)

    def questions(self):
        """(who, when) of each question that came by mail, as they came."""
        names = {each.address: each.name for each in PEOPLE.values()}
        return [(names[line['to']], line['mono_us'] / 1e6) for line in self.relay.lines() if 'pouvez-vous aider' in subject(line)]

    def says(self, who, text):
        self.texts.hand_in(PEOPLE[who].mobile, text)

    def hears(self, who, words, texts=True):
        """Once, in a text (where one may come) or in a mail."""
        def said():
            mails = [mail.get_body(('plain',)).get_content() for mail in self.mails_of(who)]
            return [each for each in (self.texts_to(who) if texts else []) + mails if words in each]
        until(said, f'"{words}" to {who}: {self.texts_to(who)}, {[mail["Subject"] for mail in self.mails_of(who)]}')
        assert len(said()) == 1, f'{who}: {said()}'

    def page(self, who):
        return Page(page_link(self.mails_of(who)[0]))


def ask_twice(night):
    """Who is asked by mail, and when."""
    night.call('04209', 9)
    night.call('04112', 9, '--escalate', 'email:1:undelivered')
    night.call('04070', 3, '--escalate', 'email:1')
    for who, answer in (('comes', 'OUI'), ('declines', 'non désolé'), ('leaves', 'STOP'), ('answered', 'OUI')):
        until(lambda: night.texts_to(who), f'the text to {who}')
        night.says(who, answer)
        until(lambda: len(night.texts_to(who)) > 1 or answer.startswith('non'), f'a word back to {who}')
    until(lambda: len(night.relay.lines()) >= len(AT_ONCE | AFTER_A_MINUTE), 'a mail to each who is to get one', 3 * MINUTE)
    # Whom no text reached is asked at the next look; so this mail says that there was one more, over all the calls.
    night.call('04088', 1, '--escalate', 'email:60')
    until(lambda: night.mails_of('last'), 'the mail to the one who was called last', MINUTE)
    asked = dict(night.questions())
    waited = {who: asked[who] - night.texted_at(who) for who in AFTER_A_MINUTE}
    assert min(waited.values()) >= MINUTE - 0.5, f'no minute was left to answer: {waited}'
    soonest = min(asked[who] for who in AFTER_A_MINUTE)
    assert max(asked[who] for who in AT_ONCE) < soonest, 'whom no text reached waited like the others'
    assert max(asked[who] - night.texted_at(who) for who in AT_ONCE) < MINUTE / 2, 'at once is within a quarter of a minute'
    print(f'{len(asked)} of {len(PEOPLE)} people got a mail, whom no text reached after '
          f'{max(asked[who] - night.texted_at(who) for who in AT_ONCE):.0f} s, the others after {min(waited.values()):.0f} s', flush=True)


def one_request(night):
    """Three places in Digne: one is taken by text already, one by whoever answered the mail with a mail."""
    night.hears('comes', COME)
    night.hears('yes-letter', COME, texts=False)  # nobody knows whether that phone hears anything
    assert not [each for each in night.texts_to('yes-letter') if COME in each]
    night.says('yes-letter', 'OUI')  # by text too: it is the same person, and the same place
    night.page('link').touch('yes')
    night.hears('link', COME)
    night.page('refused').touch('yes')
    night.hears('refused', STAY)
    # A text takes back what the page promised, and the place goes to whoever waited.
    night.says('link', 'NON')
    night.hears('refused', COME)
    night.page('undelivered').touch('yes')
    night.hears('undelivered', STAY)
    print('whichever way they answered, it was one request')


def main():
    night = Night(sys.argv[1], tempfile.mkdtemp(prefix='tocsin-escalate.'))
    ask_twice(night)
    one_request(night)
    asked = [who for who, _ in night.questions()]
    assert sorted(asked) == sorted(AT_ONCE | AFTER_A_MINUTE | {'last'}), f'once each, and nobody else: {asked}'
    assert night.house.stop() == 0, 'tocsind did not stop cleanly'


main()
