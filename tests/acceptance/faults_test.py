# SPDX-License-Identifier: Apache-2.0
"""A provider in trouble in the middle of a fan-out: stopped, its lines reset, its packets lost or swallowed. Afterwards
everybody has the message, and nobody twice without a flag. The trouble is made in networks of the test's own.
usage: faults_test.py BIN_DIR"""
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from network import Network
from outside import until
from providers import WINDOW, Http, Mail, Smpp, all_delivered, called, nothing_twice

PEOPLE = 4  # for each of 40 endings


def stopped(provider, network):
    provider.program.signal(signal.SIGSTOP)
    time.sleep(3)
    provider.program.signal(signal.SIGCONT)


def broken(verdict, seconds):
    def trouble(provider, network):
        network.breaks(provider.port, verdict)
        time.sleep(seconds)
        network.mends()
    return trouble


TROUBLES = {
    'stopped': stopped,
    'reset': broken('reject with tcp reset', 0.5),
    'swallowed': broken('drop', 4),
    'lossy': broken('numgen random mod 100 < 15 drop', 3),
}


def suffer(make, name, network):
    folder = tempfile.mkdtemp(prefix='tocsin-fault.')
    provider = make(sys.argv[1], folder, *make.nobody_special, '--answer-ms', '40', prefix=network.prefix)
    which = called(provider, folder, range(40), PEOPLE)
    until(lambda: len(provider.submissions()) > 20, 'the fan-out to begin')
    begin = time.monotonic()
    TROUBLES[name](provider, network)
    until(lambda: all_delivered(provider, which), f'all to be delivered after {name}', seconds=40)
    took = time.monotonic() - begin
    people, extra, flagged = nothing_twice(provider, which)
    times = [line['mono_us'] / 1e6 for line in provider.submissions()]
    silence = max(later - sooner for sooner, later in zip(times, times[1:]))
    assert silence > 0.4 or name == 'lossy', f'{name} came to nothing: the longest silence is {silence:.2f} s'
    # A trouble makes what was on its way uncertain, and what is tried in it once more at most.
    assert flagged <= 4 * WINDOW, f'{flagged} flagged in {name}'
    assert provider.house.stop() == 0, 'tocsind did not stop cleanly'
    provider.program.stop()
    print(f'{make.name} {name}: {people} people, {extra} twice, {flagged} flagged, whole again {took:.1f} s after its begin', flush=True)


def suffer_all(make, network):
    for name in TROUBLES:
        suffer(make, name, network)


def main():
    providers = {make: Network() for make in (Smpp, Http, Mail)}
    with ThreadPoolExecutor() as side_by_side:  # each waits most of its time
        for played in [side_by_side.submit(suffer_all, *each) for each in providers.items()]:
            played.result()


main()
