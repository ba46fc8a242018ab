# SPDX-License-Identifier: Apache-2.0
"""What a reader would notice and a compiler does not. Each check also meets a sample it must complain about.
usage: lint.py SOURCE_DIR CHECK"""
import os
import re
import subprocess
import sys

ROOT = sys.argv[1]
SOURCES = ('.cpp', '.hpp')


def tracked():
    out = subprocess.run(['git', '-C', ROOT, 'ls-files'], stdout=subprocess.PIPE, text=True, check=True).stdout.split('\n')
    return [f for f in out if f and os.path.exists(os.path.join(ROOT, f))]


def code(path):
    return open(os.path.join(ROOT, path), encoding='utf-8').read()


def floor(path):
    return path.split('/')[0]


def without_comments(text):
    text = re.sub(r'/\*.*?\*/', lambda m: '\n' * m.group(0).count('\n'), text, flags=re.S)
    return re.sub(r'//[^\n]*', '', text)


def matches(text, pattern):
    for m in re.finditer(pattern, text):
        yield text[:m.start()].count('\n') + 1, m.group(0)


# --- arrows ---------------------------------------------------------------------------------------------------------
def arrows(path, text):
    for line, found in matches(text, r'#include [<"]([^>"]+)[>"]'):
        target = re.search(r'[<"]([^>"]+)', found).group(1)
        here = floor(path)
        up = {'rules': ('channels/', 'dispatcher/', 'boost/asio', 'boost/beast', 'curl/', 'yaml-cpp', 'sqlite3', 'fmt/'),
              'channels': ('dispatcher/', 'sqlite3', 'boost/beast')}.get(here, ())
        if target.startswith(up) and up:
            yield line, f'{here}/ reaches for {target}'
        if path.startswith('dispatcher/cli/') and target.startswith(('dispatcher/', 'channels/', 'rules/')) \
                and not target.startswith('dispatcher/cli/'):
            yield line, f'the command line reaches for {target}'
        if target == 'sqlite3.h' and not path.startswith(('dispatcher/store/', 'tests/')):
            yield line, 'only dispatcher/store knows SQLite'
        steps = ('proposals', 'waves', 'sender', 'receipts', 'replies', 'closing', 'decisions', 'registrar')
        engine = re.match(r'dispatcher/engine/(\w+)\.', path)
        other = re.match(r'dispatcher/engine/(\w+)\.hpp', target)
        if engine and other and engine.group(1) in steps and other.group(1) in steps and engine.group(1) != other.group(1):
            yield line, f'the step {engine.group(1)} knows the step {other.group(1)}'


# --- time and chance --------------------------------------------------------------------------------------------------
AMBIENT = r'system_clock::now|steady_clock::now|steady_timer|system_timer|random_device|getrandom|\btime\(nullptr\)|sleep_for|\brand\('


def ambient(path, text):
    if path.startswith('tests/') or path == 'dispatcher/runtime/asio_runtime.cpp' or path.startswith('dispatcher/cli/'):
        return
    for line, found in matches(without_comments(text), AMBIENT):
        yield line, f'{found} outside dispatcher/runtime/asio_runtime.cpp'
    if path != 'dispatcher/runtime/processes.cpp':
        for line, found in matches(without_comments(text), r'\bposix_spawnp?\(|\bv?fork\(|\bexec[lv]p?e?\(|\bpopen\(|\bsystem\('):
            yield line, f'{found} outside dispatcher/runtime/processes.cpp'


# --- the g++ 12.2 coroutine hazard ------------------------------------------------------------------------------------
def hazard(path, text):
    """A braced aggregate or a lambda that captures by value, in one statement with a co_await, is destroyed twice."""
    for statement in re.finditer(r'[^;{}]*\bco_await\b[^;]*;', without_comments(text)):
        body = statement.group(0)
        line = without_comments(text)[:statement.start() + body.index('co_await')].count('\n') + 1
        after = body[body.index('co_await'):]
        for lambda_head in re.finditer(r'\[([^\]]*)\]\s*(\([^)]*\))?\s*(mutable\s*)?(->[^{]*)?\{', after):
            captures = [c.strip() for c in lambda_head.group(1).split(',') if c.strip()]
            if any(not c.startswith('&') and c != 'this' for c in captures):
                yield line, 'a lambda that captures by value in a statement that awaits: name it first'
        if re.search(r'co_await[^;]*\(\s*\{|co_await[^;]*,\s*\{[^}]', after):
            yield line, 'a braced list in a statement that awaits: name it first'


# --- events -----------------------------------------------------------------------------------------------------------
def events(path, text):
    if path != 'dispatcher/runtime/events.hpp':
        return
    declared = re.findall(r'inline constexpr event (\w+)\{\s*"(TOC\d{4})",\s*level::\w+,\s*"([^"]+)",\s*"([^"]+)"', text)
    everything = ''.join(code(f) for f in tracked() if f.endswith(SOURCES) and f.startswith('dispatcher/') and f != path)
    ids = [d[1] for d in declared]
    if len(declared) < 10:
        yield 1, 'the table of events cannot be read'
    for name, number, sentence, advice in declared:
        if ids.count(number) > 1:
            yield 1, f'{number} stands twice'
        if len(advice) < 8:
            yield 1, f'{name} does not say what to do'
        if f'events::{name}' not in everything and not SELF_TEST:
            yield 1, f'{name} is reported nowhere'


# --- the rest ---------------------------------------------------------------------------------------------------------
def habits(path, text):
    if 'SPDX-License-Identifier: Apache-2.0' not in text[:400]:
        yield 1, 'no SPDX line'
    for line, _ in matches(without_comments(text) if not path.startswith('tests/') or SELF_TEST else '', r'asio::detached|,\s*detached\)'):
        yield line, 'a detached task: groups own their children'
    for line, found in matches(text, r'(?:\+33 ?|0)[67](?:[ .]?\d\d){4}(?![ .]?\d)'):
        digits = re.sub(r'\D', '', found)
        if not re.match(r'(33|0)63998', digits):
            yield line, f'a phone number outside the ranges kept for fiction: {found}'


CHECKS = {'arrows': arrows, 'ambient': ambient, 'hazard': hazard, 'events': events, 'habits': habits}
BAD = {
    'arrows': ('rules/bad.cpp', '#include "dispatcher/store/store.hpp"\n'),
    'ambient': ('dispatcher/engine/bad.cpp', 'auto now = std::chrono::system_clock::now();\n'),
    'hazard': ('dispatcher/engine/bad.cpp', 'task<void> f() { co_await g([x] { return x; }); co_await h({1, 2}); }\n'),
    'events': ('dispatcher/runtime/events.hpp', 'inline constexpr event a{"TOC0001", level::error, "b", "c"};\n'),
    'habits': ('rules/bad.cpp', 'call("06 12 34 56 78");\n'),
}
SELF_TEST = True
name = sys.argv[2]
bad_path, bad_text = BAD[name]
if not list(CHECKS[name](bad_path, bad_text)):
    sys.exit(f'{name}: the check does not see its own bad sample')
SELF_TEST = False
complaints = 0
for path in tracked():
    if not path.endswith(SOURCES):
        continue
    for line, why in CHECKS[name](path, code(path)):
        print(f'{path}:{line}: {why}')
        complaints += 1
print(f'{name}: {complaints} complaints')
sys.exit(1 if complaints else 0)
