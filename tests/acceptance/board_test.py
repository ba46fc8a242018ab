# SPDX-License-Identifier: Apache-2.0
"""The situation board by its wire: who gets in, what browsers are told, lines that live, are let go, and end."""
import re
import socket
import subprocess
import sys
import threading
import time

from boards import SOURCE_TOKEN, STAFF, Browser, Line, asked, board_house, call, parts_of, says
from outside import until

PEOPLE, NEED = 120, 100
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; " \
      "form-action 'self'; frame-ancestors 'none'"


def doors(house):
    stranger = Browser(house.port)
    status, headers, text = stranger.ask('GET', '/board')
    assert status == 200 and 'name="token"' in text and 'id="channels"' not in text
    assert headers['content-security-policy'] == CSP, headers
    assert headers['x-frame-options'] == 'DENY' and headers['referrer-policy'] == 'same-origin'
    assert stranger.ask('GET', '/board/events')[0] == 401
    assert stranger.sign_in('wrong-token-0123456789')[0] == 401
    assert stranger.sign_in(SOURCE_TOKEN)[0] == 403
    assert stranger.sign_in(STAFF, Sec_Fetch_Site='cross-site')[0] == 403
    assert stranger.sign_in(STAFF, Origin='https://elsewhere.example.org')[0] == 403
    status, headers, _ = stranger.sign_in(STAFF, Origin=f'http://127.0.0.1:{house.port}', Host=f'127.0.0.1:{house.port}')
    assert status == 303 and headers['location'] == '../board', headers
    assert re.fullmatch(r'tocsin_board=[0-9a-f]{64}; HttpOnly; SameSite=Strict', headers['set-cookie']), headers
    return stranger


def pages(house, staff, which):
    status, headers, text = staff.ask('GET', '/board?lang=en')
    assert status == 200 and which in text and headers['content-security-policy'] == CSP
    for link in re.findall(r'(?:src|href|action)="([^"]*)"', text):
        assert not re.match(r'[a-z]+:|//', link), link
    assert 'style=' not in text and '<style' not in text
    for name, kind in (('board.css', 'text/css'), ('board.js', 'text/javascript')):
        status, headers, text = staff.ask('GET', '/board/' + name)
        assert status == 200 and headers['content-type'].startswith(kind) and headers['x-content-type-options'] == 'nosniff'
        assert not re.search(r'https?://|@import|url\(|eval\(', text), name
    assert staff.ask('GET', '/v1/mobilisations')[0] == 401  # the cookie opens nothing else
    wall = Browser(house.port)
    wall.sign_in(STAFF, wall=True)
    assert 'Essai-' in staff.ask('GET', '/board')[2]
    assert 'Essai-' not in wall.ask('GET', '/board')[2]


def lines(house, staff, which):
    line = Line(staff, f'?m={which}&lang=en')
    assert line.came.getheader('content-type') == 'text/event-stream'
    assert line.next()[0] == 'hello'
    parts = parts_of(line)
    assert f'<b>1</b><span>/ {NEED} confirmed' in parts['figures'], parts['figures']
    begun = time.monotonic()
    says(house, 2, 'oui dans 1h')  # whatever the hour at which this runs
    line.until(lambda event, data: event == 'part' and data.startswith('figures\n') and '<b>2</b>' in data)
    assert time.monotonic() - begun < 10
    line.until(lambda event, data: event == 'beat' and re.fullmatch(r'\d\d:\d\d', data))
    line.close()


def a_viewer_who_does_not_read(house, staff, which):
    """Is let go, while another one hears everything."""
    lazy = socket.socket()
    lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    lazy.connect(('127.0.0.1', house.port))
    lazy.sendall(f'GET /board/events?m={which} HTTP/1.1\r\nHost: x\r\nCookie: {staff.cookie}\r\n\r\n'.encode())
    mine = lazy.getsockname()[1]

    def held():
        table = subprocess.run(['ss', '-Htn', f'sport = :{house.port} and dport = :{mine}'], stdout=subprocess.PIPE, text=True).stdout
        return int(table.split()[2]) if table.strip() else None

    assert until(lambda: held() is not None, 'the line')
    over, most = threading.Event(), [0]

    def change():
        i = 3
        while not over.is_set():
            says(house, i, 'OUI' if i % 2 else 'NON')
            i = 3 + (i + 1) % (PEOPLE - 10)
            time.sleep(0.05)

    changing = threading.Thread(target=change, daemon=True)
    changing.start()
    good = Line(staff, f'?m={which}')
    heard = 0
    end = time.monotonic() + 60
    while time.monotonic() < end:
        now = held()
        if now is None:
            break
        most[0] = max(most[0], now)
        good.until(lambda event, data: event in ('part', 'beat'))
        heard += 1
    over.set()
    changing.join()
    assert held() is None, 'the viewer who does not read is still there'
    assert heard > 20, heard
    assert most[0] < 1024 * 1024, f'{most[0]} bytes were held for a viewer who does not read'
    good.close()
    lazy.close()


def revoked(house):
    _, made = house.tocsin('clients', 'add', 'salle', '--role', 'staff')
    screen = Browser(house.port)
    assert screen.sign_in(made['secret'])[0] == 303
    line = Line(screen)
    parts_of(line)
    house.tocsin('clients', 'revoke', 'salle', '--yes')
    line.until(lambda event, data: event == 'end')
    assert line.next() is None
    assert 'name="token"' in screen.ask('GET', '/board')[2]


def a_proxy(house):
    browser = Browser(house.port)
    assert 'id="channels"' in browser.ask('GET', '/board', X_Remote_User='alice')[2]
    assert browser.ask('GET', '/board', X_Remote_User='mallory')[0] == 403


def main():
    binaries = sys.argv[1]
    house = board_house(binaries, PEOPLE, extra='board: {proxy: {header: X-Remote-User, from: ["127.0.0.1"], people: {alice: staff}}}\n')
    which = call(house, NEED, '--pace', 'all')
    asked(house, which, PEOPLE)
    says(house, 1, 'OUI')
    staff = doors(house)
    pages(house, staff, which)
    lines(house, staff, which)
    revoked(house)
    a_proxy(house)
    a_viewer_who_does_not_read(house, staff, which)
    # The daemon leaves: lines end as they should, and nobody waits for them.
    line = Line(staff, f'?m={which}')
    parts_of(line)
    house.daemon.terminate()
    while line.next() is not None:
        pass
    assert house.daemon.wait(timeout=20) == 0
    assert 'Essai-' not in open(f'{house.dir}/tocsind.log').read()


main()
