# SPDX-License-Identifier: Apache-2.0
"""One volunteer for every fate that a message centre can give a message, judged by the centre's own log: each person's
state is right, nothing was sent twice without a flag, a receipt was never a reply nor a reply a receipt (R-12, R-13)."""
import os
import sys
import tempfile
from collections import Counter

from house import House
from outside import Witness, until, write_register

REFUSED = (72,)
FAILING = (76, 77)  # tried again until the deadline
UNCERTAIN = (73,)  # never answered: tried again, flagged; 74 is answered late, and that settles it
NO_NEWS = (54, 69, 78)  # accepted; no receipt that says more, or none that could be tied to it
UNDELIVERED = (80, 83, 85)
YES = (87, 88, 89, 90, 91, 93, 99)  # 87 and 88 in parts, the second of them first in 87
NO = (94, 95, 96)
STOP = 97
FOR_PEOPLE = (92, 98)  # a question; and septets packed, on an account that was not set up for them


def expected(ending):
    """What the message may be in the end."""
    if ending in REFUSED:
        return ('refused',)
    if ending in FAILING + UNCERTAIN:
        return ('queued', 'sending')
    if ending in NO_NEWS:
        return ('accepted',)
    if ending in UNDELIVERED:
        return ('unreachable',)
    return ('expired',) if ending == 81 else ('delivered',)


def main():
    folder = tempfile.mkdtemp(prefix='tocsin-fates.')
    smsc = Witness(os.path.join(folder, 'witness.jsonl'), f'{sys.argv[1]}/fake_smsc', '--system-id', 'tocsin', '--password',
                   'secret', '--late-ms', '1500', '--resend-ms', '1000')
    house = House(sys.argv[1], f'''channels:
  - {{name: sms, type: smpp, medium: sms, host: 127.0.0.1, port: {smsc.port}, system_id: tocsin, sender: "38123", binds: 4,
     password: {{credential: smpp}}, window: 4, rate: {{per_second: 100}},
     timeouts: {{answer: 1, enquire_after: 2, enquire: 1, reconnect_longest: 1}}}}
routes: {{sms: [sms]}}
''', secrets={'smpp': 'secret'})
    house.start()
    house.wait_ready()
    people = os.path.join(folder, 'people.csv')
    write_register(people, range(100))
    house.tocsin('volunteers', 'import', people)
    which = house.call_everyone()
    wanted = {f'00{ending:02d}': expected(ending) for ending in range(100)}

    def wrong():
        seen = house.people(which)
        return {who: (row['state'], row['message']) for who, row in seen.items() if row['message'] not in wanted[who]}

    try:
        until(lambda: not wrong(), 'every message to end as it should', seconds=60)
    except AssertionError as late:
        raise AssertionError(f'{late}: {wrong()}')

    def answered():
        return {int(who): row['state'] for who, row in house.people(which).items() if row['state'] in ('confirmed', 'declined')}

    # A STOP is a no as well. A receipt that counted as an answer would stand here too.
    wanted_answers = {**dict.fromkeys(YES, 'confirmed'), **dict.fromkeys((*NO, STOP), 'declined')}
    until(lambda: answered() == wanted_answers, 'each answer to count', seconds=10)
    _, inbox = house.tocsin('inbox')
    # They are asked back, once, and answer as before.
    assert {int(entry['from'][-2:]) for entry in inbox['replies']} == set(FOR_PEOPLE), inbox
    _, status = house.tocsin('status', which)

    asked = [line for line in smsc.submissions() if 'OUI' in line['text'] and 'compris' not in line['text']]
    assert {line['to'] for line in asked} == {f'+3363998{who}' for who in wanted}, 'each was asked'
    taken = Counter(line['to'] for line in asked if line['taken'])
    extra = sum(count - 1 for count in taken.values())
    assert extra <= status['possible_duplicates'], f'{extra} texts twice, {status["possible_duplicates"]} flagged'
    assert house.stop() == 0
    unbound = {line['session'] for line in smsc.lines('unbind')}
    stopped = smsc.lines('unbind')[0]['mono_us']
    left = {line['session'] for line in smsc.lines() if line['event'] in ('closed', 'hung-up') and line['mono_us'] > stopped}
    assert left <= unbound, 'a line was left without a word'
    print(f'{len(asked)} submissions for {len(range(100))} people, {extra} texts twice, {status["possible_duplicates"]} flagged')


main()
