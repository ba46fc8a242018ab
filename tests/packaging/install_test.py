# SPDX-License-Identifier: Apache-2.0
"""The package on a fresh Debian 12 that boots: installed, hardened, at work, reloaded, hung, backed up, upgraded, removed, purged.
As root: install_test.py PACKAGE.deb BINARIES FOLDER"""
import json
import os
import re
import subprocess
import sys
import time

from machine import Machine, base

CONFIG = '/etc/tocsin/tocsin.yaml'


begin = time.monotonic()


def step(words):
    print(f'  {time.monotonic() - begin:4.0f} s  {words}', flush=True)


def until(happened, what, seconds=60):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, what
        time.sleep(0.3)


class Installed:
    def __init__(self, machine):
        self.machine = machine

    def tocsin(self, *words, check=True):
        code, said = self.machine.do('tocsin', '--json', '--lang', 'en', *words, check=check)
        return code, json.loads(said) if said.startswith(('{', '[')) else said

    def pid(self):
        return int(self.machine.show('tocsind', 'MainPID')['MainPID'])

    def log(self):
        return self.machine.do('journalctl', '-u', 'tocsind', '-o', 'cat', '--no-pager')[1]

    def edit(self, change, path=CONFIG):
        self.machine.write(path, change(self.machine.read(path)))

    def volunteers(self):
        return len(self.tocsin('volunteers', 'list', '--limit', '1000')[1]['volunteers'])


def another_version(package, version):
    """The same content under a later number."""
    tree = f'{package}.tree'
    subprocess.run(['rm', '-rf', tree], check=True)
    subprocess.run(['dpkg-deb', '-R', package, tree], check=True)
    control = f'{tree}/DEBIAN/control'
    with open(control) as file:
        text = file.read()
    with open(control, 'w') as file:
        file.write(re.sub(r'^Version: .*$', f'Version: {version}', text, flags=re.M))
    made = os.path.join(os.path.dirname(package), f'tocsin_{version}_later.deb')
    subprocess.run(['dpkg-deb', '--root-owner-group', '-b', tree, made], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(['rm', '-rf', tree], check=True)
    return made


def runs_hardened(house):
    machine = house.machine
    shown = machine.show('tocsind', 'ActiveState', 'SubState', 'Type', 'WatchdogUSec', 'User', 'UnitFileState', 'StatusText', 'NRestarts')
    assert shown['ActiveState'] == 'active' and shown['Type'] == 'notify' and shown['UnitFileState'] == 'enabled', shown
    assert shown['WatchdogUSec'] == '10s' and shown['User'] == 'tocsin' and shown['StatusText'] == 'ready', shown
    assert shown['NRestarts'] == '0', shown
    assert machine.show('tocsind.socket', 'ActiveState')['ActiveState'] == 'active'
    status = machine.do('cat', f'/proc/{house.pid()}/status')[1]
    for line in ('Seccomp:\t2', 'NoNewPrivs:\t1', 'CapEff:\t0000000000000000', 'CapBnd:\t0000000000000000'):
        assert line in status, (line, status)
    assert 'Uid:\t0' not in status
    said = machine.do('systemd-analyze', 'security', 'tocsind', '--no-pager', check=False)[1]
    exposure = float(re.search(r'exposure level for tocsind.service: ([0-9.]+)', said).group(1))
    assert exposure <= 1.5, said
    step(f'hardened: exposure {exposure}')
    modes = machine.do('stat', '-c', '%a %U %n', '/var/lib/tocsin', '/run/tocsin/tocsin.sock', '/etc/tocsin/credentials')[1]
    assert modes.splitlines() == ['700 tocsin /var/lib/tocsin', '660 tocsin /run/tocsin/tocsin.sock', '700 root /etc/tocsin/credentials'], modes


def lets_the_right_people_in(house):
    machine = house.machine
    machine.do('useradd', 'alice')
    machine.do('useradd', '--groups', 'tocsin', 'bob')
    as_user = lambda who: machine.do('setpriv', f'--reuid={who}', '--init-groups', '--regid', who, 'tocsin', 'channels', check=False)[0]
    assert as_user('alice') == 4 and as_user('bob') == 0, (as_user('alice'), as_user('bob'))


def takes_secrets(house):
    machine = house.machine
    machine.write('/etc/tocsin/credentials/desk-token', 'a-token-of-24-characters\n', 0o600)
    house.edit(lambda text: text.replace('  tokens: []  ', '  tokens: [{name: desk, role: staff, token: {credential: desk-token}}]  ', 1))
    assert 'desk-token' in machine.read(CONFIG)
    machine.do('tocsind', '--config', CONFIG, '--check')
    machine.do('systemctl', 'restart', 'tocsind')
    ask = ('exec 3<>/dev/tcp/127.0.0.1/8470; printf "GET /v1/channels HTTP/1.1\\r\\nHost: t\\r\\nAuthorization: Bearer %s\\r\\n'
           'Connection: close\\r\\n\\r\\n" "$0" >&3; head -n 1 <&3')
    assert ' 200 ' in machine.do('bash', '-c', ask, 'a-token-of-24-characters')[1]
    assert ' 401 ' in machine.do('bash', '-c', ask, 'another-token-of-no-use')[1]


def works(house, register):
    """With a filter that kills at the first system call it does not know: none comes."""
    machine = house.machine
    os.makedirs(f'{machine.tree}/etc/systemd/system/tocsind.service.d', exist_ok=True)
    machine.write('/etc/systemd/system/tocsind.service.d/kill.conf', '[Service]\nSystemCallErrorNumber=kill\n')
    machine.do('systemctl', 'daemon-reload')
    machine.do('systemctl', 'restart', 'tocsind')
    first = house.pid()
    machine.write('/root/people.csv', register, 0o600)
    assert house.tocsin('volunteers', 'import', '/root/people.csv')[1]['added'] == 300
    order = ('--event', 'Crue', '--zone', '04', '--need', '20', '--by', '+6h', '--at', 'Digne-les-Bains')
    assert house.tocsin('rehearse', *order, '--runs', '2')[0] == 0
    which = house.tocsin('mobilise', *order, '--pace', 'all', '--yes')[1]['id']
    if house.tocsin('status', which)[1]['state'] == 'proposed':
        house.tocsin('approve', which, '--yes', '--break-glass', 'nobody else is here')
    until(lambda: house.tocsin('status', which)[1]['asked'] >= 20, 'nobody is asked')  # how many can, depends on the hour
    sent = f'{machine.tree}/var/lib/tocsin/sandbox/sent.jsonl'
    until(lambda: os.path.exists(sent) and os.path.getsize(sent) > 0, 'nothing was sent')
    house.tocsin('report', which, '--format', 'json')
    house.tocsin('config', 'check')
    told = house.tocsin('explain', which)[1]
    assert told['kind'] == 'mobilisation' and any(line['kind'] == 'asked' for line in told['lines']), told
    house.tocsin('close', which)
    assert house.tocsin('audit', 'verify')[1]['sound']
    assert machine.show('tocsind', 'NRestarts')['NRestarts'] == '0' and house.pid() == first, 'the filter killed it'
    assert 'SIGSYS' not in house.log()
    os.remove(f'{machine.tree}/etc/systemd/system/tocsind.service.d/kill.conf')
    machine.do('systemctl', 'daemon-reload')
    machine.do('systemctl', 'restart', 'tocsind')
    return which


def keeps_callers_over_a_restart(house):
    """The socket stays: whoever calls while the daemon starts anew is answered, nobody is turned away."""
    machine = house.machine
    before = house.pid()
    said = machine.do('bash', '-c', 'systemctl restart tocsind & for i in $(seq 30); do tocsin --json channels > /dev/null || echo lost; done; wait')[1]
    assert 'lost' not in said, said
    assert house.pid() != before


def reloads(house):
    machine = house.machine
    before = house.pid()
    rules = '/etc/tocsin/rules/prefecture-04.yaml'
    good = machine.read(rules)
    machine.write(rules, good + '\nnonsense: true\n')
    assert machine.do('systemctl', 'reload', 'tocsind', check=False)[0] != 0, 'a broken rule was taken'
    machine.write(rules, good)
    house.edit(lambda text: re.sub(r'above_recipients: \d+', 'above_recipients: 7', text))
    house.edit(lambda text: text.replace('after_filled: 15min', 'after_filled: 20min'))
    machine.do('systemctl', 'reload', 'tocsind')
    until(lambda: 'TOC0007' in house.log(), 'nothing was reloaded')
    assert 'after_restart=closing' in house.log(), house.log()
    made = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04', '--need', '20', '--by', '+6h', '--at', 'Digne', '--yes')[1]
    assert made['state'] == 'proposed', made
    house.tocsin('cancel', made['id'])
    assert house.pid() == before


def hangs_and_is_killed(house):
    """A read that never ends, on the thread that does the work: systemd misses the sign of life."""
    machine = house.machine
    before = house.pid()
    table = f'{machine.tree}/etc/tocsin/holidays/school.csv'
    os.rename(table, table + '.kept')
    os.mkfifo(table, 0o644)
    hung = subprocess.Popen([*machine.inside(), 'tocsin', 'config', 'check'],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    os.remove(table)
    os.rename(table + '.kept', table)
    until(lambda: house.pid() not in (0, before), 'a hung daemon was left alone', 60)
    hung.wait(timeout=60)
    assert 'atchdog timeout' in machine.do('journalctl', '-u', 'tocsind', '--no-pager')[1]
    until(lambda: house.tocsin('channels', check=False)[0] == 0, 'it did not come back')
    assert house.tocsin('audit', 'verify')[1]['sound']


def is_backed_up_and_restored(house):
    machine = house.machine
    people = house.volunteers()
    house.tocsin('backup', '/root/tocsin-backup.db')
    assert machine.do('stat', '-c', '%a', '/root/tocsin-backup.db')[1].strip() == '600'
    assert 'whole' in machine.do('tocsind', '--audit', '/root/tocsin-backup.db')[1]
    house.tocsin('volunteers', 'erase', machine.read('/root/people.csv').splitlines()[1].split(',')[0], '--yes')
    assert machine.do('tocsind', '--config', CONFIG, '--restore', '/root/tocsin-backup.db', check=False)[0] == 1, 'under a running daemon'
    machine.do('systemctl', 'stop', 'tocsind.socket', 'tocsind')
    shown = machine.show('tocsind', 'Result', 'ExecMainStatus')
    assert shown == {'Result': 'success', 'ExecMainStatus': '0'}, shown
    machine.do('tocsind', '--config', CONFIG, '--restore', '/root/tocsin-backup.db')
    machine.do('systemctl', 'start', 'tocsind')
    code, said = house.tocsin('audit', 'verify', check=False)
    assert code == 1 and said['held'], said
    house.tocsin('audit', 'accept', '--reason', 'backup restored by this test', '--yes')
    assert house.tocsin('audit', 'verify')[1]['held'] is False
    assert house.volunteers() == people - 1, 'who was erased since came back'


def is_upgraded(house, later):
    machine = house.machine
    people, before = house.volunteers(), house.pid()
    edited = machine.read(CONFIG)
    machine.do('apt-get', 'install', '-y', f'/root/{os.path.basename(later)}', seconds=300)
    assert machine.do('dpkg-query', '-W', '-f', '${Version}', 'tocsin')[1] == '99.0'
    assert house.pid() not in (0, before) and house.volunteers() == people
    assert machine.read(CONFIG) == edited, 'what an administrator wrote was overwritten'


def is_removed_and_purged(house):
    machine = house.machine
    machine.do('apt-get', 'remove', '-y', 'tocsin')
    assert machine.show('tocsind', 'ActiveState')['ActiveState'] == 'inactive'
    for kept in ('/var/lib/tocsin/tocsin.db', CONFIG, '/etc/tocsin/credentials/desk-token'):
        assert os.path.exists(f'{machine.tree}{kept}'), kept
    machine.do('apt-get', 'install', '-y', '/root/tocsin.deb', seconds=300)
    until(lambda: house.tocsin('channels', check=False)[0] == 0, 'it did not start again')
    assert house.volunteers() > 0, 'the register did not outlive the removal'
    machine.do('apt-get', 'purge', '-y', 'tocsin')
    for gone in ('/var/lib/tocsin', '/etc/tocsin', '/run/tocsin/tocsin.sock', '/usr/sbin/tocsind'):
        assert not os.path.exists(f'{machine.tree}{gone}'), gone


def has_its_papers(machine):
    for page in ('man1/tocsin.1', 'fr/man1/tocsin.1', 'man8/tocsind.8', 'man5/tocsin.yaml.5'):
        assert os.path.exists(f'{machine.tree}/usr/share/man/{page}.gz'), page
    offered = machine.do('bash', '-c', '. /usr/share/bash-completion/completions/tocsin; COMP_WORDS=(tocsin mob) COMP_CWORD=1; _tocsin; echo ${COMPREPLY[@]}')[1]
    assert offered.strip() == 'mobilise', offered
    for locale, usage in (('fr_FR.UTF-8', 'Usage : tocsin'), ('en_GB.UTF-8', 'Usage: tocsin')):  # neither is generated there
        assert usage in machine.do('env', f'LANG={locale}', 'tocsin', '--help')[1], locale


def main():
    package, binaries, folder = (os.path.abspath(each) for each in sys.argv[1:4])
    os.makedirs(folder, exist_ok=True)
    base(f'{folder}/debian-12.tar')
    later = another_version(package, '99.0')
    machine = Machine(f'{folder}/debian-12.tar', f'{folder}/machine')
    step('a fresh Debian 12; fetching what the package depends on')
    machine.prepare(package, later)
    os.rename(f'{machine.tree}/root/{os.path.basename(package)}', f'{machine.tree}/root/tocsin.deb')
    subprocess.run([f'{binaries}/make_register', '--gazetteer', 'config/gazetteer', '--departement', '04', '--count', '300',
                    '--seed', '7', '--out', f'{folder}/people.csv'], check=True)
    with open(f'{folder}/people.csv') as file:
        register = file.read()
    house = Installed(machine)
    try:
        step(f'booted: {machine.boot()}')
        machine.do('apt-get', 'install', '-y', '/root/tocsin.deb', seconds=300)
        step('installed')
        runs_hardened(house)
        has_its_papers(machine)
        lets_the_right_people_in(house)
        takes_secrets(house)
        step('takes secrets, lets the right people in')
        works(house, register)
        step('works, and the filter of system calls kills nothing')
        keeps_callers_over_a_restart(house)
        reloads(house)
        step('reloads, keeps its callers over a restart')
        hangs_and_is_killed(house)
        step('hangs, is killed by the watchdog, comes back')
        is_backed_up_and_restored(house)
        step('is backed up and restored')
        is_upgraded(house, later)
        step('is upgraded')
        is_removed_and_purged(house)
        step('is removed and purged')
    except Exception:
        print(machine.do('journalctl', '-u', 'tocsind', '--no-pager', '-n', '60', check=False)[1] if machine.leader else '')
        raise
    finally:
        machine.off()
    print('the package holds')


main()
