// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smtp/envelope.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace tocsin::fakes {
namespace {

std::string as_json(std::string_view text)
{
    std::string out = "\"";
    for (char const c : text) {
        char escaped[8];
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (byte < 0x20 || byte > 0x7e)
            out += (std::snprintf(escaped, sizeof escaped, "\\u%04x", byte), escaped);
        else
            out += c;
    }
    return out + '"';
}

}  // namespace

bool envelope::is_for(std::string_view fate) const
{
    auto const who = name();
    return who.starts_with(fate) && (who.size() == fate.size() || std::isalpha(static_cast<unsigned char>(who[fate.size()])) == 0);
}

std::string envelope::header(std::string_view wanted) const
{
    std::string value;
    bool inside = false;
    for (std::size_t at = 0; at < mail.size();) {
        auto const end = std::min(mail.find("\r\n", at), mail.size());
        auto const line = std::string_view{mail}.substr(at, end - at);
        at = end + 2;
        if (line.empty())
            break;
        if (inside && line.front() == ' ')
            value += line;
        inside = (inside && line.front() == ' ') || (line.size() > wanted.size() && line.starts_with(wanted) && line[wanted.size()] == ':');
        if (inside && line.front() != ' ')
            value = line.substr(std::min(line.size(), wanted.size() + 2));
    }
    return value;
}

void witness::write(envelope const& what, std::string_view answer, bool taken, circumstances const& how)
{
    std::string line = "{\"mono_us\": " + std::to_string(microseconds_of(std::chrono::steady_clock::now().time_since_epoch()));
    line += ", \"wall_us\": " + std::to_string(microseconds_of(std::chrono::system_clock::now().time_since_epoch()));
    line += ", \"from\": " + as_json(what.from) + ", \"to\": " + as_json(what.to);
    line += ", \"message_id\": " + as_json(what.header("Message-ID")) + ", \"reply_to\": " + as_json(what.header("Reply-To"));
    line += ", \"answer\": " + as_json(answer) + ", \"taken\": " + (taken ? "true" : "false");
    line += ", \"connection\": " + std::to_string(how.connection) + ", \"tls\": " + (how.tls ? "true" : "false");
    line += ", \"auth\": " + std::string{how.auth ? "true" : "false"} + ", \"mail\": " + as_json(what.mail) + "}\n";
    std::lock_guard const lock{mutex_};
    std::fwrite(line.data(), 1, line.size(), file_);
    std::fflush(file_);
}

}  // namespace tocsin::fakes
