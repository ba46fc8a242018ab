# SPDX-License-Identifier: Apache-2.0
"""A fresh Debian 12 that boots: a debootstrap tree under systemd-nspawn, with no network but its own loopback."""
import os
import shutil
import signal
import subprocess
import time

MIRROR = 'http://deb.debian.org/debian'


def run(*words, **more):
    return subprocess.run(words, check=True, **more)


def remove(tree):
    """Never across a mount: a process that was killed may have left one."""
    run('rm', '-rf', '--one-file-system', tree)


def base(tar):
    """A minimal Debian with systemd, made once."""
    if os.path.exists(tar):
        return
    tree = tar + '.tree'
    remove(tree)
    # In a mount namespace of its own, so that nothing stays mounted whatever happens.
    run('unshare', '--mount', 'debootstrap', '--variant=minbase', '--include=systemd,systemd-sysv,dbus,procps', 'bookworm', tree, MIRROR,
        stdout=subprocess.DEVNULL)
    run('tar', '-C', tree, '-cf', tar + '.part', '.')
    os.rename(tar + '.part', tar)
    remove(tree)


class Machine:
    def __init__(self, tar, tree):
        remove(tree)
        os.makedirs(tree)
        run('tar', '-C', tree, '-xf', tar)
        for name in ('etc/machine-id', 'var/lib/dbus/machine-id'):
            if os.path.lexists(f'{tree}/{name}'):
                os.remove(f'{tree}/{name}')
        with open(f'{tree}/etc/dpkg/dpkg.cfg.d/fast', 'w') as options:
            options.write('force-unsafe-io\n')
        self.tree = tree
        self.nspawn = None
        self.leader = None

    def prepare(self, *packages):
        """Fetches what the packages depend on, and installs nothing: the machine itself will have no network."""
        shutil.copy('/etc/resolv.conf', f'{self.tree}/etc/resolv.conf')
        for each in packages:
            shutil.copy(each, f'{self.tree}/root/')
        run('chroot', self.tree, 'apt-get', 'update', '-qq')
        first = os.path.basename(packages[0])
        run('chroot', self.tree, 'apt-get', 'install', '-y', '-qq', '--download-only', f'/root/{first}', stdout=subprocess.DEVNULL)

    def boot(self, seconds=60):
        self.nspawn = subprocess.Popen(
            ['systemd-nspawn', '--quiet', '--boot', '--directory', self.tree, '--private-network', '--register=no',
             '--keep-unit', '--console=pipe', 'systemd.firstboot=off'],
            stdin=subprocess.DEVNULL, stdout=open(f'{self.tree}.console', 'wb'), stderr=subprocess.STDOUT)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.nspawn.poll() is not None:
                raise AssertionError('systemd-nspawn ended: ' + open(f'{self.tree}.console', errors='replace').read()[-2000:])
            children = subprocess.run(['ps', '-o', 'pid=', '--ppid', str(self.nspawn.pid)], stdout=subprocess.PIPE, text=True)
            pids = children.stdout.split()
            if pids:
                self.leader = pids[0]
                state = self.do('systemctl', 'is-system-running', check=False)[1].strip()
                if state in ('running', 'degraded'):
                    return state
            time.sleep(0.3)
        raise AssertionError('the machine did not boot: ' + open(f'{self.tree}.console', errors='replace').read()[-2000:])

    def inside(self):
        return ['nsenter', '--target', self.leader, '--all', '--root']

    def do(self, *words, check=True, given=None, seconds=120):
        """Runs a program in the machine; gives its exit status and what it said."""
        done = subprocess.run(
            [*self.inside(), '/usr/bin/env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LANG=C.UTF-8',
             'DEBIAN_FRONTEND=noninteractive', 'sh', '-c', 'cd /root && exec "$@"', 'sh', *words],
            input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds)
        if check and done.returncode != 0:
            raise AssertionError(f'{" ".join(words)} ended {done.returncode}: {done.stdout[-3000:]}')
        return done.returncode, done.stdout

    def show(self, unit, *names):
        said = self.do('systemctl', 'show', unit, '--property', ','.join(names))[1]
        return dict(line.split('=', 1) for line in said.splitlines() if '=' in line)

    def write(self, path, text, mode=0o644):
        with open(os.open(f'{self.tree}{path}', os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), 'w') as out:
            out.write(text)

    def read(self, path):
        with open(f'{self.tree}{path}') as file:
            return file.read()

    def off(self):
        if self.nspawn and self.nspawn.poll() is None:
            self.do('systemctl', 'poweroff', check=False)
            try:
                self.nspawn.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.nspawn.send_signal(signal.SIGKILL)
                self.nspawn.wait()
        self.nspawn = None
