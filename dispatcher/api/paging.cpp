// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/paging.hpp"

#include "dispatcher/api/handling.hpp"

#include <boost/json/object.hpp>

namespace tocsin::dispatcher::api {
namespace {

/// Percent-encodes what is not unreserved (RFC 3986 section 2.3).
std::string encoded(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
            continue;
        }
        out += '%';
        out += "0123456789ABCDEF"[byte >> 4U];
        out += "0123456789ABCDEF"[byte & 15U];
    }
    return out;
}

std::string address_of_next(request const& asked, std::string const& next)
{
    std::string address = asked.target.path + '?';
    for (auto const& [name, value] : asked.target.query)
        if (name != "after")
            address += encoded(name) + '=' + encoded(value) + '&';
    return address + "after=" + encoded(next);
}

}  // namespace

answer page_answer(request const& asked, boost::json::object body, std::string const& next)
{
    if (!next.empty())
        body["next"] = next;
    auto told = json_answer(200, body);
    if (!next.empty())
        told.headers.emplace_back("Link", '<' + address_of_next(asked, next) + ">; rel=\"next\"");
    return told;
}

}  // namespace tocsin::dispatcher::api
