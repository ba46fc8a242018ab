# SPDX-License-Identifier: Apache-2.0
"""Reads mails with Python's own parser, a second opinion on ours, and prints them as one JSON list.
usage: read_mails.py FILE…"""
import email
import email.policy
import email.utils
import json
import sys

mails = []
for name in sys.argv[1:]:
    with open(name, 'rb') as file:
        raw = file.read()
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    part = {p.get_content_type(): p.get_content() for p in mail.walk() if not p.is_multipart()}
    to = mail['To'].addresses[0]
    mails.append({
        'to': to.addr_spec, 'to_name': to.display_name,
        'from': mail['From'].addresses[0].addr_spec, 'from_name': mail['From'].addresses[0].display_name,
        'reply_to': mail['Reply-To'] and mail['Reply-To'].addresses[0].addr_spec,
        'subject': mail['Subject'], 'message_id': mail['Message-ID'],
        'date': int(email.utils.parsedate_to_datetime(mail['Date']).timestamp()),
        'auto_submitted': mail['Auto-Submitted'], 'unsubscribe': mail['List-Unsubscribe'],
        'type': mail.get_content_type(),
        'text': part.get('text/plain'), 'html': part.get('text/html'),
        'defects': [str(d) for p in mail.walk() for d in p.defects] + [str(d) for v in mail.values() for d in v.defects],
        'longest_line': max(len(line) for line in raw.split(b'\n')),
        'is_ascii': all(b < 128 for b in raw),
    })
print(json.dumps(mails))
