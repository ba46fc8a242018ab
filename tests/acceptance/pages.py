# SPDX-License-Identifier: Apache-2.0
"""A person with a browser before their answer page, and the mails that lead there."""
import email
import email.policy
import html
import http.client
import re
from urllib.parse import urlencode, urljoin, urlsplit

HEADER = 'id,first_name,last_name,language,birth_date,mobile,email,postcode,commune,latitude,longitude,radius_km,skills,' \
         'availability,consent_sms,consent_email\n'


def mail_channel(port, per_second=50):
    return f'''channels:
  - {{name: mail, type: smtp, medium: email, url: "smtp://127.0.0.1:{port}", from: "Préfecture <alerte@house.example.org>",
     connections: 4, rate: {{per_second: {per_second}}}}}
routes: {{email: [mail]}}
'''


def mails_to(witness, address):
    """What was sent to an address, as the relay wrote it down, oldest first."""
    return [email.message_from_string(line['mail'], policy=email.policy.default)
            for line in witness.lines() if line['to'] == address and line['taken']]


def links_in(mail):
    return [html.unescape(link) for link in re.findall(r'href="([^"]*)"', mail.get_body(('html',)).get_content())]


def page_link(mail):
    """The address of the person's page, without what a button adds."""
    return next(link for link in links_in(mail) if '/r/' in link).partition('?')[0]


def ask(method, url, body=None, headers=None):
    """One request, on a connection of its own: (status, headers, text)."""
    at = urlsplit(url)
    line = http.client.HTTPConnection(at.hostname, at.port, timeout=20)
    line.request(method, at.path + ('?' + at.query if at.query else ''), body, headers or {})
    came = line.getresponse()
    text = came.read().decode()
    line.close()
    return came.status, {name.lower(): value for name, value in came.getheaders()}, text


class Page:
    """One opened page. Buttons send its form, as a browser does."""

    def __init__(self, url, **headers):
        self.url = url
        self.status, self.headers, self.text = ask('GET', url, headers=headers)

    def form_value(self):
        return re.search(r'name="once" value="([^"]*)"', self.text)[1]

    def buttons(self):
        return re.findall(r'name="answer" value="([^"]*)"', self.text)

    def times(self):
        return [int(each) for each in re.findall(r'<option value="(\d+)"', self.text)]

    def touch(self, answer, **more):
        """Sends the form and gives the page that the browser is led to; `raw` answers are looked at with send()."""
        status, headers, _ = self.send(answer, **more)
        assert status == 303, (status, headers)
        return Page(urljoin(self.url, headers['location']))

    def send(self, answer, **more):
        form = {'once': self.form_value(), **more, 'answer': answer}
        return ask('POST', self.url, urlencode(form), {'Content-Type': 'application/x-www-form-urlencoded'})
