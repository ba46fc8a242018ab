# SPDX-License-Identifier: Apache-2.0
"""The situation board in Chromium: on a wall, at a desk, on a phone, on paper; judged by axe (WCAG 2.2 AA). What it looks like is
in build/PRESET/board/."""
import json
import os
import shutil
import subprocess
import sys

from boards import STAFF, asked, board_house, call, number, says
from house import SOURCE

PEERS = os.path.join(SOURCE, 'tests', 'integration', 'peers')
PEOPLE = 240


def main():
    binaries = sys.argv[1]
    ready = shutil.which('chromium') and shutil.which('node') and os.path.isdir(f'{PEERS}/node_modules/axe-core')
    if not ready:
        assert os.environ.get('CI') != 'true', 'in CI nothing is skipped, and chromium, node or axe-core is missing'
        print('skipped: chromium, node or axe-core is missing (./run test installs them)')
        sys.exit(77)
    house = board_house(binaries, PEOPLE)
    which = call(house, 40, '--role', 'boat:6', '--role', 'first-aid:10')
    asked(house, which, 60)
    for i in range(32):
        says(house, i, ['OUI', 'oui dans 1h', 'oui dans 2h', 'non', 'OUI'][i * 3 % 5])
    open_still = [who for who, row in house.people(which).items() if row['state'] == 'asked' and int(who[1:]) % 5 < 3]
    says(house, 40, 'je peux amener mon tracteur si la route de Thoard est ouverte ?')
    says(house, 41, 'oui mais seulement si on vient me chercher')
    pictures = os.path.join(os.path.dirname(os.path.abspath(binaries)), 'board')
    os.makedirs(pictures, exist_ok=True)
    reply = [f'{binaries}/tocsin', '--socket', house.socket, 'reply', '--from']
    plan = {'origin': f'http://127.0.0.1:{house.port}', 'token': STAFF, 'find': 'boat', 'name': 'Essai-',
            'change': [*reply, number(open_still[0]), 'OUI'], 'again': [*reply, number(open_still[1]), 'OUI']}
    run = subprocess.run(['node', f'{PEERS}/board.js', pictures], input=json.dumps(plan), text=True, timeout=200)
    assert run.returncode == 0, 'see above'
    assert house.stop() == 0


main()
