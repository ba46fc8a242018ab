# SPDX-License-Identifier: Apache-2.0
"""Two providers, one stopped with SIGSTOP in mid fan-out: the rest goes through the other within ten seconds, at its pace,
whatever the two speak; what hung comes once its time is out, flagged, and what was accepted never comes again. The verdict is
the providers' own logs.
usage: failover_test.py BIN_DIR"""
import os
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from house import House
from outside import Witness, until

RATE = 20
WINDOW = 8
TIMEOUT = 20  # long enough that all the rest has gone before what hung may
PEOPLE = 300  # registered; every second one is asked


class Provider(Witness):
    """A provider's program; a subclass says which, and what the channel that speaks with it is told."""

    def __init__(self, binaries, folder, name):
        self.name = name
        super().__init__(os.path.join(folder, f'{name}.jsonl'), f'{binaries}/{self.program}', '--every-number-works')

    def channel(self):
        return f'''  - name: {self.name}
    medium: sms
    rate: {{per_second: {RATE}}}
    window: {WINDOW}
    sender: "38123"
    {self.line()}
'''

    def reached(self):
        """(address, when) of each message that went to a phone; seconds of the clock that all processes share."""
        return [(line['to'], line['mono_us'] / 1e6) for line in self.lines() if line.get('taken')]


class Gateway(Provider):
    program = 'fake_gateway'

    def line(self):
        return f'''type: http_sms
    timeout: {TIMEOUT}
    request:
      method: POST
      url: "http://127.0.0.1:{self.port}/send"
      json: '{{"to": "{{to}}", "text": "{{text}}", "reference": "{{reference}}", "sender": "{{sender}}"}}'
    success: {{status: [202]}}'''


class Centre(Provider):
    program = 'fake_smsc'

    def line(self):
        return f'''type: smpp
    host: 127.0.0.1
    port: {self.port}
    system_id: tocsin
    password: {{credential: word}}
    timeouts: {{answer: {TIMEOUT}}}'''


def busiest(log):
    """The most messages that the witness saw within one second, allowing for its own jitter."""
    times = [at for _, at in log]
    return max((sum(1 for later in times[i:i + 3 * RATE] if later < at + 0.9) for i, at in enumerate(times)), default=0)


def fail_over(binaries, of_first, of_second):
    house = House(binaries, '', secrets={'word': 'secret'}, alone=PEOPLE)
    first, second = of_first(binaries, house.dir, 'first'), of_second(binaries, house.dir, 'second')
    with open(house.config, 'a') as out:
        out.write('channels:\n' + first.channel() + second.channel() + 'routes: {sms: [first, second]}\n')
    house.start()
    house.wait_ready()
    house.register(PEOPLE)
    _, made = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04', '--need', '3000', '--by', '+12h', '--at',
                           'Digne-les-Bains', '--pace', 'all', '--text', house.one_way_words, '--yes')
    until(lambda: len(first.reached()) > 2 * RATE, 'the first provider to be in mid fan-out', 60)
    assert not second.reached(), 'the second provider was used although the first one works'
    first.signal(signal.SIGSTOP)
    stopped = time.monotonic()
    until(second.reached, 'the second provider to hear something', 15)

    def status():
        return house.tocsin('status', made['id'])[1]

    def waiting():
        messages = status()['messages']
        return messages.get('queued', 0) + messages.get('sending', 0)
    until(lambda: waiting() == 0, 'the rest to flow through the second provider', 120)
    now = status()
    _, shown = house.tocsin('channels')
    first.signal(signal.SIGCONT)
    time.sleep(1)  # what hung in its sockets is written down now
    before, after = first.reached(), second.reached()
    times = Counter(to for to, _ in before + after)
    twice = sum(count - 1 for count in times.values())
    took = after[0][1] - stopped
    # What the first provider took, and had the time to say so.
    accepted = {to for to, at in before if at < stopped - 0.1}
    again = [at for to, at in after if times[to] > 1]
    print(f'{of_first.program} stops: {now["asked"]} asked, {len(before)} through the first, {len(after)} through the second, '
          f'which took over after {took:.1f} s; {twice} twice, from {min(again, default=stopped) - stopped:.1f} s on, '
          f'{now["possible_duplicates"]} flagged', flush=True)
    # Ten seconds, and what a loaded machine adds.
    assert took < 13, 'the failover took longer than ten seconds'
    assert len(times) == now['asked'], 'somebody who was to be asked was never reached'
    assert len(accepted) > RATE and all(times[to] == 1 for to in accepted), 'somebody known to be reached was asked twice'
    assert again and min(again) > stopped + TIMEOUT - 1, 'what hung was sent again before its time was out, or nothing hung'
    assert twice <= now['possible_duplicates'] <= 2 * WINDOW, 'more was sent again than hung in the first provider'
    assert busiest(after) <= RATE, 'the second provider saw more than its rate'
    assert [each['kind'] for each in shown['switches']] == ['leave'], 'one switch, and no more'
    assert {each['name']: each['replaced'] for each in shown['channels']} == {'first': True, 'second': False}
    assert now['channel_troubles'][0]['name'] == 'first'
    assert house.stop() == 0, 'tocsind did not stop cleanly'


def main():
    pairs = [(Gateway, Gateway), (Centre, Gateway), (Gateway, Centre)]
    with ThreadPoolExecutor() as side_by_side:  # each waits most of its time
        for played in [side_by_side.submit(fail_over, sys.argv[1], *pair) for pair in pairs]:
            played.result()


main()
