# SPDX-License-Identifier: Apache-2.0
"""Replies that a provider keeps to be asked for, by the shipped profile of OVH alone: a yes is taken once, whatever the
provider answers meanwhile, through a restart, and from the time when nobody was there to ask. The verdict is the provider's log."""
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter

from house import House
from outside import Witness, free_port, until, write_register

TOKEN = 'poll-token-0123456789ab'


def open_house(binaries, folder, *options, secret='appsecret'):
    port = free_port()
    witness = Witness(f'{folder}/witness.jsonl', f'{binaries}/fake_gateway', '--dialect', 'ovh', '--user', 'key', '--password', 'appsecret',
                      '--consumer', 'consumersecret', '--inbox', *options, '--receipts-url', f'http://127.0.0.1:{port}/v1/channels/sms/receipts?token={TOKEN}')
    house = House(binaries, f'''channels:
  - name: sms
    type: http_sms
    medium: sms
    profile: ovh
    variables: {{api: "http://127.0.0.1:{witness.port}/1.0", service: sms-ab12345-1, application_key: key,
                 application_secret: {{credential: app}}, consumer_key: {{credential: consumer}}}}
    callback_token: {{credential: token}}
    rate: {{per_second: 50}}
    poll: {{every: 1}}
routes: {{sms: [sms]}}
''', port=port, secrets={'token': TOKEN, 'app': secret, 'consumer': 'consumersecret'})
    return witness, house


def counts(house, which):
    status = house.tocsin('status', which)[1]
    return tuple(status[word] for word in ('confirmed', 'declined', 'silent'))


def begin(house, numbers):
    house.start()
    house.wait_ready()
    people = f'{house.dir}/people.csv'
    write_register(people, numbers)
    assert house.tocsin('volunteers', 'import', people)[1]['added'] == len(numbers)


def taken(witness):
    return [line for line in witness.lines() if line.get('taken')]


def fetched(witness):
    return Counter(line['asked'] for line in witness.lines('inbox') if line['asked'] != 'list' and line['status'] == 200)


def listed(witness):
    return [line for line in witness.lines('inbox') if line['asked'] == 'list']


def told(house, words):
    with open(f'{house.dir}/tocsind.log', encoding='utf-8') as log:
        return sum(words in line for line in log)


def through_trouble(binaries):
    witness, house = open_house(binaries, tempfile.mkdtemp(prefix='tocsin-outside.'), '--inbox-troubles', '500,429,garbage',
                                '--reply-troubles', '500,garbage')
    begin(house, [0, 90, 91, 94, 97, 99])
    which = house.call_everyone()
    # Sending goes on while the inbox is in trouble; then each answer counts once: three yes, a no, and a STOP.
    until(lambda: counts(house, which)[:2] == (3, 2), 'the answers', 60)
    sent = taken(witness)
    assert sum('OUI' in line['text'] for line in sent if line['to'].endswith('90')) >= 1, sent
    confirmations = until(lambda: [line for line in taken(witness) if line['to'].endswith('0090')][1:], 'a confirmation')
    assert len(confirmations) == 1, confirmations

    first = fetched(witness)
    kept = {line['id'] for line in witness.lines('kept')}
    assert set(first) == kept and len(kept) == 5, (first, kept)
    looks = len(listed(witness))
    until(lambda: len(listed(witness)) >= looks + 3, 'three more looks')
    # The one whose answer was garbage was given again; none is fetched twice otherwise.
    assert sum(fetched(witness).values()) == 5 + 1, fetched(witness)
    assert counts(house, which)[:2] == (3, 2)
    for reason in ('HTTP 500', 'HTTP 429', 'is no list of replies', 'cannot be read'):
        assert told(house, reason) >= 1, reason
    assert told(house, 'replies cannot be fetched: HTTP 500') == 1
    assert told(house, 'can be fetched again') >= 1

    # A restart looks at everything again, and takes nothing twice.
    before = taken(witness)
    assert house.stop() == 0
    house.start()
    house.wait_ready()
    until(lambda: all(n >= 2 for n in fetched(witness).values()), 'the replies again')
    looks = len(listed(witness))
    until(lambda: len(listed(witness)) >= looks + 2, 'two more looks')
    assert counts(house, which)[:2] == (3, 2)
    report = house.tocsin('report', which, '--format', 'json')[1]
    assert len(taken(witness)) == len(before), 'somebody was written to again'
    assert report['people'], report
    check_privacy(house)
    assert house.stop() == 0
    witness.stop()


def while_nobody_was_there(binaries):
    """The provider says that the answers are an hour old when they are first listed."""
    witness, house = open_house(binaries, tempfile.mkdtemp(prefix='tocsin-outside.'), '--inbox-age-s', '3600',
                                '--inbox-troubles', 'ok,silent')
    begin(house, [90, 91])
    # The second look is never answered: messages leave all the same, and nothing is fetched in this life.
    until(lambda: len(listed(witness)) >= 2, 'the look that is not answered', 30)
    which = house.call_everyone()
    until(lambda: len(taken(witness)) == 2, 'the messages')
    house.kill()
    time.sleep(2)  # the answers arrive at the provider
    assert not fetched(witness)
    house.start()
    house.wait_ready()
    until(lambda: counts(house, which)[0] == 2, 'the answers')
    check_privacy(house)
    assert house.stop() == 0
    witness.stop()


def check_privacy(house):
    with open(f'{house.dir}/tocsind.log', encoding='utf-8') as log:
        said = log.read()
    for word in ('+3363998', '3363998', 'appsecret', 'consumersecret', TOKEN, '$1$'):
        assert word not in said, f'{word} stands in the log'


def checked_with(binaries, setting):
    """What `--check` says of the house with this in the place of its `poll`, and the line where it stands."""
    witness, house = open_house(binaries, tempfile.mkdtemp(prefix='tocsin-outside.'))
    with open(house.config) as file:
        text = file.read()
    with open(house.config, 'w') as file:
        file.write(text.replace('poll: {every: 1}', setting))
    run = subprocess.run([f'{binaries}/tocsind', '--config', house.config, '--check'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    witness.stop()
    return run, 1 + text[:text.index('poll:')].count('\n')


def doubtful_sender(binaries):
    run, line = checked_with(binaries, 'sender: "+33639980000"')
    assert run.returncode == 0, run.stdout
    assert f'tocsin.yaml:{line} sender: is a French mobile number' in run.stdout, run.stdout
    assert ': sound' in run.stdout, run.stdout
    run, _ = checked_with(binaries, 'poll: {every: 1}')
    assert run.returncode == 0 and 'note:' not in run.stdout, run.stdout


def wrong_settings(binaries):
    run, line = checked_with(binaries, 'poll: {every: often, fetch: {url: "{api}/{service}"}}')
    assert run.returncode != 0, run.stdout
    for said in ('poll.every: "often" is not a number between 1 and 3600',
                 'poll.fetch: does not say which reply it asks for; write {reply_id} into its url or query'):
        assert f'tocsin.yaml:{line} {said}' in run.stdout, run.stdout


def wrong_secret(binaries):
    """The log says what the provider says, once, and no secret."""
    witness, house = open_house(binaries, tempfile.mkdtemp(prefix='tocsin-outside.'), secret='notthesecret')
    begin(house, [0])
    house.call_everyone()
    until(lambda: told(house, 'TOC0309'), 'that the channel fails', 60)
    assert told(house, 'messages are not taken: the provider does not accept our credentials, our account or our clock (HTTP 400)') == 1
    assert {line['status'] for line in witness.lines('no')} == {400}
    assert all('INVALID_SIGNATURE' in line['said'] for line in witness.lines('no')), witness.lines('no')
    assert not told(house, 'notthesecret') and not told(house, 'consumersecret')
    house.stop()
    witness.stop()


def main():
    wrong_secret(sys.argv[1])
    wrong_settings(sys.argv[1])
    doubtful_sender(sys.argv[1])
    while_nobody_was_there(sys.argv[1])
    through_trouble(sys.argv[1])
    print('replies are fetched, once')


main()
