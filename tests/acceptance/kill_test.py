# SPDX-License-Identifier: Apache-2.0
"""SIGKILLs tocsind a hundred times during a fan-out. The verdict is the provider's own log: nothing lost, nothing twice
without a flag, and no more of those than the windows allow."""
import random
import sys
import time
from collections import Counter

from house import House, Provider

KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 100
WINDOW = 8
RATE = 25


def main():
    random.seed(4)
    provider = Provider()
    house = House(sys.argv[1], f'''channels:
  - name: sms
    type: http_sms
    medium: sms
    rate: {{per_second: {RATE}}}
    window: {WINDOW}
    sender: "38123"
    request: {{method: GET, url: "{provider.url}", query: {{to: "{{to}}", text: "{{text}}", id: "{{reference}}"}}}}
    success: {{status: [200]}}
routes: {{sms: [sms]}}
''')
    house.start()
    house.wait_ready()
    house.register(3000)
    _, made = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04', '--need', '3000', '--by', '+12h', '--at',
                           'Digne-les-Bains', '--channel', 'sms', '--pace', 'all', '--text', house.one_way_words, '--yes')
    which = made['id']
    house.tocsin('approve', which, '--yes')
    for _ in range(KILLS):
        time.sleep(random.choice([0.02, 0.3, 1.05, 1.15, 1.3]) * random.uniform(0.9, 1.1))
        house.kill()
        house.start()
    house.wait_ready()
    end = time.monotonic() + 300
    while time.monotonic() < end:
        _, status = house.tocsin('status', which)
        if status['messages'].get('queued', 0) == 0 and status['messages'].get('sending', 0) == 0:
            break
        time.sleep(1)
    log = provider.witnessed()
    times = Counter(each['to'] for each in log)
    extra = sum(count - 1 for count in times.values())
    flagged = status['possible_duplicates']
    # This provider notes the time in a thread that may wait for a processor; the exact bound is the simulation's to check.
    jitter = 0.1
    rate_broken = any(log[i + RATE]['at'] - log[i]['at'] < 1 - jitter for i in range(len(log) - RATE))
    print(f'{KILLS} kills, {status["asked"]} people asked, {len(times)} reached, {extra} messages twice, {flagged} flagged, '
          f'{len(log)} messages at the provider')
    assert status['asked'] > 500, 'the register should hold more people than that'
    assert len(times) == status['asked'], 'somebody who was to be asked was never reached'
    assert extra <= flagged, 'a message arrived twice without a flag'
    assert flagged <= KILLS * WINDOW, 'more flags than the windows allow'
    assert not rate_broken, 'the provider saw more than its rate in one second'
    assert house.stop() == 0, 'tocsind did not stop cleanly'


main()
