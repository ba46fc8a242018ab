# SPDX-License-Identifier: Apache-2.0
"""The whole circle by mail: tocsind → Postfix (STARTTLS, password) → people's maildirs → answers and a bounce → Dovecot →
tocsind over IMAP. What people got is judged by their maildirs, what Tocsin made of their answers by `tocsin status`."""
import email
import email.policy
import os
import re
import shutil
import smtplib
import ssl
import subprocess
import sys
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote

from house import House
from mail_servers import PEOPLE, Servers, certificate, missing, wait_for

FIRST = ['button', 'outlook', 'away', 'elsewhere', 'silent', 'gone']
HEADER = 'id,first_name,last_name,language,birth_date,mobile,email,postcode,commune,latitude,longitude,radius_km,skills,' \
         'availability,consent_sms,consent_email'


class People:
    def __init__(self, servers):
        self.servers = servers
        self.trust = ssl.create_default_context(cafile=servers.cert)

    def mail_of(self, who, number=0):
        wait_for(lambda: len(self.servers.letters_of(who)) > number, 60,
                 f'{who} got no mail: {self.servers.log("postfix.log")}')
        with open(self.servers.letters_of(who)[number], 'rb') as file:
            return email.message_from_binary_file(file, policy=email.policy.default)

    def send(self, who, to, subject, text, more=(), html=None):
        mail = EmailMessage()
        mail['From'], mail['To'], mail['Subject'] = f'{who}@{PEOPLE}', to, subject
        mail['Message-ID'] = email.utils.make_msgid(domain=PEOPLE)
        for name, value in more:
            mail[name] = value
        mail.set_content(html or text, subtype='html' if html else 'plain', charset='utf-8')
        line = smtplib.SMTP('127.0.0.1', self.servers.smtp_port)
        line.starttls(context=self.trust)
        line.login('alerte', 'imap-word')
        line.send_message(mail)
        line.quit()

    def touch_button(self, who, word):
        """As a phone does: the link of the button becomes a mail."""
        page = self.mail_of(who).get_body(('html',)).get_content()
        link = next(link for link in re.findall(r'href="mailto:([^"]*)"', page) if f'subject={word}' in link)
        to, _, asked = link.replace('&amp;', '&').partition('?')
        said = parse_qs(asked)
        self.send(who, unquote(to), said['subject'][0], said['body'][0] + '\n\nEnvoyé de mon iPhone\n')


def register(house):
    path = os.path.join(house.dir, 'people.csv')
    with open(path, 'w') as out:
        out.write(HEADER + '\n')
        for who in FIRST:
            out.write(f'{who},Camille,{who},fr,1990-01-01,,{who}@{PEOPLE},04000,04070,44.09,6.23,30,,flexible,no,yes\n')
    return house.tocsin('volunteers', 'import', path)[1]


def open_house(binaries, servers, inbox):
    """`inbox`: where answers are read, and what differs there."""
    return House(binaries, f'''channels:
  - name: mail
    type: smtp
    medium: email
    url: "smtp://127.0.0.1:{servers.smtp_port}"
    require_tls: true
    ca_file: {servers.cert}
    username: alerte
    password: {{credential: relay}}
    from: "Préfecture <alerte@house.example.org>"
    connections: 3
    rate: {{per_second: 50}}
    inbox: {{imap: {inbox}, username: alerte, password: {{credential: imap}}, poll: 1}}
routes: {{email: [mail]}}
''', secrets={'relay': 'imap-word', 'imap': 'imap-word'}, page=False)


def main():
    lacking = missing()
    if lacking:
        assert os.environ.get('CI') != 'true', f'in CI nothing is skipped, and {lacking} is missing'
        print(f'skipped: {", ".join(lacking)} is missing')
        sys.exit(77)
    house = None
    servers = Servers(os.path.realpath(__import__('tempfile').mkdtemp(prefix='tocsin-mail.')), [w for w in FIRST if w != 'gone'])
    try:
        servers.start()
        house = open_house(sys.argv[1], servers, f'"imap://127.0.0.1:{servers.imap_port}", ca_file: {servers.cert}')
        circle(house, servers)
        print('the circle is closed')
        house = again_by_login(sys.argv[1], servers)
        print('and once more over imaps, from whom we trust, where both servers know no AUTH but LOGIN and read mails are moved')
    finally:
        if house:
            house.kill()
        servers.stop()
    shutil.rmtree(servers.folder)


def again_by_login(binaries, servers):
    """Postfix asks Dovecot about passwords: what the one offers the other does. Read over TLS from the first byte; not
    before the server is one that we were told to trust."""
    servers.stop_dovecot()
    logins = servers.logins()
    servers.start_dovecot('login', only_imaps=True)
    servers.reload_postfix()
    servers.make_folder('Lus')

    def offered():
        with smtplib.SMTP('127.0.0.1', servers.smtp_port) as line:
            line.starttls(context=ssl.create_default_context(cafile=servers.cert))
            line.ehlo()
            return line.esmtp_features.get('auth', '').split()

    wait_for(lambda: offered() == ['LOGIN'], 20, 'Postfix still offers another mechanism')
    people = People(servers)
    had = len(servers.letters_of('button'))
    kept = set(os.listdir(f'{servers.mail}/alerte/cur'))
    _, trusted = certificate(servers.folder, 'another')
    house = open_house(binaries, servers, f'"imaps://127.0.0.1:{servers.imaps_port}", ca_file: {trusted}, move_to: Lus')
    try:
        house.start()
        house.wait_ready()
        register(house)
        made = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04070', '--need', '6', '--by', '+3h', '--at', 'Digne-les-Bains',
                            '--pace', 'all', '--channel', 'mail', '--yes')[1]
        asked = people.mail_of('button', had)
        people.send('button', asked['Reply-To'], 'Re: Crue', 'Oui')

        # With `move_to` everything in the inbox is read, what somebody has looked at before too; then it is in the folder.
        def letters(folder):
            return [f for part in ('cur', 'new') for f in os.listdir(f'{servers.mail}/alerte/{folder}{part}')]

        # The answer, and the bounce of who is gone.
        wait_for(lambda: len(letters('')) == len(kept) + 2, 30, f'inbox {letters("")}')
        wait_for(lambda: 'the letter box cannot be read: SSL' in open(f'{house.dir}/tocsind.log').read(), 30, 'nobody said why nothing is read')
        assert len(letters('')) == len(kept) + 2 and house.tocsin('status', made['id'])[1]['confirmed'] == 0
        assert servers.logins() == logins, 'a stranger was told our password'
        shutil.copy(servers.cert, trusted)
        wait_for(lambda: house.tocsin('status', made['id'])[1]['confirmed'] == 1, 60,
                 f'no answer came: {open(f"{house.dir}/tocsind.log").read()[-2000:]} {servers.log("dovecot.log")}')
        wait_for(lambda: len(letters('.Lus/')) == len(kept) + 2 and not letters(''), 30,
                 f'inbox {letters("")}, moved {letters(".Lus/")}')
        assert servers.logins() > logins and house.tocsin('status', made['id'])[1]['confirmed'] == 1, 'a letter counted twice'
        assert house.stop() == 0
    except BaseException:
        house.kill()
        raise
    return house


def unread(house):
    """Since when and why what lies in the mailbox is not read; None when it is."""
    return house.tocsin('channels')[1]['channels'][0].get('replies_unread')


def circle(house, servers):
    people = People(servers)
    house.start()
    house.wait_ready()
    report = register(house)
    assert report['rejected'] == 0, report
    _, made = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04070', '--need', '6', '--by', '+3h', '--at', 'Digne-les-Bains',
                           '--pace', 'all', '--channel', 'mail', '--yes')
    which = made['id']

    def counts():
        return house.tocsin('status', which)[1]

    def reaches(wanted, seconds=60):
        wait_for(lambda: all(counts()[key] == value for key, value in wanted.items()), seconds,
                 f'wanted {wanted}, have {counts()}; {open(f"{house.dir}/tocsind.log").read()[-2000:]} {servers.log("postfix.log")}')

    # What people got.
    asked = people.mail_of('button')
    assert asked['Subject'].startswith('Préf') or 'Crue' in asked['Subject'], asked['Subject']
    assert re.fullmatch(r'<?alerte\+[a-z0-9]+-\d+-[a-z0-9]+@house\.example\.org>?', asked['Reply-To']), asked['Reply-To']
    assert 'OUI' in asked.get_body(('plain',)).get_content()
    # Nobody has a mailbox for `gone`: Postfix takes the mail and bounces it.
    reaches({'asked': 6, 'unreachable': 1})

    people.touch_button('button', 'OUI')
    reaches({'confirmed': 1})
    people.mail_of('button', 1)  # our confirmation

    # Dovecot goes away and comes back, at first with another password: so does the reader, and officers see it in between.
    assert not unread(house)
    servers.stop_dovecot()
    wait_for(lambda: unread(house), 60, 'nobody said that the mailbox is away')
    assert 'TOC0311' in open(f'{house.dir}/tocsind.log').read()
    since = unread(house)['since']
    servers.start_dovecot(word='another-word')
    wait_for(lambda: unread(house)['why'] == 'the server does not accept our credentials', 60, f'why not? {unread(house)}')
    assert unread(house)['since'] == since, 'it was readable in between'
    shown = subprocess.run([f'{house.bin}/tocsin', '--socket', house.socket, '--lang', 'fr', 'channels'], capture_output=True, text=True).stdout
    assert 'réponses non lues depuis' in shown and max(map(len, shown.splitlines())) <= 80, shown
    servers.stop_dovecot()
    servers.start_dovecot()
    wait_for(lambda: not unread(house), 60, f'the mark stays: {unread(house)}')
    people.send('outlook', people.mail_of('outlook')['Reply-To'], 'RE: Crue', '',
                html='<div>Désolée, pas dispo</div><div id="appendonsend"></div><hr><div>OUI si vous pouvez venir</div>')
    reaches({'declined': 1})
    people.send('away', people.mail_of('away')['Reply-To'], 'Absence du bureau', 'Oui, je suis en vacances.',
                more=[('Auto-Submitted', 'auto-replied')])
    # From an address that nobody knows: the reference says who was asked.
    people.send('private', people.mail_of('elsewhere')['Reply-To'], 'Re: Crue', 'Oui, j\'arrive')
    reaches({'confirmed': 2, 'declined': 1, 'unreachable': 1})
    people.send('silent', 'alerte+abcdefgh-1-abcdefgh@house.example.org', 'Re: Crue', 'Oui')
    wait_for(lambda: any(each['why'] == 'unknown-reference' for each in house.tocsin('inbox')[1]['replies']), 30,
             f'a made-up reference is for a person: {house.tocsin("inbox")}')
    final = counts()
    assert (final['confirmed'], final['declined'], final['unreachable']) == (2, 1, 1), final

    box = f'{servers.mail}/alerte/cur'
    wait_for(lambda: len(os.listdir(box)) == 6 and all('S' in f.partition(':2,')[2] for f in os.listdir(box)), 30,
             f'each letter is marked as read: {os.listdir(box)}')
    assert house.stop() == 0
    log = open(f'{house.dir}/tocsind.log').read()
    assert PEOPLE not in log and 'imap-word' not in log, 'personal data or a password in the log'


main()
