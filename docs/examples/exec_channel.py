#!/usr/bin/env python3
"""SMS over a GSM modem: texts go to the spool of SMS Server Tools 3 (smsd), answers come from it. A channel of type exec."""
import json, sys, threading, time
from pathlib import Path

speaking = threading.Lock()
answers = {}                                     # the number we gave an answer -> the file it stands in


def say(kind, **what):
    with speaking:
        print(json.dumps({kind: what}), flush=True)


def bring_answers():
    while True:
        for file in sorted((spool / 'incoming').iterdir()):          # smsd needs incoming_utf8 = yes
            head, _, text = file.read_text('utf-8').partition('\n\n')
            fields = dict(line.split(': ', 1) for line in head.splitlines() if ': ' in line)
            number = next((n for n, f in answers.items() if f == file), len(answers) + 1)
            answers[number] = file               # said again until it is acknowledged, and only then deleted
            say('reply', n=number, **{'from': '+' + fields['From']}, text=text.rstrip('\n'), id=file.name)
        time.sleep(2)


hello = json.loads(sys.stdin.readline())['hello']
spool = Path(hello['settings']['spool'])
say('hello', protocol=1, replies=True)
threading.Thread(target=bring_answers, daemon=True).start()

for line in sys.stdin:                           # its end is the word to finish
    (kind, body), = json.loads(line).items()
    if kind == 'submit':
        draft = spool / 'drafts' / body['reference']
        draft.write_text(f"To: {body['to'].lstrip('+')}\nAlphabet: UTF-8\n\n{body['text']}", 'utf-8')
        draft.rename(spool / 'outgoing' / body['reference'])         # whole, or not there at all
        say('accepted', reference=body['reference'], id=body['reference'])
    elif kind == 'ack':
        answers[body].unlink(missing_ok=True)
