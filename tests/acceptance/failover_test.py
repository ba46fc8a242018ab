# SPDX-License-Identifier: Apache-2.0
"""Two providers, one stopped with SIGSTOP in mid fan-out: the rest goes through the other within ten seconds, at its pace;
what hung comes once its time is out, flagged. The verdict is the providers' own logs."""
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter

from house import House

RATE = 20
WINDOW = 8
TIMEOUT = 10


class Gateway:
    """fake_gateway as a process of its own."""

    def __init__(self, binaries, folder, name):
        self.file = os.path.join(folder, f'{name}.jsonl')
        self.process = subprocess.Popen(
            [f'{binaries}/fake_gateway', '--log', self.file, '--every-number-works'], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def channel(self, name):
        return f'''  - name: {name}
    type: http_sms
    medium: sms
    rate: {{per_second: {RATE}}}
    window: {WINDOW}
    timeout: {TIMEOUT}
    sender: "38123"
    request:
      method: POST
      url: "http://127.0.0.1:{self.port}/send"
      json: '{{"to": "{{to}}", "text": "{{text}}", "reference": "{{reference}}", "sender": "{{sender}}"}}'
    success: {{status: [202]}}
'''

    def log(self):
        with open(self.file) as lines:
            return [each for each in map(json.loads, lines) if each['taken']]

    def end(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()


def wait(what, seconds, why):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.1)


def busiest(log):
    """The most messages that the witness saw within one second, allowing for its own jitter."""
    times = [each['mono_us'] / 1e6 for each in log]
    return max((sum(1 for later in times[i:i + 3 * RATE] if later < at + 0.9) for i, at in enumerate(times)), default=0)


def main():
    house = House(sys.argv[1], '')
    first, second = Gateway(sys.argv[1], house.dir, 'first'), Gateway(sys.argv[1], house.dir, 'second')
    try:
        with open(house.config, 'a') as out:
            out.write('channels:\n' + first.channel('first') + second.channel('second') + 'routes: {sms: [first, second]}\n')
        house.start()
        house.wait_ready()
        house.register(2500)
        _, made = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04', '--need', '3000', '--by', '+12h', '--at',
                               'Digne-les-Bains', '--pace', 'all', '--text', house.one_way_words, '--yes')
        house.tocsin('approve', made['id'], '--yes')
        wait(lambda: len(first.log()) > 2 * RATE, 60, 'the first provider got nothing')
        assert not second.log(), 'the second provider was used although the first one works'
        first.process.send_signal(signal.SIGSTOP)
        stopped = time.monotonic()
        wait(lambda: second.log(), 15, 'the second provider heard nothing')
        took = time.monotonic() - stopped

        def status():
            return house.tocsin('status', made['id'])[1]

        def waiting():
            messages = status()['messages']
            return messages.get('queued', 0) + messages.get('sending', 0)
        wait(lambda: waiting() == 0, 120, 'the rest did not flow through the second provider')
        now = status()
        _, shown = house.tocsin('channels')
        first.process.send_signal(signal.SIGCONT)
        time.sleep(1)  # what hung in its sockets is written down now
        times = Counter(each['to'] for each in first.log() + second.log())
        twice = sum(count - 1 for count in times.values())
        print(f'{now["asked"]} asked, {len(first.log())} through the first, {len(second.log())} through the second, which '
              f'took over after {took:.1f} s; {twice} twice, {now["possible_duplicates"]} flagged')
        # Ten seconds, and what a loaded machine adds to the look.
        assert took < 13, 'the failover took longer than ten seconds'
        assert len(times) == now['asked'], 'somebody who was to be asked was never reached'
        assert twice <= now['possible_duplicates'] <= 2 * WINDOW, 'more was sent again than hung in the first provider'
        assert busiest(second.log()) <= RATE, 'the second provider saw more than its rate'
        assert [each['kind'] for each in shown['switches']] == ['leave'], 'one switch, and no more'
        assert {each['name']: each['replaced'] for each in shown['channels']} == {'first': True, 'second': False}
        assert now['channel_troubles'][0]['name'] == 'first'
        assert house.stop() == 0, 'tocsind did not stop cleanly'
    finally:
        first.end()
        second.end()
        house.kill()


main()
