// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/registry.hpp"

#include "dispatcher/settings/condition_yaml.hpp"
#include "dispatcher/settings/reader.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher::feeds {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_table = 1 << 20;

/// What a type needs to be told, and how it reads.
struct kind {
    std::string_view type;
    std::string_view usual_table;  ///< empty: it needs none
    std::unique_ptr<format> (*make)(table ratings, std::vector<std::string> domains);
    std::optional<milliseconds> stale_after;  ///< unless the settings say otherwise
};

kind const kinds[] = {
    {"cap", "", [](table, std::vector<std::string>) { return make_cap_index(); }, std::nullopt},
    {"vigilance", "vigilance",
     [](table ratings, std::vector<std::string> domains) { return make_vigilance(std::move(ratings), std::move(domains)); },
     hours{26}},
    {"vigicrues", "vigicrues", [](table ratings, std::vector<std::string>) { return make_vigicrues(std::move(ratings)); },
     std::nullopt},
    {"usgs", "usgs", [](table ratings, std::vector<std::string>) { return make_earthquakes(std::move(ratings)); }, std::nullopt},
    {"emsc", "emsc", [](table ratings, std::vector<std::string>) { return make_earthquakes(std::move(ratings)); }, std::nullopt},
    {"gdacs", "gdacs", [](table ratings, std::vector<std::string>) { return make_gdacs(std::move(ratings)); }, std::nullopt},
};

bool is_this_machine(std::string_view host) { return host == "127.0.0.1" || host == "localhost" || host == "[::1]"; }

class feed_reader {
public:
    feed_reader(
        YAML::Node const& node, settings const& house, rules::gazetteer const* places, problem_list& found, problems& elsewhere
    )
        : entry_(node, "feeds", found), house_(house), places_(places), elsewhere_(elsewhere)
    {
    }

    plan read()
    {
        plan made;
        auto& own = made.settings;
        entry_.require("type", "write cap, folder, vigilance, vigicrues, usgs, emsc or gdacs");
        own.name = entry_.text("name").value_or("");
        own.type = entry_.text("type").value_or("");
        own.may_launch = entry_.yes_or_no("may_launch").value_or(false);
        own.policy = read_policy(own.type);
        bool const folder = own.type == "folder";
        own.habits.interval = entry_.duration("interval", seconds{1}, hours{24}).value_or(seconds{folder ? 2 : 20});
        auto const patience = std::max<milliseconds>(minutes{10}, own.habits.interval * 3);
        own.habits.silent_after = patience;
        if (auto const after = entry_.duration("silent_after", seconds{1}, hours{24 * 14}))
            own.habits.silent_after = *after;
        auto const stale = entry_.duration("stale_after", seconds{1}, hours{24 * 60});
        if (stale)
            own.habits.stale_after = *stale;
        if (folder)
            made.from = read_folder(own);
        else
            made.from = read_web(own, stale.has_value());
        entry_.finish();
        return made;
    }

private:
    std::shared_ptr<rules::source_policy const> read_policy(std::string const& type)
    {
        rules::source_policy may;
        may.senders = entry_.texts("senders");
        may.events = entry_.texts("events");
        may.zones = entry_.texts("zones");
        if (places_)
            check_zone(entry_, "zones", may.zones, *places_);
        may.largest_launch = entry_.whole_number("largest_launch", 0, 10'000'000);
        auto const signature = entry_.text("signature").value_or("ignored");
        auto const file = entry_.text("signature_certificate");
        if (signature != "required" && signature != "ignored")
            entry_.problem_at("signature", fmt::format("\"{}\" is neither required nor ignored", signature));
        bool const required = signature == "required";
        if (required != file.has_value())
            entry_.problem_at("signature", "goes with a key: write signature: required and signature_certificate: FILE (PEM)");
        if (required && type != "cap" && type != "folder")
            entry_.problem_at("signature", "only feeds of CAP documents (cap, folder) have any");
        if (required && file)
            may.certificate = read_certificate(*file);
        return may == rules::source_policy{} ? nullptr : std::make_shared<rules::source_policy const>(std::move(may));
    }

    std::string read_certificate(std::string const& file)
    {
        auto const path = (house_.file.parent_path() / file).lexically_normal();
        std::ifstream stream{path, std::ios::binary};
        std::string text{std::istreambuf_iterator<char>{stream}, {}};
        if (!stream.is_open() || text.find("-----BEGIN ") == std::string::npos)
            entry_.problem_at("signature_certificate", fmt::format("{} holds no certificate or public key (PEM)", path.string()));
        return text;
    }

    std::shared_ptr<source> read_folder(feed_settings& own)
    {
        entry_.require("directory", "write the folder where CAP files are put");
        auto const written = entry_.text("directory").value_or("");
        auto const folder = (house_.file.parent_path() / written).lexically_normal();
        own.where = folder.string();
        return make_folder_source(folder);
    }

    std::shared_ptr<source> read_web(feed_settings& own, bool stale_is_set)
    {
        auto const found = std::find_if(std::begin(kinds), std::end(kinds), [&own](kind const& each) { return each.type == own.type; });
        bool const known = found != std::end(kinds);
        if (!known && entry_.has("type"))
            entry_.problem_at(
                "type",
                fmt::format("\"{}\" is no kind of feed; write cap, folder, vigilance, vigicrues, usgs, emsc or gdacs", own.type)
            );
        if (known && !stale_is_set)
            own.habits.stale_after = found->stale_after;
        web_settings web;
        web.url = read_url(own);
        web.hosts = entry_.texts("hosts");
        if (auto const most = entry_.whole_number("largest_kib", 1, 65'536))
            web.largest = static_cast<std::size_t>(*most) * 1024;
        auto const domains = entry_.texts("domains");
        auto fetching = read_fetching();
        auto const named = entry_.text("table");
        table ratings;
        if (known && !found->usual_table.empty())
            ratings = read_ratings(named.value_or(std::string{found->usual_table}));
        if (!known)
            return nullptr;
        return make_web_source(
            std::move(web), found->make(std::move(ratings), domains), make_fetcher(std::move(fetching))
        );
    }

    std::string read_url(feed_settings& own)
    {
        entry_.require("url", "write where it is published, as https://…");
        auto const written = entry_.text("url").value_or("");
        bool const unsafe = entry_.yes_or_no("insecure").value_or(false);
        auto const read = boost::urls::parse_uri(written);
        if (!entry_.has("url"))
            return written;
        if (!read || (read->scheme() != "https" && read->scheme() != "http") || read->encoded_host().empty()) {
            entry_.problem_at("url", "is no web address; write https://…");
            return written;
        }
        if (read->has_userinfo())
            entry_.problem_at("url", "holds a name or password; write it as `header` and `secret`");
        own.where = std::string{read->encoded_host_and_port()};
        if (read->scheme() == "http" && !is_this_machine(own.where.substr(0, own.where.rfind(':'))) && !unsafe)
            entry_.problem_at("url", "is not https: anybody on the way could write alerts; write https://, or `insecure: true`");
        return written;
    }

    fetch_settings read_fetching()
    {
        fetch_settings made;
        if (auto const limit = entry_.duration("timeout", seconds{1}, minutes{5}))
            made.timeout = *limit;
        made.connect_timeout = std::min(made.connect_timeout, made.timeout);
        if (auto const file = entry_.text("ca_file"))
            made.ca_file = (house_.file.parent_path() / *file).lexically_normal().string();
        made.header = entry_.text("header").value_or("");
        auto const credential = entry_.credential("secret");
        if (made.header.find_first_of(" :\r\n") != std::string::npos)
            entry_.problem_at("header", "is no name of a header, such as apikey");
        if (credential.has_value() != !made.header.empty())
            entry_.problem_at("header", "goes with a secret: write header: apikey and secret: {credential: NAME}");
        if (credential) {
            auto secret = read_credential(house_.credentials, *credential);
            if (secret)
                made.secret = std::move(*secret);
            else
                entry_.problem_at("secret", secret.error().what());
        }
        return made;
    }

    table read_ratings(std::string const& name)
    {
        if (name.find_first_of("/\\") != std::string::npos || name.starts_with('.')) {
            entry_.problem_at("table", fmt::format("\"{}\" is no name of a table; write the file's name without .yaml", name));
            return {};
        }
        auto const path = house_.feed_tables / (name + ".yaml");
        std::error_code trouble;
        auto const size = fs::file_size(path, trouble);
        std::ifstream stream{path, std::ios::binary};
        if (trouble || size > largest_table || !stream.is_open()) {
            entry_.problem_at("table", fmt::format("{} cannot be read", path.string()));
            return {};
        }
        std::string const text{std::istreambuf_iterator<char>{stream}, {}};
        problem_list wrong{path.string()};
        auto ratings = read_table(text, wrong);
        auto const list = wrong.take();
        elsewhere_.insert(elsewhere_.end(), list.begin(), list.end());
        return ratings;
    }

    map_reader entry_;
    settings const& house_;
    rules::gazetteer const* places_;
    problems& elsewhere_;
};

}  // namespace

boost::system::result<std::vector<plan>, problems> load_feeds(configuration const& from, rules::gazetteer const* places)
{
    problem_list found{from.settings.file.string()};
    problems all;
    std::vector<plan> plans;
    for (auto const& [name, node] : from.feeds)
        plans.push_back(feed_reader{*node, from.settings, places, found, all}.read());
    auto own = found.take();
    all.insert(all.begin(), own.begin(), own.end());
    if (!all.empty())
        return all;
    return plans;
}

}  // namespace tocsin::dispatcher::feeds
