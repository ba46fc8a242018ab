# SPDX-License-Identifier: Apache-2.0
"""tocsind's own SMPP against the npm package smpp as the operator's centre: receipts and replies come back, texts in parts
arrive whole both ways, and the line is taken down as it should be.
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
FAR = "la salle polyvalente du Palais des congrès, entrée par la place du Général-de-Gaulle ; si le pont est fermé, par la rive gauche"


def in_parts(house, smsc, folder):
    """A text longer than a message holds, and an answer as long: each part has its id, its receipt and its place."""
    before = len(smsc.submissions())
    path = os.path.join(folder, 'others.csv')
    write_register(path, (7, 92))
    house.tocsin('volunteers', 'import', path)
    _, made = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04070', '--need', '99', '--by', '+12h', '--at', FAR, '--pace', 'all', '--yes')
    if made['state'] == 'proposed':
        house.tocsin('approve', made['id'], '--yes')

    def told():
        return {who: (row['state'], row['message']) for who, row in house.people(made['id']).items() if who in ('0007', '0092')}

    wanted = {'0007': ('asked', 'delivered'), '0092': ('confirmed', 'delivered')}
    until(lambda: told() == wanted, 'both to have it, and one to come', seconds=20)
    for number in ('+33639980007', '+33639980092'):
        lines = [line for line in smsc.submissions()[before:] if line['to'] == number]
        first = [line for line in lines if line['of'] == lines[0]['of']]
        assert len(first) == first[0]['parts'] > 1, f'the centre saw these parts: {first}'
        whole = ''.join(line['text'] for line in sorted(first, key=lambda line: line['part']))
        assert FAR in whole and 'Répondez' in whole, whole
    until(lambda: sorted(line['text'][:3] for line in smsc.acknowledged('reply') if line['from'].endswith('92')) == [' un', 'Bon'],
          'both parts of the answer to be acknowledged, once')


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
    in_parts(house, smsc, folder)
    assert house.stop() == 0, 'tocsind did not stop cleanly'
    lines = 2 if bind == 'separate' else 1
    until(lambda: len(smsc.lines('unbind')) == lines, 'every line to be unbound')
    assert len(smsc.lines('bind')) == lines and not smsc.lines('error'), smsc.lines()
    smsc.stop()
    print(f'{len(ENDINGS)} texts over SMPP ({bind}), receipts and replies back, and one longer than a message')


main('transceiver')
main('separate')
