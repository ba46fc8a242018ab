# SPDX-License-Identifier: Apache-2.0
"""The built programs as a black box: a provider of our own with a witness log, a daemon that can be killed, the CLI."""
import atexit
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))


class Provider:
    """An HTTP provider that writes down each message before it answers."""

    def __init__(self):
        self.log = []
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_GET(self):
                asked = {k: v[0] for k, v in parse_qs(urlparse(self.path).query).items()}
                with outer.lock:
                    outer.log.append({'at': time.monotonic(), 'to': asked['to'], 'text': asked['text'], 'id': asked['id']})
                body = b'accepted'
                try:
                    self.send_response(200)
                    self.send_header('Content-Length', str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the daemon was killed meanwhile

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request, client_address):
                pass

        self.server = Server(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/send'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def witnessed(self):
        with self.lock:
            return list(self.log)


class House:
    def __init__(self, binaries, channels, extra='', port=0, secrets=None, prefix=(), people=1, alone=200, page=True):
        """`people`: of how many it takes a yes above `alone` recipients. `port` is where providers call it; `secrets` are its credentials; `prefix` starts it elsewhere (a namespace). `page`: mails lead to the answer page."""
        self.prefix = prefix
        self.bin = binaries
        self.dir = tempfile.mkdtemp(prefix='tocsin-acceptance.')
        self.socket = os.path.join(self.dir, 'tocsin.sock')
        self.config = os.path.join(self.dir, 'tocsin.yaml')
        self.daemon = None
        atexit.register(self.kill)  # a test that fails leaves nothing running
        self.output = open(os.path.join(self.dir, 'tocsind.log'), 'ab')
        config = os.path.join(SOURCE, 'config')
        os.mkdir(f'{self.dir}/credentials', 0o700)
        for name, secret in (secrets or {}).items():
            with open(os.open(f'{self.dir}/credentials/{name}', os.O_WRONLY | os.O_CREAT, 0o600), 'w') as out:
                out.write(secret)
        public = f'http://127.0.0.1:{port}' if port else 'https://tocsin.example.org'
        with open(self.config, 'w') as out:
            out.write(f'''instance: prefecture-04
database: {self.dir}/tocsin.db
socket: {self.socket}
http: {{listen: "127.0.0.1:{port}", public_url: "{public}", answer_page: {'yes' if page else 'no'}}}
credentials: {self.dir}/credentials
rules: {config}/rules
templates: {config}/templates
gazetteer: {config}/gazetteer
holidays: {config}/holidays/school.csv
gateways: {config}/gateways
approval: {{above_recipients: {alone}, people: {people}}}
{extra}{channels}''')

        # Words for a channel that brings no answers back: they tell another way.
        self.one_way_words = os.path.join(self.dir, 'words.txt')
        with open(self.one_way_words, 'w') as out:
            out.write('Venez aider. Repondez ici : https://example.org/r')

    def start(self):
        self.daemon = subprocess.Popen(
            [*self.prefix, f'{self.bin}/tocsind', '--config', self.config], stdout=self.output, stderr=self.output)

    def kill(self):
        if self.daemon and self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGKILL)
            self.daemon.wait()

    def stop(self):
        if self.daemon and self.daemon.poll() is None:
            self.daemon.terminate()
            return self.daemon.wait(timeout=20)
        return None

    def tocsin(self, *words, check=True):
        run = subprocess.run(
            [*self.prefix, f'{self.bin}/tocsin', '--socket', self.socket, '--json', '--lang', 'en', *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if check and run.returncode != 0:
            raise AssertionError(f'tocsin {" ".join(words)} ended {run.returncode}: {run.stdout} {run.stderr}')
        return run.returncode, json.loads(run.stdout) if run.stdout.strip() else None

    def wait_ready(self, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.daemon.poll() is not None:
                raise AssertionError(f'tocsind ended {self.daemon.returncode}; see {self.dir}/tocsind.log')
            if self.tocsin('channels', check=False)[0] == 0:
                return
            time.sleep(0.05)
        raise AssertionError('tocsind did not open its socket')

    def register(self, count):
        csv = os.path.join(self.dir, 'people.csv')
        subprocess.run(
            [f'{self.bin}/make_register', '--gazetteer', f'{SOURCE}/config/gazetteer', '--departement', '04',
             '--count', str(count), '--seed', '7', '--out', csv], check=True)
        return self.tocsin('volunteers', 'import', csv)[1]

    def call_everyone(self, need=9999, *more):
        """Asks everybody in Digne, approved, and gives the id of the mobilisation."""
        _, made = self.tocsin('mobilise', '--event', 'Crue', '--zone', '04070', '--need', str(need), '--by', '+12h', '--at',
                              'Digne-les-Bains', '--pace', 'all', '--yes', *more)
        if made['state'] == 'proposed':
            self.tocsin('approve', made['id'], '--yes')
        return made['id']

    def people(self, which):
        """What became of each person: {external id: row of the report}."""
        return {row['id']: row for row in self.tocsin('report', which, '--format', 'json')[1]['people']}
