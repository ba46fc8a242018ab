# SPDX-License-Identifier: Apache-2.0
"""What an SMPP line may meet besides a message's own fate: a wrong password, a certificate that expired, a centre that
throttles, a rate to keep through a kill, ten thousand receipts in disorder, and a centre that never reads.
usage: smpp_links_test.py BIN_DIR"""
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

from house import House
from outside import until, write_register
from providers import WINDOW, Smpp, all_delivered, called, nothing_twice


def new_folder():
    return tempfile.mkdtemp(prefix='tocsin-link.')


def link(provider):
    return provider.house.tocsin('channels')[1]['channels'][0]['link']


def wrong_password():
    """No message goes out, nothing is lost, the centre is not hammered; with the right word all goes out."""
    folder = new_folder()
    provider = Smpp(sys.argv[1], folder)
    word = f'{provider.house.dir}/credentials/word'
    with open(word, 'w') as out:
        out.write('mistake')
    which = called(provider, folder, range(20), 1)
    time.sleep(2.5)
    assert link(provider) == 'down'
    binds = provider.program.lines('bind')
    assert binds and {line['status'] for line in binds} == {0x0e} and len(binds) <= 6, binds
    assert not provider.submissions()
    assert provider.house.stop() == 0
    log = open(f'{provider.house.dir}/tocsind.log').read()
    assert 'ESME_RINVPASWD' in log and 'mistake' not in log and 'secret' not in log, 'the log says why, without the word'
    with open(word, 'w') as out:
        out.write('secret')
    provider.house.start()
    provider.house.wait_ready()
    until(lambda: all_delivered(provider, which), 'all to be delivered with the right password')
    print(f'wrong password: {len(binds)} binds refused, {nothing_twice(provider, which)[0]} delivered afterwards')
    provider.house.stop()


def certificate(folder, name, *validity):
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj',
                    '/CN=smsc.example.org', '-addext', 'subjectAltName=DNS:smsc.example.org', '-keyout',
                    f'{folder}/{name}.key', '-out', f'{folder}/{name}.pem', *validity], check=True, stderr=subprocess.DEVNULL)


def expired_certificate():
    """To whom cannot prove who they are, not even the password is said; with a good certificate all goes out."""
    folder = new_folder()
    certificate(folder, 'old', '-days', '1')
    # Signed over again with no day left: over within a second.
    subprocess.run(['openssl', 'x509', '-in', f'{folder}/old.pem', '-signkey', f'{folder}/old.key', '-days', '0', '-out',
                    f'{folder}/expired.pem'], check=True, stderr=subprocess.DEVNULL)
    certificate(folder, 'good', '-days', '2')
    trusted = f'{folder}/trusted.pem'
    with open(trusted, 'w') as out:
        out.write(open(f'{folder}/expired.pem').read() + open(f'{folder}/good.pem').read())
    provider = Smpp(sys.argv[1], folder, '--certificate', f'{folder}/expired.pem', '--key', f'{folder}/old.key',
                    more=f'tls: {{ca_file: "{trusted}", server_name: smsc.example.org}},')
    which = called(provider, folder, range(20), 1)
    until(lambda: len(provider.program.lines('tls-failed')) >= 2, 'two attempts')
    assert link(provider) == 'down' and not provider.program.lines('bind')
    assert 'certificate' in open(f'{provider.house.dir}/tocsind.log').read(), 'the log says why'
    provider.come_back('--certificate', f'{folder}/good.pem', '--key', f'{folder}/good.key')
    until(lambda: all_delivered(provider, which), 'all to be delivered over a good certificate')
    print(f'expired certificate: {nothing_twice(provider, which)[0]} delivered once it was renewed')
    provider.house.stop()


def throttling():
    """A centre that takes less than was agreed: nothing is lost, and Tocsin slows down instead of knocking."""
    folder = new_folder()
    provider = Smpp(sys.argv[1], folder, '--max-per-second', '20', '--every-number-works', rate=100)
    which = called(provider, folder, range(40), 3)
    until(lambda: all_delivered(provider, which), 'all to be delivered', seconds=40)
    people, extra, flagged = nothing_twice(provider, which)
    refused = [line for line in provider.submissions() if not line['taken']]
    assert extra == flagged == 0, 'a throttled message is not an uncertain one'
    assert len(refused) <= len(provider.submissions()) - len(refused), f'{len(refused)} knocks for {people} people'
    print(f'throttling: {people} delivered, {len(refused)} refused above 20 a second')
    provider.house.stop()


def kills_under_a_rate():
    """R-15: no sliding second above the rate at the witness, also just after a kill. R-12: each answer that the centre
    holds acknowledged counts, and counts once."""
    rate = 30
    folder = new_folder()
    provider = Smpp(sys.argv[1], folder, '--resend-ms', '1000', rate=rate)
    which = called(provider, folder, [*range(20), 90, 91, 94, 95], 8)
    for _ in range(4):
        time.sleep(0.7)
        provider.house.kill()
        provider.house.start()
    provider.house.wait_ready()
    answers = {'90': 'confirmed', '91': 'confirmed', '94': 'declined', '95': 'declined'}

    def is_settled(who, row):
        # Who answers before the question goes out again, for nobody knew whether it had, is not asked twice.
        ends = ('delivered', 'cancelled') if who[2:] in answers else ('delivered',)
        return row['message'] in ends and row['state'] == answers.get(who[2:], 'asked')

    def told():
        return all(is_settled(who, row) for who, row in provider.house.people(which).items())

    until(told, 'all to be delivered, and each answer to count', seconds=40)
    people, extra, flagged = nothing_twice(provider, which)
    until(lambda: len({line['from'] for line in provider.program.acknowledged('reply')}) == 32, 'each answer to be acknowledged')
    assert not provider.house.tocsin('inbox')[1]['replies']
    times = [line['mono_us'] / 1e6 for line in provider.submissions()]
    # The clocks of two programs that share processors: a tenth of a second, and what the witness says it was late itself.
    # The exact bound is the simulation's.
    late = max((line['for_us'] / 1e6 for line in provider.program.lines('stalled')), default=0)
    tightest = min(times[i + rate] - times[i] for i in range(len(times) - rate))
    assert tightest >= 0.9 - late, f'{rate + 1} messages within {tightest:.3f} s, and the witness {late:.3f} s late'
    assert flagged <= 4 * WINDOW, f'{flagged} flagged by four kills with a window of {WINDOW}'
    print(f'kills: {people} people at {rate}/s, 32 answers, {extra} twice, {flagged} flagged, {rate + 1} took {tightest:.2f} s')
    provider.house.stop()


def packed_answers():
    """A centre whose default alphabet is packed, eight septets in seven octets: the account says so, answers are read."""
    folder = new_folder()
    provider = Smpp(sys.argv[1], folder, more='alphabet: gsm7-packed,')
    which = called(provider, folder, [92], 5)
    until(lambda: provider.house.tocsin('status', which)[1]['confirmed'] == 5, 'five answers to count')
    print('packed: 5 answers read')
    provider.house.stop()


DISORDER = [*range(40), *range(40, 50), 50, 51, 52, 53, 79, 80, 81, 82, 83, 85]


def receipts_in_disorder():
    """Ten thousand receipts, shuffled, many twice, in every dialect, some before the response: each state is right."""
    folder = new_folder()
    provider = Smpp(sys.argv[1], folder, '--answer-ms', '20', '--receipt-ms', '1', '--receipt-spread-ms', '4000', '--receipts-twice-percent', '60',
                    rate=5000, window=200)
    which = called(provider, folder, DISORDER, 100)
    wanted = {'unreachable': 3, 'expired': 1}
    wanted['delivered'] = len(DISORDER) - sum(wanted.values())

    def told():
        return provider.house.tocsin('status', which)[1]['messages']

    right = {state: 100 * endings for state, endings in wanted.items()}
    until(lambda: {state: count for state, count in told().items() if count} == right, f'{right}', seconds=60)
    receipts = until(
        lambda: (lines := provider.program.acknowledged('receipt')) and len(lines) >= 10_000 and lines, 'every receipt')
    people, extra, flagged = nothing_twice(provider, which)
    assert 8 < max(line['unanswered'] for line in provider.submissions()) <= 200, 'the window is used, and kept'
    assert extra == flagged == 0, 'no receipt made a message uncertain'
    seen = provider.house.people(which)
    for line in provider.submissions():
        ending = int(line['to'][-2:])
        want = 'unreachable' if ending in (80, 83, 85) else 'expired' if ending == 81 else 'delivered'
        assert seen[line['to'][-4:]]['message'] == want, (line, seen[line['to'][-4:]])
    _, inbox = provider.house.tocsin('inbox')
    assert not inbox['replies'], 'a receipt was taken for a reply'
    order = [line['id'] for line in receipts]
    assert order != sorted(order) and max(Counter(order).values()) > 1
    print(f'disorder: {people} people, {len(receipts)} receipts, every state right')
    provider.house.stop()


def a_centre_that_counts():
    """11170 is 70000 in hexadecimal. The receipt of the one comes before its acceptance, while the other waits for its own for ever."""
    folder = new_folder()
    provider = Smpp(sys.argv[1], folder, '--count-ids-from', '11170')
    without = called(provider, folder, [78], 10)

    def accepted():
        return provider.house.tocsin('status', without)[1]['messages'].get('accepted')

    until(lambda: accepted() == 10, 'ten to be accepted')
    provider.come_back('--count-ids-from', '70000', '--answer-ms', '150')
    others = os.path.join(folder, 'others.csv')
    write_register(others, [49], 10)
    provider.house.tocsin('volunteers', 'import', others)
    which = provider.house.call_everyone()
    until(lambda: all_delivered(provider, which), 'the other ten to be delivered')
    assert [int(line['id']) for line in provider.submissions()] == [*range(11170, 11180), *range(70000, 70010)]
    assert len(provider.program.acknowledged('receipt')) == 10
    assert accepted() == 10, 'nothing was said of these'
    print('ids in decimal: ten receipts, each for its own message')
    provider.house.stop()


def a_centre_that_asks_and_never_reads():
    """It is not listened to either: what it may leave us to say has a bound, and the line ends when our own question stays unanswered."""
    wanted = 200 * 1024 * 1024
    questions = b''.join(struct.pack('>IIII', 16, 0x15, 0, number + 1) for number in range(4096))
    told = []

    def serve(listener):
        line, _ = listener.accept()
        sequence = line.recv(4096)[12:16]
        line.sendall(struct.pack('>III', 19, 0x80000009, 0) + sequence + b'me\0')
        told.append(0)
        try:
            while told[0] < wanted:
                told[0] += line.send(questions)
        except OSError:
            pass  # the other end had enough
        line.close()

    with socket.create_server(('127.0.0.1', 0)) as listener:
        centre = threading.Thread(target=serve, args=(listener,), daemon=True)
        centre.start()
        house = House(sys.argv[1], f'''channels:
  - {{name: sms, type: smpp, medium: sms, host: 127.0.0.1, port: {listener.getsockname()[1]}, system_id: tocsin, sender: "38123",
     password: {{credential: word}}, rate: {{per_second: 50}}, timeouts: {{enquire_after: 1, enquire: 1}}}}
routes: {{sms: [sms]}}
''', secrets={'word': 'secret'})
        house.start()
        house.wait_ready()
        until(lambda: told, 'the bind')
        centre.join(timeout=30)
        assert not centre.is_alive() and told[0] < wanted / 4, f'{told} octets of questions were taken'
        until(lambda: 'the centre does not answer' in open(f'{house.dir}/tocsind.log', encoding='utf-8').read(), 'the reason in the log')
    print(f'a centre that never reads: {told[0] // 1024} KiB were taken from it before the line ended')
    house.stop()


def main():
    for each in (wrong_password, expired_certificate, packed_answers, throttling, kills_under_a_rate,
                 receipts_in_disorder, a_centre_that_counts, a_centre_that_asks_and_never_reads):
        begin = time.monotonic()
        each()
        print(f'  {time.monotonic() - begin:.1f} s')


main()
