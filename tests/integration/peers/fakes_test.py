# SPDX-License-Identifier: Apache-2.0
"""The programs that play the outside say how they are called, and that to ask is no fault.
usage: fakes_test.py BIN_DIR"""
import os
import subprocess
import sys

FAKES = os.path.join(os.path.dirname(__file__), '../../fakes')


def help_is_given(binaries):
    programs = [[f'{binaries}/{name}'] for name in ('fake_smsc', 'fake_gateway', 'fake_smtp', 'make_register')]
    programs += [[sys.executable, f'{FAKES}/{name}'] for name in ('fake_feed.py', 'exec_child.py')]
    for program in programs:
        asked = subprocess.run([*program, '--help'], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        assert asked.returncode == 0, (program, asked)
        assert asked.stdout.startswith('usage: ') and not asked.stderr, (program, asked)
    for name in ('fake_smsc', 'fake_gateway', 'fake_smtp'):
        wrong = subprocess.run([f'{binaries}/{name}', '--no-such-word'], capture_output=True, text=True, timeout=60)
        assert wrong.returncode == 2 and 'usage: ' in wrong.stderr and not wrong.stdout, (name, wrong)


help_is_given(sys.argv[1])
print('help is given')
