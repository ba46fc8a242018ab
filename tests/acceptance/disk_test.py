# SPDX-License-Identifier: Apache-2.0
"""A disk that fails below SQLite at the k-th write, sync or answer of a call's whole life: raised, claimed, submitted, told
of, answered. What was acknowledged is there afterwards, nobody is told that nothing happened when it did, and nothing arrives
twice without a flag. Judged by the message centre's own log and by what the HTTP calls were answered.
usage: disk_test.py BIN_DIR [all [STRIDE]]   every sync and every send, and each STRIDE-th write (1: every one)"""
import itertools
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter

from failing_disk import (CUT, EIO, ENOSPC, EROFS, FAULTS, HALF, HEAD, KILL, KINDS, SEND, SYNC, WAL, WRITE, Door, FailingDisk,
                          synced_between, units)
from outside import until
from providers import Smpp

SUBMIT, DELIVER, DELIVERED = 0x00000004, 0x00000005, 0x80000005
ENDINGS = ('00', '90', '94')  # says nothing; OUI; Non

# Chosen so that each kind of failure meets each step once; `all` tries every k, up to the last that a call comes to.
CHOSEN = [(EIO, SYNC, 1), (EIO, SYNC, 2), (EIO, SYNC, 6), (ENOSPC, WRITE, 1), (ENOSPC, WRITE, 12), (HALF, WRITE, 20), (EIO, WRITE, 30),
          (EROFS, WRITE, 15), (CUT, SYNC, 3), (CUT, SEND, 1), (CUT, SEND, 3), (CUT, SEND, 4), (KILL, WRITE, 9)]
ALL = [(EIO, SYNC), (CUT, SYNC), (CUT, SEND), (EIO, WRITE), (ENOSPC, WRITE), (HALF, WRITE), (EROFS, WRITE), (KILL, WRITE)]
MOST_ROUNDS = 98  # of one stage: its people's numbers have two digits for the round
BEYOND = 4  # faults in a row that no call came to: there are no more calls of this kind


class Stage:
    def __init__(self, binaries, rounds):
        folder = tempfile.mkdtemp(prefix='tocsin-disk.')
        self.centre = Smpp(binaries, folder, '--receipt-ms', '20', '--reply-ms', '40', '--resend-ms', '300', rate=50)
        self.house = self.centre.house
        self.disk = FailingDisk(self.house)
        self.door = Door(self.house.socket)
        self.rounds = 0
        self.start()
        people = os.path.join(folder, 'people.csv')
        with open(people, 'w', encoding='utf-8') as out:
            out.write('id,first_name,last_name,language,birth_date,mobile,email,postcode,commune,latitude,longitude,radius_km,'
                      'skills,availability,consent_sms,consent_email\n')
            for each in range(rounds):
                for ending in ENDINGS:
                    out.write(f'{each:02d}{ending},Camille,Essai,fr,1980-01-01,+3363998{each:02d}{ending},,04000,'
                              f'Digne-les-Bains,{latitude(each)},6.2,1,,flexible,yes,no\n')
        report = self.house.tocsin('volunteers', 'import', people)[1]
        assert report['rejected'] == 0, report

    def start(self):
        self.disk.heals()
        self.house.start()
        until(lambda: self.door.ask('GET', '/readyz')[0] == 200 or self.has_ended(), 'the daemon to be ready')
        assert self.house.daemon.poll() is None, f'it does not start again: see {self.house.dir}/tocsind.log'

    def has_ended(self):
        return self.house.daemon.poll() is not None

    def brought_back(self, what):
        """Starts it again where it has ended, as it may in this trouble."""
        if not self.has_ended():
            return False
        code = self.house.daemon.returncode
        allowed = (-signal.SIGKILL,) if what in (KILL, CUT) else (1,)
        assert code in allowed, f'it ended {code}: see {self.house.dir}/tocsind.log'
        self.start()
        return True


def latitude(number):
    return f'{43.0 + number / 10:.2f}'


def order(number):
    return {'event': f'Crue {number}', 'zone': [f'circle:{latitude(number)},6.2,2'], 'need': 9, 'by': '+3h', 'at': 'Salle 1',
            'pace': 'all'}


def mobilisations_of(stage, number):
    status, body = stage.door.ask('GET', '/v1/mobilisations?limit=200&all=true')
    assert status == 200, body
    return [each['id'] for each in body['mobilisations'] if each['event'] == f'Crue {number}']


def played(stage, what=None, which=0, at=0):
    """One call from its beginning to its end, with a fault in it; gives the id and what the raising was answered first."""
    number, stage.rounds = stage.rounds, stage.rounds + 1
    key = {'Idempotency_Key': f'round-{number}'}
    if what is not None:
        stage.disk.fails(what, which, at, stays=what in (ENOSPC, EROFS))
    first, body = stage.door.ask('POST', '/v1/mobilisations', order(number), **key)
    assert first in (201, 503, None), f'{first} {body}'
    if first == 503 and body['code'] == 'unfinished':
        stage.disk.heals()
        assert mobilisations_of(stage, number) == [body['where']], f'told that it is recorded, and it is not: {body}'
    elif first == 503:
        stays_true(stage, number, what, body)
    raised = first
    while raised != 201:
        until(lambda: stage.has_ended() or raised is not None, 'the daemon to end whose line broke', 10)
        stage.brought_back(what)
        raised, again = stage.door.ask('POST', '/v1/mobilisations', order(number), **key)
        body = again if raised == 201 else body
        assert raised in (201, 503, None), again
    which_one = body['id']

    def over():
        if stage.disk.fired and what in (ENOSPC, HALF):
            stage.disk.heals()
        stage.brought_back(what)
        status, now = stage.door.ask('GET', f'/v1/mobilisations/{which_one}')
        # Whoever answers before the second copy of an uncertain request leaves is not asked again: it is cancelled.
        return status == 200 and now['confirmed'] == now['declined'] == 1 and now['messages'].get('delivered', 0) + \
            now['messages'].get('cancelled', 0) == 5 and now
    now = until(over, f'round {number} to end', 30)
    stage.disk.heals()  # it may still strike at the very answer that said so: then it has ended, or is about to
    until(lambda: stage.brought_back(what) or stage.door.ask('GET', '/readyz')[0] == 200, 'it to answer still')
    assert mobilisations_of(stage, number) == [which_one], 'raised once, and there twice'
    judge(stage, number, now)
    return first


def stays_true(stage, number, what, body):
    """Somebody was told that nothing was changed: then there is nothing, and the house says that it is unwell."""
    assert what in (ENOSPC, HALF), f'refused by guess after {FAULTS[what]}: {body}'
    assert body['code'] == 'store-unavailable', body
    status, ready = until(lambda: (now := stage.door.ask('GET', '/readyz'))[0] == 503 and now, 'the house to turn red', 5)
    assert ready['store'] == 'full', ready
    stage.disk.heals()
    until(lambda: stage.door.ask('GET', '/readyz')[0] == 200, 'the house to be well by itself', 10)
    assert mobilisations_of(stage, number) == [], f'told that nothing was changed, and it was: {body}'


def judge(stage, number, now):
    """Everybody was asked, and what came twice is counted as such; both answers were taken and are there."""
    mine = [f'3363998{number:02d}{ending}' for ending in ENDINGS]
    came = Counter((line['to'].lstrip('+'), line['text']) for line in stage.centre.submissions()
                   if line['taken'] and line['to'].lstrip('+') in mine)
    assert {to for to, _ in came} == set(mine), f'somebody was never asked: {came}'
    extra = sum(count - 1 for count in came.values())
    assert extra <= now['possible_duplicates'], f'{extra} came twice, {now["possible_duplicates"]} are counted: {came}'


def held_by_another(stage):
    """Somebody with a shell holds the database for longer than the daemon waits: a no that is true, and no restart."""
    number, stage.rounds = stage.rounds, stage.rounds + 1
    key = {'Idempotency_Key': f'round-{number}'}
    other = sqlite3.connect(f'{stage.house.dir}/tocsin.db', isolation_level=None)
    other.execute('BEGIN IMMEDIATE')
    patient = Door(stage.house.socket, timeout=60)  # behind whatever else the house wants to write
    status, body = patient.ask('POST', '/v1/mobilisations', order(number), **key)
    other.execute('ROLLBACK')
    other.close()
    assert status == 503 and body['code'] == 'store-unavailable', f'{status} {body}'
    until(lambda: stage.door.ask('GET', '/readyz')[0] == 200, 'the house to be well again', 10)
    assert not stage.has_ended(), 'it ended for a lock'
    assert mobilisations_of(stage, number) == [], 'told that nothing was changed, and it was'
    status, body = stage.door.ask('POST', '/v1/mobilisations', order(number), **key)
    assert status == 201, body


def in_order(stage):
    """Nothing is acknowledged, and nothing leaves, before the disk has it: the log, and the journal's head beside it."""
    seen = stage.disk.seen()
    raised = next(i for i, (what, _, data) in enumerate(seen) if what == 'receive' and data.startswith(b'POST /v1/mobilisations'))
    told = next(i for i in range(raised, len(seen)) if seen[i][0] == 'send' and seen[i][2].startswith(b'HTTP/1.1 201'))
    kept = synced_between(seen, raised, told, WAL)
    assert kept, 'answered 201 before the log was synced'
    assert synced_between(seen, kept, told, HEAD), "answered 201 before the journal's head was synced"
    came, acknowledged, submitted = {}, 0, 0
    for place, (what, line, data) in enumerate(seen):
        for command, status, sequence in units(data) if what in ('send', 'receive') and place > raised else ():
            if command == SUBMIT and what == 'send':
                assert synced_between(seen, raised, place, WAL), 'a message left of which the disk knew nothing'
                submitted += 1
            elif command == DELIVER and what == 'receive':
                came[line, sequence] = place
            elif command == DELIVERED and what == 'send' and status == 0:
                assert synced_between(seen, came.pop((line, sequence)), place, WAL), \
                    'a receipt or an answer was acknowledged before the log was synced'
                acknowledged += 1
    assert submitted >= 5 and acknowledged >= 5, f'{submitted} submissions and {acknowledged} acknowledgements were seen'
    return submitted, acknowledged


class Stages:
    """A stage, and a fresh one once its people are used up. Each is left sound."""

    def __init__(self, binaries, rounds):
        self.binaries, self.rounds = binaries, rounds
        self.answers = Counter()
        self.stage = Stage(binaries, rounds)

    def play(self, what, which, at):
        """Whether the call came so far that the fault struck."""
        if self.stage.rounds == self.rounds - 1:
            self.leave()
            self.stage = Stage(self.binaries, self.rounds)
        begin = time.monotonic()
        first = played(self.stage, what, which, at)
        struck = self.stage.disk.fired
        self.stage.disk.heals()  # what did not strike must not strike later
        self.answers[first] += 1
        print(f'{FAULTS[what]} at {KINDS[which]} {at}: {"met" if struck else "not met"}, raising was answered {first}, '
              f'{time.monotonic() - begin:.1f} s', flush=True)
        return struck

    def leave(self):
        if self.stage.brought_back(CUT):
            print('(it had ended after the last call)')
        held_by_another(self.stage)
        _, said = self.stage.house.tocsin('audit', 'verify')
        assert said['sound'] and not said['held'], said
        assert self.stage.house.stop() == 0, 'tocsind did not stop cleanly'
        self.stage.centre.program.stop()


def every_place(stages, stride):
    """Every sync and send, and each stride-th write from a place that is another one each time."""
    begin = random.randrange(stride)
    print(f'each {stride}-th write from {1 + begin}')
    for what, which in ALL:
        begin_at, step = (1 + begin, stride) if which == WRITE else (1, 1)
        missed = 0
        for at in itertools.count(begin_at, step):
            missed = 0 if stages.play(what, which, at) else missed + 1
            if missed == BEYOND:
                break


def main():
    every = sys.argv[2:3] == ['all']
    stages = Stages(sys.argv[1], MOST_ROUNDS if every else len(CHOSEN) + 2)
    stage = stages.stage
    stage.disk.fails(0, 0, 0)
    played(stage)
    writes, syncs, sends = stage.disk.counted()
    print(f'a call takes {writes} writes, {syncs} syncs and {sends} sends; {in_order(stage)} submitted, acknowledged, in order')
    if every:
        every_place(stages, int(sys.argv[3]) if len(sys.argv) > 3 else 8)
    else:
        for what, which, at in CHOSEN:
            stages.play(what, which, at)
    stages.leave()
    assert stages.answers[None] and stages.answers[503] and stages.answers[201], f'the faults met too little: {stages.answers}'


main()
