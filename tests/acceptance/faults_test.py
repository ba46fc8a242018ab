# SPDX-License-Identifier: Apache-2.0
"""A provider in trouble in the middle of a fan-out: stopped, its lines reset, its packets lost or swallowed. Afterwards
everybody has the message, and nobody twice without a flag. The same troubles of a letter box: the call leaves meanwhile, and
afterwards each answer counts once. The trouble is made in networks of the test's own.
usage: faults_test.py BIN_DIR"""
import os
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from mail_servers import missing
from network import Network
from outside import until
from providers import WINDOW, Box, Http, Mail, Smpp, all_delivered, called, nothing_twice

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


def box_stopped(box, network):
    box.servers.signal_dovecot(signal.SIGSTOP)
    until(box.unread, 'officers to see that it is stopped')
    yield
    box.servers.signal_dovecot(signal.SIGCONT)


def box_broken(verdict):
    """In the midst of what is fetched: nothing is wrong until so much has passed. Twice again after a look at twenty letters
    (45 kB) was well, and each time in the next one."""
    def trouble(box, network):
        since = None
        for kbytes in (8, 60, 61):
            network.breaks(box.box_port, verdict, after_kbytes=kbytes)
            until(lambda: (box.unread() or {'since': since})['since'] != since, f'officers to see the trouble after {kbytes} kB')
            since = box.unread()['since']
            if kbytes == 8:
                yield
        network.mends()
    return trouble


def box_lossy(box, network):
    network.breaks(box.box_port, 'numgen random mod 100 < 15 drop')
    yield
    until(lambda: box.read() > len(box.answered) / 2, 'half to be read all the same', seconds=60)
    network.mends()


BOX_TROUBLES = {'stopped': box_stopped, 'reset': box_broken('reject with tcp reset'), 'swallowed': box_broken('drop'), 'lossy': box_lossy}


def suffer_at_the_box(name, network):
    """The letter box is in trouble while people are called. The call leaves as ever; afterwards each answer counts once."""
    folder = tempfile.mkdtemp(prefix='tocsin-fault.')
    box = Box(sys.argv[1], folder, network.prefix)
    which = called(box, folder, range(40), PEOPLE)
    asked = 40 * PEOPLE
    until(lambda: box.people_answer() and box.read(), 'the first answer to be read')
    trouble = BOX_TROUBLES[name](box, network)
    next(trouble)
    until(lambda: box.people_answer() == asked, 'everybody to be asked meanwhile', seconds=40)
    left = asked - box.read()
    assert left > asked / 4 or name == 'lossy', f'{name} came to nothing: {left} letters are left'
    for _ in trouble:
        pass
    until(lambda: box.read() == asked and not box.unread(), f'all letters to be read after {name}', seconds=60)
    said = box.each_once(which)
    assert box.house.stop() == 0, 'tocsind did not stop cleanly'
    box.program.stop()
    box.servers.stop()
    print(f'{box.name} {name}: {dict(said)}, each once; {left} lay there before its end', flush=True)


def suffer_all_at_the_box(network):
    for name in BOX_TROUBLES:
        suffer_at_the_box(name, network)


def main():
    providers = {make: Network() for make in (Smpp, Http, Mail)}
    with ThreadPoolExecutor() as side_by_side:  # each waits most of its time
        played = [side_by_side.submit(suffer_all, *each) for each in providers.items()]
        if lacking := missing():
            assert os.environ.get('CI') != 'true', f'in CI nothing is skipped, and {lacking} is missing'
            print(f'without the letter box: {", ".join(lacking)} is missing')
        else:
            played.append(side_by_side.submit(suffer_all_at_the_box, Network()))
        for each in played:
            each.result()


main()
