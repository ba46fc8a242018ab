# SPDX-License-Identifier: Apache-2.0
"""Kannel (bearerbox and smsbox) in front of a message centre, set up as its user guide says."""
import os
import socket
import time

from outside import Program, free_port

CONFIGURATION = '''group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {token}
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
log-file = "{folder}/bearerbox.log"
log-level = 0
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = npm
host = 127.0.0.1
port = {smsc}
transceiver-mode = true
smsc-username = tocsin
smsc-password = secret
system-type = ""
interface-version = 34
reconnect-delay = 1
enquire-link-interval = 5

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
log-file = "{folder}/smsbox.log"
log-level = 0

group = sendsms-user
username = tocsin
password = {token}
concatenation = true
max-messages = 6

group = sms-service
keyword = default
max-messages = 0
catch-all = true
get-url = "http://127.0.0.1:{tocsin}/v1/channels/sms/replies?token={token}&from=%p&to=%P&text=%b&charset=%C&id=%I"
'''


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0


class Kannel:
    """`smsc` and `tocsin` are ports; `token` is every password here. `url` is where messages are handed in."""

    def __init__(self, folder, smsc, tocsin, token):
        admin, box, self.sendsms = free_port(), free_port(), free_port()
        self.folder = folder
        configuration = os.path.join(folder, 'kannel.conf')
        with open(os.open(configuration, os.O_WRONLY | os.O_CREAT, 0o600), 'w') as out:
            out.write(CONFIGURATION.format(admin=admin, box=box, sendsms=self.sendsms, smsc=smsc, tocsin=tocsin, token=token,
                                           folder=folder))
        self.url = f'http://127.0.0.1:{self.sendsms}/cgi-bin/sendsms'
        self.bearerbox = Program('bearerbox', configuration)
        self.wait(box)
        self.smsbox = Program('smsbox', configuration)
        self.wait(self.sendsms)

    def wait(self, port):
        end = time.monotonic() + 20
        while not listens(port):
            assert time.monotonic() < end, f'Kannel does not listen; see {self.folder}/bearerbox.log'
            time.sleep(0.05)

    def stop(self):
        self.smsbox.stop()
        self.bearerbox.stop()
