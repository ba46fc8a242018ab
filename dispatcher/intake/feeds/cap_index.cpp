// SPDX-License-Identifier: Apache-2.0
// Where the CAP documents are: an Atom feed (RFC 4287: Meteoalarm, NWS), an RSS 2.0 channel (many national services), or a
// document that is an alert itself. What the index repeats of an alert is not used: the alert says it better.
#include "dispatcher/intake/feeds/format.hpp"
#include "dispatcher/intake/feeds/words.hpp"
#include "dispatcher/intake/feeds/xml.hpp"
#include "rules/cap/read.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

namespace tocsin::dispatcher::feeds {
namespace {

/// RFC 3986 section 5.2; empty when it leads nowhere that can be fetched.
std::string absolute(std::string const& base, std::string const& link)
{
    if (link.empty())
        return {};  // it would be the index itself
    auto const from = boost::urls::parse_uri(base);
    auto const to = boost::urls::parse_uri_reference(link);
    if (!from || !to)
        return {};
    boost::urls::url whole;
    if (!boost::urls::resolve(*from, *to, whole))
        return {};
    auto const scheme = whole.scheme();
    return scheme == "http" || scheme == "https" ? std::string{whole.buffer()} : std::string{};
}

/// Of several links, the one that says it is CAP; otherwise the first alternate, or the first at all.
std::string link_of(pugi::xml_node entry)
{
    std::string best;
    int best_rank = 0;
    for (auto const each : entry.children()) {
        auto const name = local_name(each);
        if (name != "link" && name != "enclosure" && name != "content")
            continue;
        std::string const type = each.attribute("type").value();
        std::string const rel = each.attribute("rel").value();
        std::string at = each.attribute(name == "content" ? "src" : name == "enclosure" ? "url" : "href").value();
        if (at.empty() && name == "link")
            at = each.text().get();  // RSS writes it as text
        bool const says_cap = type.find("cap+xml") != std::string::npos || type.find("common-alerting") != std::string::npos;
        bool const alternate = name == "link" && (rel.empty() || rel == "alternate");
        int const rank = at.empty() ? 0 : says_cap ? 3 : alternate ? 2 : name == "link" && rel != "self" ? 1 : 0;
        if (rank > best_rank) {
            best = std::move(at);
            best_rank = rank;
        }
    }
    auto const from = best.find_first_not_of(" \t\r\n");
    auto const to = best.find_last_not_of(" \t\r\n");
    return from == std::string::npos ? std::string{} : best.substr(from, to - from + 1);
}

class cap_index final : public format {
public:
    std::string_view accepts() const override
    {
        return "application/cap+xml, application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8";
    }

    maybe<reading> read(std::string_view bytes, std::string const& address) const override
    {
        pugi::xml_document document;
        auto const root = parse_xml(document, bytes);
        if (!root)
            return root.error();
        auto const name = local_name(*root);
        if (name == "feed")
            return index(*root, "entry", address);
        if (name == "rss")
            return index(child(*root, "channel"), "item", address);
        if (name == "RDF")
            return index(*root, "item", address);
        if (name == "alert")
            return the_alert(bytes);
        return not_the_kind("un index Atom ou RSS d'alertes CAP", "an Atom or RSS index of CAP alerts");
    }

private:
    static maybe<reading> index(pugi::xml_node list, std::string_view item, std::string const& address)
    {
        if (!list)
            return not_the_kind("un index RSS : il n'a pas de <channel>", "an RSS index: it has no <channel>");
        reading all;
        for (auto const* const when : {"updated", "lastBuildDate", "pubDate"})
            if (!all.as_of)
                all.as_of = parse_any_date(child_text(list, when));
        for (auto const each : list.children()) {
            if (each.type() != pugi::node_element || local_name(each) != item)
                continue;
            entry one;
            one.link = absolute(address, link_of(each));
            one.key = child_text(each, "id");
            if (one.key.empty())
                one.key = child_text(each, "guid");
            if (one.key.empty())
                one.key = one.link;
            one.version = child_text(each, "updated");
            if (one.version.empty())
                one.version = child_text(each, "pubDate");
            one.version += ' ' + one.link;
            if (one.link.empty() && std::string_view{one.key}.starts_with("http"))
                one.link = absolute(address, one.key);
            if (one.link.empty())
                ++all.skipped;  // the "no alerts now" entries of some services, too
            else
                all.entries.push_back(std::move(one));
        }
        return all;
    }

    static maybe<reading> the_alert(std::string_view bytes)
    {
        auto const read = rules::read_cap(bytes);
        if (!read)
            return failure{read.error().sentence()};
        reading all;
        all.as_of = read->sent;
        entry one;
        one.key = read->sender + ' ' + read->identifier;
        one.version = format_instant(read->sent);
        one.document = std::string{bytes};
        all.entries.push_back(std::move(one));
        return all;
    }
};

}  // namespace

std::unique_ptr<format> make_cap_index() { return std::make_unique<cap_index>(); }

}  // namespace tocsin::dispatcher::feeds
