// SPDX-License-Identifier: Apache-2.0
#include "channels/http_sms/line.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <optional>

namespace tocsin::channels::http_sms {
namespace {

/// Where the request target (RFC 9112, section 3.2.1) of a URL begins, when it can be sent as it stands: libcurl reads a whole
/// URL anew for each request, and takes longer for it than for the rest. Nothing: it must be read.
std::optional<std::size_t> target_of(std::string const& url)
{
    auto const scheme = url.find("://");
    auto const begin = scheme == std::string::npos ? scheme : url.find_first_of("/?#", scheme + 3);
    if (begin == std::string::npos || url[begin] != '/' || url.find("/.", begin) != std::string::npos)
        return std::nullopt;
    bool const plain = std::all_of(url.begin() + static_cast<std::ptrdiff_t>(begin), url.end(), [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
    return plain ? std::optional{begin} : std::nullopt;
}

}  // namespace

void prepare_line(CURL* easy, line_settings const& with)
{
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 30L);  // an idle line may be closed at the very moment it is used
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(with.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, static_cast<long>(with.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "tocsin");
    if (!with.ca_file.empty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, with.ca_file.c_str());
}

header_list::header_list(std::vector<std::string> const& lines)
{
    for (auto const& line : lines)
        first_ = curl_slist_append(first_, line.c_str());
    first_ = curl_slist_append(first_, "Expect:");  // no round trip before the body
}

header_list::~header_list() { curl_slist_free_all(first_); }

void set_request(CURL* easy, http_request const& request, header_list const& headers)
{
    auto const target = target_of(request.url);
    auto const address = target ? request.url.substr(0, *target + 1) : request.url;
    curl_easy_setopt(easy, CURLOPT_URL, address.c_str());
    curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, target ? request.url.c_str() + *target : nullptr);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.first());
    if (request.method == "GET") {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, nullptr);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method == "POST" ? nullptr : request.method.c_str());
}

}  // namespace tocsin::channels::http_sms
