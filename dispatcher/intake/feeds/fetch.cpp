// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/fetch.hpp"

#include "channels/curl/setup.hpp"
#include "channels/curl/severable.hpp"
#include "rules/words/spelling.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <stdexcept>

namespace tocsin::dispatcher::feeds {
namespace {

constexpr long most_redirects = 3;
constexpr long slowest_bytes_per_second = 10;
constexpr long slowest_for_seconds = 10;

struct header_lines {
    ~header_lines() { curl_slist_free_all(first); }
    header_lines() = default;
    header_lines(header_lines const&) = delete;
    header_lines& operator=(header_lines const&) = delete;

    void add(std::string const& line) { first = curl_slist_append(first, line.c_str()); }

    curl_slist* first = nullptr;
};

/// What one transfer fills.
struct taking {
    explicit taking(std::size_t largest) : largest(largest) {}

    std::size_t largest;
    bool overflow = false;
    fetched into;
};

/// Counts what is unpacked: a megabyte of gzip can hold a gigabyte.
std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* to)
{
    auto& own = *static_cast<taking*>(to);
    if (own.into.body.size() + size * count > own.largest) {
        own.overflow = true;
        return 0;
    }
    own.into.body.append(bytes, size * count);
    return size * count;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* to)
{
    auto& own = *static_cast<taking*>(to);
    std::string_view line{bytes, size * count};
    if (line.starts_with("HTTP/")) {  // of a redirect, or of the answer itself: what came before is not about it
        own.into.etag.clear();
        own.into.last_modified.clear();
        own.into.retry_after.reset();
    }
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' '))
        line.remove_suffix(1);
    auto const colon = line.find(':');
    if (colon == std::string_view::npos || line.size() > 1000)
        return size * count;
    auto const name = line.substr(0, colon);
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ') || value.starts_with('\t'))
        value.remove_prefix(1);
    if (equal_ignoring_case(name, "etag")) {
        own.into.etag = value;
    } else if (equal_ignoring_case(name, "last-modified")) {
        own.into.last_modified = value;
    } else if (equal_ignoring_case(name, "retry-after")) {
        int after = 0;
        auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), after);
        if (error == std::errc{} && end == value.data() + value.size() && after >= 0)
            own.into.retry_after = std::min(seconds{after}, seconds{hours{1}});
    }
    return size * count;
}

failure failed_so(std::string fr, std::string en) { return failure{{std::move(fr), std::move(en)}}; }

failure in_words(CURLcode code, std::size_t largest)
{
    switch (code) {
    case CURLE_WRITE_ERROR:
        return failed_so(
            fmt::format("le document dépasse {} Kio : refusé", largest / 1024),
            fmt::format("the document is larger than {} KiB: refused", largest / 1024)
        );
    case CURLE_OPERATION_TIMEDOUT:
        return failed_so("le serveur ne répond pas à temps", "the server does not answer in time");
    case CURLE_COULDNT_RESOLVE_HOST:
        return failed_so("le nom du serveur est introuvable", "the server's name cannot be found");
    case CURLE_COULDNT_CONNECT:
        return failed_so("le serveur refuse la connexion", "the server refuses the connection");
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return failed_so("la réponse est coupée en chemin", "the answer breaks off");
    case CURLE_PEER_FAILED_VERIFICATION:
        return failed_so(
            "le certificat du serveur n'est pas valable : refusé (voir ca_file)",
            "the server's certificate is not valid: refused (see ca_file)"
        );
    case CURLE_TOO_MANY_REDIRECTS:
        return failed_so("le serveur renvoie trop de fois ailleurs", "the server redirects too many times");
    default: break;
    }
    // libcurl's own sentence about the code alone: it names no address.
    std::string const words = curl_easy_strerror(code);
    return failed_so("la lecture a échoué : " + words, "fetching failed: " + words);
}

failure of_status(long status)
{
    auto const about = std::to_string(status);
    if (status == 401 || status == 403)
        return failed_so(
            "le serveur refuse l'accès (HTTP " + about + ") : vérifiez la clé", "the server denies access (HTTP " + about + "): check the key"
        );
    return failed_so("le serveur répond HTTP " + about, "the server answers HTTP " + about);
}

class curl_fetcher final : public fetcher {
public:
    explicit curl_fetcher(fetch_settings settings) : settings_(std::move(settings))
    {
        channels::curl::set_up();
        easy_ = curl_easy_init();
        if (!easy_)
            throw std::runtime_error{"libcurl cannot start"};
    }

    ~curl_fetcher() override { curl_easy_cleanup(easy_); }
    curl_fetcher(curl_fetcher const&) = delete;
    curl_fetcher& operator=(curl_fetcher const&) = delete;

    void stop() override
    {
        stopped_ = true;
        line_.sever();
    }

    fetched get(fetch_request const& asked) override
    {
        taking job{asked.largest};
        header_lines headers;
        headers.add("Accept: " + std::string{asked.accepts});
        if (!asked.etag.empty())
            headers.add("If-None-Match: " + asked.etag);
        if (!asked.last_modified.empty())
            headers.add("If-Modified-Since: " + asked.last_modified);
        if (asked.with_secret && !settings_.header.empty())
            headers.add(settings_.header + ": " + settings_.secret.reveal());
        prepare(asked, job, headers.first);
        auto const code = stopped_ ? CURLE_ABORTED_BY_CALLBACK : curl_easy_perform(easy_);
        long status = 0;
        curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        auto& came = job.into;
        came.gone_silent = code == CURLE_OPERATION_TIMEDOUT;
        if (code != CURLE_OK)
            came.trouble = in_words(job.overflow ? CURLE_WRITE_ERROR : code, asked.largest);
        else if (status == 304 && (!asked.etag.empty() || !asked.last_modified.empty()))
            came.not_modified = true;
        else if (status != 200)
            came.trouble = of_status(status);
        return std::move(job.into);
    }

private:
    /// Everything, each time: the handle keeps its connection and nothing else.
    void prepare(fetch_request const& asked, taking& job, curl_slist* headers)
    {
        curl_easy_reset(easy_);
        line_.attach(easy_);
        curl_xferinfo_callback const watch = [](void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
            return static_cast<curl_fetcher*>(self)->stopped_ ? 1 : 0;
        };
        bool const secret = asked.with_secret && !settings_.header.empty();
        curl_easy_setopt(easy_, CURLOPT_URL, asked.url.c_str());
        curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy_, CURLOPT_REDIR_PROTOCOLS_STR, asked.url.starts_with("https:") ? "https" : "http,https");
        curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, secret ? 0L : 1L);
        curl_easy_setopt(easy_, CURLOPT_MAXREDIRS, most_redirects);
        curl_easy_setopt(easy_, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
        curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
        if (!settings_.ca_file.empty())
            curl_easy_setopt(easy_, CURLOPT_CAINFO, settings_.ca_file.c_str());
        curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.connect_timeout.count()));
        curl_easy_setopt(easy_, CURLOPT_TIMEOUT, static_cast<long>(settings_.timeout.count()));
        curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_LIMIT, slowest_bytes_per_second);
        curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_TIME, slowest_for_seconds);
        curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);  // a name that nobody answers for is not waited for
        curl_easy_setopt(easy_, CURLOPT_USERAGENT, "tocsin");
        curl_easy_setopt(easy_, CURLOPT_PROXY, "");  // never through a proxy that the environment names
        curl_easy_setopt(easy_, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(easy_, CURLOPT_XFERINFOFUNCTION, watch);
        curl_easy_setopt(easy_, CURLOPT_XFERINFODATA, this);
        curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &take_body);
        curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &job);
        curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &take_header);
        curl_easy_setopt(easy_, CURLOPT_HEADERDATA, &job);
    }

    fetch_settings settings_;
    channels::curl::severable line_;
    std::atomic<bool> stopped_ = false;
    CURL* easy_ = nullptr;
};

}  // namespace

std::unique_ptr<fetcher> make_fetcher(fetch_settings settings) { return std::make_unique<curl_fetcher>(std::move(settings)); }

}  // namespace tocsin::dispatcher::feeds
