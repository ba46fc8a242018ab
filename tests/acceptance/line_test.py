# SPDX-License-Identifier: Apache-2.0
"""The line as an officer sees it: exit statuses, JSON, answers, a daemon that is away."""
import os
import subprocess
import sys

from house import SOURCE, House

ALERT = '''<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>acceptance-1</identifier>
<sender>vigilance@example.org</sender><sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType>
<scope>Public</scope><info><language>fr-FR</language><category>Met</category><event>Vigilance rouge orages</event>
<urgency>Immediate</urgency><severity>Extreme</severity><certainty>Likely</certainty><area><areaDesc>04</areaDesc>
<geocode><valueName>NUTS3</valueName><value>FR821</value></geocode></area></info></alert>'''


def main():
    house = House(sys.argv[1], '''channels:
  - {name: sms, type: sandbox, medium: sms, directory: DIR/sms, rate: {per_second: 100}, price: 0.05}
  - {name: mail, type: sandbox, medium: email, directory: DIR/mail, rate: {per_second: 100}}
routes: {sms: [sms], email: [mail]}
''')
    text = open(house.config).read().replace('DIR', house.dir)
    open(house.config, 'w').write(text)

    code, said = house.tocsin('status', check=False)
    assert code == 4, f'a daemon that is away is exit status 4, not {code}'

    house.start()
    house.wait_ready()
    report = house.register(400)
    assert report['rejected'] == 0, report

    sent = subprocess.run(['date', '-u', '+%Y-%m-%dT%H:%M:%S-00:00'], stdout=subprocess.PIPE, text=True).stdout.strip()
    path = os.path.join(house.dir, 'alert.xml')
    open(path, 'w').write(ALERT.format(sent=sent))
    _, first = house.tocsin('alert', 'send', path)
    assert len(first['mobilisations']) == 1 and first['mobilisations'][0]['state'] == 'proposed', first
    _, again = house.tocsin('alert', 'send', path)
    assert (again['alert'], again['mobilisations']) == (first['alert'], first['mobilisations']), 'the same alert twice'

    real = os.path.join(SOURCE, '..', 'shared', 'cap', 'weather_index.atom')
    if os.path.exists(real):
        code, said = house.tocsin('alert', 'send', real, check=False)
        assert code == 1 and 'error' in said, (code, said)

    which = first['mobilisations'][0]['id']
    house.tocsin('approve', which, '--yes')
    _, status = house.tocsin('status', which)
    for key in ('id', 'state', 'need', 'asked', 'confirmed', 'reserve', 'declined', 'silent', 'unreachable', 'messages'):
        assert key in status, key
    code, said = house.tocsin('reply', '--from', '06 39 98 99 99', 'OUI')
    _, inbox = house.tocsin('inbox')
    assert 'OUI' in str(inbox), inbox
    code, said = house.tocsin('mobilise', '--event', 'x', '--zone', 'Digne', '--need', '3', '--by', '+1h', '--at', 'ici',
                              '--yes', check=False)
    assert code == 2 and '04070' in str(said) or 'zone' in str(said), (code, said)
    house.tocsin('cancel', which)
    _, status = house.tocsin('status', which)
    assert status['state'] == 'cancelled', status
    code, _ = house.tocsin('approve', which, '--yes', check=False)
    assert code in (1, 3), f'approving what was cancelled must fail, not {code}'
    assert house.stop() == 0
    log = open(os.path.join(house.dir, 'tocsind.log')).read()
    assert '+3363998' not in log and '@example.org' not in log.replace('vigilance@example.org', ''), 'personal data in the log'
    print('the line holds')


main()
