# SPDX-License-Identifier: Apache-2.0
"""An exercise reaches nobody (R-08). The verdict is a listener's: how many connections were ever opened to it. Then a drill,
which reaches those who enrolled, over a real provider, and says EXERCICE to each."""
import json
import os
import sqlite3
import sys
import time

from house import House, Provider
from listener import Listener, real

ALERT = '''<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>exercise-1</identifier>
<sender>vigilance@example.org</sender><sent>{sent}</sent><status>Exercise</status><msgType>Alert</msgType>
<scope>Public</scope><note>all</note><info><language>fr-FR</language><category>Met</category>
<event>Vigilance rouge orages</event><urgency>Immediate</urgency><severity>Extreme</severity><certainty>Likely</certainty>
<area><areaDesc>04</areaDesc><geocode><valueName>NUTS3</valueName><value>FR821</value></geocode></area></info></alert>'''


def written(house):
    path = os.path.join(house.dir, 'dry', 'sent.jsonl')
    return [json.loads(line) for line in open(path)] if os.path.exists(path) else []


def wait(what, seconds=30):
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.1)
    return what()


def rehearse(binaries):
    witness = Listener()
    house = House(binaries, f'''channels:
{real('sms', witness.url)}  - {{name: dry, type: sandbox, medium: sms, directory: DIR/dry, rate: {{per_second: 20}}}}
routes: {{sms: [sms, dry]}}
''')
    text = open(house.config).read().replace('DIR', house.dir)
    open(house.config, 'w').write(text)
    house.start()
    house.wait_ready()
    house.register(800)
    _, made = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04070', '--need', '900', '--by', '+12h', '--at',
                           'Digne-les-Bains', '--pace', 'all', '--exercise', '--yes')
    assert wait(lambda: len(written(house)) >= 20), 'the sandbox saw nothing'
    path = os.path.join(house.dir, 'alert.xml')
    open(path, 'w').write(ALERT.format(sent=time.strftime('%Y-%m-%dT%H:%M:%S-00:00', time.gmtime())))
    _, raised = house.tocsin('alert', 'send', path)
    which = raised['mobilisations'][0]['id']
    house.tocsin('approve', which, '--yes')
    assert house.tocsin('status', which)[1]['gravity'] == 'rehearsal'
    before = len(written(house))
    assert wait(lambda: len(written(house)) > before + 10), 'the alert of an exercise was not played'
    assert all(each['text'].startswith('EXERCICE') for each in written(house)), 'a text does not say that it is an exercise'
    assert witness.connections == 0, f'{witness.connections} connections to a provider'

    # The sandbox's name now stands for a provider: what is queued for it must not leave, whatever the row says it is.
    house.kill()
    queued = "SELECT count(*) FROM message WHERE state = 0"
    database = os.path.join(house.dir, 'tocsin.db')
    with sqlite3.connect(database) as db:
        assert db.execute(queued).fetchone()[0] > 20, 'the test needs a queue'
        db.execute("UPDATE mobilisation SET gravity = 'real' WHERE id = 1")  # one word, turned in the database
    start = text.index('  - {name: dry')
    open(house.config, 'w').write(text[:start] + real('dry', witness.url) + 'routes: {sms: [sms, dry]}\n')
    for _ in range(3):
        house.start()
        house.wait_ready()
        time.sleep(2)
        house.kill()
    house.start()
    house.wait_ready()
    _, found = house.tocsin('audit', 'verify', check=False)
    assert [each['about'] for each in found['findings']] == [f'{made["id"]} gravity real'], found
    house.tocsin('audit', 'accept', '--reason', 'this very test', '--yes')
    time.sleep(2)
    for each in (made['id'], which):
        house.tocsin('cancel', each)
    code, _ = house.tocsin('mobilise', '--event', 'Crue', '--zone', '04112', '--need', '9', '--by', '+12h', '--at', 'Manosque',
                           '--exercise', '--yes', check=False)
    assert code != 0, 'an exercise without a sandbox channel has nobody to ask'
    time.sleep(3)
    assert witness.connections == 0, f'{witness.connections} connections to a provider'
    house.kill()


def drill(binaries):
    provider = Provider()
    house = House(binaries, f'channels:\n{real("sms", provider.url)}routes: {{sms: [sms]}}\n')
    house.start()
    house.wait_ready()
    people = os.path.join(house.dir, 'people.csv')
    with open(people, 'w') as out:
        out.write('id,first_name,last_name,mobile,postcode,commune,consent_sms,drill\n')
        for i in range(1, 11):
            out.write(f'v{i},Camille,Martin,+3363998{i:04},04000,04070,yes,{"yes" if i in (3, 7) else "no"}\n')
    house.tocsin('volunteers', 'import', people)
    house.tocsin('mobilise', '--event', 'Crue', '--zone', '04070', '--need', '5', '--by', '+12h', '--at', 'Digne',
                 '--minimum-age', '0', '--pace', 'all', '--drill', '--text', house.one_way_words, '--yes')
    assert wait(lambda: len(provider.witnessed()) >= 2)
    time.sleep(2)
    log = provider.witnessed()
    assert {each['to'].lstrip('+') for each in log} == {'33639980003', '33639980007'}, 'not those who enrolled'
    assert all(each['text'].startswith('EXERCICE') for each in log), log
    house.kill()


rehearse(sys.argv[1])
drill(sys.argv[1])
print('exercises reach nobody, drills those who enrolled')
