# SPDX-License-Identifier: Apache-2.0
"""The file system of the database turns read-only in the midst of a call, as ext4 does after an error: sending stops, what is
wrong is said, nobody is told that nothing happened; once it takes writes again everybody is asked, and nobody twice without
a flag. A real file system, so it takes root and a loop device; without them it is left out.
usage: read_only_test.py BIN_DIR"""
import atexit
import os
import subprocess
import sys
import tempfile
import time

from failing_disk import Door
from outside import until, write_register
from providers import Smpp, all_delivered, nothing_twice

PEOPLE = 60


class Disk:
    """An ext4 of its own in a file."""

    def __init__(self, folder):
        self.image, self.path = os.path.join(folder, 'disk.img'), os.path.join(folder, 'disk')
        os.mkdir(self.path)
        with open(self.image, 'wb') as out:
            out.truncate(64 << 20)
        try:
            subprocess.run(['mkfs.ext4', '-q', self.image], check=True, capture_output=True)
            self.mount()
        except (OSError, subprocess.CalledProcessError) as failure:
            print(f'left out: no file system can be mounted here ({failure})')
            sys.exit(77)
        atexit.register(self.unmount)
        self.device = subprocess.run(['findmnt', '-no', 'SOURCE', self.path], check=True, capture_output=True,
                                     text=True).stdout.strip()
        self.trouble = f'/sys/fs/ext4/{os.path.basename(self.device)}/trigger_fs_error'
        if not os.path.exists(self.trouble):
            print('left out: this kernel gives ext4 no errors on request')
            sys.exit(77)

    def mount(self):
        subprocess.run(['mount', '-o', 'loop,errors=remount-ro', self.image, self.path], check=True, capture_output=True)

    def unmount(self):
        subprocess.run(['umount', self.path], check=False, capture_output=True)

    def turns_read_only(self):
        with open(self.trouble, 'w', encoding='ascii') as out:
            out.write('1')

    def is_mended(self):
        self.unmount()
        assert subprocess.run(['e2fsck', '-p', self.image], capture_output=True).returncode in (0, 1), 'e2fsck'
        self.mount()


def moved_to(house, disk):
    """The database alone: the log and the socket of a house are elsewhere."""
    with open(house.config, encoding='utf-8') as config:
        text = config.read()
    with open(house.config, 'w', encoding='utf-8') as out:
        out.write(text.replace(f'database: {house.dir}/', f'database: {disk.path}/'))


def log_of(house, since=0):
    with open(f'{house.dir}/tocsind.log', encoding='utf-8') as log:
        return log.read()[since:]


def refuses_to_start(house):
    before = len(log_of(house))
    house.start()
    assert until(lambda: house.daemon.poll() is not None and house.daemon.returncode, 'the daemon to give up', 20) == 1
    said = log_of(house, before)
    assert 'read-only' in said.lower(), f'it does not say what is wrong: {said}'


def main():
    folder = tempfile.mkdtemp(prefix='tocsin-read-only.')
    disk = Disk(folder)
    centre = Smpp(sys.argv[1], folder, '--receipt-ms', '20', '--reply-ms', '40', rate=20)
    house = centre.house
    moved_to(house, disk)
    door = Door(house.socket)
    house.start()
    house.wait_ready()
    people = os.path.join(folder, 'people.csv')
    write_register(people, [0], PEOPLE)
    assert house.tocsin('volunteers', 'import', people)[1]['rejected'] == 0
    which = house.call_everyone(need=PEOPLE)
    until(lambda: len(centre.submissions()) >= PEOPLE // 3, 'a third of them to be asked')

    disk.turns_read_only()
    order = {'event': 'Crue 2', 'zone': ['04070'], 'need': 1, 'by': '+3h', 'at': 'Digne'}
    told = door.ask('POST', '/v1/mobilisations', order, Idempotency_Key='while-read-only')
    assert told == (None, None), f'answered, and nobody could know: {told}'
    assert until(lambda: house.daemon.poll() is not None and house.daemon.returncode, 'the daemon to stop', 20) == 1
    assert 'TOC0004' in log_of(house), 'it does not say what is wrong'
    sent = len(centre.submissions())
    assert sent < PEOPLE, 'nothing was left to send'
    refuses_to_start(house)
    refuses_to_start(house)
    assert len(centre.submissions()) == sent, 'it sends what it cannot write down'

    disk.is_mended()
    house.start()
    house.wait_ready()
    until(lambda: all_delivered(centre, which), 'everybody to be asked', 60)
    asked, twice, flagged = nothing_twice(centre, which)
    assert asked == PEOPLE, f'{asked} of {PEOPLE} were asked'
    _, said = house.tocsin('audit', 'verify')
    assert said['sound'] and not said['held'], said
    first, made = door.ask('POST', '/v1/mobilisations', order, Idempotency_Key='while-read-only')
    again, same = door.ask('POST', '/v1/mobilisations', order, Idempotency_Key='while-read-only')
    assert (first, again) == (201, 201) and made['id'] == same['id'], f'{first} {made} {again} {same}'
    assert house.stop() == 0
    print(f'{sent} of {asked} asked before it turned read-only, {twice} came twice, {flagged} flagged')


main()
