# SPDX-License-Identifier: Apache-2.0
"""One bit that changed, or an end that is missing, in the log, in what is kept beside the database, or in a backup: it is named
by `tocsind --audit`, at the start or by `--restore`, or nothing is lost by it. What is lost is judged by reading the file with
SQLite alone.
usage: flips_test.py BIN_DIR [POSITIONS]"""
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from failing_disk import Door
from outside import until, write_register
from providers import Smpp

POSITIONS = int(sys.argv[2]) if len(sys.argv) > 2 else 24
BESIDE = ('', '-wal', '.head', '.commits', '.key')


def flipped(path, place):
    with open(path, 'r+b') as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << random.randrange(8)]))


def content(path):
    """All rows there are, as SQLite reads them; nothing when it cannot."""
    try:
        with sqlite3.connect(path) as db:
            db.text_factory = bytes
            tables = [name.decode() for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
            return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    except sqlite3.DatabaseError:
        return None


def copied(source, target):
    for ending in BESIDE + ('-shm',):
        if os.path.exists(target + ending):
            os.remove(target + ending)
        if ending != '-shm' and os.path.exists(source + ending):
            shutil.copy(source + ending, target + ending)


def audited(house, path):
    run = subprocess.run([f'{house.bin}/tocsind', '--audit', path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return run.returncode, run.stdout


def places_in(path, begin=0, end=None):
    """Some at random, and the last ones: what was committed last is what nothing else hangs on."""
    end = end or os.path.getsize(path)
    return sorted({*(random.randrange(begin, end) for _ in range(POSITIONS)), *range(max(begin, end - 4200), end, 700)})


def every_flip_is_named(house, source, ending, spoil, places):
    whole = content(source)
    copy = os.path.join(house.dir, 'flipped.db')
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
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert run.returncode == 0 or 'nothing was restored' in run.stdout, run.stdout
    if run.returncode != 0:
        return None
    there = content(f'{folder}/tocsin.db')
    there['house'] = [row for row in there['house'] if row[0] != b'content']
    return there


def main():
    random.seed(18)
    folder = tempfile.mkdtemp(prefix='tocsin-flips.')
    centre = Smpp(sys.argv[1], folder, '--receipt-ms', '20', '--reply-ms', '40', rate=100)
    house = centre.house
    door = Door(house.socket)
    house.start()
    house.wait_ready()
    people = os.path.join(folder, 'people.csv')
    write_register(people, [0, 1, 2, 90, 91, 94], 4)
    house.tocsin('volunteers', 'import', people)
    status, made = door.ask('POST', '/v1/mobilisations', {'event': 'Crue', 'zone': ['04070'], 'need': 20, 'by': '+6h', 'at': 'Digne',
                                                          'pace': 'all'})
    assert status == 201, made

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


main()
