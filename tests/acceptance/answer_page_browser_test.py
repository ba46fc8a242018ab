# SPDX-License-Identifier: Apache-2.0
"""The answer page in Chromium: on a phone, without JavaScript, in every language, judged by axe (WCAG 2.2 AA). What it looks
like is in build/PRESET/answer-page/."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from urllib.parse import urlsplit

from house import SOURCE, House
from outside import Witness, free_port, until
from pages import HEADER, Page, mail_channel, mails_to, page_link

LANGUAGES = ['fr', 'en', 'ar', 'de', 'es', 'it', 'pt', 'uk']
PEERS = os.path.join(SOURCE, 'tests', 'integration', 'peers')


def main():
    binaries = sys.argv[1]
    ready = shutil.which('chromium') and shutil.which('node') and os.path.isdir(f'{PEERS}/node_modules/axe-core')
    if not ready:
        assert os.environ.get('CI') != 'true', 'in CI nothing is skipped, and chromium, node or axe-core is missing'
        print('skipped: chromium, node or axe-core is missing (./run test installs them)')
        sys.exit(77)
    relay = Witness(tempfile.NamedTemporaryFile(suffix='.jsonl', delete=False).name, f'{binaries}/fake_smtp')
    house = House(binaries, mail_channel(relay.port), port=free_port())
    house.start()
    house.wait_ready()
    csv = os.path.join(house.dir, 'people.csv')
    with open(csv, 'w') as out:
        out.write(HEADER)
        for each in LANGUAGES:
            out.write(f'{each},Maria-Łucja,X,{each},1990-01-01,,{each}@people.example.org,04000,04070,44.09,6.23,30,,flexible,no,yes\n')
    house.tocsin('volunteers', 'import', csv)
    house.tocsin('mobilise', '--event', 'Vigilance rouge pluie-inondation, Alpes-de-Haute-Provence', '--zone', '04070', '--need', '3',
                 '--by', '+12h', '--at', 'Gymnase Maria-Borrély, 2 boulevard Victor-Hugo, 04000 Digne-les-Bains', '--pace', 'all', '--yes')
    links = {each: page_link(until(lambda: mails_to(relay, f'{each}@people.example.org'), f'the mail in {each}')[0])
             for each in LANGUAGES}
    anybody = links['fr']
    shows, answers = [], []
    for each in LANGUAGES:
        shows.append({'name': f'asked-{each}', 'url': links[each]})
        answers.append({'name': f'answered-{each}', 'url': links[each] + '?a=yes', 'button': 'yes'})
    shows.append({'name': 'stop', 'url': anybody + '?a=stop'})
    shows.append({'name': 'later-in-arabic', 'url': anybody + '?a=later&lang=ar'})
    shows.append({'name': 'no-such-page', 'url': anybody[:-1]})
    # Whatever a mail touched, without choosing a time; a change of mind; the way out.
    answers.append({'name': 'no-time', 'url': links['de'] + '?lang=de', 'button': 'no'})
    answers.append({'name': 'again', 'url': links['de'] + '?lang=de', 'button': 'later'})
    # Not the first of the times: that one is no longer offered when a quarter of an hour begins in between.
    answers.append({'name': 'later', 'url': links['de'], 'button': 'later', 'eta': str(Page(links['de']).times()[1])})
    answers.append({'name': 'stopped', 'url': links['uk'] + '?a=stop', 'button': 'stop'})
    pictures = os.path.join(os.path.dirname(os.path.abspath(binaries)), 'answer-page')
    os.makedirs(pictures, exist_ok=True)
    at = urlsplit(anybody)
    plan = {'origins': [f'{at.scheme}://{at.netloc}'], 'shows': shows, 'answers': answers}
    run = subprocess.run(['node', f'{PEERS}/answer_page.js', pictures], input=json.dumps(plan), text=True, timeout=300)
    assert run.returncode == 0, 'see above'
    counts = house.tocsin('status', 'M1')[1]
    assert (counts['confirmed'], counts['reserve'], counts['declined']) == (3, 4, 1), counts
    assert house.stop() == 0
    os.unlink(relay.log)


main()
