# SPDX-License-Identifier: Apache-2.0
"""One bit that changed, or an end that is missing, in the log, in what is kept beside the database, or in a backup: it is named
by `tocsind --audit`, at the start or by `--restore`, or nothing is lost by it. What is lost is judged by reading the file with
SQLite alone. In the database itself, where SQLite keeps no check sums: whatever breaks its structure or the journal is named, and
no daemon that is started on it falls, asks anybody twice, or asks a stranger.
usage: flips_test.py BIN_DIR [POSITIONS]"""
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing

from failing_disk import Door
from outside import until, write_register
from providers import WINDOW, Smpp

POSITIONS = int(sys.argv[2]) if len(sys.argv) > 2 else 24
STARTS = max(2, POSITIONS // 8)
ENDINGS, EACH = (0, 1, 2, 90, 91, 94), 4
PEOPLE = {f'3363998{i:02d}{ending:02d}' for ending in ENDINGS for i in range(EACH)}
BESIDE = ('', '-wal', '.head', '.commits', '.key')


def flipped(path, place, bit=None):
    with open(path, 'r+b') as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << (random.randrange(8) if bit is None else bit)]))


def content(path):
    """All rows there are, as SQLite reads them; nothing when it cannot."""
    try:
        with closing(sqlite3.connect(path)) as db:
            db.text_factory = bytes
            tables = [name.decode() for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
            return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def is_sound(path):
    """As far as SQLite itself can tell."""
    try:
        with closing(sqlite3.connect(path)) as db:
            return db.execute('PRAGMA integrity_check(1)').fetchall() == [('ok',)]
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def copied(source, target):
    for ending in BESIDE + ('-shm',):
        if os.path.exists(target + ending):
            os.remove(target + ending)
        if ending != '-shm' and os.path.exists(source + ending):
            shutil.copy(source + ending, target + ending)


def audited(house, path):
    run = subprocess.run([f'{house.bin}/tocsind', '--audit', path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         errors='replace')
    return run.returncode, run.stdout


def places_in(path, begin=0, end=None):
    """Some at random, and the last ones: what was committed last is what nothing else hangs on."""
    end = end or os.path.getsize(path)
    return sorted({*(random.randrange(begin, end) for _ in range(POSITIONS)), *range(max(begin, end - 4200), end, 700)})


def every_flip_is_named(house, source, ending, spoil, places):
    copy = os.path.join(house.dir, 'flipped.db')
    copied(source, copy)
    whole = content(copy)  # of the source itself it would fold in the log
    named = harmless = 0
    for place in places:
        copied(source, copy)
        spoil(copy + ending, place)
        code, said = audited(house, copy)
        if code != 0:
            assert 'NOT whole' in said or 'cannot read' in said, said
            named += 1
            continue
        copied(source, copy)
        spoil(copy + ending, place)
        assert content(copy) == whole, f'{ending} was spoiled at {place}, something is lost, and the audit says: {said}'
        harmless += 1
    print(f'{ending or "the database"}: {named} named, {harmless} harmless')
    return named


def truncated(path, place):
    os.truncate(path, place)


def held_at_start(house, door, source, ending, place):
    """A daemon that starts on it says so, and sends nothing."""
    database = os.path.join(house.dir, 'tocsin.db')
    copied(source, database)
    flipped(database + ending, place)
    house.start()
    until(lambda: door.ask('GET', '/readyz')[0] is not None, 'the daemon to listen')
    _, ready = door.ask('GET', '/readyz')
    assert ready['journal'] == 'held', f'{ending} was spoiled at {place}, and it starts as if nothing were: {ready}'
    house.kill()


def restored(house, backup, name):
    """What is there after putting it back into a house of its own; None when the daemon refuses it."""
    folder = os.path.join(house.dir, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    with open(house.config, encoding='utf-8') as config, open(f'{folder}/tocsin.yaml', 'w', encoding='utf-8') as out:
        out.write(config.read().replace(f'{house.dir}/tocsin.db', f'{folder}/tocsin.db'))
    shutil.copy(f'{house.dir}/tocsin.db.key', f'{folder}/tocsin.db.key')
    run = subprocess.run([f'{house.bin}/tocsind', '--config', f'{folder}/tocsin.yaml', '--restore', backup],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='replace')
    assert run.returncode == 0 or 'nothing was restored' in run.stdout, run.stdout
    if run.returncode != 0:
        return None
    there = content(f'{folder}/tocsin.db')
    there['house'] = [row for row in there['house'] if row[0] != b'content']
    return there


def folded_in(source):
    """The log becomes part of the database, as at a checkpoint."""
    with closing(sqlite3.connect(source)) as db:
        assert db.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchone()[0] == 0
    for ending in ('-wal', '-shm'):
        if os.path.exists(source + ending):
            os.remove(source + ending)


def flips_of_the_database(house, source):
    """Gives the flips that change anything, each with whether it is named. What is not named changed a field in its place."""
    whole = content(source)
    copy = os.path.join(house.dir, 'flipped.db')
    met = []
    for i in range(POSITIONS * 2):
        place, bit = random.randrange(os.path.getsize(source)), random.randrange(8)
        copied(source, copy)
        flipped(copy, place, bit)
        there, sound = content(copy), is_sound(copy)
        harmless = there == whole and sound
        if harmless and i % 16 != 0:
            continue
        copied(source, copy)
        flipped(copy, place, bit)
        code, said = audited(house, copy)
        assert code in (0, 1), f'bit {bit} of {place}: {code} {said}'
        if harmless:
            continue
        assert code == 1 or sound, f'bit {bit} of {place} breaks the file, and the audit says: {said}'
        told_of_it = ('journal', 'journal_head')  # nothing there: a column is called otherwise, and everything stands as it stood
        assert code == 1 or not there or all(there[each] == whole[each] for each in told_of_it), f'bit {bit} of {place}: {said}'
        met.append((place, bit, code == 1))
    named = sum(1 for each in met if each[2])
    print(f'the database: {POSITIONS * 2} flips, {len(met)} change anything; {named} of them are named, '
          f'{len(met) - named} changed a field in its place')
    return met


def asked_at(centre, since=0):
    return [line['to'].lstrip('+') for line in centre.submissions()[since:]
            if line['taken'] and 'OUI' in line['text'] and 'compris' not in line['text']]


def runs_on_it(centre, door, source, which, before, flip):
    """Starts the daemon in the midst of the call on a database with this flip; gives how that ended."""
    house, (place, bit, named) = centre.house, flip
    database = os.path.join(house.dir, 'tocsin.db')
    copied(source, database)
    flipped(database, place, bit)
    begun, said_before = len(centre.submissions()), os.path.getsize(f'{house.dir}/tocsind.log')
    house.start()
    seen = {'count': -1, 'since': time.monotonic()}

    def over():
        if house.daemon.poll() is not None:
            return 'ended'
        ready, count = door.ask('GET', '/readyz')[1], len(centre.submissions())
        if ready and ready.get('journal') == 'held':
            return 'held'
        if count != seen['count'] or ready is None:
            seen.update(count=count, since=time.monotonic())
        return 'quiet' if time.monotonic() > seen['since'] + 2 else None
    fate = until(over, f'the daemon to come to something on bit {bit} of {place}', 60)
    now = door.ask('GET', f'/v1/mobilisations/{which}')[1] or {}
    about = f'bit {bit} of {place}, {fate}: see {house.dir}/tocsind.log'
    if house.daemon.poll() is not None:
        assert house.daemon.returncode == 1, f'it ended {house.daemon.returncode} on {about}'
        with open(f'{house.dir}/tocsind.log', encoding='utf-8', errors='replace') as log:
            log.seek(said_before)
            assert 'backup' in log.read(), f'it does not say what to do on {about}'
    else:
        assert fate == 'held' or not named, f'as if nothing were on {about}'
    house.kill()
    time.sleep(0.2)  # what was on its way to the centre
    came = Counter(before + asked_at(centre, begun))
    flagged = now.get('possible_duplicates', WINDOW)
    assert sum(came.values()) - len(came) <= flagged, f'asked twice, {flagged} are flagged, on {about}'
    assert set(came) <= PEOPLE, f'a stranger was asked on {about}'
    return fate


def main():
    random.seed(18)
    folder = tempfile.mkdtemp(prefix='tocsin-flips.')
    centre = Smpp(sys.argv[1], folder, '--receipt-ms', '20', '--reply-ms', '40', rate=100)
    house = centre.house
    door = Door(house.socket)
    house.start()
    house.wait_ready()
    people = os.path.join(folder, 'people.csv')
    write_register(people, ENDINGS, EACH)
    house.tocsin('volunteers', 'import', people)
    status, made = door.ask('POST', '/v1/mobilisations', {'event': 'Crue', 'zone': ['04070'], 'need': 20, 'by': '+6h', 'at': 'Digne',
                                                          'pace': 'all'})
    assert status == 201, made

    # Killed in the midst, its log folded in: what a daemon is started on further down.
    until(lambda: len(centre.submissions()) >= 4, 'the first to be asked')
    house.kill()
    time.sleep(0.2)
    before = asked_at(centre)
    assert len(before) < len(PEOPLE), 'all were asked already'
    midway = os.path.join(folder, 'midway.db')
    copied(os.path.join(house.dir, 'tocsin.db'), midway)
    folded_in(midway)
    house.start()
    house.wait_ready()

    def settled():
        _, now = door.ask('GET', f'/v1/mobilisations/{made["id"]}')
        return now and now['confirmed'] == 8 and now['declined'] == 4 and now['messages'].get('delivered') == 36
    backup = os.path.join(folder, 'backup.db')
    house.tocsin('backup', backup)
    until(settled, 'everybody to be told')  # the last commits are receipts, which write no line of the journal
    house.kill()

    source = os.path.join(folder, 'kept.db')
    copied(os.path.join(house.dir, 'tocsin.db'), source)
    assert audited(house, source)[0] == 0, audited(house, source)
    copied(os.path.join(house.dir, 'tocsin.db'), source)  # as the kill left it: reading it has cleared up
    assert os.path.getsize(source + '-wal') > 100_000, 'there is no log to spoil'
    random.seed(18)
    log = places_in(source + '-wal')
    assert every_flip_is_named(house, source, '-wal', flipped, log) > POSITIONS // 2
    assert every_flip_is_named(house, source, '-wal', truncated, log[::2]) > POSITIONS // 4
    assert every_flip_is_named(house, source, '.head', flipped, range(0, 66, 5)) > 10
    assert every_flip_is_named(house, source, '.commits', flipped, range(0, 6)) > 1
    held_at_start(house, door, source, '-wal', os.path.getsize(source + '-wal') // 2)
    held_at_start(house, door, source, '-wal', os.path.getsize(source + '-wal') - 4096)
    held_at_start(house, door, source, '.head', 20)

    as_it_was = restored(house, backup, 'sound')
    assert as_it_was, 'a sound backup is refused'
    refused = 0
    spoiled = os.path.join(folder, 'spoiled.db')
    places = places_in(backup)
    for place in places:
        shutil.copy(backup, spoiled)
        flipped(spoiled, place)
        there = restored(house, spoiled, 'spoiled')
        assert there is None or there == as_it_was, f'a backup was spoiled at {place}, and put back'
        refused += there is None
    assert refused > 0, 'no flip met anything in the backup'
    print(f'backup: {refused} refused, {len(places) - refused} harmless')

    seed = int(time.time()) if POSITIONS > 24 else 18  # a soak finds other places each time
    random.seed(seed)
    print(f'seed {seed}')
    met = flips_of_the_database(house, midway)
    fates = Counter(runs_on_it(centre, door, midway, made['id'], before, flip)
                    for flip in random.sample(met, min(STARTS, len(met))))
    print(f'the daemon, started on {STARTS} of them: {dict(fates)}')


main()
