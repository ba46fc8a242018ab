# SPDX-License-Identifier: Apache-2.0
"""docs/tutorial.md, replayed: every command of it in order, in one shell, against a fresh daemon with a sandbox."""
import os
import re
import subprocess
import sys

from house import SOURCE, House


def commands(page):
    """The lines behind `$ `, with those of a here-document that follow."""
    found = []
    for block in re.findall(r'```console\n(.*?)```', page, re.S):
        for line in block.splitlines():
            if line.startswith('$ '):
                found.append(line[2:])
            else:
                found[-1] += '\n' + line
    return found


def main():
    with open(os.path.join(SOURCE, 'docs', 'tutorial.md')) as file:
        page = file.read()
    house = House(sys.argv[1], '''channels:
  - {name: dry, type: sandbox, medium: sms, directory: %s/sent, rate: {per_second: 20}, price: 0.05}
routes: {sms: [dry], email: []}
''', people=2)
    with open(house.config) as file:
        config = file.read().replace('%s', house.dir)
    with open(house.config, 'w') as file:
        file.write(config)
    house.start()
    house.wait_ready()
    told = commands(page)
    assert len(told) > 20, told
    os.mkdir(f'{house.dir}/tour')
    script = ''.join(f'{each}\ncode=$?; echo "== $code"; [ $code = 0 ] || exit 1\n' for each in told)
    run = subprocess.run(['bash'], input=script, cwd=f'{house.dir}/tour', stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         env={'PATH': f'{os.path.abspath(sys.argv[1])}:/usr/bin:/bin', 'TOCSIN_SOCKET': house.socket})
    assert run.returncode == 0, run.stdout[-3000:]
    assert run.stdout.count('== 0') == len(told)
    counted = house.tocsin('status', 'M1')[1]
    assert counted['asked'] == 3 and counted['confirmed'] == 2 and counted['declined'] == 1, counted
    assert house.tocsin('status', 'M2')[1]['state'] == 'cancelled'
    for made in ('m1.html', 'tutorial.db'):
        assert os.path.getsize(f'{house.dir}/tour/{made}') > 1000, made
    assert house.stop() == 0
    print(f'{len(told)} commands')


main()
