# SPDX-License-Identifier: Apache-2.0
"""Three thousand people answer at once, some twice, some change their minds, while tocsind is killed again and again: every
answer that was taken counts once, no more people are told to come than there are places, and each place that is given back
goes to somebody. Judged by the provider's log of what people were told, and by which answers were acknowledged.
usage: places_test.py BIN_DIR"""
import http.client
import json
import queue
import random
import sys
import tempfile
import threading
import time
from collections import Counter

from failing_disk import Door
from outside import until, write_register
from providers import TOKEN, Http

PEOPLE, NEED, KILLS, LINES = 3000, 800, 8, 24
COME = 'comptons sur vous'


class Crowd:
    """What each person says and when; a line that breaks says it again, as a provider does."""

    def __init__(self, port, people):
        self.port = port
        self.waiting = queue.SimpleQueue()
        self.lock = threading.Lock()
        self.taken = {}    # (person, answer): acknowledged
        self.offered = {}  # (person, answer): when it was first said
        self.again = 0
        self.says = {}
        for who in people:
            self.says[who] = random.choices([['OUI'], ['NON'], ['OUI', 'NON']], [75, 10, 15])[0]
        for who in random.sample(people, len(people)):
            self.waiting.put((who, 0))
        self.left = sum(len(says) for says in self.says.values())

    def speak(self):
        line = None
        while self.left > 0:
            try:
                who, which = self.waiting.get(timeout=0.2)
            except queue.Empty:
                continue
            text = self.says[who][which]
            self.offered.setdefault((who, text), time.monotonic())
            body = json.dumps({'id': f'{who}-{which}', 'from': who, 'text': text})
            # One in five is handed in twice, as providers do that lost our answer; the second one over another line.
            for _ in range(2 if (int(who[-4:]) + which) % 5 == 0 else 1):
                while True:
                    try:
                        line = line or http.client.HTTPConnection('127.0.0.1', self.port, timeout=10)
                        line.request('POST', f'/v1/channels/sms/replies?token={TOKEN}', body, {'Content-Type': 'application/json'})
                        came = line.getresponse()
                        came.read()
                        if came.status // 100 == 2:
                            break
                        assert came.status in (429, 503), f'an answer was refused: {came.status}'
                    except (OSError, http.client.HTTPException):
                        line = None
                    with self.lock:
                        self.again += 1
                    time.sleep(0.2)
            with self.lock:
                self.taken[who, text] = True
                self.left -= 1
            if which + 1 < len(self.says[who]):
                self.waiting.put((who, which + 1))


def told(provider):
    """In their order: when, who and what; each as often as it came."""
    return [(line['mono_us'] / 1e6, line['to'], line['text']) for line in provider.submissions() if line['taken']]


def judge(crowd, log, status):
    came = Counter((to, text) for _, to, text in log)
    extra = sum(count - 1 for count in came.values())
    assert extra <= status['possible_duplicates'], f'{extra} came twice, {status["possible_duplicates"]} are counted'
    holding, most, said = set(), 0, {}
    withdrawn = {who: at for (who, text), at in crowd.offered.items() if text == 'NON'}
    for at, to, text in log:
        said.setdefault(to, []).append(text)
        if COME in text:
            assert crowd.says[to] != ['NON'], 'somebody who said no was told to come'
            holding.add(to)
            most = max(most, sum(1 for who in holding if withdrawn.get(who, at) >= at))
            assert most <= NEED, f'{most} people were told to come for {NEED} places'
    for who, says in crowd.says.items():
        answers = [text for text in said[who] if 'OUI' not in text]
        if says[0] == 'OUI':
            assert answers, 'a yes that was acknowledged was never answered'
    stay = sum(1 for who in holding if who not in withdrawn)
    assert stay == NEED == status['confirmed'], f'{stay} people come, {status["confirmed"]} are counted, {NEED} are needed'
    assert status['declined'] == len(withdrawn), f'{status["declined"]} declined, {len(withdrawn)} said so'
    return extra, len(holding) - stay


def main():
    random.seed(11)
    folder = tempfile.mkdtemp(prefix='tocsin-places.')
    provider = Http(sys.argv[1], folder, '--every-number-works', rate=1000)
    house = provider.house
    house.start()
    house.wait_ready()
    people = f'{folder}/people.csv'
    write_register(people, range(100), PEOPLE // 100)
    report = house.tocsin('volunteers', 'import', people)[1]
    assert report['rejected'] == 0, report
    door = Door(house.socket, timeout=30)
    status, made = door.ask('POST', '/v1/mobilisations', {'event': 'Crue', 'zone': ['04070'], 'need': NEED, 'by': '+6h', 'at': 'Digne',
                                                          'pace': 'all'})
    assert status == 201 and made['candidates'] == PEOPLE, made
    status, said = door.ask('POST', f'/v1/mobilisations/{made["id"]}/approve', {'digest': made['digest']})
    assert status == 200, said
    until(lambda: len(provider.submissions()) >= PEOPLE, 'everybody to be asked', 60)
    crowd = Crowd(house_port(house), sorted({line['to'] for line in provider.submissions()}))
    lines = [threading.Thread(target=crowd.speak, daemon=True) for _ in range(LINES)]
    begin, all_of_them = time.monotonic(), crowd.left
    for line in lines:
        line.start()
    for kill in range(KILLS):
        until(lambda: len(crowd.taken) > (kill + random.random()) * PEOPLE / KILLS, 'the answers to go on', 60)
        house.kill()
        house.start()
    until(lambda: crowd.left == 0, 'all answers to be taken', 60)
    took = time.monotonic() - begin
    house.wait_ready()

    def quiet():
        _, now = door.ask('GET', f'/v1/mobilisations/{made["id"]}')
        return now and not now['messages'].get('queued') and not now['messages'].get('sending') and now
    now = until(quiet, 'everybody to be told', 60)
    extra, handed_on = judge(crowd, told(provider), now)
    assert house.tocsin('audit', 'verify')[1]['sound']
    assert crowd.again >= KILLS, 'the kills met nobody'
    print(f'{all_of_them} answers of {PEOPLE} people in {took:.1f} s over {KILLS} kills, {crowd.again} said again: {NEED} come, '
          f'{handed_on} places were given back, {extra} messages came twice and are counted')
    assert house.stop() == 0, 'tocsind did not stop cleanly'


def house_port(house):
    with open(house.config, encoding='utf-8') as config:
        return int(config.read().split('listen: "127.0.0.1:')[1].split('"')[0])


main()
