# SPDX-License-Identifier: Apache-2.0
"""Every picture that a document shows is there, and every one that is there is shown, is small, and says in words what it
shows. They are made by `./run pictures`. usage: pictures.py SOURCE_DIR"""
import os
import re
import subprocess
import sys

MOST_BYTES = 64 * 1024
SHOWN = re.compile(r'!\[([^\]]*)\]\(([^)\s]+)\)|<img\b[^>]*>')


def shown_in(document, text):
    """(alternative text, path from the root) of each picture."""
    for each in SHOWN.finditer(text):
        tag = each.group(0)
        if tag.startswith('<img'):
            said, source = (re.search(rf'\b{name}="([^"]*)"', tag) for name in ('alt', 'src'))
            said, source = said.group(1) if said else '', source.group(1) if source else ''
        else:
            said, source = each.groups()
        yield said, os.path.normpath(os.path.join(os.path.dirname(document), source))


def complaints(documents, pictures):
    """`documents`: {path: text}; `pictures`: {path: bytes}."""
    named = set()
    for document, text in documents.items():
        for said, picture in shown_in(document, text):
            named.add(picture)
            if picture not in pictures:
                yield f'{document} shows {picture}, which is not there'
            if len(said) < 20:
                yield f'{document} does not say in words what {picture} shows'
    for picture, size in pictures.items():
        if picture not in named:
            yield f'no document shows {picture}'
        if size > MOST_BYTES:
            yield f'{picture} has {size} bytes, of {MOST_BYTES}'


bad = list(complaints({'docs/a.md': '![too short](b.png) <img src="c.png">'}, {'docs/d.png': MOST_BYTES + 1}))
assert len(bad) == 6, f'the check does not see its own bad sample: {bad}'
root = sys.argv[1]
tracked = subprocess.run(['git', '-C', root, 'ls-files', '--cached', '--others', '--exclude-standard'], stdout=subprocess.PIPE, text=True,
                         check=True).stdout.split('\n')
kept = [each for each in tracked if os.path.isfile(os.path.join(root, each))]
found = list(complaints({each: open(os.path.join(root, each), encoding='utf-8').read() for each in kept if each.endswith('.md')},
                        {each: os.path.getsize(os.path.join(root, each)) for each in kept if each.startswith('docs/pictures/')}))
print('\n'.join(found))
print(f'pictures: {len(found)} complaints')
sys.exit(1 if found else 0)
