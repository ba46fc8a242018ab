// SPDX-License-Identifier: Apache-2.0
// The administrator's file → settings, or everything that is wrong with it at once.
#include "dispatcher/runtime/zones.hpp"
#include "dispatcher/settings/reader.hpp"
#include "dispatcher/settings/settings.hpp"
#include "rules/words/spelling.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 1 << 20;
constexpr std::size_t longest_socket_path = 107;  // sockaddr_un.sun_path without its final NUL
constexpr std::size_t shortest_token = 16;

constexpr std::array role_spellings{
    spelling<role>{role::source, "source"},
    spelling<role>{role::staff, "staff"},
};

bool is_slug(std::string_view text)
{
    return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

/// "host:port" or "[v6]:port", as RFC 3986 section 3.2 writes them; port 0 lets the kernel choose.
bool is_listen_address(std::string_view text)
{
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return false;
    auto const host = text.substr(0, colon);
    if (host.front() != '[' && host.find(':') != std::string_view::npos)
        return false;
    auto const port = text.substr(colon + 1);
    int value = -1;
    auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
    return error == std::errc{} && end == port.data() + port.size() && value >= 0 && value <= 65535;
}

class settings_file {
public:
    settings_file(fs::path file, YAML::Node const& root, std::optional<fs::path> const& environment_credentials)
        : found_(file.string()), top_(root, "", found_)
    {
        settings_.file = std::move(file);
        if (environment_credentials)
            settings_.credentials = *environment_credentials;
    }

    boost::system::result<configuration, problems> read()
    {
        read_house();
        read_paths();
        read_times();
        read_http();
        read_channels();
        read_routes();
        for (auto const& node : top_.list("feeds"))
            read_named(node, "feeds", feeds_);
        top_.list("webhooks");  // see outside.cpp
        top_.map("board");
        top_.finish();
        if (found_.empty())
            return configuration{std::move(settings_), std::move(channels_), std::move(feeds_)};
        auto all = found_.take();
        std::stable_sort(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.line < b.line; });
        return all;
    }

private:
    void read_house()
    {
        top_.require("instance", "write a short name for this house, such as prefecture-04");
        if (auto name = top_.text("instance")) {
            if (!is_slug(*name))
                top_.problem_at("instance", fmt::format("\"{}\" cannot be a name; write a-z, 0-9 and - only", *name));
            settings_.instance = *std::move(name);
        }
        settings_.display_name = top_.text("display_name").value_or(settings_.instance);
        if (auto zone = top_.text("timezone")) {
            if (!zone_exists(*zone))
                top_.problem_at(
                    "timezone", fmt::format("\"{}\" is not a time zone; write one such as Europe/Paris", *zone)
                );
            settings_.timezone = *std::move(zone);
        }
        if (auto language = top_.text("language")) {
            if (*language != "fr" && *language != "en")
                top_.problem_at("language", fmt::format("\"{}\" is not a language here; write fr or en", *language));
            settings_.language = *std::move(language);
        }
    }

    fs::path path(std::string const& key, fs::path const& otherwise)
    {
        auto const written = top_.text(key);
        if (written && written->empty())
            top_.problem_at(key, "is empty; write a path, or leave the line out");
        auto const chosen = written ? fs::path{*written} : otherwise;
        return (settings_.file.parent_path() / chosen).lexically_normal();
    }

    void read_paths()
    {
        settings_.database = path("database", "/var/lib/tocsin/tocsin.db");
        settings_.socket = path("socket", "/run/tocsin/tocsin.sock");
        if (settings_.socket.string().size() > longest_socket_path)
            top_.problem_at(
                "socket", fmt::format("is longer than the {} characters a socket's path may have", longest_socket_path)
            );
        settings_.rules = path("rules", "rules");
        settings_.templates = path("templates", "templates");
        settings_.gazetteer = path("gazetteer", "gazetteer");
        settings_.holidays = path("holidays", "holidays/school.csv");
        settings_.gateways = path("gateways", "gateways");
        settings_.feed_tables = path("feed_tables", "feeds");
        if (top_.has("credentials"))
            settings_.credentials = path("credentials", {});
        else
            top_.text("credentials");  // known, though absent
        read_key();
    }

    void read_key()
    {
        auto const name = top_.credential("database_key");
        if (!name)
            return;
        auto key = read_credential(settings_.credentials, *name);
        if (!key)
            return top_.problem_at("database_key", key.error().what());
        auto const& digits = key->reveal();
        if (digits.size() != 64 || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
            return top_.problem_at(
                "database_key",
                fmt::format("credential \"{}\" is no key of 64 digits 0-9 a-f; one is made with `openssl rand -hex 32`", *name)
            );
        settings_.database_key = *std::move(key);
    }

    void read_times()
    {
        auto approval = top_.map("approval");
        if (auto const limit = approval.whole_number("above_recipients", 0, 10'000'000))
            settings_.approval_above_recipients = *limit;
        if (auto const people = approval.whole_number("people", 1, 5))
            settings_.approval_people = *people;
        settings_.largest_launch = approval.whole_number("launch_up_to", 0, 1'000'000);
        approval.finish();
        read_contact_budget();
        auto mission = top_.map("mission");
        if (auto const length = mission.duration("default_duration", minutes{15}, hours{24 * 14}))
            settings_.default_duration = std::chrono::duration_cast<minutes>(*length);
        settings_.default_budget = mission.whole_number("budget", 1, 1'000'000);
        mission.finish();
        auto closing = top_.map("closing");
        if (auto const pause = closing.duration("after_filled", seconds{0}, hours{24}))
            settings_.close_after_filled = std::chrono::duration_cast<minutes>(*pause);
        closing.finish();
        auto retention = top_.map("retention");
        if (auto const kept = retention.duration("answers", hours{24}, hours{24 * 3650}))
            settings_.keep_answers = std::chrono::duration_cast<hours>(*kept);
        if (auto const kept = retention.duration("deliveries", hours{24}, hours{24 * 3650}))
            settings_.keep_deliveries = std::chrono::duration_cast<hours>(*kept);
        if (settings_.keep_deliveries < settings_.keep_answers)
            retention.problem_at("deliveries", "is shorter than `answers`; write at least as long");
        retention.finish();
        auto alerts = top_.map("alerts");
        if (auto const life = alerts.duration("default_life", hours{1}, hours{24 * 14}))
            settings_.default_alert_life = std::chrono::duration_cast<hours>(*life);
        alerts.finish();
    }

    void read_contact_budget()
    {
        auto budget = top_.map("contact_budget");
        auto& ordinary = settings_.contact_budget;
        auto& urgent = settings_.urgent_contact_budget;
        read_limits(budget, ordinary);
        auto more = budget.map("urgent");
        // What is ordinary is allowed to an urgent mobilisation as well, so that one setting alone is enough.
        urgent.per_day = std::max(urgent.per_day, ordinary.per_day);
        urgent.per_month = std::max(urgent.per_month, ordinary.per_month);
        read_limits(more, urgent);
        if (urgent.per_day < ordinary.per_day || urgent.per_month < ordinary.per_month)
            budget.problem_at("urgent", "allows less than the ordinary budget; write at least as much, or leave the line out");
        more.finish();
        budget.finish();
    }

    static void read_limits(map_reader& from, rules::contact_limits& limits)
    {
        limits.per_day = from.whole_number("per_day", 1, 100).value_or(limits.per_day);
        limits.per_month = from.whole_number("per_month", 1, 1000).value_or(std::max(limits.per_month, limits.per_day));
        if (limits.per_month < limits.per_day)
            from.problem_at("per_month", "allows less in 30 days than per_day in one; raise it, or lower per_day");
    }

    void read_http()
    {
        auto http = top_.map("http");
        if (auto listen = http.text("listen")) {
            if (!listen->empty() && !is_listen_address(*listen))
                http.problem_at(
                    "listen",
                    fmt::format("\"{}\" is not host:port; write 127.0.0.1:8470, or \"\" for no TCP at all", *listen)
                );
            settings_.http.listen = *std::move(listen);
        }
        if (auto url = http.text("public_url")) {
            if (!url->empty() && !url->starts_with("https://") && !url->starts_with("http://"))
                http.problem_at("public_url", fmt::format("\"{}\" is no web address; write https://…", *url));
            while (url->ends_with('/'))
                url->pop_back();
            settings_.http.public_url = *std::move(url);
        }
        settings_.http.answer_page = http.yes_or_no("answer_page").value_or(settings_.http.answer_page);
        http.map("tls");  // see outside.cpp
        std::set<std::string> names;
        for (auto const& node : http.list("tokens"))
            read_token(map_reader{node, http.path_of("tokens"), found_}, names);
        http.finish();
    }

    void read_token(map_reader entry, std::set<std::string>& names)
    {
        api_token token;
        entry.require("name", "write who holds this token, such as meteo-france");
        entry.require("role", "write source (may send alerts) or staff (may do everything)");
        entry.require("token", "write {credential: NAME}");
        if (auto name = entry.text("name")) {
            if (!names.insert(*name).second)
                entry.problem_at("name", fmt::format("\"{}\" names two tokens; choose another", *name));
            token.name = *std::move(name);
        }
        if (auto const words = entry.text("role")) {
            if (auto const value = read_spelling(role_spellings, *words))
                token.role = *value;
            else
                entry.problem_at("role", fmt::format("\"{}\" is not a role; write source or staff", *words));
        }
        if (auto const credential = entry.credential("token")) {
            if (auto secret = read_credential(settings_.credentials, *credential); !secret)
                entry.problem_at("token", secret.error().what());
            else if (secret->reveal().size() < shortest_token)
                entry.problem_at(
                    "token",
                    fmt::format(
                        "credential \"{}\" is shorter than {} characters; make one with `openssl rand -hex 32`",
                        *credential,
                        shortest_token
                    )
                );
            else
                token.token = *std::move(secret);
        }
        token.may_launch = entry.yes_or_no("may_launch").value_or(false);
        entry.finish();
        settings_.http.tokens.push_back(std::move(token));
    }

    void read_channels()
    {
        top_.require("channels", "name at least one way to reach people, such as a sandbox");
        for (auto const& node : top_.list("channels"))
            read_named(node, "channels", channels_);
        if (top_.has("channels") && channels_.empty())
            top_.problem_at("channels", "names no channel; write at least one, such as a sandbox");
    }

    using named_nodes = std::vector<std::pair<std::string, std::shared_ptr<YAML::Node const>>>;

    /// An entry of `channels` or `feeds`: its name; what else it holds is read by its own kind.
    void read_named(YAML::Node const& node, std::string const& key, named_nodes& into)
    {
        if (!node.IsMap() || !node["name"] || !node["name"].IsScalar()) {
            found_.add(node.Mark().line + 1, key, "has an entry without a name; write `name: …` first");
            return;
        }
        auto const& name = node["name"].Scalar();
        int const line = node["name"].Mark().line + 1;
        if (!is_slug(name))
            found_.add(line, key + ".name", fmt::format("\"{}\" cannot be a name; write a-z, 0-9 and - only", name));
        bool const taken = std::any_of(into.begin(), into.end(), [&](auto const& known) { return known.first == name; });
        if (taken)
            found_.add(line, key + ".name", fmt::format("\"{}\" names two {}; choose another", name, key));
        else
            into.emplace_back(name, std::make_shared<YAML::Node const>(node));
    }

    /// Nothing when the channel's own reader has something to say about it.
    static std::optional<medium> medium_of(YAML::Node const& channel)
    {
        auto const written = channel["medium"];
        return written && written.IsScalar() ? parse_medium(written.Scalar()) : std::nullopt;
    }

    void read_routes()
    {
        auto routes = top_.map("routes");
        for (auto const over : {medium::sms, medium::email}) {
            std::string const key{to_string(over)};
            auto legs = read_legs(routes, key);
            if (!routes.has(key)) {  // as the channels stand in the file
                std::vector<std::string> names;
                for (auto const& [name, node] : channels_)
                    if (medium_of(*node) == over)
                        names.push_back(name);
                legs = channels::in_order(names);
            }
            check_route(routes, key, over, legs);
            settings_.routes[over] = std::move(legs);
        }
        routes.finish();
    }

    /// A name stands alone on its tier; neighbours that carry a weight share theirs.
    std::vector<channels::route_leg> read_legs(map_reader& routes, std::string const& key)
    {
        std::vector<channels::route_leg> legs;
        bool shares = false;
        for (auto const& node : routes.list(key)) {
            channels::route_leg leg;
            bool const weighs = node.IsMap();
            if (weighs) {
                map_reader entry{node, routes.path_of(key), found_};
                entry.require("channel", "write its name, as {channel: sms-main, weight: 3}");
                entry.require("weight", "write how much of the load it takes beside its neighbours, as weight: 3");
                leg.channel = entry.text("channel").value_or("");
                leg.weight = entry.whole_number("weight", 1, 1000).value_or(1);
                entry.finish();
            } else if (node.IsScalar()) {
                leg.channel = node.Scalar();
            } else {
                found_.add(node.Mark().line + 1, routes.path_of(key), "holds something that is not a name; write [one, two]");
                continue;
            }
            leg.tier = legs.empty() ? 0 : legs.back().tier + (weighs && shares ? 0 : 1);
            shares = weighs;
            legs.push_back(std::move(leg));
        }
        return legs;
    }

    void check_route(map_reader& routes, std::string const& key, medium over, std::vector<channels::route_leg> const& legs)
    {
        std::set<std::string> known;
        for (auto const& [name, node] : channels_)
            known.insert(name);
        std::set<std::string> seen;
        for (auto const& [name, tier, weight] : legs) {
            if (!seen.insert(name).second)
                routes.problem_at(key, fmt::format("names \"{}\" twice; once is enough", name));
            auto const channel = std::find_if(channels_.begin(), channels_.end(), [&](auto const& candidate) {
                return candidate.first == name;
            });
            if (channel == channels_.end()) {
                auto const suggestion = nearest(name, known);
                routes.problem_at(
                    key,
                    fmt::format(
                        "\"{}\" is no channel of this file; {}",
                        name,
                        suggestion ? fmt::format("did you mean \"{}\"?", *suggestion)
                                   : fmt::format("there are: {}", fmt::join(known, ", "))
                    )
                );
            } else if (auto const actual = medium_of(*channel->second); actual && *actual != over) {
                routes.problem_at(
                    key, fmt::format("channel \"{}\" carries {}; move it to that route", name, to_string(*actual))
                );
            }
        }
    }

    problem_list found_;
    map_reader top_;
    settings settings_;
    named_nodes channels_;
    named_nodes feeds_;
};

problems one_problem(fs::path const& file, int line, std::string what)
{
    return {problem{file.string(), line, "", std::move(what)}};
}

}  // namespace

std::string_view to_string(role value) { return spell(role_spellings, value); }

boost::system::result<configuration, problems>
read_settings(std::string const& text, fs::path const& file, std::optional<fs::path> const& environment_credentials)
{
    try {
        problem_list found{file.string()};
        auto const document = load_one_document(text, found);
        if (!found.empty())
            return found.take();
        if (!document.IsMap())
            return one_problem(file, 0, "holds no settings; start from the annotated sample tocsin.yaml");
        return settings_file{file, document, environment_credentials}.read();
    } catch (YAML::Exception const& error) {
        return one_problem(file, error.mark.is_null() ? 0 : error.mark.line + 1, "is not YAML here: " + error.msg);
    }
}

boost::system::result<configuration, problems>
load_settings(fs::path const& file, std::optional<fs::path> const& environment_credentials)
{
    std::error_code trouble;
    auto const size = fs::file_size(file, trouble);
    if (trouble)
        return one_problem(file, 0, "cannot be read: " + trouble.message() + "; give the right --config FILE");
    if (size > largest_file)
        return one_problem(file, 0, "is larger than 1 MiB and cannot be a settings file");
    std::ifstream stream{file, std::ios::binary};
    std::string const text{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream.is_open() || stream.bad())
        return one_problem(file, 0, "cannot be read; check its owner and mode");
    auto const whole = fs::absolute(file, trouble);
    return read_settings(text, trouble ? file : whole, environment_credentials);
}

}  // namespace tocsin::dispatcher
