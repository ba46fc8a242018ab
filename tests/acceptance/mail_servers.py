# SPDX-License-Identifier: Apache-2.0
"""Postfix and Dovecot with configurations, queues and ports of their own, on the loopback, gone when the test ends. Never
the system's instances. Both need root to start, as they always do."""
import atexit
import os
import shutil
import signal
import socket
import subprocess
import time

from outside import free_port

PEOPLE = 'people.example.org'


def wait_for(condition, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(what)


def hears(port, prefix=()):
    if prefix:
        return subprocess.run([*prefix, 'bash', '-c', f'exec 3<>/dev/tcp/127.0.0.1/{port}'], stderr=subprocess.DEVNULL).returncode == 0
    with socket.socket() as line:
        return line.connect_ex(('127.0.0.1', port)) == 0


def missing():
    return [p for p in ('/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/bin/openssl') if not os.path.exists(p)] + \
        ([] if os.geteuid() == 0 else ['root'])


def certificate(folder, name):
    """A certificate that signs itself, for 127.0.0.1."""
    key, cert = f'{folder}/{name}.key', f'{folder}/{name}.pem'
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '10', '-keyout', key,
         '-out', cert, '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
        check=True, stderr=subprocess.DEVNULL)
    return key, cert


class Servers:
    """The mailboxes of `people` at people.example.org; the house's at house.example.org, read over IMAP."""

    def __init__(self, folder, people, prefix=()):
        """`prefix` starts Dovecot elsewhere (a namespace)."""
        self.prefix = prefix
        self.folder = folder
        self.people = people
        self.queue = f'{folder}/postfix'
        self.mail = f'{folder}/mail'
        self.smtp_port, self.imap_port, self.imaps_port = free_port(), free_port(), free_port()
        os.chmod(folder, 0o755)
        for each in (self.queue, self.mail, f'{folder}/data', f'{folder}/conf', f'{folder}/dovecot'):
            os.makedirs(each)
        shutil.chown(f'{folder}/data', 'postfix')
        shutil.chown(self.mail, 'nobody')
        self.key, self.cert = certificate(folder, 'server')
        self.dovecot = None
        atexit.register(self.stop)

    def write(self, name, text):
        with open(f'{self.folder}/{name}', 'w') as out:
            out.write(text)

    def start(self):
        self.start_dovecot()
        self.start_postfix()

    def start_dovecot(self, mechanisms='plain login', only_imaps=False, word='imap-word'):
        nobody = subprocess.run(['id', '-u', 'nobody'], stdout=subprocess.PIPE, text=True).stdout.strip()
        group = subprocess.run(['id', '-g', 'nobody'], stdout=subprocess.PIPE, text=True).stdout.strip()
        self.write('conf/users', f'alerte:{{PLAIN}}{word}:{nobody}:{group}::{self.mail}/alerte::\n')
        self.write('conf/dovecot.conf', f'''base_dir = {self.folder}/dovecot/run
state_dir = {self.folder}/dovecot
log_path = {self.folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{self.cert}
ssl_key = <{self.key}
disable_plaintext_auth = yes
auth_mechanisms = {mechanisms}
mail_location = maildir:{self.mail}/alerte
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = {self.folder}/conf/users
}}
userdb {{
  driver = passwd-file
  args = {self.folder}/conf/users
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {0 if only_imaps else self.imap_port}
  }}
  inet_listener imaps {{
    port = {self.imaps_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service auth {{
  unix_listener {self.queue}/sasl {{
    mode = 0666
  }}
}}
''')
        self.dovecot = subprocess.Popen([*self.prefix, '/usr/sbin/dovecot', '-F', '-c', f'{self.folder}/conf/dovecot.conf'],
                                        stdout=subprocess.DEVNULL, stderr=open(f'{self.folder}/dovecot.err', 'w'), start_new_session=True)
        wait_for(lambda: hears(self.imaps_port, self.prefix), 20, f'Dovecot did not start: {self.log("dovecot.err")}{self.log("dovecot.log")}')

    def start_postfix(self):
        conf = f'{self.folder}/conf'
        self.write('conf/main.cf', f'''compatibility_level = 3.6
queue_directory = {self.queue}
data_directory = {self.folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = relay.example.org
mydestination =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = {self.folder}/postfix.log
maillog_file_prefixes = /
smtputf8_enable = no
recipient_delimiter = +
virtual_mailbox_domains = {PEOPLE}, house.example.org
virtual_mailbox_maps = texthash:{conf}/mailboxes
virtual_mailbox_base = {self.mail}
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {self.cert}
smtpd_tls_key_file = {self.key}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = sasl
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
''')
        self.write('conf/mailboxes', 'alerte@house.example.org alerte/\n' + ''.join(f'{who}@{PEOPLE} {who}/\n' for who in self.people))
        self.write('conf/master.cf', f'''127.0.0.1:{self.smtp_port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
''')
        run = subprocess.run(['/usr/sbin/postfix', '-c', conf, 'start'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert run.returncode == 0, f'Postfix did not start: {run.stdout}'
        wait_for(lambda: hears(self.smtp_port), 20, f'Postfix does not listen: {self.log("postfix.log")}')

    def reload_postfix(self):
        """Its processes ask Dovecot once which mechanisms there are, and remember."""
        subprocess.run(['/usr/sbin/postfix', '-c', f'{self.folder}/conf', 'reload'], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def log(self, name):
        path = f'{self.folder}/{name}'
        return open(path, errors='replace').read()[-4000:] if os.path.exists(path) else ''

    def logins(self):
        """How often somebody has logged in at Dovecot."""
        with open(f'{self.folder}/dovecot.log', errors='replace') as log:
            return log.read().count('Login: user=')

    def make_folder(self, name):
        """A folder beside the inbox of the house, as Maildir++ writes it."""
        for part in ('cur', 'new', 'tmp'):
            path = f'{self.mail}/alerte/.{name}/{part}'
            os.makedirs(path)
        for path in (f'{self.mail}/alerte/.{name}', *(f'{self.mail}/alerte/.{name}/{part}' for part in ('cur', 'new', 'tmp'))):
            shutil.chown(path, 'nobody', 'nogroup')

    def letters_of(self, person):
        folder = f'{self.mail}/{person}/new'
        return sorted(os.path.join(folder, f) for f in os.listdir(folder)) if os.path.isdir(folder) else []

    def signal_dovecot(self, which):
        """All its processes."""
        os.killpg(self.dovecot.pid, which)

    def stop_dovecot(self):
        if self.dovecot and self.dovecot.poll() is None:
            self.signal_dovecot(signal.SIGCONT)
            self.dovecot.send_signal(signal.SIGTERM)
            self.dovecot.wait()

    def stop(self):
        if os.path.exists(f'{self.folder}/conf/main.cf'):
            subprocess.run(['/usr/sbin/postfix', '-c', f'{self.folder}/conf', 'stop'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.stop_dovecot()
