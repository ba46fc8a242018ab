# SPDX-License-Identifier: Apache-2.0
"""The doors under siege while messages leave: callers that drip, that never read, that send too much, nonsense or a hundred
requests at once, until the process has no descriptor left (R-20, R-21). The verdict is the provider's: messages go on arriving
at their pace; and the officer's own door answers.
usage: siege_test.py BIN_DIR"""
import os
import re
import resource
import select
import socket
import sys
import tempfile
import threading
import time

from outside import until
from providers import Http, called

RATE = 25
LONGEST_SILENCE = 2.0  # seconds; at 25 a second one is due every 0.04 s
ALERT = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>'


def head(method='POST', path='/v1/alerts', *more):
    return '\r\n'.join([f'{method} {path} HTTP/1.1', 'Host: x', *more, '', '']).encode()


class Siege:
    def __init__(self, port, token):
        self.port = port
        self.auth = 'Authorization: Bearer ' + token
        self.held = []

    def connect(self, timeout=5):
        line = socket.create_connection(('127.0.0.1', self.port), timeout=timeout)
        self.held.append(line)
        return line

    def let_go(self):
        for line in self.held:
            line.close()
        self.held.clear()

    def answers(self, line, seconds=10):
        """The status lines that come until the other side closes or says nothing more."""
        said, end = b'', time.monotonic() + seconds
        while time.monotonic() < end:
            if not select.select([line], [], [], 0.5)[0]:
                break
            try:
                piece = line.recv(65536)
            except OSError:
                break
            if not piece:
                break
            said += piece
        return [int(status) for status in re.findall(rb'HTTP/1\.1 (\d{3}) ', said)]

    # --- one way to be a nuisance each ---
    def slowloris(self):
        """A hundred heads that never end, a byte at a time."""
        lines = [self.connect() for _ in range(100)]
        for byte in b'GET / HTTP/1.1\r\nX: ':
            for line in lines:
                line.send(bytes([byte]))
            time.sleep(0.05)

    def slow_bodies(self):
        for _ in range(50):
            self.connect().sendall(head('POST', '/v1/alerts', self.auth, 'Content-Length: 100000') + b'<')

    def deaf_readers(self):
        """Ask and ask, and never read."""
        for _ in range(20):
            line = self.connect()
            line.setblocking(False)
            try:
                for _ in range(2000):
                    line.send(head('GET', '/metrics'))
            except (BlockingIOError, ConnectionError):
                pass

    def oversized(self):
        line = self.connect()
        line.sendall(head('POST', '/v1/alerts', self.auth, 'Content-Length: 1073741824'))
        assert self.answers(line) == [413]
        line = self.connect()
        line.sendall(head('POST', '/v1/alerts', self.auth, 'Transfer-Encoding: chunked'))
        try:
            for _ in range(40):
                line.sendall(b'10000\r\n' + b'x' * 65536 + b'\r\n')
        except OSError:
            pass
        assert self.answers(line) in ([413], [])
        line = self.connect()
        try:
            line.sendall(b'GET / HTTP/1.1\r\n' + b'X: ' + b'y' * 100000 + b'\r\n\r\n')
        except OSError:
            pass
        assert self.answers(line) in ([431], [])

    def malformed(self):
        for bytes_in in (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + os.urandom(200), b'\x00' * 5000, b'GET\r\n\r\n',
                         b'GET / HTTP/9.9\r\n\r\n', b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', head('GET', '/%zz'), head('GET', 'http://x/'),
                         head('POST', '/v1/alerts', 'Content-Length: 3', 'Content-Length: 4') + b'abcd',
                         head('POST', '/v1/alerts', 'Content-Length: -1'), head('POST', '/v1/alerts', 'Transfer-Encoding: gzip, chunked'),
                         head('POST', '/v1/alerts', self.auth, 'Transfer-Encoding: chunked') + b'zz\r\nabc\r\n', os.urandom(3000)):
            line = self.connect()
            line.sendall(bytes_in)
            assert all(status >= 400 for status in self.answers(line, 3)), bytes_in[:40]

    def pipelined(self):
        line = self.connect()
        one = head('POST', '/v1/alerts', self.auth, f'Content-Length: {len(ALERT)}') + ALERT
        line.sendall((one + head('GET', '/healthz')) * 100)
        got = self.answers(line)
        assert got == [422, 200] * 100, got


class Officer(threading.Thread):
    """Looks at the mobilisation again and again; the longest wait counts."""

    def __init__(self, house, which):
        super().__init__(daemon=True)
        self.house, self.which, self.going, self.longest, self.looks = house, which, True, 0.0, 0

    def run(self):
        while self.going:
            begin = time.monotonic()
            code, _ = self.house.tocsin('status', self.which, check=False)
            assert code == 0, f'the officer was turned away: {code}'
            self.longest = max(self.longest, time.monotonic() - begin)
            self.looks += 1
            time.sleep(0.2)


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    folder = tempfile.mkdtemp(prefix='tocsin-siege.')
    provider = Http(sys.argv[1], folder, '--every-number-works', rate=RATE)
    house = provider.house
    which = called(provider, folder, range(100), 6)
    token = house.tocsin('clients', 'add', 'besieger', '--rate', '1000000')[1]['secret']
    until(lambda: len(provider.submissions()) > RATE, 'the fan-out to begin')
    officer = Officer(house, which)
    officer.start()
    port = int(re.search(r'listen: "127.0.0.1:(\d+)"', open(house.config).read()).group(1))
    siege = Siege(port, token)
    for nuisance in (siege.oversized, siege.malformed, siege.pipelined, siege.deaf_readers, siege.slowloris, siege.slow_bodies):
        before = len(provider.submissions())
        nuisance()
        time.sleep(0.5)
        assert len(provider.submissions()) > before, f'nothing left during {nuisance.__name__}'
        print(nuisance.__name__.replace('_', ' '), flush=True)
    siege.let_go()

    # No descriptor is left for anybody; what is connected goes on, and the officer's door has its reserve.
    open_now = len(os.listdir(f'/proc/{house.daemon.pid}/fd'))
    resource.prlimit(house.daemon.pid, resource.RLIMIT_NOFILE, (open_now + 12, 4096))
    for _ in range(60):
        siege.connect()
    before, begin = len(provider.submissions()), time.monotonic()
    time.sleep(3)
    assert len(provider.submissions()) - before > RATE, 'nothing leaves without descriptors'
    spent = sum(float(x) for x in open(f'/proc/{house.daemon.pid}/stat').read().split()[13:15])
    time.sleep(1)
    spent = (sum(float(x) for x in open(f'/proc/{house.daemon.pid}/stat').read().split()[13:15]) - spent) / os.sysconf('SC_CLK_TCK')
    assert spent < 0.5, f'it spins: {spent:.2f} s of processor in a second'
    siege.let_go()
    resource.prlimit(house.daemon.pid, resource.RLIMIT_NOFILE, (4096, 4096))
    line = siege.connect()
    line.sendall(head('GET', '/healthz'))
    assert siege.answers(line, 3) == [200], 'the door does not open again'

    until(lambda: len({each['to'] for each in provider.submissions()}) == 600, 'everybody to be asked', seconds=60)
    officer.going = False
    officer.join()
    times = [each['mono_us'] / 1e6 for each in provider.submissions()]
    silence = max(later - sooner for sooner, later in zip(times, times[1:]))
    assert silence < LONGEST_SILENCE, f'{silence:.2f} s without a message'
    assert officer.looks > 10, officer.looks
    assert house.stop() == 0
    provider.program.stop()
    print(f'600 messages through the siege, {silence:.2f} s apart at most; {officer.looks} looks, {officer.longest:.2f} s the longest')


main()
