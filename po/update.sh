#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Collects the sentences of the command line into po/tocsin.pot and brings every po/*.po up to it: new ones are left to be
# translated, those that are gone are dropped.   --template FILE: only writes the template, to FILE.
set -eu
cd "$(dirname "$0")/.."
template=po/tocsin.pot
[ "${1:-}" != --template ] || template=$2

# The name of each sentence goes with it, for the translator to see what it is about.
sed -e 's#{phrase::\([a-z_]*\), *\(says\|counts\)#/* phrase: \1 */ \2#' dispatcher/cli/*.cpp |
    xgettext --language=C++ --from-code=UTF-8 --no-location --add-comments=phrase: --width=120 \
        --keyword --keyword=says:1 --keyword=says_of:1c,2 --keyword=counts:1,2 \
        --flag=says:1:no-c-format --flag=says_of:2:no-c-format --flag=counts:1:no-c-format --flag=counts:2:no-c-format \
        --package-name=tocsin --msgid-bugs-address=tocsin@example.org --output=- - |
    sed -e '1,/^$/{/^# /d;s/charset=CHARSET/charset=UTF-8/;/^"POT-Creation-Date:/d}' -e '/^#, no-c-format$/d' \
        -e '1i # SPDX-License-Identifier: Apache-2.0' > "$template"
[ "${1:-}" != --template ] || exit 0
for each in po/*.po; do
    msgmerge --quiet --no-fuzzy-matching --no-location --width=120 --update --backup=none "$each" "$template"
    msgattrib --no-obsolete --width=120 --output-file="$each" "$each"
done
