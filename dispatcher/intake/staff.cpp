// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/staff.hpp"

#include "channels/sms/text.hpp"
#include "rules/roster.hpp"
#include "rules/text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace tocsin::dispatcher {
namespace {

namespace json = boost::json;

constexpr int largest_need = 100'000;
constexpr double largest_radius_km = 500;
constexpr std::size_t most_roles = 32;  // each is a bit of a candidate
constexpr std::size_t most_entries = 200;
constexpr std::size_t longest_zone = 100'000;  // a polygon of some thousand corners
constexpr std::size_t longest_event = 200;
constexpr std::size_t longest_place = 300;
constexpr std::size_t longest_text = 1600;
constexpr std::size_t longest_name = 100;

constexpr std::array<std::string_view, 22> fields{
    "event",
    "zone",
    "need",
    "by",
    "until",
    "at",
    "roles",
    "radius_km",
    "pace",
    "channels",
    "text",
    "exercise",
    "drill",
    "unicode",
    "skills",
    "template",
    "minimum_age",
    "digest",
    "approve",
    "urgent",
    "escalate",
    "budget"};

std::string text_of(json::value const& value)
{
    return std::string{value.get_string().data(), value.get_string().size()};
}

/// Control characters would travel into texts and logs; a line break only makes sense in the officer's own words.
bool has_control(std::string_view text, bool lines_allowed)
{
    return std::any_of(text.begin(), text.end(), [lines_allowed](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && !(lines_allowed && c == '\n')) || c == 0x7f;
    });
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

template <class Names>
std::string all_listed(Names const& names)
{
    std::string text;
    for (auto const& each : names)
        text += (text.empty() ? "" : ", ") + std::string{each};
    return text;
}

class order_reader {
public:
    order_reader(json::object const& body, order_context const& given) : body_(body), given_(given) {}

    boost::system::result<staff_order, order_problems> read()
    {
        unknown_fields();
        auto& request = order_.request;
        request.event = required_text("event", longest_event);
        zone();
        need();
        times();
        if (given_.place_needed || body_.contains("at"))
            request.at = required_text("at", longest_place);
        roles();
        radius();
        pace();
        routes();
        request.own_text = optional_text("text", longest_text, true);
        request.drill = flag("drill", false);
        request.exercise = flag("exercise", false) || request.drill;
        request.urgent = flag("urgent", false);
        budget();
        escalate();
        skills();
        template_name();
        request.minimum_age = static_cast<int>(whole("minimum_age", 0, 120, 18));
        request.unicode = flag("unicode", false);
        bool const by_sms = std::find(request.media.begin(), request.media.end(), medium::sms) != request.media.end();
        if (by_sms && !request.unicode)
            plain_texts();
        if (by_sms || (request.escalate && request.escalate->to == medium::sms))
            no_stop();
        order_.digest = optional_text("digest", longest_name, false);
        order_.approve = flag("approve", true);
        if (!problems_.empty())
            return problems_;
        return order_;
    }

private:
    std::string say(char const* fr, char const* en) const { return given_.french ? fr : en; }

    void wrong(std::string_view field, std::string what, std::string instead)
    {
        problems_.emplace_back(std::string{field}, std::move(what), std::move(instead));
    }

    json::value const* find(std::string_view field) const
    {
        auto const* const value = body_.if_contains(field);
        return value == nullptr || value->is_null() ? nullptr : value;
    }

    void unknown_fields()
    {
        for (auto const& [key, value] : body_) {
            std::string_view const name{key.data(), key.size()};
            if (std::find(fields.begin(), fields.end(), name) != fields.end())
                continue;
            // A stranger's field may be long, or hold anything: only a plain name is repeated.
            bool const plain = name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
                                   return (c >= 'a' && c <= 'z') || c == '_' || c == '-';
                               });
            wrong(
                plain ? name : "?",
                say("ce champ n'existe pas", "there is no such field"),
                say("Les champs sont : ", "The fields are: ") + all_listed(fields)
            );
        }
    }

    std::string optional_text(std::string_view field, std::size_t longest, bool lines_allowed)
    {
        auto const* const value = find(field);
        if (value == nullptr)
            return {};
        if (!value->is_string()) {
            wrong(field, say("doit être un texte", "must be a text"), "");
            return {};
        }
        auto text = text_of(*value);
        if (text.size() > longest)
            wrong(
                field,
                say("est trop long", "is too long"),
                say("Au plus ", "At most ") + std::to_string(longest) + say(" octets.", " bytes.")
            );
        else if (has_control(text, lines_allowed))
            wrong(field, say("contient des caractères de contrôle", "holds control characters"), "");
        return text;
    }

    std::string required_text(std::string_view field, std::size_t longest)
    {
        auto const before = problems_.size();
        auto text = optional_text(field, longest, false);
        if (problems_.size() == before && is_blank(text))
            wrong(field, say("manque", "is missing"), example(field));
        return text;
    }

    std::string example(std::string_view field) const
    {
        if (field == "event")
            return say("Ce qui se passe, par exemple « inondation ».", "What is happening, such as \"flood\".");
        if (field == "at")
            return say("Où se rendre, tel que les gens le liront.", "Where to come, as people will read it.");
        return {};
    }

    /// A list of texts; a single text counts as a list of one.
    std::vector<std::string> texts(std::string_view field, std::size_t longest)
    {
        std::vector<std::string> list;
        auto const* const value = find(field);
        if (value == nullptr)
            return list;
        if (value->is_string()) {
            list.push_back(text_of(*value));
        } else if (value->is_array() && value->get_array().size() <= most_entries) {
            for (auto const& each : value->get_array())
                list.push_back(each.is_string() ? text_of(each) : std::string{});
        } else {
            wrong(field, say("doit être une liste de textes", "must be a list of texts"), "");
            return list;
        }
        for (std::size_t i = 0; i < list.size(); ++i)
            if (is_blank(list[i]) || list[i].size() > longest || has_control(list[i], false))
                wrong(
                    std::string{field} + "[" + std::to_string(i) + "]",
                    say("doit être un texte court", "must be a short text"),
                    ""
                );
        return list;
    }

    double number(std::string_view field, double least, double most, double otherwise)
    {
        auto const* const value = find(field);
        if (value == nullptr)
            return otherwise;
        double found = std::nan("");
        if (value->is_int64())
            found = static_cast<double>(value->get_int64());
        else if (value->is_uint64())
            found = static_cast<double>(value->get_uint64());
        else if (value->is_double())
            found = value->get_double();
        if (found >= least && found <= most)
            return found;
        wrong(
            field,
            say("n'est pas un nombre qui convient", "is no number that fits"),
            say("De ", "From ") + std::to_string(static_cast<int>(least)) + say(" à ", " to ") +
                std::to_string(static_cast<int>(most)) + "."
        );
        return otherwise;
    }

    int whole(std::string_view field, int least, int most, int otherwise)
    {
        auto const* const value = find(field);
        if (value != nullptr && value->is_double() && std::trunc(value->get_double()) != value->get_double()) {
            wrong(field, say("doit être un nombre entier", "must be a whole number"), "");
            return otherwise;
        }
        return static_cast<int>(number(field, least, most, otherwise));
    }

    bool flag(std::string_view field, bool otherwise)
    {
        auto const* const value = find(field);
        if (value == nullptr)
            return otherwise;
        if (value->is_bool())
            return value->get_bool();
        wrong(field, say("doit être vrai ou faux", "must be true or false"), "true, false");
        return otherwise;
    }

    void zone()
    {
        auto const before = problems_.size();
        auto& zone = order_.request.zone;
        zone = texts("zone", longest_zone);
        if (problems_.size() != before)
            return;
        if (zone.empty())
            wrong(
                "zone",
                say("manque : sans zone, personne n'est appelé", "is missing: without a zone nobody is called"),
                say("Par exemple ", "For example ") + "[\"04\"], [\"04070\", \"epci:200067437\"]"
            );
        for (std::size_t i = 0; i < zone.size(); ++i)
            if (auto const why = given_.zone_problem(zone[i]))
                wrong(
                    "zone[" + std::to_string(i) + "]",
                    *why,
                    "04, 04070, epci:200067437, region:93, postcode:04000, circle:44.09,6.23,20, polygon:…"
                );
    }

    void need()
    {
        if (find("need") == nullptr)
            wrong("need", say("manque", "is missing"), say("Combien de personnes.", "How many people."));
        else
            order_.request.need = whole("need", 1, largest_need, 1);
    }

    void budget()
    {
        auto& request = order_.request;
        request.budget = given_.default_budget;
        if (find("budget") == nullptr)
            return;
        request.budget = whole("budget", 1, 1'000'000, 1);
        if (*request.budget < request.need)
            wrong(
                "budget",
                say("est inférieur au besoin", "is less than the need"),
                say("Plusieurs fois le besoin : tout le monde ne répond pas oui.", "Several times the need: not everybody says yes.")
            );
    }

    std::optional<wall_time> instant(std::string_view field, wall_time from)
    {
        auto const* const value = find(field);
        auto const read =
            value != nullptr && value->is_string() ? read_when(text_of(*value), from, given_.clock) : std::nullopt;
        if (!read)
            wrong(
                field,
                value == nullptr ? say("manque", "is missing")
                                 : say("n'est pas une heure lisible", "is no readable time"),
                "18:00, +3h, 2026-11-24T18:00, 2026-11-24T18:00:00+01:00"
            );
        return read;
    }

    void times()
    {
        auto& request = order_.request;
        auto const by = instant("by", given_.now);
        if (by && *by <= given_.now)
            wrong("by", say("est déjà passé", "has passed already"), say("Une heure à venir.", "A time to come."));
        else if (by && *by - given_.now > std::chrono::days{60})
            wrong("by", say("est trop lointain", "is too far away"), say("Au plus 60 jours.", "At most 60 days."));
        request.by = by.value_or(given_.now);
        request.until = request.by + given_.default_duration;
        if (find("until") == nullptr)
            return;
        auto const until = instant("until", request.by);
        if (by && until && *until <= *by)
            wrong("until", say("est avant « by »", "is before \"by\""), say("Une heure plus tard.", "A later time."));
        else if (by && until && *until - *by > std::chrono::days{60})
            wrong("until", say("est trop lointain", "is too far away"), say("Au plus 60 jours.", "At most 60 days."));
        request.until = until.value_or(request.until);
    }

    void roles()
    {
        auto const* const value = find("roles");
        if (value == nullptr)
            return;
        if (!value->is_object() || value->get_object().size() > most_roles) {
            wrong(
                "roles",
                say("doit être un objet compétence : nombre", "must be an object skill: number"),
                "{\"boat\": 4}"
            );
            return;
        }
        for (auto const& [key, count] : value->get_object()) {
            auto const skill = rules::normal_skill(std::string_view{key.data(), key.size()});
            if (skill.empty() || skill.size() > longest_name || !count.is_int64() || count.get_int64() < 1 ||
                count.get_int64() > largest_need)
                wrong(
                    "roles", say("a une entrée qui ne convient pas", "has an entry that does not fit"), "{\"boat\": 4}"
                );
            else
                order_.request.roles[skill] += static_cast<int>(count.get_int64());
        }
        std::int64_t sum = 0;
        for (auto const& [skill, count] : order_.request.roles)
            sum += count;
        if (find("need") != nullptr && sum > order_.request.need)
            wrong(
                "roles",
                say("demande plus de personnes que « need »", "asks for more people than \"need\""),
                say("Les rôles font partie du besoin.", "Roles are part of the need.")
            );
    }

    void radius()
    {
        if (find("radius_km") != nullptr)
            order_.request.radius_km = number("radius_km", 0, largest_radius_km, 0);
    }

    void pace()
    {
        auto const* const value = find("pace");
        if (value == nullptr)
            return;
        auto const read = value->is_string() ? parse_pace(text_of(*value)) : std::nullopt;
        if (read)
            order_.request.pace = *read;
        else
            wrong("pace", say("n'est pas un rythme", "is no pace"), "sparing, fast, all");
    }

    /// {"after": minutes, "to": "email", "when": "unanswered"}
    void escalate()
    {
        auto const* const value = find("escalate");
        if (value == nullptr)
            return;
        auto const advice = say(
            "Écrire {\"after\": 20, \"to\": \"email\", \"when\": \"unanswered\"} : des minutes (1 à 1440), un moyen, une cause.",
            "Write {\"after\": 20, \"to\": \"email\", \"when\": \"unanswered\"}: minutes (1 to 1440), a medium, a cause."
        );
        auto const refuse = [&] { wrong("escalate", say("n'est pas une relance", "is no second question"), advice); };
        auto const* const how = value->if_object();
        if (how == nullptr)
            return refuse();
        escalation read;
        for (auto const& [key, given] : *how) {
            auto const word = given.is_string() ? text_of(given) : std::string{};
            auto const medium_given = parse_medium(word);
            auto const cause_given = parse_escalation_cause(word);
            if (key == "after" && given.is_int64() && given.get_int64() >= 1 && given.get_int64() <= 1440)
                read.after = minutes{given.get_int64()};
            else if (key == "to" && medium_given)
                read.to = *medium_given;
            else if (key == "when" && cause_given)
                read.when = *cause_given;
            else
                return refuse();
        }
        order_.request.escalate = read;
    }

    /// Names of channels restrict the routes to them; names of media leave the routes as configured.
    void routes()
    {
        auto& request = order_.request;
        auto const add_medium = [&](medium which) {
            if (std::find(request.media.begin(), request.media.end(), which) == request.media.end())
                request.media.push_back(which);
        };
        auto const wanted = texts("channels", longest_name);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (auto const channel = given_.channels.find(wanted[i]); channel != given_.channels.end()) {
                request.channels.push_back(channel->first);
                add_medium(channel->second);
            } else if (auto const which = parse_medium(wanted[i])) {
                add_medium(*which);
                for (auto const& [name, over] : given_.channels)
                    if (over == *which)
                        media_channels_.push_back(name);
            } else if (!is_blank(wanted[i])) {
                wrong(
                    "channels[" + std::to_string(i) + "]",
                    say("n'est ni un canal ni un moyen", "is neither a channel nor a medium"),
                    "sms, email, " + listed_channels()
                );
            }
        }
        // "sms, mail-2": every SMS channel and one mail channel.
        if (!request.channels.empty())
            for (auto const& name : media_channels_)
                if (std::find(request.channels.begin(), request.channels.end(), name) == request.channels.end())
                    request.channels.push_back(name);
        if (request.media.empty())
            request.media = given_.media;
    }

    std::string listed_channels() const
    {
        std::vector<std::string> names;
        for (auto const& [name, over] : given_.channels)
            names.push_back(name);
        return all_listed(names);
    }

    void skills()
    {
        for (auto const& each : texts("skills", longest_name))
            if (auto skill = rules::normal_skill(each); !skill.empty())
                order_.request.skills.push_back(std::move(skill));
    }

    void template_name()
    {
        auto& name = order_.request.template_name;
        name = optional_text("template", longest_name, false);
        if (name.empty())
            name = "default";
        else if (std::find(given_.templates.begin(), given_.templates.end(), name) == given_.templates.end())
            wrong("template", say("n'existe pas", "does not exist"), all_listed(given_.templates));
    }

    /// One character that the GSM alphabet lacks more than doubles the parts of every message: not by oversight.
    void plain_texts()
    {
        auto const& request = order_.request;
        auto const check = [this](std::string_view field, std::string_view text) {
            auto const strange = channels::sms::without_plain_form(text);
            bool const is_wrong_already =
                std::any_of(problems_.begin(), problems_.end(), [field](auto const& each) { return each.field() == field; });
            if (!strange.empty() && !is_wrong_already)
                wrong(
                    field,
                    say("contient ce qu'un SMS ne peut pas écrire simplement : ", "holds what an SMS cannot write plainly: ") +
                        all_listed(strange),
                    say("Écrivez-le autrement, ou ajoutez --unicode (\"unicode\": true) : les SMS feront 70 caractères au lieu de 160.",
                        "Write it in other words, or add --unicode (\"unicode\": true): an SMS then holds 70 characters instead of 160.")
                );
        };
        check("event", request.event);
        check("at", request.at);
        check("text", request.own_text);
        if (given_.sms_texts)
            for (auto const& text : given_.sms_texts(request.template_name))
                check("template", text);
    }

    /// As with templates and rules: in France an SMS that offers STOP counts as marketing.
    void no_stop()
    {
        auto const& request = order_.request;
        using named = std::pair<std::string_view, std::string const&>;
        for (auto const& [field, text] : {named{"event", request.event}, named{"at", request.at}, named{"text", request.own_text}})
            if (rules::says_stop(text))
                wrong(
                    field,
                    say("dit STOP, ce qui, en France, fait d'une alerte par SMS du démarchage",
                        "says STOP, which turns an alert by SMS into marketing in France"),
                    say("Retirez-le : STOP est respecté de toute façon.", "Leave it out: STOP is honoured all the same.")
                );
    }

    json::object const& body_;
    order_context const& given_;
    staff_order order_;
    order_problems problems_;
    std::vector<std::string> media_channels_;  ///< of the media that were named
};

}  // namespace

void throw_exception_from_error(order_problems const& found, boost::source_location const&)
{
    throw std::runtime_error{
        found.empty() ? "problems in an order" : found.front().field() + ": " + found.front().what()};
}

boost::system::result<staff_order, order_problems> read_order(std::string_view text, order_context const& given)
{
    boost::system::error_code error;
    auto const parsed = json::parse(json::string_view{text.data(), text.size()}, error);
    if (error || !parsed.is_object()) {
        order_problems found;
        found.emplace_back(
            "", given.french ? "n'est pas un objet JSON" : "is no JSON object", "{\"event\": …, \"zone\": […], …}"
        );
        return found;
    }
    return order_reader{parsed.get_object(), given}.read();
}

}  // namespace tocsin::dispatcher
