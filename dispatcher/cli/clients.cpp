// SPDX-License-Identifier: Apache-2.0
// Who may call the daemon over TCP: added, shown, revoked.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/files.hpp"
#include "dispatcher/cli/json_view.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_certificate = 64 * 1024;

json::array listed(std::vector<std::string> const& words)
{
    json::array list;
    for (auto const& word : words)
        list.emplace_back(word);
    return list;
}

/// "· expéditeurs : …" for each limit that there is.
std::string limits_of(json::value const& client, session& house)
{
    std::string text;
    auto const add = [&text, &house](phrase what, std::string const& value) {
        if (!value.empty())
            text += (text.empty() ? "" : " · ") + house.say(what, value);
    };
    add(phrase::client_senders, joined(list_of(client, "senders")));
    add(phrase::client_events, joined(list_of(client, "events")));
    add(phrase::client_zones, joined(list_of(client, "zones")));
    if (!member(client, "per_minute").is_null())
        add(phrase::client_rate, number(number_of(client, "per_minute"), house.in()));
    if (!member(client, "largest_launch").is_null())
        add(phrase::client_largest, number(number_of(client, "largest_launch"), house.in()));
    return text;
}

void print_client(json::value const& client, session& house)
{
    auto head = house.ink().bold(text_of(client, "name")) + " · " + text_of(client, "role") + " · " + text_of(client, "proof");
    if (auto const name = text_of(client, "certificate"); !name.empty())
        head += ' ' + name;
    if (auto const person = text_of(client, "person"); !person.empty())
        head += " · " + house.say(phrase::client_of, person);
    if (flag_of(client, "may_launch"))
        head += " · " + house.say(phrase::client_launches);
    if (text_of(client, "signature") == "required")
        head += " · " + house.say(phrase::client_signs);
    auto const in = house.in();
    if (auto const when = text_of(client, "revoked"); !when.empty())
        head += " · " + house.ink().red(house.say(phrase::client_revoked_at, moment(when, in), text_of(client, "revoked_by")));
    house.print(paragraph(head));
    if (flag_of(client, "settings")) {
        house.print(paragraph(house.say(phrase::client_in_settings), 4));
        return;
    }
    auto const used = text_of(client, "last_used");
    house.print(paragraph(
        house.say(phrase::client_added_at, moment(text_of(client, "added"), in), text_of(client, "added_by")) + " · " +
            (used.empty() ? house.say(phrase::client_never_used) : house.say(phrase::client_used_at, moment(used, in))),
        4
    ));
    if (auto const limits = limits_of(client, house); !limits.empty())
        house.print(paragraph(limits, 4));
}

json::object body_of(client_order const& wanted)
{
    json::object body;
    body["name"] = wanted.name;
    if (!wanted.role.empty())
        body["role"] = wanted.role;
    if (!wanted.person.empty())
        body["person"] = wanted.person;
    if (wanted.hmac)
        body["proof"] = "hmac";
    if (!wanted.certificate.empty())
        body["certificate"] = wanted.certificate;
    body["may_launch"] = wanted.may_launch;
    if (wanted.per_minute)
        body["per_minute"] = *wanted.per_minute;
    body["senders"] = listed(wanted.senders);
    body["events"] = listed(wanted.events);
    body["zones"] = listed(wanted.zones);
    if (wanted.largest_launch)
        body["largest_launch"] = *wanted.largest_launch;
    return body;
}

}  // namespace

exit_status clients_list(session& house, arguments const&)
{
    return house.show(get("/v1/clients"), [&house](json::value const& body) {
        auto const& all = list_of(body, "clients");
        for (auto const& each : all)
            print_client(each, house);
        if (all.empty())
            house.print(paragraph(house.say(phrase::no_client)));
    });
}

exit_status clients_add(session& house, arguments const& given)
{
    auto body = body_of(given.client);
    if (!given.client.signed_by.empty()) {
        auto const certificate = read_whole(house, given.client.signed_by, largest_certificate);
        if (!certificate)
            return exit_status::failed;
        body["signature_certificate"] = *certificate;
    }
    return house.show(post("/v1/clients", body), [&house](json::value const& made) {
        print_client(made, house);
        auto const secret = text_of(made, "secret");
        if (secret.empty())
            return;
        bool const signs = text_of(made, "proof") == "hmac";
        house.print(paragraph(house.say(signs ? phrase::client_key_once : phrase::client_token_once)));
        house.print("    " + secret + '\n');
    });
}

exit_status clients_revoke(session& house, arguments const& given)
{
    if (!given.yes)
        if (auto const end = house.unless_confirmed(house.say(phrase::ask_revoke, given.client.name), phrase::nothing_revoked))
            return *end;
    return house.show(
        post("/v1/clients/" + percent_encoded(given.client.name) + "/revoke", json::object{}),
        [&house, &given](json::value const&) { house.print(paragraph(house.say(phrase::client_is_revoked, given.client.name))); }
    );
}

}  // namespace tocsin::cli
