#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A provider as a program of `type: exec`: it writes down what it took before it answers, and the last two digits of a
number choose its fate (README.md). usage: exec_child.py LOG; settings: receipts_ms, again_ms."""
import itertools
import json
import os
import sys
import threading
import time

if sys.argv[1:] == ['--help']:
    print('usage: exec_child.py LOG')
    sys.exit(0)
speaking = threading.Lock()
log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
tries = {}
unacknowledged = {}
numbers = itertools.count(1)


def witness(event, **what):
    line = {'event': event, 'mono_us': time.monotonic_ns() // 1000, 'wall_us': time.time_ns() // 1000, **what}
    os.write(log, (json.dumps(line) + '\n').encode())


def say(kind, **what):
    with speaking:
        print(json.dumps({kind: what}), flush=True)


def announce(kind, **what):
    """Says it, and says it again until it is acknowledged."""
    number = next(numbers)
    unacknowledged[number] = (kind, what)
    say(kind, n=number, **what)


def repeat_unacknowledged():
    while True:
        time.sleep(float(settings.get('again_ms', 300)) / 1000)
        for number, news in list(unacknowledged.items()):
            if news:
                say(news[0], n=number, **news[1])


def news_of(digits, reference, to):
    time.sleep(float(settings.get('receipt_ms', 50)) / 1000)
    verdict = {80: 'undeliverable', 81: 'expired'}.get(digits, 'delivered')
    if digits == 82:
        announce('receipt', id='E-' + reference, verdict='buffered')
    if digits != 78:
        announce('receipt', id='E-' + reference, reference=reference, verdict=verdict)
    if digits == 79:
        announce('receipt', id='E-' + reference, verdict=verdict)
    text = 'OUI' if 90 <= digits <= 93 else 'Non désolé' if 94 <= digits <= 96 else {97: 'STOP', 98: "c'est où ?"}.get(digits)
    if text:
        announce('reply', **{'from': to}, to='38123', text=text, id='R-' + reference)


def submit(reference, to, text, **_):
    digits = int(to[-2:])
    tries[reference] = tries.get(reference, 0) + 1
    refusals = {71: (False, '503'), 72: (True, '400'), 76: (False, '500'), 77: (True, '403')}
    throttled = digits == 70 and tries[reference] == 1
    refused = digits in refusals and not (digits == 71 and tries[reference] > 2)
    witness('submit', reference=reference, to=to, text=text, taken=not (throttled or refused))
    if throttled:
        return say('throttled', reference=reference, retry_after_ms=1000)
    if refused:
        permanent, code = refusals[digits]
        return say('refused', reference=reference, permanent=permanent, code=code, why=f'no to {to}')
    if digits == 73:
        return None
    if digits == 75 and tries[reference] == 1:
        os._exit(1)
    if digits == 60 and tries[reference] == 1:
        return sys.stdout.buffer.write(b'\xff\x00{' * 100_000) and sys.stdout.flush()
    say('accepted', reference=reference, id='E-' + reference)
    threading.Thread(target=news_of, args=(digits, reference, to), daemon=True).start()


settings = json.loads(sys.stdin.readline())['hello']['settings']
witness('start', pid=os.getpid(), words=sys.argv, descriptors=sorted(os.listdir('/proc/self/fd'), key=int), environment=sorted(os.environ))
say('hello', protocol=1, receipts=True, replies=True)
threading.Thread(target=repeat_unacknowledged, daemon=True).start()
for line in sys.stdin:
    (kind, body), = json.loads(line).items()
    if kind == 'submit':
        submit(**body)
    elif kind == 'ack':
        kept = unacknowledged.get(body)
        unacknowledged[body] = None
        if kept:
            witness('acknowledged', kind=kept[0], reference=kept[1]['id'][2:])
witness('end')
