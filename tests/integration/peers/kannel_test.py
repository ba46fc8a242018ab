# SPDX-License-Identifier: Apache-2.0
"""tocsind -> its `kannel` profile -> Kannel -> the npm package smpp as the operator's centre: every text reaches the
phone as it was written, every receipt and reply comes all the way back.
usage: kannel_test.py BIN_DIR NODE"""
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'acceptance'))

from house import House  # noqa: E402
from kannel import Kannel  # noqa: E402
from line_of_receipts import judge  # noqa: E402
from outside import Witness, free_port, until, write_register  # noqa: E402

TOKEN = 'kannel-token-0123456789'
ENDINGS = (1, 2, 3, 72, 78, 80, 90, 91, 94, 95, 96)


def main():
    folder = tempfile.mkdtemp(prefix='tocsin-kannel.')
    port = free_port()
    smsc = Witness(os.path.join(folder, 'witness.jsonl'), sys.argv[2], os.path.join(HERE, 'smsc.js'))
    kannel = Kannel(folder, smsc.port, port, TOKEN)
    house = House(sys.argv[1], f'''channels:
  - name: sms
    type: http_sms
    medium: sms
    profile: kannel
    variables: {{url: "{kannel.url}", username: tocsin, password: {{credential: kannel}}}}
    callback_token: {{credential: kannel}}
    sender: "38123"
    rate: {{per_second: 50}}
routes: {{sms: [sms]}}
''', port=port, secrets={'kannel': TOKEN})
    house.start()
    house.wait_ready()
    until(lambda: smsc.lines('bind'), 'Kannel to bind')
    write_register(os.path.join(folder, 'people.csv'), ENDINGS)
    house.tocsin('volunteers', 'import', os.path.join(folder, 'people.csv'))
    judge(house, smsc, ENDINGS, refusal='unreachable')
    assert house.stop() == 0, 'tocsind did not stop cleanly'
    kannel.stop()
    smsc.stop()
    print(f'{len(ENDINGS)} texts through Kannel, receipts and replies back')


main()
