# SPDX-License-Identifier: Apache-2.0
"""The outside of the house in acceptance tests: programs with witness logs, and a register of chosen numbers."""
import atexit
import json
import os
import random
import signal
import socket
import subprocess
import time


def free_port():
    """A port for somebody who opens it later. Below those that the kernel gives to whoever connects (ip_local_port_range):
    one of these may be taken before it is opened."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(('127.0.0.1', port))
                return port
            except OSError:
                pass  # somebody has it


def until(happened, what, seconds=20):
    """Waits until `happened()` gives something true, and gives it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        given = happened()
        if given:
            return given
        time.sleep(0.05)
    raise AssertionError(f'waited {seconds} s in vain for {what}')


class Program:
    """A program of our own or of others, ended when the test ends."""

    def __init__(self, *words, output=subprocess.DEVNULL, prefix=()):
        self.process = subprocess.Popen([*prefix, *words], stdout=output, stderr=subprocess.STDOUT)
        atexit.register(self.kill)

    def signal(self, which):
        self.process.send_signal(which)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
        return self.process.wait(timeout=20)


class Witness(Program):
    """A program that prints `port N` and keeps a log of JSON lines."""

    def __init__(self, log, *words, prefix=()):
        self.log = log
        super().__init__(*words, '--log', log, output=subprocess.PIPE, prefix=prefix)
        said = self.process.stdout.readline().decode()
        assert said.startswith('port '), f'{words[0]} said {said!r}'
        self.port = int(said.split()[1])

    def lines(self, event=None):
        with open(self.log, encoding='utf-8') as log:
            whole = log.read().rpartition('\n')[0]
        read = [json.loads(line) for line in whole.split('\n') if line]
        return [line for line in read if event is None or line.get('event') == event]

    def submissions(self):
        return self.lines('submit')

    def acknowledged(self, kind):
        return [line for line in self.lines('acknowledged') if line['kind'] == kind and line['status'] == 0]


def write_register(path, endings, numbers_each=1, medium='sms'):
    """A volunteer in Digne for each wanted ending of a number, reached by `medium` alone; the id is the number's last four digits."""
    with open(path, 'w', encoding='utf-8') as out:
        out.write('id,first_name,last_name,language,birth_date,mobile,email,postcode,commune,latitude,longitude,radius_km,'
                  'skills,availability,consent_sms,consent_email\n')
        for ending in endings:
            for i in range(numbers_each):
                number = f'{i:02d}{ending:02d}'
                reached = f'+3363998{number},' if medium == 'sms' else f',p{number}@people.example.org'
                out.write(f'{number},Camille,Essai,fr,1980-01-01,{reached},04000,Digne-les-Bains,44.0925,6.2356,50,,flexible,'
                          f'{"yes,no" if medium == "sms" else "no,yes"}\n')
