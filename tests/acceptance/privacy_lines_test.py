# SPDX-License-Identifier: Apache-2.0
"""What is personal stays where it belongs (R-24), whatever line it comes over: a mobilisation by SMPP and by mail, with every
fate that a message centre knows, receipts, answers in parts and in every alphabet, answers by mail with the person's name in
all places that a mail has for one, bounces that quote. Then everything that Tocsin wrote, said or showed is searched for the
people and their words. The verdict on what was sent is the fakes' own."""
import os
import re
import sys
import tempfile
from email.header import Header

from boards import STAFF, Browser, Line, parts_of
from canaries import as_seen_by_people, canaries, found_in, of_the_daemon, person, said, write_register
from house import House
from outside import Program, Witness, free_port, until

# Fates of tests/fakes/README.md: receipts in every shape, refusals, a line that drops and one that says nonsense, all that answer.
BY_SMS = [*range(40, 55), 60, 64, 65, 69, 70, 72, *range(76, 86), *range(87, 100)]
BY_MAIL = ['unknown', 'full', 'spam', 'bounces', 'away', 'yes', 'no', 'stop', 'odd', 'yes-html', 'cut', 'writes']
# Of fake_smsc's long yes, of its and fake_smtp's question and no, and of what is written here.
WORDS = ['une remorque', 'des pelles', 'est où', 'désolé', 'grand-mère', 'rhododendrons']


def a_letter(who, to, number, subject):
    """A mail that says who somebody is wherever a mail can."""
    name = f'{who["first"]} {who["last"]}'
    return (f'Return-Path: <{who["email"]}>\r\nReceived: from {who["last"]}.example.org by mx.example.org for <{to}>\r\n'
            f'From: {Header(name, "utf-8").encode()} <{who["email"]}>\r\nTo: {to}\r\nSubject: {Header(subject, "utf-8").encode()}\r\n'
            f'Message-ID: <{who["email"].replace("@", f".{number}@")}>\r\nMIME-Version: 1.0\r\n'
            'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
            f'Ma grand-mère dit que les rhododendrons ont froid, appelez-moi : {who["email"]}\r\n-- \r\n{name}\r\n{who["born"]}\r\n')


def deliver(maildir, name, text):
    with open(f'{maildir}/tmp/{name}', 'wb') as out:
        out.write(text.encode())
    os.rename(f'{maildir}/tmp/{name}', f'{maildir}/new/{name}')


def open_house(binaries, smsc, relay, maildir, port):
    tokens = '''http:
  listen: "127.0.0.1:PORT"
  public_url: "http://127.0.0.1:PORT"
  tokens:
    - {name: desk, role: staff, token: {credential: staff-token}}
'''.replace('PORT', str(port))
    house = House(binaries, f'''channels:
  - {{name: sms, type: smpp, medium: sms, host: 127.0.0.1, port: {smsc.port}, system_id: tocsin, sender: "38123", binds: 2,
     password: {{credential: smpp}}, window: 8, rate: {{per_second: 200}},
     timeouts: {{answer: 1, enquire_after: 2, enquire: 1, reconnect_longest: 1}}}}
  - {{name: mail, type: smtp, medium: email, url: "smtp://127.0.0.1:{relay.port}", from: "Préfecture <alerte@house.example.org>",
     connections: 4, rate: {{per_second: 200}}, inbox: {{maildir: {maildir}, poll: 1}}}}
routes: {{sms: [sms], email: [mail]}}
''', port=port, secrets={'smpp': 'smppword', 'staff-token': STAFF})
    with open(house.config) as file:
        text = re.sub(r'http: \{.*\}\n', tokens, file.read())
    with open(house.config, 'w') as file:
        file.write(text)
    house.url, house.port = f'http://127.0.0.1:{port}', port
    return house


def main():
    outside = tempfile.mkdtemp(prefix='tocsin-outside.')  # what is the provider's is no artefact of ours
    maildir = f'{outside}/maildir'
    smsc = Witness(f'{outside}/smsc.jsonl', f'{sys.argv[1]}/fake_smsc', '--system-id', 'tocsin', '--password', 'smppword',
                   '--late-ms', '1500', '--resend-ms', '1000')
    relay = Witness(f'{outside}/relay.jsonl', f'{sys.argv[1]}/fake_smtp', '--maildir', maildir)
    house = open_house(sys.argv[1], smsc, relay, maildir, free_port())
    people = [person(i, f'+336399812{ending:02d}', '') for i, ending in enumerate(BY_SMS)]
    people += [person(100 + i, '', f'{fate}-canari{i}@people.example.org') for i, fate in enumerate(BY_MAIL)]
    by_mail = dict(zip(BY_MAIL, people[len(BY_SMS):]))
    house.start()
    house.wait_ready()
    assert house.tocsin('volunteers', 'import', write_register(house, people))[1]['added'] == len(people)
    which = house.call_everyone()
    watching = Program(f'{sys.argv[1]}/tocsin', '--socket', house.socket, 'watch', which, output=open(f'{house.dir}/watched', 'wb'))

    until(lambda: os.path.exists(relay.log), 'the first mail')

    def asked_by_mail(who):
        return until(lambda: [line for line in relay.lines() if line['to'] == who['email'] and line['taken']], 'a mail')[0]

    # Somebody writes by hand; somebody else whom nobody knows, to a reference that was never given; and to no reference.
    writer = by_mail['writes']
    to = asked_by_mail(writer)['reply_to']
    deliver(maildir, 'writes', a_letter(writer, to, 1, f'Re: {writer["last"]}'))
    deliver(maildir, 'nobody', a_letter(writer, 'alerte+abcdefgh-1-abcdefgh@house.example.org', 2, f'Tr: {writer["first"]}'))
    deliver(maildir, 'nowhere', a_letter(dict(writer, email='cousin.quatrefages@elsewhere.example.org'), 'alerte@house.example.org', 3, 'Bonjour'))

    def states():
        return {each['id']: each['state'] for each in house.tocsin('report', which, '--format', 'json')[1]['people']}

    of = {ending: people[i]['id'] for i, ending in enumerate(BY_SMS)}
    wanted = {**{of[n]: 'confirmed' for n in (87, 88, 89, 90, 91, 93, 99)}, **{of[n]: 'declined' for n in (94, 95, 96, 97)},
              **{of[n]: 'unreachable' for n in (80, 83)}, **{by_mail[n]['id']: 'confirmed' for n in ('yes', 'yes-html')},
              **{by_mail[n]['id']: 'declined' for n in ('no', 'stop')},
              **{by_mail[n]['id']: 'unreachable' for n in ('unknown', 'bounces', 'spam')}}

    def missing():
        seen = states()
        return {who: seen.get(who) for who in wanted if seen.get(who) != wanted[who]}

    def arrived():
        return not missing() and len(house.tocsin('inbox')[1]['replies']) >= 5

    try:
        until(arrived, 'every answer')
    except AssertionError as late:
        raise AssertionError(f'{late}: {missing()}')

    watching.stop()
    everything = list(canaries(people)) + said(WORDS)
    everything += [('a stranger', b'cousin.quatrefages'), ('a channel', b'smppword'), ('a client', STAFF.encode())]
    names = {each[1] for each in everything if each[0] == 'a name'}
    words = {each[1] for each in said([*WORDS, writer['email'], 'cousin.quatrefages'])}
    for_staff = [each for each in everything if each[1] not in names | words]
    # What is sought can be found: the inbox is there to show words, a relay's log holds addresses.
    inbox = as_seen_by_people(house, ('inbox',))
    assert all(found_in(inbox, said([word])) for word in ('est où', 'grand-mère', 'rhododendrons')), inbox
    with open(relay.log, 'rb') as log:
        given = log.read()
    assert all(each['email'].encode() in given for each in by_mail.values()), 'nothing would be found anywhere'

    def holds_nothing(where, blob, sought):
        held = found_in(blob, sought)
        assert not held, f'{where} holds {held[:3]}'

    tests = [('channels', 'test', way, '--to', to, '--yes') for way, to in (
        ('sms', people[0]['mobile']), ('sms', people[0]['mobile'][:-1]), ('mail', by_mail['unknown']['email']),
        ('mail', by_mail['unknown']['email'].partition('.')[0]))]
    for asked in ((), ('status', which), ('--json', 'status', which), ('channels',), ('audit', 'show'), ('explain', 'T1'), ('explain', 'S4'),
                  ('explain', 'R9'), ('explain', by_mail['bounces']['id']), *tests):
        shown = as_seen_by_people(house, asked)
        assert shown, asked
        holds_nothing(asked, shown, everything)
    # Who came and what they wrote, an address in it too, is for the staff to read, in a report and at a desk; how to reach
    # anybody is not, and nothing of it is for a wall.
    for form in (('text',), ('json',), ('csv',), ('html',), ('csv', '--part', 'corrections')):
        holds_nothing(form, as_seen_by_people(house, ('report', which, '--format', *form)), for_staff)
    for wall, sought in ((True, everything), (False, for_staff)):
        browser = Browser(house.port)
        assert browser.sign_in(STAFF, wall=wall)[0] == 303
        line = Line(browser, f'?m={which}&lang=en')
        parts = ''.join(parts_of(line).values())
        line.close()
        assert (by_mail['yes']['last'] in parts) != wall, parts
        holds_nothing('the board', parts.encode(), sought)
    house.tocsin('backup', f'{house.dir}/kept.db')
    for where, blob in of_the_daemon(house):
        holds_nothing(where, blob, everything)
    house.stop()


main()
