# SPDX-License-Identifier: Apache-2.0
"""The answer page, from the link in a mail to the confirmation at the relay's witness. Nothing that only looks changes
anything; what was answered with 303 is durable; whatever is wrong with a link looks the same."""
import os
import re
import sys
import tempfile
import time

from house import House
from outside import Witness, free_port, until
from pages import HEADER, Page, ask, links_in, mail_channel, mails_to, page_link

PEOPLE = ['ada', 'bob', 'cyd', 'dee', 'eva', 'fay', 'gus', 'hal', 'ike']
LANGUAGES = {'bob': 'en', 'cyd': 'ar'}


def address(who):
    return f'{who}@people.example.org'


def register(house):
    path = os.path.join(house.dir, 'people.csv')
    with open(path, 'w') as out:
        out.write(HEADER)
        for who in PEOPLE:
            out.write(f'{who},{who.title()},Nom-{who},{LANGUAGES.get(who, "fr")},1990-01-01,,{address(who)},04000,04070,44.09,'
                      '6.23,30,,flexible,no,yes\n')
    assert house.tocsin('volunteers', 'import', path)[1]['rejected'] == 0


class Case:
    def __init__(self, binaries):
        log = tempfile.NamedTemporaryFile(suffix='.jsonl', delete=False).name
        self.relay = Witness(log, f'{binaries}/fake_smtp')
        self.house = House(binaries, mail_channel(self.relay.port), port=free_port())
        self.house.start()
        self.house.wait_ready()
        register(self.house)
        self.which = self.house.call_everyone(2)
        self.pages = {}
        for who in PEOPLE:
            asked = until(lambda: mails_to(self.relay, address(who)), f'the mail to {who}')[0]
            self.pages[who] = page_link(asked)

    def counts(self):
        return self.house.tocsin('status', self.which)[1]

    def stands(self, **wanted):
        until(lambda: all(self.counts()[key] == value for key, value in wanted.items()), f'{wanted}, have {self.counts()}')

    def mail(self, who, number):
        """The subject of the so-manieth mail after the question."""
        return until(lambda: mails_to(self.relay, address(who))[number:], f'mail {number} to {who}')[0]

    def journal(self):
        return self.house.tocsin('audit', 'show')[1]


def mails_lead_there(case):
    asked = mails_to(case.relay, address('ada'))[0]
    link = case.pages['ada']
    assert re.fullmatch(r'http://127\.0\.0\.1:\d+/r/[a-z0-9]{24}', link), link
    assert [each for each in links_in(asked) if '/r/' in each] == [f'{link}?a=yes', f'{link}?a=later', f'{link}?a=no', link]
    assert link in asked.get_body(('plain',)).get_content()
    assert len(set(case.pages.values())) == len(PEOPLE), 'two people have the same page'


def looking_changes_nothing(case):
    before = case.counts(), case.journal(), len(case.relay.lines())
    for query in ('', '?a=yes', '?a=no', '?a=stop', '?answer=yes&once=x'):
        assert Page(case.pages['ada'] + query).status == 200
    for method in ('HEAD', 'OPTIONS', 'PUT', 'DELETE'):
        ask(method, case.pages['ada'] + '?answer=yes')
    time.sleep(0.5)
    assert (case.counts(), case.journal(), len(case.relay.lines())) == before, 'somebody looked, and something changed'


def the_page_is_closed_to_the_world(case):
    page = Page(case.pages['ada'])
    assert page.headers['cache-control'] == 'no-store' and page.headers['referrer-policy'] == 'no-referrer'
    assert 'noindex' in page.headers['x-robots-tag'] and page.headers['x-content-type-options'] == 'nosniff'
    policy = page.headers['content-security-policy']
    assert policy.startswith("default-src 'none'") and 'unsafe' not in policy and "frame-ancestors 'none'" in policy, policy
    assert '<script' not in page.text and 'src=' not in page.text and 'http' not in page.text, page.text
    assert len(page.text.encode()) < 15 * 1024, len(page.text)
    for personal in ('Nom-ada', 'people.example.org', '44.09'):
        assert personal not in page.text
    assert 'lang="en"' in Page(case.pages['bob']).text[:60] and 'dir="rtl"' in Page(case.pages['cyd']).text[:60]
    assert 'lang="de"' in Page(case.pages['cyd'] + '?lang=de').text[:60]


def an_answer_takes_a_place(case):
    page = Page(case.pages['ada'] + '?a=yes')
    assert page.buttons() == ['yes'], page.buttons()
    after = page.touch('yes')
    assert 'Nous comptons sur vous' in after.text and after.buttons() == ['later', 'no'], after.text
    confirmed = case.mail('ada', 1)
    assert 'comptons sur vous' in confirmed['Subject'], confirmed['Subject']
    assert Page(page_link(confirmed)).text.count('Nous comptons sur vous') == 1
    case.stands(confirmed=1)
    page.touch('yes')  # the same form again: a finger that touched twice
    assert len(mails_to(case.relay, address('ada'))) == 2
    # The other button of the page that is still open in another tab.
    assert 'vous ne venez pas' in page.touch('no').text
    case.stands(confirmed=0, declined=1)
    # And the first button of that page once more: it was used, and the page says so.
    assert 'encore une fois' in page.touch('yes').text
    case.stands(confirmed=0, declined=1)


def places_are_counted_as_ever(case):
    assert 'We are counting on you' in Page(case.pages['bob']).touch('yes').text
    times = Page(case.pages['dee']).times()
    assert 10 <= len(times) <= 96 and all(b - a == 1800 for a, b in zip(times, times[1:]))
    dee = Page(case.pages['dee']).touch('later', eta=times[0])
    assert 'Nous comptons sur vous. Vous avez dit arriver à' in dee.text
    assert case.house.people(case.which)['dee']['eta'] is not None
    case.stands(confirmed=2)
    assert 'restez chez vous' in Page(case.pages['eva']).touch('yes').text
    assert 'réserve' in case.mail('eva', 1)['Subject']
    # A place given back goes to whoever waited, who reads it on the page that they have.
    Page(case.pages['bob']).touch('no')
    assert 'comptons sur vous' in case.mail('eva', 2)['Subject']
    assert 'Nous comptons sur vous' in Page(case.pages['eva']).text
    case.stands(confirmed=2, declined=2)


def a_time_that_is_too_late_is_for_a_person(case):
    page = Page(case.pages['fay'])
    assert 'une personne' in page.touch('later', eta=page.times()[-1]).text.lower()
    waiting = case.house.tocsin('inbox')[1]['replies']
    assert [each['why'] for each in waiting] == ['conditional'], waiting
    for eta in ('', '0', '99999999999', 'x', str(10 ** 30)):
        again = Page(case.pages['gus']).touch('later', eta=eta)
        assert 'encore une fois' in again.text, eta
    case.stands(confirmed=2, declined=2)


def nothing_is_learnt_from_a_wrong_link(case):
    right = case.pages['ada']
    base, _, token = right.rpartition('/')
    wrong = [token[:-1] + ('a' if token[-1] != 'a' else 'b'), token[:8] + 'a' * 16, 'b' + token[1:], 'a' * 24, token.upper(),
             token[:-1], token + 'a', 'lien-personnel-de-chacun', 'x', '%20' * 8]
    answers = {(status, text) for status, _, text in (ask('GET', f'{base}/{each}') for each in wrong)}
    assert len(answers) == 1 and answers.pop()[0] == 404, answers
    assert ask('POST', f'{base}/{wrong[0]}', 'answer=yes')[0] == 404
    # A form's value belongs to one page.
    value = Page(case.pages['gus']).form_value()
    before = case.counts()
    for body in (f'once={value}&answer=yes', 'answer=yes', 'once=&answer=yes', f'once={"a" * 32}&answer=yes', '%', '', 'once'):
        status, headers, _ = ask('POST', case.pages['hal'], body)
        assert status == 303 and headers['location'].endswith('again=1'), (body, status, headers)
    assert case.counts() == before


def whoever_leaves_has_left(case):
    page = Page(case.pages['gus'] + '?a=stop')
    assert page.buttons() == ['stop']
    after = page.touch('stop')
    assert 'nous ne vous écrirons plus' in after.text and after.buttons() == [], after.buttons()
    assert "c'est noté" in case.mail('gus', 1)['Subject']
    case.stands(declined=3)


def what_was_answered_is_durable(case):
    """Killed the moment the browser has its answer, and the link opens the same page afterwards."""
    status, _, _ = Page(case.pages['hal']).send('no')
    assert status == 303
    case.house.kill()
    case.house.start()
    case.house.wait_ready()
    assert 'vous ne venez pas' in Page(case.pages['hal']).text
    case.stands(declined=4)


def after_the_end_it_tells_the_truth(case):
    stale = Page(case.pages['ike'])
    case.house.tocsin('close', case.which)
    late = stale.touch('yes')
    assert "C’est terminé" in late.text and late.buttons() == [], late.text
    assert any('merci de votre réponse' in mail['Subject'] for mail in [case.mail('ike', 1), case.mail('ike', 2)])
    eva = Page(case.pages['eva'])
    assert 'Nous comptons sur vous' in eva.text and eva.buttons() == ['no'], eva.buttons()
    case.house.tocsin('retract', case.which, '--yes')
    assert 'était une erreur' in Page(case.pages['eva']).text


def nobody_hammers(case):
    answers = [ask('GET', case.pages['ike'])[0] for _ in range(80)]
    assert 429 in answers and answers[0] == 200, answers
    assert Page(case.pages['eva']).status == 200, 'one page that is reloaded costs another'


def main():
    case = Case(sys.argv[1])
    for step in (mails_lead_there, looking_changes_nothing, the_page_is_closed_to_the_world, an_answer_takes_a_place,
                 places_are_counted_as_ever, a_time_that_is_too_late_is_for_a_person, nothing_is_learnt_from_a_wrong_link,
                 whoever_leaves_has_left, what_was_answered_is_durable, after_the_end_it_tells_the_truth, nobody_hammers):
        step(case)
        print(step.__name__.replace('_', ' '))
    assert case.house.stop() == 0
    log = open(f'{case.house.dir}/tocsind.log').read()
    for link in case.pages.values():
        assert link.rpartition('/')[2] not in log, 'a token in the log'
    assert not any(address(who) in log for who in PEOPLE), 'an address in the log'
    os.unlink(case.relay.log)


main()
