// SPDX-License-Identifier: Apache-2.0
// How providers of SMS over HTTP speak, from their public documentation: what they ask of a request, how they answer, how
// they call back and sign. Written without a look at the adapter: it is the other side.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fake {

using http_request = boost::beast::http::request<boost::beast::http::string_body>;

/// What the customer and the provider agreed on. Empty: not asked for.
struct account {
    std::string user;
    std::string password;
    std::string consumer;  ///< OVH's third key
    std::string signature_secret;
};

struct message {
    std::string to;  ///< as it came
    std::string text;
    std::string reference;
    std::string sender;
    std::string receipts_url;  ///< of this message; empty: the one of the account
    std::string replies_url;
    int fate = 0;  ///< the last two digits
};

/// Something to tell the customer: `what` is delivered, undelivered or buffered; or the text of a reply.
struct news {
    std::string id;
    message about;
    std::string what;
};

struct call {
    std::string method = "POST";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct reply_to_submission {
    unsigned status = 202;
    std::string body;
    std::string type = "application/json";
};

/// Whether a call is signed as it should be: `forged` uses another key, or another token where calls are not signed.
enum class honesty { genuine, forged };

class dialect {
public:
    virtual ~dialect() = default;

    /// 401 or 403 when the request is not signed or authorised as the provider asks; `now` in seconds since 1970.
    virtual unsigned objection(http_request const& request, long long now) const;
    /// What it says to such a request, or, with no objection (0), to one that it cannot read.
    virtual reply_to_submission said_no(http_request const& request, unsigned objection, long long now) const;
    virtual std::optional<message> read(http_request const& request) const = 0;
    virtual std::string id_for(int sequence, message const& asked) const = 0;
    virtual reply_to_submission accepted(std::string const& id, message const& asked) const = 0;
    /// What this provider says to a number that it does not know.
    virtual reply_to_submission invalid(message const& asked) const;
    virtual reply_to_submission failed(unsigned status) const;
    /// Receipts that one call may bring.
    virtual std::size_t most_receipts() const { return 1; }
    virtual call receipts(std::vector<news> const& all, std::string const& url, honesty how, long long now) const = 0;
    virtual call reply(news const& one, std::string const& url, honesty how, long long now) const = 0;
};

/// plain (README.md), kannel, ovh, twilio, vonage, brevo, infobip or smsmode; null: none of them.
std::unique_ptr<dialect> make_dialect(std::string_view name, account const& of);

}  // namespace fake
