# SPDX-License-Identifier: Apache-2.0
"""Who is believed: tokens, signatures, certificates, and alerts that are signed themselves, with files that xmlsec1 signed
here and every way to pass another alert off under such a signature. The verdict is what the house has on record.
usage: trust_test.py BIN_DIR"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import secrets
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from house import House
from outside import free_port, until

ALERT = '''<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{name}</identifier><sender>vigilance@example.org</sender>
<sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType><scope>{scope}</scope>{more}
<info><language>fr-FR</language><category>Met</category><event>Vigilance rouge inondation</event><urgency>Immediate</urgency>
<severity>Extreme</severity><certainty>Likely</certainty><headline>é &lt;ok&gt;</headline><area><areaDesc>{area}</areaDesc>
<geocode><valueName>NUTS3</valueName><value>FR821</value></geocode></area></info>{signature}</alert>'''
TEMPLATE = '''<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
<CanonicalizationMethod Algorithm="{c14n}"/><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-{hash}"/>
<Reference URI="{uri}"><Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></Transforms>
<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo><SignatureValue/>
<KeyInfo><X509Data/></KeyInfo></Signature>'''
SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'


def run(*words, **how):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)


class Keys:
    """A small authority of our own, and what it signed."""

    def __init__(self, folder):
        self.folder = folder
        self.ca = self.path('ca.pem')
        run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=test authority', '-keyout',
            self.path('ca.key'), '-out', self.ca)

    def path(self, name):
        return os.path.join(self.folder, name)

    def pair(self, name, alternative, by='ca', days='2'):
        key, request, certificate = self.path(name + '.key'), self.path(name + '.csr'), self.path(name + '.pem')
        run('openssl', 'req', '-newkey', 'rsa:2048', '-nodes', '-subj', f'/CN={name}.example.org', '-addext',
            f'subjectAltName={alternative}', '-keyout', key, '-out', request)
        run('openssl', 'x509', '-req', '-in', request, '-CA', self.path(by + '.pem'), '-CAkey', self.path(by + '.key'), '-days',
            days, '-copy_extensions', 'copy', '-out', certificate)
        return certificate, key


class Story:
    def __init__(self, binaries):
        self.port = free_port()
        self.house = house = House(binaries, 'CHANNELS', port=self.port)
        self.keys = Keys(house.dir)
        self.server = self.keys.pair('server', 'IP:127.0.0.1')
        self.feed = self.keys.pair('feed', 'DNS:feed.example.org')
        self.stranger = self.keys.pair('stranger', 'DNS:stranger.example.org')
        run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=other authority', '-keyout',
            self.keys.path('other.key'), '-out', self.keys.path('other.pem'))
        self.forged = self.keys.pair('forged', 'DNS:feed.example.org', by='other')
        self.told = []
        self.refuse = 0
        self.board = self.listen()
        with open(os.open(f'{house.dir}/credentials/tls-key', os.O_WRONLY | os.O_CREAT, 0o600), 'w') as out:
            out.write(open(self.server[1]).read())
        self.webhook_key = secrets.token_bytes(32)
        with open(os.open(f'{house.dir}/credentials/board', os.O_WRONLY | os.O_CREAT, 0o600), 'w') as out:
            out.write('whsec_' + base64.b64encode(self.webhook_key).decode())
        self.drop = os.path.join(house.dir, 'drop')
        os.mkdir(self.drop)
        text = open(house.config).read()
        text = text.replace('http: {', f'http: {{tls: {{certificate: server.pem, key: {{credential: tls-key}}, client_ca: ca.pem}}, ')
        text = text.replace('CHANNELS', f'''channels:
  - {{name: dry, type: sandbox, medium: sms, directory: {house.dir}/dry, rate: {{per_second: 20}}}}
webhooks:
  - {{name: board, url: "http://127.0.0.1:{self.board}/told", secret: {{credential: board}}}}
feeds:
  - {{name: drop, type: folder, directory: {self.drop}, interval: 1s, signature: required, signature_certificate: feed.pem}}
''')
        open(house.config, 'w').write(text)
        house.start()
        house.wait_ready()

    def listen(self):
        story = self

        class Board(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                if story.refuse > 0:
                    story.refuse -= 1
                    self.send_response(503)
                else:
                    story.told.append((dict(self.headers), body))
                    self.send_response(204)
                self.end_headers()

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Board)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_address[1]

    # --- asking ---
    def call(self, method, path, body=b'', pair=None, **headers):
        context = ssl.create_default_context(cafile=self.keys.ca)
        if pair:
            context.load_cert_chain(*pair)
        request = urllib.request.Request(f'https://127.0.0.1:{self.port}{path}', data=body or None, method=method)
        for name, value in headers.items():
            request.add_header(name.replace('_', '-'), value)
        try:
            with urllib.request.urlopen(request, timeout=20, context=context) as answer:
                return answer.status, json.loads(answer.read() or b'null')
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b'null')

    def client(self, *words):
        return self.house.tocsin('clients', 'add', *words)[1].get('secret')

    def alert(self, name, signature='', scope='Public', more='', area='04'):
        sent = time.strftime('%Y-%m-%dT%H:%M:%S-00:00', time.gmtime(time.time() - 60))
        return ALERT.format(name=name, sent=sent, signature=signature, scope=scope, more=more, area=area)

    def signed(self, name, pair=None, c14n=EXCLUSIVE, uri='', sha='sha256', **how):
        certificate, key = pair or self.feed
        template = TEMPLATE.format(c14n=c14n, uri=uri, hash=sha)
        if sha == 'sha1':
            template = template.replace('http://www.w3.org/2001/04/xmldsig-more#rsa-sha1', SHA1)
        path = os.path.join(self.house.dir, 'unsigned.xml')
        open(path, 'w').write(self.alert(name, template, **how))
        return run('xmlsec1', '--sign', '--privkey-pem', f'{key},{certificate}', path).stdout.decode()

    def on_record(self):
        return {each['identifier'] for each in self.house.tocsin('alert', 'list')[1]['alerts']}

    # --- the story ---
    def a_token_is_a_client_until_it_is_revoked(self):
        token = self.client('meteo', '--sender', 'vigilance@*')
        bearer = {'Authorization': 'Bearer ' + token}
        assert self.call('POST', '/v1/alerts', self.alert('token').encode(), **bearer)[0] == 201
        assert self.call('POST', '/v1/alerts', self.alert('x').replace('vigilance@', 'other@').encode(), **bearer)[0] == 422
        assert self.call('GET', '/v1/alerts', **bearer)[0] == 403
        # Kept nowhere: neither in the database and its log nor in what the daemon said.
        for name in ('tocsin.db', 'tocsin.db-wal', 'tocsind.log'):
            assert token.encode() not in open(os.path.join(self.house.dir, name), 'rb').read(), name
        self.house.tocsin('clients', 'revoke', 'meteo', '--yes')
        assert self.call('POST', '/v1/alerts', self.alert('late').encode(), **bearer)[0] == 401
        self.house.kill()
        self.house.start()
        self.house.wait_ready()
        assert self.call('POST', '/v1/alerts', self.alert('later').encode(), **bearer)[0] == 401
        assert self.on_record() == {'token'}

    def a_replay_is_refused_over_a_kill(self):
        key = self.client('signer', '--hmac')
        database = open(os.path.join(self.house.dir, 'tocsin.db'), 'rb').read()
        assert key.encode() not in database + open(os.path.join(self.house.dir, 'tocsin.db-wal'), 'rb').read()

        def sign(body, nonce, off=0):
            at = str(int(time.time()) + off)
            text = '\n'.join(['TOCSIN-HMAC-SHA256', 'POST', '/v1/alerts', at, nonce, '', hashlib.sha256(body).hexdigest(), ''])
            mac = hmac.new(key.encode(), text.encode(), 'sha256').hexdigest()
            return {'Authorization': f'Tocsin-HMAC-SHA256 client=signer, timestamp={at}, nonce={nonce}, signature={mac}'}

        body, nonce = self.alert('hmac').encode(), secrets.token_hex(16)
        once = sign(body, nonce)
        assert self.call('POST', '/v1/alerts', body, **once)[0] == 201
        self.house.kill()
        self.house.start()
        self.house.wait_ready()
        code, said = self.call('POST', '/v1/alerts', body, **once)
        assert (code, said['code']) == (401, 'nonce-used'), said
        assert self.call('POST', '/v1/alerts', body, **sign(body, secrets.token_hex(16)))[0] == 200, 'its key outlives the kill'
        assert self.call('POST', '/v1/alerts', self.alert('tampered').encode(), **sign(body, secrets.token_hex(16)))[0] == 401
        assert self.call('POST', '/v1/alerts', body, **sign(body, secrets.token_hex(16), off=-400))[0] == 401
        assert 'tampered' not in self.on_record()

    def a_certificate_is_a_client(self):
        self.client('feed', '--certificate', 'dns:feed.example.org')
        assert self.call('POST', '/v1/alerts', self.alert('mtls').encode(), pair=self.feed)[0] == 201
        assert self.call('POST', '/v1/alerts', self.alert('nobody').encode())[0] == 401
        assert self.call('POST', '/v1/alerts', self.alert('other').encode(), pair=self.stranger)[0] == 401
        assert self.call('GET', '/healthz')[0] == 200, 'without a certificate the open addresses answer'
        try:
            self.call('POST', '/v1/alerts', self.alert('forged').encode(), pair=self.forged)
            raise AssertionError('a certificate of another authority shook hands')
        except (urllib.error.URLError, ssl.SSLError, ConnectionError):
            pass
        self.house.tocsin('clients', 'revoke', 'feed', '--yes')
        assert self.call('POST', '/v1/alerts', self.alert('gone').encode(), pair=self.feed)[0] == 401
        assert 'mtls' in self.on_record() and not {'nobody', 'other', 'forged', 'gone'} & self.on_record()

    def only_what_is_signed_is_read(self):
        token = self.client('xml', '--signed-by', self.feed[0])

        def send(document):
            return self.call('POST', '/v1/alerts', document.encode(), Authorization='Bearer ' + token, Accept_Language='en')

        good = self.signed('signed')
        code, said = send(good)
        assert code == 201, said
        assert self.house.tocsin('alert', 'show', said['alert'])[1]['identifier'] == 'signed'
        assert send(self.signed('inclusive', c14n='http://www.w3.org/TR/2001/REC-xml-c14n-20010315'))[0] == 201
        assert send(self.signed('sha512', sha='sha512'))[0] == 201
        assert send(good)[0] == 200, 'the same again'
        before = self.on_record()

        # Every way to bring something that was not signed.
        signature = good[good.index('<Signature'):good.index('</Signature>') + len('</Signature>')]
        bare = good.replace(signature, '')
        inner = good[good.index('<alert'):]
        evil = self.alert('evil')
        evil_start = evil[:evil.index('</alert>')]
        wrong = {
            'unsigned': self.alert('unsigned'),
            'changed': good.replace('<areaDesc>04<', '<areaDesc>05<').replace('>signed<', '>evil<'),
            'other key': self.signed('other-key', pair=self.stranger),
            'sha1': self.signed('weak', sha='sha1'),
            'wrapped: signed inside of another': f'{evil_start}<wrapped>{inner}</wrapped></alert>',
            'wrapped: signature inside of another': f'{evil_start}{signature}</alert>',
            'wrapped: signed beside in an Object': evil_start + signature.replace(
                '</Signature>', f'<Object xmlns="http://www.w3.org/2000/09/xmldsig#">{bare[bare.index("<alert"):]}</Object></Signature>') + '</alert>',
            'two roots': good + inner,
            'a second root before': evil + inner,
            'two signatures, one deep': good.replace('</alert>', f'<x>{signature}</x></alert>'),
            'a doctype': good.replace('<alert', '<!DOCTYPE alert [<!ENTITY a "b">]><alert', 1),
            'a DTD that gives ids': good.replace('<alert', '<!DOCTYPE alert SYSTEM "file:///etc/passwd"><alert', 1),
            'cut': good[:len(good) // 2],
            'rubbish': '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>' * 2,
            'empty signature': self.alert('empty', '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'),
            'deep': self.alert('deep', '<a>' * 20000 + '</a>' * 20000 + signature),
        }
        # Only a part is signed: a reference by id, as far as xmlsec1 makes one.
        path = os.path.join(self.house.dir, 'part.xml')
        open(path, 'w').write(self.alert('part', TEMPLATE.format(c14n=EXCLUSIVE, uri='#p', hash='sha256')).replace('<info>', '<info id="p">'))
        part = subprocess.run(['xmlsec1', '--sign', '--id-attr:id', 'urn:oasis:names:tc:emergency:cap:1.2:info', '--privkey-pem',
                               self.feed[1], path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert part.returncode == 0, part.stderr
        wrong['a part'] = part.stdout.decode()
        for name, document in wrong.items():
            code, said = send(document)
            assert code == 422, f'{name}: {code} {said}'
        assert self.on_record() == before, self.on_record() - before
        # A comment splits nothing: what is signed has none.
        assert send(self.signed('comment', area='0<!-- 5 -->4'))[0] == 201
        assert self.call('GET', '/healthz')[0] == 200, 'the daemon lives'

    def a_feed_that_has_to_sign_does(self):
        open(os.path.join(self.drop, 'a.part'), 'w').write(self.signed('dropped'))
        os.rename(os.path.join(self.drop, 'a.part'), os.path.join(self.drop, 'a.xml'))
        open(os.path.join(self.drop, 'b.part'), 'w').write(self.alert('smuggled'))
        os.rename(os.path.join(self.drop, 'b.part'), os.path.join(self.drop, 'b.xml'))
        feed = lambda: next(f for f in self.house.tocsin('feeds')[1]['feeds'] if f['name'] == 'drop')
        until(lambda: feed()['taken'] == 1 and feed()['refused'] == 1, 'one is taken and one refused')
        assert 'dropped' in self.on_record() and 'smuggled' not in self.on_record()

    def what_is_not_for_everybody_calls_nobody(self):
        token = self.client('private')
        for scope, more in (('Restricted', '<restriction>services</restriction>'), ('Private', '<addresses>x@example.org</addresses>')):
            code, said = self.call('POST', '/v1/alerts', self.alert(scope, scope=scope, more=more).encode(), Authorization='Bearer ' + token)
            assert code == 201 and said['mobilisations'] == [], said
        nowhere = self.alert('nowhere').replace('FR821', 'XX999')
        code, said = self.call('POST', '/v1/alerts', nowhere.encode(), Authorization='Bearer ' + token)
        assert code == 201 and said['mobilisations'] == [] and said['held'], said

    def subscribers_are_told_in_order_and_nothing_is_lost(self):
        self.house.register(150)
        until(lambda: self.told, 'the first notice')
        self.refuse = 2
        made = []
        while len(made) < 2:  # the first call's people are being asked: the second may have to look again
            code, said = self.house.tocsin('mobilise', '--event', 'Crue secrète', '--zone', '04', '--need', '1', '--by', '+3h', '--at',
                                           'Digne', '--yes', check=False)
            assert code == 0 or said['error']['code'] == 'plan-changed', said
            made += [said['id']] if code == 0 else []
        self.house.tocsin('cancel', made[0], '--reason', 'erreur de M. Martin')
        self.house.kill()  # whatever was not told yet is told by the next life
        self.house.start()
        self.house.wait_ready()
        self.house.tocsin('cancel', made[1])
        kinds = lambda: [(json.loads(body)['mobilisation'], json.loads(body)['type']) for _, body in self.told]
        until(lambda: (made[1], 'mobilisation.cancelled') in kinds(), 'the last notice')
        numbers = []
        for headers, body in self.told:
            what = json.loads(body)
            signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
            mac = base64.b64encode(hmac.new(self.webhook_key, signed, 'sha256').digest()).decode()
            assert headers['webhook-signature'] == 'v1,' + mac and what['id'] == headers['webhook-id']
            assert abs(time.time() - int(headers['webhook-timestamp'])) < 300
            for personal in ('Martin', 'secrète', 'uid', 'root'):
                assert personal not in body.decode(), what
            numbers.append(int(what['id'].rpartition('-')[2]))
        fresh = sorted(set(numbers))
        assert [n for i, n in enumerate(numbers) if n not in numbers[:i]] == fresh, 'in the order of the journal'
        # Against the journal itself: every change is there.
        with sqlite3.connect(f'file:{self.house.dir}/tocsin.db?mode=ro', uri=True) as database:
            changes = [n for n, in database.execute("SELECT number FROM journal WHERE kind IN ('raised', 'state') AND number >= ?", (fresh[0],))]
        assert set(changes) <= set(fresh), set(changes) - set(fresh)


def main():
    story = Story(sys.argv[1])
    for part in (story.a_token_is_a_client_until_it_is_revoked, story.a_replay_is_refused_over_a_kill, story.a_certificate_is_a_client,
                 story.only_what_is_signed_is_read, story.a_feed_that_has_to_sign_does, story.what_is_not_for_everybody_calls_nobody,
                 story.subscribers_are_told_in_order_and_nothing_is_lost):
        part()
        print(part.__name__.replace('_', ' '), flush=True)
    assert story.house.stop() == 0
    print('who is believed is who should be')


main()
