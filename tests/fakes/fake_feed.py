#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A service that publishes alerts, and misbehaves as services do. It shares nothing with the house.

As a program:  fake_feed.py --log FILE [--port N]   prints its address; FILE gets one JSON line for each request, written
before it is answered. What is published is put to it: PUT /publish/NAME (a CAP document), DELETE /publish/NAME,
PUT /raw/PATH (bytes as they are), PUT /fate with one of the words below, PUT /entries with fresh (new entry ids).
Published are /index.atom, /index.rss, /cap/NAME and whatever was put under /raw.

  ok           answers as it should, with ETag and Last-Modified, 304 to whoever has it already
  no-304       never says 304
  429 500 503  with Retry-After: 2 where it belongs
  slow         says nothing for half a minute
  drip         a byte a second
  truncated    breaks off in the middle, and says so (Content-Length)
  cut          ends in the middle as if that were all
  wrong-root   another kind of XML
  html         a web page with status 200
  huge         64 MiB that begin like an index
  bomb         a gigabyte of blanks in a megabyte of gzip
  empty        nothing, with status 200
  loop         redirects to itself
"""
import argparse
import gzip
import hashlib
import io
import json
import sys
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

BUSY = ('429', '500', '503')
ABOUT_THE_INDEX = ('truncated', 'cut', 'wrong-root', 'html', 'huge', 'bomb', 'empty', 'loop', 'slow', 'drip') + BUSY


def bomb():
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode='wb', compresslevel=9) as packed:
        block = b' ' * (1 << 20)
        for _ in range(1024):
            packed.write(block)
    return out.getvalue()


class Service:
    def __init__(self, log):
        self.log = open(log, 'a', buffering=1)
        self.lock = threading.Lock()
        self.documents = {}
        self.raw = {}
        self.fate = 'ok'
        self.generation = 0
        self.changed = time.time()
        self.bomb = None

    def witness(self, **what):
        with self.lock:
            self.log.write(json.dumps({'at': time.monotonic(), **what}) + '\n')

    def touch(self):
        self.changed = time.time()

    def atom(self, base):
        entries = ''.join(
            f'<entry><id>tag:feed.example.org,2026:{self.generation}/{escape(name)}</id><title>{escape(name)}</title>'
            f'<updated>{at}</updated><link rel="alternate" type="application/cap+xml" href="{base}/cap/{escape(name)}"/></entry>'
            for name, (_, at) in sorted(self.documents.items()))
        return (f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>{base}/</id>'
                f'<title>Alerts</title><updated>2026-01-01T00:00:00Z</updated>{entries}</feed>').encode()

    def rss(self, base):
        items = ''.join(
            f'<item><title>{escape(name)}</title><link>{base}/cap/{escape(name)}</link>'
            f'<guid isPermaLink="false">{self.generation}/{escape(name)}</guid></item>'
            for name in sorted(self.documents))
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Alerts</title>{items}</channel></rss>'.encode()


def handler_for(service):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'
        disable_nagle_algorithm = True  # it writes head and body apart, and a client that waits would wait 40 ms

        def log_message(self, *args):
            pass

        def answer(self, status, body=b'', **headers):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace('_', '-'), value)
            if 'Content_Length' not in headers:
                self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_PUT(self):
            body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
            what, _, name = self.path.strip('/').partition('/')
            with service.lock:
                if what == 'publish':
                    at = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())
                    service.documents[name] = (body, f'{at}')
                elif what == 'raw':
                    service.raw['/' + name] = body
                elif what == 'fate':
                    service.fate = body.decode()
                elif what == 'entries':
                    service.generation += 1
                service.touch()
            self.answer(204)

        def do_DELETE(self):
            with service.lock:
                service.documents.pop(self.path.rpartition('/')[2], None)
                service.touch()
            self.answer(204)

        def do_GET(self):
            base = f'{"https" if hasattr(self.connection, "version") else "http"}://{self.headers["Host"]}'
            with service.lock:
                fate = service.fate
                known = service.documents.get(self.path.rpartition('/')[2])
                if self.path == '/index.atom':
                    body = service.atom(base)
                elif self.path == '/index.rss':
                    body = service.rss(base)
                elif self.path.startswith('/cap/') and known:
                    body = known[0]
                else:
                    body = service.raw.get(self.path)
            is_document = self.path.startswith('/cap/')
            try:
                self.play(fate if not is_document else 'ok', body)
            except OSError:
                pass  # whoever asked has gone

        def told(self, status):
            service.witness(path=self.path, status=status, etag=self.headers.get('If-None-Match'),
                            since=self.headers.get('If-Modified-Since'), accept=self.headers.get('Accept'),
                            encodings=self.headers.get('Accept-Encoding'))

        def play(self, fate, body):
            if fate in BUSY:
                self.told(int(fate))
                extra = {'Retry_After': '2'} if fate != '500' else {}
                return self.answer(int(fate), b'busy', **extra)
            if body is None:
                self.told(404)
                return self.answer(404, b'no such thing')
            tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
            known = {'ETag': tag, 'Last_Modified': formatdate(service.changed, usegmt=True)}
            if fate == 'ok' and self.headers.get('If-None-Match') == tag:
                self.told(304)
                return self.answer(304, b'', ETag=tag)
            self.told(200)
            half = body[:len(body) // 2]
            if fate == 'slow':
                time.sleep(30)
            elif fate == 'drip':
                self.send_response(200)
                self.send_header('Content-Length', '1000')
                self.end_headers()
                for _ in range(1000):
                    self.wfile.write(b' ')
                    time.sleep(1)
            elif fate == 'truncated':
                self.answer(200, half, Content_Length=str(len(body)))
                self.close_connection = True
            elif fate == 'cut':
                self.answer(200, half)
            elif fate == 'wrong-root':
                self.answer(200, b'<?xml version="1.0"?><catalogue><item/></catalogue>')
            elif fate == 'html':
                self.answer(200, b'<!DOCTYPE html><html><body>Maintenance</body></html>', Content_Type='text/html')
            elif fate == 'huge':
                self.answer(200, body[:200] + b'<!--' + b'x' * (64 << 20) + b'-->')
            elif fate == 'bomb':
                service.bomb = service.bomb or bomb()
                self.answer(200, service.bomb, Content_Encoding='gzip')
            elif fate == 'empty':
                self.answer(200)
            elif fate == 'loop':
                self.answer(302, b'', Location=self.path)
            else:
                self.answer(200, body, **known)

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass


def main():
    words = argparse.ArgumentParser()
    words.add_argument('--log', required=True)
    words.add_argument('--port', type=int, default=0)
    words.add_argument('--certificate', help='PEM with key: speaks TLS')
    given = words.parse_args()
    server = Server(('127.0.0.1', given.port), handler_for(Service(given.log)))
    if given.certificate:
        import ssl
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(given.certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(f'{"https" if given.certificate else "http"}://127.0.0.1:{server.server_address[1]}', flush=True)
    server.serve_forever()


if __name__ == '__main__':
    sys.exit(main())
