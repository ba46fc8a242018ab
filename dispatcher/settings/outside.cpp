// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/settings/outside.hpp"

#include "dispatcher/settings/reader.hpp"
#include "rules/words/spelling.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>

#include <arpa/inet.h>

namespace tocsin::dispatcher {
namespace {

constexpr std::size_t shortest_secret = 16;

bool is_this_machine(std::string_view host) { return host == "127.0.0.1" || host == "localhost" || host == "[::1]"; }

bool is_name(std::string_view text)
{
    return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

/// RFC 9110 section 5.1; none of those that clients write for other reasons.
bool is_field_name(std::string_view text)
{
    bool const is_token = !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    return is_token && text != "host" && text != "cookie" && text != "authorization" && text != "user-agent";
}

bool is_address(std::string const& text)
{
    std::array<unsigned char, sizeof(in6_addr)> room{};
    return ::inet_pton(AF_INET, text.c_str(), room.data()) == 1 || ::inet_pton(AF_INET6, text.c_str(), room.data()) == 1;
}

class outside_reader {
public:
    outside_reader(YAML::Node const& document, settings const& house)
        : found_(house.file.string()), top_(document, "", found_), house_(house)
    {}

    boost::system::result<outside_settings, problems> read()
    {
        outside_settings made;
        auto http = top_.map("http");
        if (http.has("tls"))
            made.tls = read_tls(http.map("tls"));
        std::set<std::string> names;
        for (auto const& node : top_.list("webhooks"))
            made.webhooks.push_back(read_webhook(map_reader{node, "webhooks", found_}, names));
        if (top_.has("board")) {
            auto board = top_.map("board");
            if (board.has("proxy"))
                made.proxy = read_proxy(board.map("proxy"));
            if (board.has("forwarded"))
                made.proxy.callers = read_forwarding(board.map("forwarded"));
            board.finish();
        }
        if (found_.empty())
            return made;
        return found_.take();
    }

private:
    std::filesystem::path path(map_reader& from, std::string const& key)
    {
        auto const written = from.text(key);
        return written && !written->empty() ? (house_.file.parent_path() / *written).lexically_normal()
                                            : std::filesystem::path{};
    }

    channels::secret secret(map_reader& from, std::string const& key)
    {
        auto const name = from.credential(key);
        if (!name)
            return {};
        auto read = read_credential(house_.credentials, *name);
        if (!read) {
            from.problem_at(key, read.error().what());
            return {};
        }
        return std::move(*read);
    }

    tls_settings read_tls(map_reader entry)
    {
        tls_settings made;
        entry.require("certificate", "write the path of our certificate (PEM)");
        entry.require("key", "write {credential: NAME}");
        made.certificate = path(entry, "certificate");
        made.key = secret(entry, "key");
        made.client_ca = path(entry, "client_ca");
        auto const look_for = [&entry](char const* key, std::filesystem::path const& file) {
            std::error_code trouble;
            if (!file.empty() && !std::filesystem::is_regular_file(file, trouble))
                entry.problem_at(key, fmt::format("{} is not there", file.string()));
        };
        look_for("certificate", made.certificate);
        look_for("client_ca", made.client_ca);
        entry.finish();
        return made;
    }

    webhook_settings read_webhook(map_reader entry, std::set<std::string>& names)
    {
        webhook_settings made;
        entry.require("name", "write who is told, such as situation-room");
        entry.require("url", "write where, as https://…");
        entry.require("secret", "write {credential: NAME}");
        made.name = entry.text("name").value_or("");
        if (entry.has("name") && !is_name(made.name))
            entry.problem_at("name", fmt::format("\"{}\" cannot be a name; write a-z, 0-9 and - only", made.name));
        if (!names.insert(made.name).second)
            entry.problem_at("name", fmt::format("\"{}\" names two webhooks; choose another", made.name));
        made.url = read_url(entry);
        made.secret = secret(entry, "secret");
        if (!made.secret.empty() && made.secret.reveal().size() < shortest_secret)
            entry.problem_at("secret", fmt::format("is shorter than {} characters; make one with openssl rand -hex 32", shortest_secret));
        made.events = entry.texts("events");
        made.ca_file = path(entry, "ca_file");
        if (auto const limit = entry.duration("timeout", seconds{1}, minutes{1}))
            made.timeout = *limit;
        entry.finish();
        return made;
    }

    board_proxy read_proxy(map_reader entry)
    {
        board_proxy made;
        entry.require("header", "write the name of the field in which the proxy says who it is, such as X-Remote-User");
        entry.require("from", "write the proxy's address, such as [\"127.0.0.1\"]: anybody else could write that field");
        made.header = entry.text("header").value_or("");
        std::transform(made.header.begin(), made.header.end(), made.header.begin(), ascii_lower);
        if (entry.has("header") && !is_field_name(made.header))
            entry.problem_at("header", "is no name of a field of its own; write one such as X-Remote-User");
        made.from = read_addresses(entry, "from");
        auto people = entry.map("people");
        for (auto const& name : people.keys())
            made.people[name] = read_view(people, name);
        people.finish();
        if (entry.has("others"))
            made.others = read_view(entry, "others");
        entry.finish();
        return made;
    }

    forwarding read_forwarding(map_reader entry)
    {
        forwarding made;
        entry.require("header", "write the name of the field in which the proxy says who came to it: X-Forwarded-For, or Forwarded");
        entry.require("from", "write the proxies' addresses, such as [\"127.0.0.1\"]: anybody else could write that field");
        made.header = entry.text("header").value_or("");
        std::transform(made.header.begin(), made.header.end(), made.header.begin(), ascii_lower);
        if (entry.has("header") && !is_field_name(made.header))
            entry.problem_at("header", "is no name of a field of its own; write X-Forwarded-For or Forwarded");
        made.from = read_addresses(entry, "from");
        entry.finish();
        return made;
    }

    std::vector<std::string> read_addresses(map_reader& from, std::string const& key)
    {
        auto read = from.texts(key);
        for (auto const& each : read)
            if (!is_address(each))
                from.problem_at(key, fmt::format("\"{}\" is no IP address", each));
        return read;
    }

    board_view read_view(map_reader& from, std::string const& key)
    {
        auto const written = from.text(key).value_or("");
        if (written == "staff")
            return board_view::names;
        if (written == "wall")
            return board_view::counts;
        from.problem_at(key, "is neither staff (sees everything) nor wall (no names)");
        return board_view::nothing;
    }

    std::string read_url(map_reader& entry)
    {
        auto const written = entry.text("url").value_or("");
        bool const unsafe = entry.yes_or_no("insecure").value_or(false);
        auto const read = boost::urls::parse_uri(written);
        if (!entry.has("url"))
            return written;
        if (!read || (read->scheme() != "https" && read->scheme() != "http") || read->encoded_host().empty()) {
            entry.problem_at("url", "is no web address; write https://…");
            return written;
        }
        if (read->has_userinfo())
            entry.problem_at("url", "holds a name or password; the signature says who calls");
        std::string const host{read->encoded_host()};
        if (read->scheme() == "http" && !is_this_machine(host) && !unsafe)
            entry.problem_at("url", "is not https: anybody on the way could read it; write https://, or `insecure: true`");
        return written;
    }

    problem_list found_;
    map_reader top_;
    settings const& house_;
};

}  // namespace

boost::system::result<outside_settings, problems> read_outside(std::string const& text, settings const& house)
{
    try {
        problem_list found{house.file.string()};
        auto const document = load_one_document(text, found);
        if (!found.empty())
            return found.take();
        return outside_reader{document, house}.read();
    } catch (YAML::Exception const& error) {
        int const line = error.mark.is_null() ? 0 : error.mark.line + 1;
        return problems{problem{house.file.string(), line, "", "is not YAML here: " + error.msg}};
    }
}

boost::system::result<outside_settings, problems> load_outside(settings const& house)
{
    std::ifstream stream{house.file, std::ios::binary};
    std::string const text{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream.is_open() || stream.bad())
        return problems{problem{house.file.string(), 0, "", "cannot be read; check its owner and mode"}};
    return read_outside(text, house);
}

}  // namespace tocsin::dispatcher
