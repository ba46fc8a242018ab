# SPDX-License-Identifier: Apache-2.0
"""A daemon on a disk that fails when told to (tests/fakes/failing_disk.cpp), and what was seen below it: which file was
written and synced, and which bytes came and left, in their order."""
import http.client
import json
import mmap
import os
import socket
import struct

NONE, EIO, ENOSPC, HALF, KILL, CUT, EROFS = range(7)
WRITE, SYNC, SEND = range(3)
FAULTS = {EIO: 'EIO', ENOSPC: 'ENOSPC', HALF: 'half', KILL: 'kill', CUT: 'power cut', EROFS: 'read-only'}
KINDS = {WRITE: 'write', SYNC: 'sync', SEND: 'send'}
WAL, HEAD = 'tocsin.db-wal', 'tocsin.db.head'


class FailingDisk:
    """Stands under `house` from its next start on. Below its folder, and nowhere else, the disk can fail."""

    def __init__(self, house):
        self.house = house
        self.log = os.path.join(house.dir, '..', os.path.basename(house.dir) + '.seen')
        control = self.log + '.control'
        with open(control, 'wb') as out:
            out.write(bytes(mmap.PAGESIZE))
        with open(control, 'r+b') as shared:
            self.shared = mmap.mmap(shared.fileno(), mmap.PAGESIZE)
        open(self.log, 'w').close()
        start = house.start

        def start_on_it():
            # The daemon alone: what the command line sends is nobody's business.
            prefix, house.prefix = house.prefix, ('env', f'LD_PRELOAD={house.bin}/failing_disk.so', f'FAILING_DISK={control}',
                                                  f'FAILING_FOLDER={house.dir}', f'FAILING_LOG={self.log}')
            start()
            house.prefix = prefix

        house.start = start_on_it

    def fails(self, what, which, at, stays=False):
        """From now on the `at`-th call of its kind does."""
        self.shared[:32] = struct.pack('8i', what, which, at, stays, 0, 0, 0, 0)

    def heals(self):
        self.shared[:16] = struct.pack('4i', NONE, 0, 0, 0)

    @property
    def fired(self):
        return struct.unpack('8i', self.shared[:32])[4]

    def counted(self):
        """Calls of each kind since the last fails()."""
        return struct.unpack('8i', self.shared[:32])[5:]

    def seen(self):
        """[(write | sync | send | receive, file or descriptor, bytes)]"""
        with open(self.log, encoding='ascii') as log:
            lines = [line.rstrip('\n').split(' ') for line in log if line.endswith('\n')]
        return [(what, about, bytes.fromhex(data)) for what, about, data in lines]


def synced_between(seen, begin, end, file):
    """Whether `file` was written, and then synced, between two places of what was seen; gives the place of the sync."""
    written = None
    for place in range(begin, end):
        what, about, _ = seen[place]
        if about == file and what == 'write':
            written = place
        elif about == file and what == 'sync' and written is not None:
            return place
    return None


def units(data):
    """(command, status, sequence) of each whole SMPP unit that begins in these bytes."""
    while len(data) >= 16:
        length, command, status, sequence = struct.unpack('>4I', data[:16])
        if length < 16:
            return
        yield command, status, sequence
        data = data[length:]


class Door:
    """The daemon's own socket, a connection for each request: None is what somebody hears whose line broke."""

    def __init__(self, path, timeout=10):
        self.path, self.timeout = path, timeout

    def ask(self, method, target, body=None, **headers):
        line = http.client.HTTPConnection('localhost', timeout=self.timeout)
        line.sock = socket.socket(socket.AF_UNIX)
        line.sock.settimeout(self.timeout)
        try:
            line.sock.connect(self.path)
            line.request(method, target, body=None if body is None else json.dumps(body),
                         headers={'Accept-Language': 'en', **{k.replace('_', '-'): v for k, v in headers.items()}})
            came = line.getresponse()
            text = came.read()
            return came.status, json.loads(text) if text else None
        except (OSError, http.client.HTTPException):
            return None, None
        finally:
            line.close()
