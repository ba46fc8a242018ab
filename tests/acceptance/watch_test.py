# SPDX-License-Identifier: Apache-2.0
"""`tocsin watch` at a terminal, through a pty: what a terminal shows of the bytes is what `status` says, few bytes are sent
for each change, a resize and Ctrl-C leave it in order; without a terminal it writes plain lines."""
import os
import re
import signal
import subprocess
import sys

from house import House
from terminal import Watching


def page(house, which):
    """What `status` says, without the next step."""
    run = subprocess.run([f'{house.bin}/tocsin', '--socket', house.socket, '--lang', 'fr', 'status', which],
                         stdout=subprocess.PIPE, check=True)
    return run.stdout.decode().rstrip('\n')


def main():
    house = House(sys.argv[1], '''channels:
  - {name: sms, type: sandbox, medium: sms, directory: DIR/sms, rate: {per_second: 100}, price: 0.05,
     people: {yes: 0.3, no: 0.3, stop: 0, odd: 0.1, undelivered: 0.05, speed: 150}}
routes: {sms: [sms]}
''', alone=10000)
    text = open(house.config).read().replace('DIR', house.dir)
    open(house.config, 'w').write(text)
    house.start()
    house.wait_ready()
    house.register(1500)
    which = house.call_everyone()

    seen = Watching(house, which).look(7)
    later = seen.drawings[1:]
    assert len(later) >= 3, f'{len(later)} drawings in 7 seconds'
    assert b'\x1b[2J' not in b''.join(seen.drawings) and b'\x1b[J' not in b''.join(seen.drawings), 'nothing is cleared'
    whole = len(page(house, which).encode())
    assert whole > 400 and sum(map(len, later)) < len(later) * whole * 0.6, (whole, [len(each) for each in seen.drawings])
    assert b''.join(later).count(b'Digne-les-Bains') == 0, 'what stays is not sent again'
    assert which in seen.shown() and seen.glass.column == 0

    seen.size(44, 30)  # the window is made narrow: once anew, and nothing beyond the edge
    seen.glass.resize(44, 30)
    narrow = len(seen.drawings)
    seen.look(3)
    anew = b''.join(seen.drawings[narrow - 1:])
    assert anew.count(b'\x1b[2J') == 1, anew
    seen.glass.take(anew[anew.index(b'\x1b[H'):].decode())
    seen.raw = b''
    assert which in seen.glass.text() and '…' in seen.glass.text()
    seen.size(80, 24)
    seen.look(2)
    seen.glass.resize(80, 24)
    seen.raw = seen.raw[seen.raw.index(b'\x1b[H'):]

    os.write(seen.fd, b'\x03')
    seen.look(5)
    assert seen.ended, 'Ctrl-C ends it'
    left = seen.shown()
    assert seen.end() == -signal.SIGINT, 'as whoever started it expects'
    assert f'{which} continue sans' in left and '^C' not in left and seen.glass.column == 0, left

    plain = Watching(house, which, TERM='dumb').look(3)
    os.kill(plain.pid, signal.SIGTERM)
    plain.look(3)
    assert plain.end() == -signal.SIGTERM and b'\x1b' not in b''.join(plain.drawings), plain.drawings
    grey = Watching(house, which, NO_COLOR='1')
    piped = subprocess.Popen([f'{house.bin}/tocsin', '--socket', house.socket, '--lang', 'fr', 'watch', which], stdout=subprocess.PIPE)
    grey.look(2)
    house.tocsin('close', which)
    grey.look(10)
    assert grey.ended and grey.end() == 0, 'it ends with the mobilisation'
    assert not re.search(rb'\x1b\[[0-9;]*m', b''.join(grey.drawings)), 'NO_COLOR'
    assert f'{which} · Crue · close' in grey.shown() and 'tocsin report' in grey.shown(), grey.shown()
    lines = piped.communicate(timeout=20)[0].decode()
    assert piped.returncode == 0 and '\x1b' not in lines and f'{which} close' in lines, lines
    assert 'pas encore répondu' in lines or 'sollicitées' in lines, lines

    still = Watching(house, which, rows=30).look(5)  # over already: drawn once
    assert still.end() == 0
    stays = (which, 'Pour', 'Lieu', 'Vagues')  # people are still being told, and still answer

    def standing(text):
        return [line for line in text.split('\n') if line.strip().startswith(stays)]
    drawn = standing(still.shown())
    assert len(drawn) == len(stays) and drawn == standing(page(house, which)), still.shown()
    assert house.stop() == 0
    sent = sum(map(len, later))
    print(f'{len(later)} drawings of a page of {whole} bytes: {sent} bytes, {sent // len(later)} each')


main()
