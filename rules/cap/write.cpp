// SPDX-License-Identifier: Apache-2.0
#include "rules/cap/write.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace tocsin::rules {
namespace {

/// RFC 4648, section 4.
std::string base64(std::string_view bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        auto const left = bytes.size() - at;
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U | (i < left ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= left ? digits[group >> (18 - 6 * i) & 63U] : '=';
    }
    return text;
}

std::string number(double value)
{
    std::array<char, 32> digits{};
    auto const [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} ? std::string{digits.data(), end} : "0";
}

/// CAP 1.2 section 3.3.2: no Z.
std::string date_time(wall_time instant)
{
    auto text = format_instant(instant);
    text.pop_back();
    return text + "-00:00";
}

std::string pair_of(geo_point at) { return number(at.latitude) + ',' + number(at.longitude); }

/// Words for `addresses` and `incidents`: those with blanks in double quotes.
std::string quoted(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words) {
        bool const blank = word.find_first_of(" \t\r\n") != std::string::npos;
        text += (text.empty() ? "" : " ") + (blank ? '"' + word + '"' : word);
    }
    return text;
}

class cap_writing {
public:
    explicit cap_writing(cap_original const& original) : original_(original) {}

    std::string all(alert const& what)
    {
        text_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n";
        element("identifier", what.identifier);
        element("sender", what.sender);
        element("sent", date_time(what.sent));
        element("status", to_string(what.status));
        element("msgType", to_string(what.kind));
        maybe("source", what.source);
        element("scope", to_string(what.scope));
        maybe("restriction", what.restriction);
        maybe("addresses", quoted(what.addresses));
        for (auto const& code : what.codes)
            element("code", code);
        maybe("note", what.note);
        maybe("references", references(what));
        maybe("incidents", quoted(what.incidents));
        for (auto const& each : what.infos)
            info(each, &each == &what.infos.front());
        return std::move(text_) + "</alert>\n";
    }

private:
    static std::string references(alert const& what)
    {
        std::string text;
        for (auto const& each : what.references)
            text += (text.empty() ? "" : " ") + each.sender + ',' + each.identifier + ',' + date_time(each.sent);
        return text;
    }

    void info(alert_info const& of, bool first)
    {
        text_ += "<info>\n";
        element("language", of.language);
        for (auto const& each : of.categories)
            element("category", each);
        element("event", of.event);
        for (auto const& each : of.response_types)
            element("responseType", each);
        element("urgency", to_string(of.urgency));
        element("severity", to_string(of.severity));
        element("certainty", to_string(of.certainty));
        maybe("audience", of.audience);
        named("eventCode", of.event_codes);
        maybe("effective", of.effective);
        maybe("onset", of.onset);
        maybe("expires", of.expires);
        maybe("senderName", of.sender_name);
        maybe("headline", of.headline);
        maybe("description", of.description);
        maybe("instruction", of.instruction);
        maybe("web", of.web);
        maybe("contact", of.contact);
        named("parameter", of.parameters);
        for (auto const& each : of.resources)
            resource(each, "");
        if (first && !original_.bytes.empty())
            resource({original_.description, original_.mime_type, original_.uri}, original_.bytes);
        for (auto const& each : of.areas)
            area(each);
        text_ += "</info>\n";
    }

    void resource(alert_resource const& of, std::string_view bytes)
    {
        text_ += "<resource>\n";
        element("resourceDesc", of.description);
        maybe("mimeType", of.mime_type);
        if (!bytes.empty())
            element("size", std::to_string(bytes.size()));
        maybe("uri", of.uri);
        if (!bytes.empty())
            element("derefUri", base64(bytes));
        text_ += "</resource>\n";
    }

    void area(alert_area const& of)
    {
        text_ += "<area>\n";
        element("areaDesc", of.description);
        for (auto const& each : of.polygons) {
            std::string ring;
            for (auto const& point : each.ring)
                ring += (ring.empty() ? "" : " ") + pair_of(point);
            element("polygon", ring);
        }
        for (auto const& each : of.circles)
            element("circle", pair_of(each.centre) + ' ' + number(each.radius_km));
        named("geocode", of.geocodes);
        if (of.altitude_feet)
            element("altitude", number(*of.altitude_feet));
        if (of.ceiling_feet)
            element("ceiling", number(*of.ceiling_feet));
        text_ += "</area>\n";
    }

    void named(std::string_view name, std::vector<named_value> const& values)
    {
        for (auto const& each : values) {
            text_ += '<';
            text_ += name;
            text_ += ">\n";
            element("valueName", each.name);
            element("value", each.value);
            text_ += "</";
            text_ += name;
            text_ += ">\n";
        }
    }

    void maybe(std::string_view name, std::optional<wall_time> when)
    {
        if (when)
            element(name, date_time(*when));
    }

    void maybe(std::string_view name, std::string const& text)
    {
        if (!text.empty())
            element(name, text);
    }

    void element(std::string_view name, std::string_view text)
    {
        text_ += '<';
        text_ += name;
        text_ += '>';
        for (char const c : text)
            character(c);
        text_ += "</";
        text_ += name;
        text_ += ">\n";
    }

    /// XML 1.0 has no place for most control characters (section 2.2), however they are written.
    void character(char c)
    {
        switch (c) {
        case '&': text_ += "&amp;"; return;
        case '<': text_ += "&lt;"; return;
        case '>': text_ += "&gt;"; return;
        case '\t':
        case '\n': text_ += c; return;
        default:
            if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)
                text_ += c;
        }
    }

    cap_original const& original_;
    std::string text_;
};

}  // namespace

std::string write_cap(alert const& what, cap_original const& original) { return cap_writing{original}.all(what); }

}  // namespace tocsin::rules
