# SPDX-License-Identifier: Apache-2.0
"""The programs that play the outside say how they are called, and that to ask is no fault; and the gateway says why it says no.
usage: fakes_test.py BIN_DIR"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

FAKES = os.path.join(os.path.dirname(__file__), '../../fakes')


def help_is_given(binaries):
    programs = [[f'{binaries}/{name}'] for name in ('fake_smsc', 'fake_gateway', 'fake_smtp', 'make_register')]
    programs += [[sys.executable, f'{FAKES}/{name}'] for name in ('fake_feed.py', 'exec_child.py')]
    for program in programs:
        asked = subprocess.run([*program, '--help'], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        assert asked.returncode == 0, (program, asked)
        assert asked.stdout.startswith('usage: ') and not asked.stderr, (program, asked)
    for name in ('fake_smsc', 'fake_gateway', 'fake_smtp'):
        wrong = subprocess.run([f'{binaries}/{name}', '--no-such-word'], capture_output=True, text=True, timeout=60)
        assert wrong.returncode == 2 and 'usage: ' in wrong.stderr and not wrong.stdout, (name, wrong)


def ovh_call(port, application='key', secret='secret', consumer='consumer', late=0, body=None):
    """The status and the JSON that came back."""
    url = f'http://127.0.0.1:{port}/1.0/sms/sms-ab12345-1/jobs'
    text = json.dumps(body if body is not None else {'message': 'OUI ?', 'receivers': ['+33639980001'], 'senderForResponse': True,
                                                     'noStopClause': True, 'validityPeriod': 30})
    then = str(int(time.time()) - late)
    signed = hashlib.sha1('+'.join((secret, consumer, 'POST', url, text, then)).encode()).hexdigest()
    request = urllib.request.Request(url, text.encode(), {
        'X-Ovh-Application': application, 'X-Ovh-Consumer': consumer, 'X-Ovh-Timestamp': then, 'X-Ovh-Signature': '$1$' + signed})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as no:
        return no.code, json.load(no)


def ovh_says_why(binaries):
    with tempfile.TemporaryDirectory(prefix='tocsin-fakes.') as folder:
        log = f'{folder}/witness.jsonl'
        fake = subprocess.Popen([f'{binaries}/fake_gateway', '--log', log, '--dialect', 'ovh', '--user', 'key', '--password', 'secret',
                                 '--consumer', 'consumer'], stdout=subprocess.PIPE, text=True)
        try:
            port = int(fake.stdout.readline().split()[1])
            expected = []
            for how, status, code in (({'application': 'other'}, 403, 'INVALID_KEY'), ({'consumer': 'other'}, 403, 'INVALID_CREDENTIAL'),
                                      ({'late': 3600}, 400, 'QUERY_TIME_OUT'), ({'secret': 'other'}, 400, 'INVALID_SIGNATURE'),
                                      ({'body': {}}, 400, 'INVALID_ARGUMENT')):
                came, said = ovh_call(port, **how)
                assert (came, said['errorCode']) == (status, code) and said['message'], (how, came, said)
                expected.append((status, said))
            assert ovh_call(port)[0] == 200
        finally:
            fake.terminate()
            fake.wait()
        with open(log) as lines:
            seen = [json.loads(line) for line in lines]
        assert [(line['status'], json.loads(line['said'])) for line in seen if line.get('event') == 'no'] == expected, seen
        assert sum(bool(line.get('taken')) for line in seen) == 1, seen


help_is_given(sys.argv[1])
ovh_says_why(sys.argv[1])
print('help is given, and a no comes with its reason')
