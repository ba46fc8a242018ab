// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/examples.hpp"

namespace tocsin::cli {
namespace {

// None is wider than a page: a line that is broken cannot be copied.
constexpr example all[] = {
    {"alert send", "alert send vigilance.xml --dry-run"},
    {"mobilise", "mobilise --event Crue --zone 04070 --need 30 --by +3h --at Gymnase"},
    {"mobilise", "mobilise --event Feu --zone 04 --need 9 --by +3h --at ici --role boat:2"},
    {"mobilise", "mobilise --event Essai --zone 04 --need 5 --by +1h --at ici --exercise"},
    {"preview", "preview M7"},
    {"preview", "preview M7 --who not_available"},
    {"status", "status"},
    {"status", "status M7"},
    {"watch", "watch M7"},
    {"watch", "watch M7 --until-filled"},
    {"report", "report M7"},
    {"report", "report M7 --format html > m7.html"},
    {"report", "report M7 --format csv --part corrections > corriger.csv"},
    {"approve", "approve M7"},
    {"approve", "approve M7 --break-glass \"personne d'autre avant l'aube\""},
    {"extend", "extend M7 --by +2h --reason \"route coupée\""},
    {"widen", "widen M7 --radius 30"},
    {"pause", "pause M7 --reason \"mauvaise commune ?\""},
    {"resume", "resume M7"},
    {"cancel", "cancel M7 --reason \"fausse alerte\""},
    {"close", "close M7 --reason \"la digue tient\""},
    {"retract", "retract M7 --text rectificatif.txt --dry-run"},
    {"rehearse", "rehearse --event Crue --zone 04 --need 30 --by +3h --compare"},
    {"rehearse", "rehearse --event Crue --zone 04 --need 30 --by +3h --outage sms@10+30"},
    {"rehearse", "rehearse --replay M7 --pace all"},
    {"volunteers import", "volunteers import registre.csv --dry-run"},
    {"volunteers list", "volunteers list Martin"},
    {"volunteers show", "volunteers show 1234"},
    {"volunteers opt-out", "volunteers opt-out 1234"},
    {"volunteers erase", "volunteers erase 1234"},
    {"volunteers export", "volunteers export registre.csv"},
    {"volunteers funnel", "volunteers funnel --event Crue --zone 04070 --need 30 --by +3h --at ici"},
    {"rules try", "rules try vigilance.xml"},
    {"reply", "reply --from \"06 39 98 00 42\" OUI"},
    {"inbox", "inbox"},
    {"inbox settle", "inbox settle R12"},
    {"channels", "channels"},
    {"channels test", "channels test sms-main --to \"06 39 98 00 42\""},
    {"feeds", "feeds"},
    {"feeds poll", "feeds poll meteo-france"},
    {"clients add", "clients add vigilance --role source --hmac --zone 04"},
    {"clients revoke", "clients revoke vigilance"},
    {"audit show", "audit show M7"},
    {"audit verify", "audit verify --head 812:3e7ff362f8da909c3efb6300aa46800c"},
    {"audit accept", "audit accept --reason \"sauvegarde restaurée\""},
    {"explain", "explain M7"},
    {"explain", "explain TOC0005"},
    {"backup", "backup /srv/sauvegardes/tocsin.db"},
    {"completion", "completion bash > ~/.local/share/bash-completion/completions/tocsin"},
};

}  // namespace

std::span<example const> examples() { return all; }

}  // namespace tocsin::cli
