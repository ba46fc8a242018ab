# SPDX-License-Identifier: Apache-2.0
"""A network of its own for a test: programs started with `prefix` see only each other, and `rules` break their lines."""
import os
import shutil
import subprocess
import sys

from outside import Program, until

SKIPPED = 77


class Network:
    def __init__(self):
        ours = os.readlink('/proc/self/ns/net')
        alone = ['unshare', '--net'] if os.geteuid() == 0 else ['unshare', '--user', '--map-root-user', '--net']
        if subprocess.run([*alone, 'true'], stderr=subprocess.DEVNULL).returncode != 0 or not shutil.which('nft'):
            print('skipped: network namespaces or nft are not to be had here')
            sys.exit(SKIPPED)
        self.holder = Program(*alone, 'sleep', '600')
        pid = str(self.holder.process.pid)
        until(lambda: os.readlink(f'/proc/{pid}/ns/net') != ours, 'a network of its own')
        user = [] if os.geteuid() == 0 else ['--user', '--preserve-credentials']
        self.prefix = ('nsenter', '--target', pid, *user, '--net')
        self.run('ip', 'link', 'set', 'lo', 'up')

    def run(self, *words, text=None):
        subprocess.run([*self.prefix, *words], check=True, input=text, text=True)

    def breaks(self, port, verdict, after_kbytes=0):
        """What happens to each packet to or from `port` once so much has passed in both directions: `drop`,
        `reject with tcp reset`, `numgen random … drop`. Takes the place of what was broken before, at once."""
        # The resets that are sent have to arrive.
        first = 'tcp flags & rst != 0 accept' if 'reject' in verdict else ''
        self.run('nft', '-f', '-', text=f'''table inet broken
delete table inet broken
table inet broken {{
  quota enough {{ over {after_kbytes} kbytes }}
  chain lines {{
    type filter hook input priority 0
    {first}
    tcp dport {port} quota name "enough" {verdict}
    tcp sport {port} quota name "enough" {verdict}
  }}
}}
''')

    def mends(self):
        self.run('nft', 'delete', 'table', 'inet', 'broken')
