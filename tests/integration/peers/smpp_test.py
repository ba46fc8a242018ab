# SPDX-License-Identifier: Apache-2.0
"""tocsind's own SMPP against the npm package smpp as the operator's centre: receipts and replies come back, and the line
is taken down as it should be.
usage: smpp_test.py BIN_DIR NODE"""
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'acceptance'))

from house import House  # noqa: E402
from line_of_receipts import judge  # noqa: E402
from outside import Witness, until, write_register  # noqa: E402

ENDINGS = (1, 2, 3, 72, 78, 80, 90, 91, 94, 95, 96)


def main(bind):
    folder = tempfile.mkdtemp(prefix='tocsin-smpp.')
    smsc = Witness(os.path.join(folder, 'witness.jsonl'), sys.argv[2], os.path.join(HERE, 'smsc.js'))
    house = House(sys.argv[1], f'''channels:
  - {{name: sms, type: smpp, medium: sms, host: 127.0.0.1, port: {smsc.port}, system_id: tocsin, bind: {bind},
     password: {{credential: smpp}}, sender: "38123", window: 10, rate: {{per_second: 50}}}}
routes: {{sms: [sms]}}
''', secrets={'smpp': 'secret'})
    house.start()
    house.wait_ready()
    write_register(os.path.join(folder, 'people.csv'), ENDINGS)
    house.tocsin('volunteers', 'import', os.path.join(folder, 'people.csv'))
    judge(house, smsc, ENDINGS)
    assert house.stop() == 0, 'tocsind did not stop cleanly'
    lines = 2 if bind == 'separate' else 1
    until(lambda: len(smsc.lines('unbind')) == lines, 'every line to be unbound')
    assert len(smsc.lines('bind')) == lines and not smsc.lines('error'), smsc.lines()
    smsc.stop()
    print(f'{len(ENDINGS)} texts over SMPP ({bind}), receipts and replies back')


main('transceiver')
main('separate')
