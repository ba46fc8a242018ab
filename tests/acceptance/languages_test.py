# SPDX-License-Identifier: Apache-2.0
"""The built command line in the languages people set, on a system that has generated none of them; in one that somebody
added with a single .po file; and before catalogues that are wrong or broken."""
import os
import pty
import shutil
import subprocess
import sys
import tempfile

BIN = os.path.abspath(sys.argv[1])
OUT_OF_REACH, REFUSED, USAGE = 4, 3, 2
FRENCH, ENGLISH, GERMAN = 'le démon ne répond pas', 'the daemon does not answer', 'der Dienst antwortet nicht'

HEAD = '''msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

'''
ABSENT = 'the daemon does not answer: nobody listens at {}.'


def entry(english, translated):
    return f'msgid "{english}"\nmsgstr "{translated}"\n\n'


def run(program, *words, **variables):
    """Exit status and all that was said, with these variables and no others."""
    done = subprocess.run([program, *words], env={'TOCSIN_SOCKET': '/nonexistent/tocsin.sock', **variables}, timeout=20,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, ' '.join(done.stdout.decode('utf-8').split())


def says(program, expected, **variables):
    code, said = run(program, 'status', **variables)
    assert code == OUT_OF_REACH and expected in said, (variables, code, said)


def answers(program, typed, **variables):
    """The exit status when somebody at a terminal is asked whether a person is to be erased, and types this."""
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    done = subprocess.run([program, 'volunteers', 'erase', '1'], env={'TOCSIN_SOCKET': '/nonexistent', **variables}, timeout=20,
                          stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(ours)
    os.close(theirs)
    return done.returncode


def as_people_set_it(tocsin):
    says(tocsin, FRENCH, LANG='fr_FR.UTF-8')
    says(tocsin, FRENCH, LANG='fr_CA')
    says(tocsin, ENGLISH, LANG='en_GB.UTF-8')
    says(tocsin, ENGLISH, LANG='de_DE.UTF-8')
    says(tocsin, FRENCH)  # nobody said anything: the house speaks French
    says(tocsin, FRENCH, LANG='C.UTF-8')
    says(tocsin, FRENCH, LC_ALL='C', LANG='en_GB.UTF-8')
    says(tocsin, ENGLISH, LC_MESSAGES='en_GB.UTF-8', LANG='fr_FR.UTF-8')
    # LANGUAGE, as gettext knows it.
    says(tocsin, FRENCH, LANG='de_DE.UTF-8', LANGUAGE='de:fr:en')
    says(tocsin, ENGLISH, LANG='fr_FR.UTF-8', LANGUAGE='de:en:fr')
    says(tocsin, ENGLISH, LANG='C.UTF-8', LANGUAGE='en')
    says(tocsin, FRENCH, LC_ALL='C', LANGUAGE='en')
    code, said = run(tocsin, '--lang', 'xx', 'status')
    assert code == USAGE and 'en|fr' in said, said


class Copy:
    """The command line somewhere else, with catalogues of its own beside it."""

    def __init__(self, folder):
        self.folder = folder
        self.tocsin = os.path.join(folder, 'bin/tocsin')
        os.makedirs(os.path.dirname(self.tocsin))
        shutil.copy(os.path.join(BIN, 'tocsin'), self.tocsin)

    def catalogue(self, name):
        path = os.path.join(self.folder, 'share/locale', name, 'LC_MESSAGES/tocsin.mo')
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def add(self, name, entries):
        po = os.path.join(self.folder, 'some.po')
        with open(po, 'w', encoding='utf-8') as file:
            file.write(HEAD + entries)
        subprocess.run(['msgfmt', '--output-file', self.catalogue(name), po], check=True)


def with_one_more(copy):
    copy.add('de', entry(ABSENT, 'der Dienst antwortet nicht: an {} hört niemand.') + entry('yes', 'ja') + entry('no', 'nein'))
    says(copy.tocsin, GERMAN, LANG='de_AT.UTF-8')
    code, said = run(copy.tocsin, 'status', LANG='de_DE.UTF-8')
    assert 'an /nonexistent/tocsin.sock hört niemand. See whether it runs' in said, said  # the rest in English
    assert GERMAN in run(copy.tocsin, '--lang', 'de', 'status')[1]
    assert '--lang de|en' in run(copy.tocsin, '--help', LANG='en')[1]
    assert 'de en' in run(copy.tocsin, 'completion', 'bash')[1]
    # A yes is one in the language that asks; whatever it says, an empty line is none.
    copy.add('ny', entry('yes', 'na') + entry('no', 'ne'))
    copy.add('zz', entry('yes', '  ') + entry('no', 'x'))
    for code, typed, status in (('de', 'Ja', OUT_OF_REACH), ('de', 'j', OUT_OF_REACH), ('de', 'n', REFUSED), ('ny', 'n', REFUSED),
                                ('ny', 'na', OUT_OF_REACH), ('ny', 'y', OUT_OF_REACH), ('zz', '', REFUSED)):
        assert answers(copy.tocsin, typed + '\n', LANG=code) == status, (code, typed)
    # What the first language lacks, the next one says.
    copy.add('nds', entry('See whether it runs: systemctl status tocsind\\nAnother socket: tocsin --socket PATH …, or the variable '
                          'TOCSIN_SOCKET.', 'Kiek na.'))
    code, said = run(copy.tocsin, 'status', LANG='nds_DE.UTF-8', LANGUAGE='nds:de')
    assert GERMAN in said and 'Kiek na.' in said, said


def before_what_is_wrong(copy):
    for bad in ('', '{} {}', '{1}', '{', '}', '{0:>2000000000}', '{:{}}', '{x}', 'ohne Wert'):
        copy.add('de', entry(ABSENT, bad))
        says(copy.tocsin, ENGLISH, LANG='de_DE.UTF-8')
    copy.add('de', entry(ABSENT, GERMAN + ': {}'))
    with open(copy.catalogue('de'), 'rb') as file:
        whole = file.read()
    for broken in (b'', whole[:20], whole[:-40], whole[:28] + b'\xff' * (len(whole) - 28), os.urandom(4096), b'\0' * 4096):
        with open(copy.catalogue('de'), 'wb') as file:
            file.write(broken)
        for name in ('de_DE.UTF-8', 'de_DE@euro', 'de'):
            says(copy.tocsin, ENGLISH, LANG=name)


as_people_set_it(os.path.join(BIN, 'tocsin'))
with tempfile.TemporaryDirectory() as temporary:
    elsewhere = Copy(temporary)
    says(elsewhere.tocsin, ENGLISH, LANG='fr_FR.UTF-8')  # without any catalogue
    with_one_more(elsewhere)
    before_what_is_wrong(elsewhere)
print('the command line speaks the languages that are there')
