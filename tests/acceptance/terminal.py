# SPDX-License-Identifier: Apache-2.0
"""A terminal, as far as `tocsin` knows one, and `tocsin watch` in it through a pty."""
import fcntl
import os
import pty
import re
import select
import struct
import termios
import time

GAP = 0.4  # seconds without a byte: what came before was one drawing


class Glass:
    """A terminal, as far as `tocsin` knows one."""

    def __init__(self, columns, rows):
        self.resize(columns, rows)

    def resize(self, columns, rows):
        self.columns, self.rows, self.row, self.column = columns, rows, 0, 0
        self.lines = [''] * rows

    def take(self, text):
        for escape, count, what, letter in re.findall(r'(\x1b\[([0-9;]*)([A-Za-z]))|(.|\n)', text):
            if escape:
                self.obey(what, int(count) if count.isdigit() else 1)
            elif letter == '\r':
                self.column = 0
            elif letter == '\n':
                self.row += 1
                if self.row == self.rows:
                    self.lines, self.row = [*self.lines[1:], ''], self.rows - 1
            else:
                assert self.column < self.columns, f'written beyond the edge: {self.lines[self.row]}'
                line = self.lines[self.row].ljust(self.column)
                self.lines[self.row] = line[:self.column] + letter + line[self.column + 1:]
                self.column += 1

    def obey(self, what, count):
        if what == 'A':
            self.row = max(0, self.row - count)
        elif what == 'B':
            self.row = min(self.rows - 1, self.row + count)
        elif what == 'C':
            self.column = min(self.columns - 1, self.column + count)
        elif what == 'K':
            self.lines[self.row] = self.lines[self.row][:self.column]
        elif what == 'J':
            assert count == 2, 'only a whole screen is ever cleared'
            self.lines = [''] * self.rows
        elif what == 'H':
            self.row, self.column = 0, 0
        else:
            assert what == 'm', what

    def text(self):
        return '\n'.join(line.rstrip() for line in self.lines).rstrip('\n')


class Watching:
    """`tocsin watch` in a terminal of its own."""

    def __init__(self, house, which, columns=80, rows=24, **variables):
        self.glass, self.drawings, self.raw = Glass(columns, rows), [], b''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(f'{house.bin}/tocsin', ['tocsin', '--socket', house.socket, '--lang', 'fr', 'watch', which],
                      {'TERM': 'xterm', **variables})
        self.size(columns, rows)
        self.fresh, self.heard, self.ended = True, time.monotonic(), False

    def size(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def look(self, seconds):
        """Reads for so long, or until it ends."""
        end = time.monotonic() + seconds
        while not self.ended and time.monotonic() < end:
            if not select.select([self.fd], [], [], 0.05)[0]:
                continue
            try:
                came = os.read(self.fd, 65536)
            except OSError:
                came = b''
            self.ended = not came
            now = time.monotonic()
            if now - self.heard > GAP or not self.drawings:
                self.drawings.append(b'')
            self.heard = now
            if came:
                self.drawings[-1] += came
                self.raw += came
        return self

    def shown(self):
        self.glass.take(self.raw.decode())
        self.raw = b''
        return self.glass.text()

    def end(self):
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
