# SPDX-License-Identifier: Apache-2.0
"""A witness to whether anything at all was sent to a provider, and the channel whose provider it is."""
import socket
import threading


class Listener:
    """Counts every connection, whatever comes over it."""

    def __init__(self):
        self.connections = 0
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.url = f'http://127.0.0.1:{self.socket.getsockname()[1]}/send'
        threading.Thread(target=self.count, daemon=True).start()

    def count(self):
        while True:
            self.socket.accept()[0].close()
            self.connections += 1


def real(name, url, rate=50):
    return f'''  - name: {name}
    type: http_sms
    medium: sms
    rate: {{per_second: {rate}}}
    sender: "38123"
    request: {{method: GET, url: "{url}", query: {{to: "{{to}}", text: "{{text}}", id: "{{reference}}"}}}}
    success: {{status: [200]}}
'''
