// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/source.hpp"
#include "dispatcher/store/digest.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <atomic>

namespace tocsin::dispatcher::feeds {
namespace {

constexpr std::size_t most_fetched = 200;  // documents in one look
constexpr std::size_t most_bytes = 16 << 20;  // of documents in one look

/// "host:port", for comparison.
std::string server_of(std::string const& url)
{
    auto const read = boost::urls::parse_uri(url);
    return read ? std::string{read->scheme()} + ' ' + std::string{read->encoded_host_and_port()} : std::string{};
}

std::string host_of(std::string const& url)
{
    auto const read = boost::urls::parse_uri(url);
    return read ? std::string{read->encoded_host()} : std::string{};
}

class web_source final : public source {
public:
    web_source(web_settings settings, std::unique_ptr<format> kind, std::unique_ptr<fetcher> by)
        : settings_(std::move(settings)), format_(std::move(kind)), fetcher_(std::move(by)), server_(server_of(settings_.url))
    {
    }

    void stop() override
    {
        stopped_ = true;
        fetcher_->stop();
    }

    findings look(look_request const& asked) override
    {
        findings found;
        fetch_request index;
        index.url = settings_.url;
        index.accepts = format_->accepts();
        index.etag = asked.etag;
        index.last_modified = asked.last_modified;
        index.largest = settings_.largest;
        index.with_secret = true;
        auto came = fetcher_->get(index);
        found.retry_after = came.retry_after;
        found.etag = asked.etag;
        found.last_modified = asked.last_modified;
        found.digest = asked.digest;
        if (came.trouble) {
            found.trouble = came.trouble;
            return found;
        }
        if (came.not_modified)
            return found;
        auto const read = format_->read(came.body, settings_.url);
        if (!read) {
            found.trouble = read.error();
            return found;
        }
        found.digest = sha256_of(came.body);
        found.changed = found.digest != asked.digest;
        found.as_of = read->as_of;
        found.listed = static_cast<int>(read->entries.size());
        found.skipped = read->skipped;
        came.body.clear();
        take(read->entries, asked, found);
        bool const whole = found.later == 0 && found.failed.empty();
        found.etag = whole ? came.etag : "";
        found.last_modified = whole ? came.last_modified : "";
        return found;
    }

private:
    void take(std::vector<entry> const& entries, look_request const& asked, findings& found)
    {
        std::size_t fetched_so_far = 0;
        std::size_t bytes = 0;
        bool silent = false;
        for (auto const& listed : entries) {
            auto const known = asked.known->find(listed.key);
            auto const* const before = known == asked.known->end() ? nullptr : &known->second;
            if (before && before->listed + remember_again < asked.now)
                found.listed_again.push_back(*before);
            if (before && before->version == listed.version)
                continue;
            bool const elsewhere = !listed.link.empty();
            if (elsewhere && asked.not_yet.contains(listed.key)) {
                found.failed.push_back(listed.key);
                continue;
            }
            bool const enough = bytes >= most_bytes || (elsewhere && (fetched_so_far >= most_fetched || silent)) || stopped_;
            if (enough) {
                ++found.later;
                continue;
            }
            std::optional<document> made;
            if (elsewhere) {
                ++fetched_so_far;
                made = fetch(listed, found, silent);
            } else if (!listed.document.empty()) {
                made = as_it_is(listed, listed.document);
            } else {
                made = next_message(listed, before, asked.now, settings_.url);
            }
            if (!made)
                continue;
            bytes += made->bytes.size();
            found.documents.push_back(std::move(*made));
        }
    }

    static document as_it_is(entry const& listed, std::string bytes)
    {
        document made;
        made.bytes = std::move(bytes);
        made.becomes.key = listed.key;
        made.becomes.version = listed.version;
        return made;
    }

    /// An index may point anywhere: only its own server and those that the settings name are asked.
    bool may_ask(std::string const& link) const
    {
        if (server_of(link) == server_)
            return true;
        return std::find(settings_.hosts.begin(), settings_.hosts.end(), host_of(link)) != settings_.hosts.end();
    }

    std::optional<document> fetch(entry const& listed, findings& found, bool& silent)
    {
        if (!may_ask(listed.link)) {
            found.failed.push_back(listed.key);
            auto const host = host_of(listed.link);
            found.partial = failure{
                {"renvoie vers " + host + ", que `hosts` ne nomme pas", "points at " + host + ", which `hosts` does not name"}};
            return std::nullopt;
        }
        fetch_request request;
        request.url = listed.link;
        request.accepts = format_->accepts();
        request.largest = largest_alert;
        request.with_secret = server_of(listed.link) == server_;
        auto came = fetcher_->get(request);
        if (!came.trouble)
            return as_it_is(listed, std::move(came.body));
        found.failed.push_back(listed.key);
        found.partial = came.trouble;
        silent = came.gone_silent;
        return std::nullopt;
    }

    web_settings settings_;
    std::unique_ptr<format> format_;
    std::unique_ptr<fetcher> fetcher_;
    std::string server_;
    std::atomic<bool> stopped_ = false;
};

}  // namespace

std::unique_ptr<source> make_web_source(web_settings settings, std::unique_ptr<format> kind, std::unique_ptr<fetcher> by)
{
    return std::make_unique<web_source>(std::move(settings), std::move(kind), std::move(by));
}

}  // namespace tocsin::dispatcher::feeds
