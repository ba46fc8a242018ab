#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job, from end to end, on this machine alone: 5,000 invented volunteers in the 198 communes of
# Alpes-de-Haute-Provence, a warning in Météo-France's profile, channels that write to files and answer as people would.
# Nothing leaves the machine; everything it makes is in one folder, whose name it prints.
# usage: demo.sh FOLDER_OF_THE_PROGRAMS
set -euo pipefail
bin=$(cd "$1" && pwd)
config=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-demo.XXXXXX")
export TOCSIN_SOCKET=$work/tocsin.sock
speed=30

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@"; }
tocsin() { "$bin/tocsin" "$@"; }

daemon=
stop() {
    if [ -n "$daemon" ] && kill -0 "$daemon" 2>/dev/null; then
        kill -TERM "$daemon"
        wait "$daemon" || true
    fi
    daemon=
}
trap stop EXIT

say "1. 5 000 bénévoles inventés, répartis dans les 198 communes du 04 selon leur population"
"$bin/make_register" --gazetteer "$config/gazetteer" --departement 04 --count 5000 --seed 4 --out "$work/benevoles.csv"
sed -e "s|@WORK@|$work|g" -e "s|@CONFIG@|$config|g" -e "s|@SPEED@|$speed|g" "$config/demo/tocsin.yaml.in" > "$work/tocsin.yaml"
# The planner waits as long as real people take to answer; these are quicker, so everybody is asked at once.
mkdir "$work/rules"
sed -e 's|pace: fast .*|pace: all|' "$config/rules/prefecture-04.yaml" > "$work/rules/prefecture-04.yaml"
"$bin/tocsind" --config "$work/tocsin.yaml" --check
"$bin/tocsind" --config "$work/tocsin.yaml" > "$work/tocsind.log" 2>&1 &
daemon=$!
for _ in $(seq 100); do
    tocsin channels > /dev/null 2>&1 && break
    kill -0 "$daemon" 2>/dev/null || { cat "$work/tocsind.log"; exit 1; }
    sleep 0.1
done
run tocsin volunteers import "$work/benevoles.csv"

say "2. Une vigilance rouge orages arrive (CAP 1.2, deux langues, zone NUTS3 FR821, sans polygone)"
now=$(date -u +%s)
stamp() { date -u -d "@$(($now + $1))" +%Y-%m-%dT%H:%M:%S-00:00; }
sed -e "s|@ID@|$(date -u +%Y%m%d%H%M%S)|g" -e "s|@SENT@|$(stamp 0)|g" -e "s|@EXPIRES@|$(stamp 43200)|g" \
    "$config/demo/vigilance-rouge.xml.in" > "$work/vigilance-rouge.xml"
run tocsin alert send "$work/vigilance-rouge.xml"
id=$(tocsin --json status | sed -n 's/.*"id":"\(M[0-9]*\)".*/\1/p' | head -n 1)

say "3. Ce qui serait fait, avant que ce soit fait"
run tocsin preview "$id"

say "4. L'officier d'astreinte approuve; les gens répondent (leur temps va $speed fois plus vite que le nôtre)"
run tocsin approve "$id" --yes
run tocsin watch "$id" --until-filled

say "5. Le besoin est couvert: on clôt, et chacun apprend la fin"
run tocsin close "$id"
for _ in $(seq 300); do
    waiting=$(tocsin --json status "$id" | sed -n 's/.*"queued":\([0-9]*\).*/\1/p')
    [ "${waiting:-0}" = 0 ] && break
    sleep 0.2
done
tocsin report "$id" > "$work/rapport.txt"
run head -n 24 "$work/rapport.txt"
echo "  … (en entier dans $work/rapport.txt)"
run tocsin inbox
stop

say "Où regarder ensuite"
cat <<END
  $work/sent-sms/sent.jsonl    chaque SMS tel qu'il serait parti, écrit par le canal
  $work/sent-mail/sent.jsonl   chaque courriel
  $work/rapport.txt            qui a été appelé, et ce que chacun a répondu
  $work/tocsind.log            ce que le démon a raconté
  $work/tocsin.db              sa base (SQLite)
  $work/tocsin.yaml            sa configuration; config/tocsin.yaml l'explique
  README.md                    pour s'en servir pour de vrai
END
