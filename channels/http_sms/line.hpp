// SPDX-License-Identifier: Apache-2.0
// A profile's request over libcurl: what is set once on a handle, and for each request. For the sender and the poller,
// which have connections of their own.
#pragma once

#include "channels/http_sms/request.hpp"

#include <string>
#include <vector>

struct curl_slist;
typedef void CURL;

namespace tocsin::channels::http_sms {

struct line_settings {
    std::string ca_file;  ///< PEM, whom to trust; empty: the system's
    seconds connect_timeout{10};
    seconds timeout{30};
};

/// For curl::pool: what all requests share.
void prepare_line(CURL* easy, line_settings const& with);

/// Headers for libcurl; they live as long as the transfer.
class header_list {
public:
    explicit header_list(std::vector<std::string> const& lines);
    ~header_list();
    header_list(header_list const&) = delete;
    header_list& operator=(header_list const&) = delete;

    curl_slist* first() const { return first_; }

private:
    curl_slist* first_ = nullptr;
};

/// Every request of a pool sets the same options. `request` and `headers` live as long as the transfer.
void set_request(CURL* easy, http_request const& request, header_list const& headers);

}  // namespace tocsin::channels::http_sms
