// SPDX-License-Identifier: Apache-2.0
// The clients of the API: added, listed, revoked. Only on the machine itself: a stolen token makes no further ones.
#include "dispatcher/api/handling.hpp"
#include "dispatcher/api/orders.hpp"
#include "dispatcher/api/outside_routes.hpp"
#include "dispatcher/api/tls.hpp"
#include "dispatcher/store/json_list.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_name = 63;
constexpr std::size_t longest_word = 255;
constexpr std::size_t most_words = 100;

json::object client_json(client_record const& what)
{
    auto const instant = [](wall_time when) { return format_instant(std::chrono::floor<seconds>(when)); };
    json::object shown;
    shown["name"] = what.name;
    shown["role"] = json::string{to_string(what.role)};
    if (!what.person.empty())
        shown["person"] = what.person;
    shown["proof"] = json::string{to_string(what.proof)};
    if (what.proof == proof::certificate && !what.revoked)
        shown["certificate"] = what.secret;
    shown["may_launch"] = what.may_launch;
    shown["per_minute"] = what.per_minute;
    shown["senders"] = json_list(what.may.senders);
    shown["events"] = json_list(what.may.events);
    shown["zones"] = json_list(what.may.zones);
    if (what.may.largest_launch)
        shown["largest_launch"] = *what.may.largest_launch;
    shown["signature"] = what.may.certificate.empty() ? "ignored" : "required";
    shown["added"] = instant(what.added);
    shown["added_by"] = what.added_by;
    if (what.last_used)
        shown["last_used"] = instant(*what.last_used);
    if (what.revoked) {
        shown["revoked"] = instant(*what.revoked);
        shown["revoked_by"] = what.revoked_by;
    }
    return shown;
}

bool is_name(std::string_view text)
{
    return !text.empty() && text.size() <= longest_name && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

/// Somebody's, as the machine names them.
bool is_account(std::string_view text)
{
    return text.size() <= longest_name && std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < 0x7f && c != '(' && c != ')';
    });
}

/// As certificate_names spells them.
bool is_certificate_name(std::string_view text)
{
    constexpr std::array kinds{"dns:", "uri:", "email:", "cn:"};
    return text.size() <= longest_word && std::any_of(kinds.begin(), kinds.end(), [text](std::string_view kind) {
        return text.starts_with(kind) && text.size() > kind.size();
    });
}

/// A client as it is written, and everything that is wrong with it.
class client_reader {
public:
    client_reader(json::object const& body, order_context const& context, bool french)
        : body_(body), context_(context), french_(french)
    {}

    client_record read()
    {
        client_record made;
        made.name = text_member(body_, "name");
        if (!is_name(made.name))
            wrong("name", "n'est pas un nom ; écrivez a-z, 0-9 et -", "is no name; write a-z, 0-9 and -");
        made.person = text_member(body_, "person");
        if (!made.person.empty() && !is_account(made.person))
            wrong(
                "person", "n'est pas le nom d'un compte : ni espace, ni parenthèse", "is no account's name: no space, no parenthesis"
            );
        read_role(made);
        read_proof(made);
        made.may_launch = flag("may_launch");
        made.per_minute = number("per_minute", 1, 1'000'000).value_or(made.per_minute);
        made.may.senders = words("senders");
        made.may.events = words("events");
        made.may.zones = words("zones");
        for (auto const& zone : made.may.zones)
            if (auto const problem = context_.zone_problem(zone))
                problems_.emplace_back("zones", zone + " " + *problem, "");
        made.may.largest_launch = number("largest_launch", 0, 10'000'000);
        made.may.certificate = text_member(body_, "signature_certificate");
        if (!made.may.certificate.empty() && !holds_public_key(made.may.certificate))
            wrong(
                "signature_certificate", "n'est ni un certificat ni une clé publique en PEM",
                "is neither a certificate nor a public key in PEM"
            );
        return made;
    }

    std::vector<field_problem> const& problems() const { return problems_; }

private:
    void wrong(std::string where, std::string fr, std::string en)
    {
        problems_.emplace_back(std::move(where), french_ ? std::move(fr) : std::move(en), "");
    }

    void read_role(client_record& made)
    {
        auto const written = text_member(body_, "role");
        if (written == "staff")
            made.role = role::staff;
        else if (!written.empty() && written != "source")
            wrong("role", "doit être source ou staff", "has to be source or staff");
    }

    void read_proof(client_record& made)
    {
        auto const written = text_member(body_, "proof");
        auto const certificate = text_member(body_, "certificate");
        auto const read = written.empty() ? std::optional{certificate.empty() ? proof::token : proof::certificate}
                                          : parse_proof(written);
        if (!read)
            return wrong("proof", "doit être token, hmac ou certificate", "has to be token, hmac or certificate");
        made.proof = *read;
        bool const named = is_certificate_name(certificate);
        if ((made.proof == proof::certificate) != named || (!certificate.empty() && !named))
            wrong(
                "certificate", "va avec la preuve certificate et s'écrit dns:NOM, uri:…, email:… ou cn:NOM",
                "goes with the proof certificate and is written dns:NAME, uri:…, email:… or cn:NAME"
            );
        if (made.proof == proof::certificate)
            made.secret = certificate;
    }

    bool flag(std::string_view key)
    {
        auto const* const found = body_.if_contains(key);
        if (found != nullptr && !found->is_bool())
            wrong(std::string{key}, "doit être true ou false", "has to be true or false");
        return found != nullptr && found->is_bool() && found->get_bool();
    }

    std::optional<int> number(std::string_view key, int least, int most)
    {
        auto const* const found = body_.if_contains(key);
        if (found == nullptr)
            return std::nullopt;
        if (auto const* const value = found->if_int64(); value != nullptr && *value >= least && *value <= most)
            return static_cast<int>(*value);
        auto const range = std::to_string(least) + " – " + std::to_string(most);
        wrong(std::string{key}, "doit être un nombre entier : " + range, "has to be a whole number: " + range);
        return std::nullopt;
    }

    std::vector<std::string> words(std::string_view key)
    {
        std::vector<std::string> read;
        auto const* const found = body_.if_contains(key);
        if (found == nullptr)
            return read;
        bool sound = found->is_array() && found->get_array().size() <= most_words;
        if (sound)
            for (auto const& each : found->get_array()) {
                auto const* const text = each.if_string();
                sound = sound && text != nullptr && !text->empty() && text->size() <= longest_word;
                if (sound)
                    read.emplace_back(text->data(), text->size());
            }
        if (!sound)
            wrong(std::string{key}, "doit être une liste de textes", "has to be a list of texts");
        return read;
    }

    json::object const& body_;
    order_context const& context_;
    bool french_;
    std::vector<field_problem> problems_;
};

/// The settings' own tokens are shown beside the others, so that the list is whole.
json::object settings_token_json(api_token const& token)
{
    json::object shown;
    shown["name"] = token.name;
    shown["role"] = json::string{to_string(token.role)};
    shown["proof"] = "token";
    shown["may_launch"] = token.may_launch;
    shown["settings"] = true;
    return shown;
}

task<answer> list_clients(api_house& at, request& asked)
{
    auto const found = co_await at.clients.all();
    if (!found)
        co_return store_answer(found.error(), asked.language);
    json::array list;
    for (auto const& token : at.books.settings.http.tokens)
        list.push_back(settings_token_json(token));
    for (auto const& each : *found)
        list.push_back(client_json(each));
    json::object body;
    body["clients"] = std::move(list);
    co_return json_answer(200, body);
}

bool held_by_another(api_house const& at, client_record const& wanted)
{
    return at.clients.by_certificate(std::vector{wanted.secret}) != nullptr;
}

bool names_a_token(api_house const& at, std::string const& name)
{
    auto const& tokens = at.books.settings.http.tokens;
    return std::any_of(tokens.begin(), tokens.end(), [&name](api_token const& each) { return each.name == name; });
}

task<answer> add_client(api_house& at, request& asked)
{
    auto const body = json_body(asked);
    if (!body)
        co_return fail(errors::bad_json, asked.language);
    auto const context = order_context_of(at, asked.language, false);
    client_reader reader{*body, context, asked.language == language::fr};
    auto wanted = reader.read();
    if (!reader.problems().empty())
        co_return fail_with(errors::bad_order, asked.language, reader.problems());
    if (names_a_token(at, wanted.name))
        co_return fail(errors::name_taken, asked.language, "name");
    if (wanted.proof == proof::certificate && held_by_another(at, wanted))
        co_return fail(errors::name_taken, asked.language, "certificate");
    auto const made = co_await at.clients.add(std::move(wanted), act_of(at, asked));
    if (!made)
        co_return store_answer(made.error(), asked.language);
    if (!*made)
        co_return fail(errors::name_taken, asked.language, "name");
    auto shown = client_json((*made)->what);
    if (!(*made)->secret.empty())
        shown["secret"] = (*made)->secret;
    co_return json_answer(201, shown);
}

task<answer> revoke_client(api_house& at, request& asked)
{
    auto const gone = co_await at.clients.revoke(asked.captured.front(), act_of(at, asked));
    if (!gone)
        co_return store_answer(gone.error(), asked.language);
    if (!*gone)
        co_return fail(errors::not_found, asked.language, "name");
    json::object body;
    body["name"] = asked.captured.front();
    body["revoked"] = true;
    co_return json_answer(200, body);
}

constexpr route client_table[] = {
    {"GET", "/v1/clients", access::house, body_kind::none, list_clients},
    {"POST", "/v1/clients", access::house, body_kind::small, add_client},
    {"POST", "/v1/clients/{name}/revoke", access::house, body_kind::small, revoke_client},
};

}  // namespace

std::span<route const> client_routes() { return client_table; }

}  // namespace tocsin::dispatcher::api
