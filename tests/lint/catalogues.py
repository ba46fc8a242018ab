# SPDX-License-Identifier: Apache-2.0
"""Whether the template holds the sentences of the command line, and every po/*.po all of them: translated, none of them
fuzzy or left over, naming the same values. Each check also meets a sample it must complain about.
usage: catalogues.py SOURCE_DIR"""
import gettext
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(sys.argv[1])
TEMPLATE = os.path.join(ROOT, 'po/tocsin.pot')
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'
DATES = {'%d': 'day', '%-d': 'day', '%m': 'month', '%-m': 'month', '%b': 'month', '%Y': 'year', '%H': 'hour', '%M': 'minute'}


def out_of(*command, given=None):
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


def compiled(po):
    """{(context EOT English, form): sentence}, without what is fuzzy."""
    with tempfile.NamedTemporaryFile() as mo:
        made = out_of('msgfmt', '--output-file', mo.name, '-', given=po)
        if made.returncode != 0:
            raise ValueError(made.stderr.decode())
        catalogue = gettext.GNUTranslations(open(mo.name, 'rb'))._catalog
    return {key if isinstance(key, tuple) else (key, None): text for key, text in catalogue.items() if key != ''}


def values(pattern, context=None):
    """What names_the_same_values in dispatcher/cli/catalogue.cpp sees; of a date, what it tells."""
    found = re.findall(r'\{[^{}]*\}|[{}]', pattern)
    if context == 'moment':
        return sorted(DATES.get(each, 'unreadable') for each in re.findall(r'%-?.', pattern))
    if any(not re.fullmatch(r'\{\d?\}', each) for each in found) or ('{}' in found and set(found) != {'{}'}):
        return 'unreadable'
    return {str(i) for i, _ in enumerate(found)} if '{}' in found else {each[1:-1] for each in found}


def complaints(name, template, po):
    checked = out_of('msgfmt', '--check', '--output-file', os.devnull, '-', given=po)
    if checked.returncode != 0:
        yield checked.stderr.decode()
        return
    if re.search(rb'^#~', po, re.M):
        yield 'holds sentences that are gone: sh po/update.sh'
    if re.search(rb'^#,.*fuzzy', po, re.M):
        yield 'holds fuzzy entries'
    template = template.replace(b'nplurals=INTEGER; plural=EXPRESSION', b'nplurals=2; plural=n != 1')
    english = compiled(out_of('msgen', '-', given=template).stdout)
    translated = compiled(po)
    have = {key for key, _ in translated}
    for key in {key for key, _ in english} - have:
        yield f'not translated: {key!r}'
    for key in have - {key for key, _ in english}:
        yield f'not in the template: {key!r}'
    for (key, _), text in translated.items():
        context, _, source = key.rpartition('\4')
        if values(text, context) != values(source, context):
            yield f'other values than the English: {text!r}'


def read(path):
    with open(path, 'rb') as file:
        return file.read()


SAMPLE = (HEAD + 'msgid "{} of {}"\nmsgstr ""\n\nmsgid "{} day"\nmsgid_plural "{} days"\nmsgstr[0] ""\nmsgstr[1] ""\n\n'
          'msgctxt "moment"\nmsgid "%d"\nmsgstr ""\n').encode()


def sample(one='{1}/{0}', many='{} Tage', moment='%-d.', flag='', more=''):
    return (HEAD + f'{flag}msgid "{{}} of {{}}"\nmsgstr "{one}"\n\nmsgid "{{}} day"\nmsgid_plural "{{}} days"\nmsgstr[0] "{{}} Tag"\n'
            f'msgstr[1] "{many}"\n\nmsgctxt "moment"\nmsgid "%d"\nmsgstr "{moment}"\n{more}').encode()


assert not list(complaints('sample', SAMPLE, sample())), list(complaints('sample', SAMPLE, sample()))
for bad in (sample(one=''), sample(one='{}'), sample(one='{} {1}'), sample(one='{0} {1} {'), sample(many='Tage'), sample(many=''),
            sample(moment='%A'), sample(moment='%d %Y'), sample(flag='#, fuzzy\n'), sample(more='\nmsgid "new"\nmsgstr "neu"\n'),
            sample(more='\n#~ msgid "old"\n#~ msgstr "alt"\n'), sample(one='"')):
    assert list(complaints('sample', SAMPLE, bad)), bad

failures = 0
with tempfile.TemporaryDirectory() as folder:
    fresh = os.path.join(folder, 'tocsin.pot')
    subprocess.run(['sh', os.path.join(ROOT, 'po/update.sh'), '--template', fresh], check=True)
    if read(fresh) != read(TEMPLATE):
        print('po/tocsin.pot: not what the sources say: sh po/update.sh')
        failures += 1
languages = sorted(glob.glob(os.path.join(ROOT, 'po/*.po')))
for path in languages:
    for why in complaints(path, read(TEMPLATE), read(path)):
        print(f'{os.path.relpath(path, ROOT)}: {why}')
        failures += 1
print(f'{len(languages)} languages, {failures} complaints')
sys.exit(1 if failures or not languages else 0)
