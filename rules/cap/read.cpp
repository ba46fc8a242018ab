// SPDX-License-Identifier: Apache-2.0
#include "rules/cap/read.hpp"

#include "rules/geo/shape.hpp"
#include "rules/words/spelling.hpp"

#include <boost/throw_exception.hpp>

#include <pugixml.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace tocsin::rules {
namespace {

constexpr std::size_t largest_document = 1024 * 1024;
constexpr int deepest_level = 32;
constexpr std::size_t most_points = 20'000;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string trimmed(std::string_view text)
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return std::string{text};
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    for (char const c : text) {
        if (!is_blank(c)) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty())
        words.push_back(std::move(word));
    return words;
}

std::optional<double> number(std::string_view text)
{
    double value = 0;
    if (!text.empty() && text.front() == '+')
        text.remove_prefix(1);
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value > -1e9 && value < 1e9))
        return std::nullopt;
    return value;
}

/// Well-formed UTF-8 without NUL (RFC 3629).
bool is_utf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        std::size_t const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
        if (length == 0 || i + length > text.size() || lead == 0)
            return false;
        char32_t code = length == 1 ? lead : lead & (0x7fU >> length);
        for (std::size_t k = 1; k < length; ++k) {
            auto const next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xc0U) != 0x80)
                return false;
            code = code << 6U | (next & 0x3fU);
        }
        bool const overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
        if (overlong || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
            return false;
        i += length;
    }
    return true;
}

/// Cut between characters, so that a sentence that quotes it stays UTF-8.
std::string shortened(std::string_view text, std::size_t most)
{
    if (text.size() <= most)
        return std::string{text};
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80)
        --most;
    return std::string{text.substr(0, most)} + "…";
}

std::string from_latin1(std::string_view text)
{
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xc0U | byte >> 6U);
            out += static_cast<char>(0x80U | (byte & 0x3fU));
        }
    }
    return out;
}

/// The encoding named by the XML declaration, lower case; empty when there is none.
std::string declared_encoding(std::string_view bytes)
{
    if (!bytes.starts_with("<?xml"))
        return {};
    auto const declaration = bytes.substr(0, bytes.find("?>"));
    auto const key = declaration.find("encoding");
    if (key == std::string_view::npos)
        return {};
    auto const open = declaration.find_first_of("\"'", key);
    if (open == std::string_view::npos)
        return {};
    auto const close = declaration.find(declaration[open], open + 1);
    std::string name{declaration.substr(open + 1, close == std::string_view::npos ? 0 : close - open - 1)};
    for (auto& c : name)
        c = ascii_lower(c);
    return name;
}

cap_error hostile(bilingual why) { return {cap_failure::hostile, "", std::move(why)}; }

/// What the markup itself must not hold, found before any parser sees it. Depth is counted here, without recursion.
std::optional<cap_error> look_for_hostile_markup(std::string_view text)
{
    int depth = 0;
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
        auto const rest = text.substr(at);
        auto skip_past = [&](std::string_view end) {
            auto const found = text.find(end, at);
            at = found == std::string_view::npos ? text.size() : found + end.size();
        };
        if (rest.starts_with("<!--")) {
            skip_past("-->");
        } else if (rest.starts_with("<![CDATA[")) {
            skip_past("]]>");
        } else if (rest.starts_with("<!")) {
            return hostile(
                {"une DTD ou une déclaration d'entité n'est pas acceptée ; envoyez l'alerte sans elle",
                 "a DTD or an entity declaration is not accepted; send the alert without one"}
            );
        } else if (rest.starts_with("<?")) {
            skip_past("?>");
        } else if (rest.starts_with("</")) {
            --depth;
            skip_past(">");
        } else {
            char quote = 0;
            std::size_t end = at + 1;
            for (; end < text.size() && (quote != 0 || text[end] != '>'); ++end) {
                if (quote != 0)
                    quote = text[end] == quote ? '\0' : quote;
                else if (text[end] == '"' || text[end] == '\'')
                    quote = text[end];
            }
            bool const closes_itself = end > at + 1 && end < text.size() && text[end - 1] == '/';
            if (!closes_itself && ++depth > deepest_level)
                return hostile({"plus de 32 niveaux d'éléments", "more than 32 levels of elements"});
            at = end;
        }
    }
    return std::nullopt;
}

std::string_view local_name(pugi::xml_node node)
{
    std::string_view const name = node.name();
    auto const colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string prefix_of(pugi::xml_node node)
{
    std::string_view const name = node.name();
    auto const colon = name.find(':');
    return colon == std::string_view::npos ? std::string{} : std::string{name.substr(0, colon)};
}

/// What was written, cut where it grows long, and what should stand there.
bilingual is_not(std::string const& value, bilingual const& expected)
{
    auto const shown = shortened(value, 60);
    return {"« " + shown + " » n'est pas " + expected.fr, "\"" + shown + "\" is not " + expected.en};
}

/// Thrown inside this file only; read_cap turns it into its result.
struct refusal {
    cap_error error;
};

class element {
public:
    element(pugi::xml_node node, std::string path) : node_(node), path_(std::move(path)) {}

    std::string const& path() const { return path_; }

    std::vector<element> children(std::string_view name) const
    {
        std::vector<element> found;
        int count = 0;
        for (auto const child : node_.children())
            if (child.type() == pugi::node_element && local_name(child) == name)
                found.emplace_back(child, path_ + '/' + std::string{name} + '[' + std::to_string(++count) + ']');
        // A lone child needs no number.
        if (found.size() == 1)
            found.front().path_ = path_ + '/' + std::string{name};
        return found;
    }

    std::string text() const { return trimmed(node_.text().get()); }

    std::optional<std::string> maybe(std::string_view name) const
    {
        auto const found = children(name);
        return found.empty() ? std::nullopt : std::optional{found.front().text()};
    }

    std::string optional(std::string_view name) const { return maybe(name).value_or(""); }

    std::string required(std::string_view name) const
    {
        auto value = maybe(name);
        if (!value || value->empty())
            throw refusal{
                {cap_failure::missing_element,
                 path_ + '/' + std::string{name},
                 {"est exigé par CAP et manque ou est vide", "is required by CAP and is missing or empty"}}};
        return std::move(*value);
    }

    std::vector<std::string> all(std::string_view name) const
    {
        std::vector<std::string> values;
        for (auto const& each : children(name))
            values.push_back(each.text());
        return values;
    }

    [[noreturn]] void bad(bilingual why) const { throw refusal{{cap_failure::bad_value, path_, std::move(why)}}; }

    [[noreturn]] void bad(std::string_view name, std::string const& value, bilingual const& expected) const
    {
        throw refusal{{cap_failure::bad_value, path_ + '/' + std::string{name}, is_not(value, expected)}};
    }

private:
    pugi::xml_node node_;
    std::string path_;
};

wall_time instant(element const& in, std::string_view name)
{
    auto const text = in.required(name);
    auto const read = parse_instant(text);
    if (!read)
        in.bad(
            name,
            text,
            {"une date et une heure avec leur décalage, comme 2026-11-24T03:00:00+01:00",
             "a date and time with its offset, as 2026-11-24T03:00:00+01:00"}
        );
    return *read;
}

std::optional<wall_time> maybe_instant(element const& in, std::string_view name)
{
    auto const text = in.maybe(name);
    return text && !text->empty() ? std::optional{instant(in, name)} : std::nullopt;
}

/// `references`: white-space separated sender,identifier,sent triples; line breaks occur.
std::vector<alert_identity> references(element const& in)
{
    std::vector<alert_identity> found;
    for (auto const& word : words_of(in.optional("references"))) {
        auto const first = word.find(',');
        auto const last = word.rfind(',');
        auto const sent = last == std::string::npos ? std::nullopt : parse_instant(std::string_view{word}.substr(last + 1));
        if (first == std::string::npos || first == last || !sent)
            in.bad("references", word, {"un triplet sender,identifier,sent", "a sender,identifier,sent triple"});
        found.push_back({word.substr(0, first), word.substr(first + 1, last - first - 1), *sent});
    }
    return found;
}

/// `addresses` and `incidents`: words, those with blanks in double quotes.
std::vector<std::string> quoted_words(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    bool quoted = false;
    for (char const c : text) {
        if (c == '"') {
            quoted = !quoted;
        } else if (quoted || !is_blank(c)) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty())
        words.push_back(std::move(word));
    return words;
}

geo_point point(element const& in, std::string_view text)
{
    auto const comma = text.find(',');
    auto const latitude = number(text.substr(0, comma));
    auto const longitude = comma == std::string_view::npos ? std::nullopt : number(text.substr(comma + 1));
    if (!latitude || !longitude || *latitude < -90 || *latitude > 90 || *longitude < -180 || *longitude > 180)
        in.bad(is_not(
            std::string{text},
            {"une paire latitude,longitude en degrés WGS 84", "a latitude,longitude pair in WGS 84 degrees"}
        ));
    return {*latitude, *longitude};
}

geo_polygon polygon(element const& in)
{
    geo_polygon shape;
    for (auto const& word : words_of(in.text())) {
        if (shape.ring.size() == most_points)
            in.bad({"a plus de 20000 points", "has more than 20000 points"});
        shape.ring.push_back(point(in, word));
    }
    if (!shape.ring.empty() && shape.ring.front() != shape.ring.back())
        shape.ring.push_back(shape.ring.front());
    // Real issuers publish rings that fall flat to a line or a point: kept as they are, and held for a person when
    // somebody asks where they lie. A ring that crosses itself means two things at once.
    if (auto const why = shape.ring.size() < 4 ? std::nullopt : why_not_a_ring(shape))
        in.bad(*why);
    return shape;
}

geo_circle circle(element const& in)
{
    auto const words = words_of(in.text());
    auto const radius = words.size() == 2 ? number(words[1]) : std::nullopt;
    if (!radius || *radius < 0 || *radius > 20'038)
        in.bad(
            {"n'est pas « latitude,longitude rayon » avec un rayon en kilomètres",
             "is not \"latitude,longitude radius\" with a radius in kilometres"}
        );
    return {point(in, words[0]), *radius};
}

std::vector<named_value> named_values(element const& in, std::string_view name)
{
    std::vector<named_value> found;
    for (auto const& each : in.children(name))
        found.push_back({each.optional("valueName"), each.optional("value")});
    return found;
}

/// CAP 1.0 wrote parameters, event codes and geocodes as `name=value` text.
std::vector<named_value> named_values(element const& in, std::string_view name, bool version_one)
{
    if (!version_one)
        return named_values(in, name);
    std::vector<named_value> found;
    for (auto const& text : in.all(name)) {
        auto const equals = text.find('=');
        found.push_back({text.substr(0, equals), equals == std::string::npos ? std::string{} : text.substr(equals + 1)});
    }
    return found;
}

alert_area area(element const& in, bool version_one)
{
    alert_area read;
    read.description = in.required("areaDesc");
    for (auto const& each : in.children("polygon"))
        if (!each.text().empty())
            read.polygons.push_back(polygon(each));
    for (auto const& each : in.children("circle"))
        if (!each.text().empty())
            read.circles.push_back(circle(each));
    read.geocodes = named_values(in, "geocode", version_one);
    if (auto const text = in.maybe("altitude"))
        read.altitude_feet = number(*text);
    if (auto const text = in.maybe("ceiling"))
        read.ceiling_feet = number(*text);
    return read;
}

template <class Enum>
Enum one_of(
    element const& in, std::string_view name, std::optional<Enum> (*parse)(std::string_view), std::string const& choices
)
{
    auto const text = in.required(name);
    auto const value = parse(text);
    if (!value)
        in.bad(name, text, {"l'un de " + choices, "one of " + choices});
    return *value;
}

alert_info info(element const& in, bool version_one)
{
    alert_info read;
    if (auto const language = in.maybe("language"); language && !language->empty())
        read.language = *language;
    read.categories = in.all("category");
    read.event = in.required("event");
    read.response_types = in.all("responseType");
    read.urgency = one_of(in, "urgency", parse_urgency, "Immediate, Expected, Future, Past, Unknown");
    read.severity = one_of(in, "severity", parse_severity, "Extreme, Severe, Moderate, Minor, Unknown");
    read.certainty = one_of(in, "certainty", parse_certainty, "Observed, Likely, Possible, Unlikely, Unknown");
    read.audience = in.optional("audience");
    read.event_codes = named_values(in, "eventCode", version_one);
    read.effective = maybe_instant(in, "effective");
    read.onset = maybe_instant(in, "onset");
    read.expires = maybe_instant(in, "expires");
    read.sender_name = in.optional("senderName");
    read.headline = in.optional("headline");
    read.description = in.optional("description");
    read.instruction = in.optional("instruction");
    read.web = in.optional("web");
    read.contact = in.optional("contact");
    read.parameters = named_values(in, "parameter", version_one);
    for (auto const& each : in.children("area"))
        read.areas.push_back(area(each, version_one));
    return read;
}

/// Sender and identifier stand in other messages' references, so they hold nothing that would break those.
std::string reference_part(element const& in, std::string_view name)
{
    auto text = in.required(name);
    if (text.find_first_of(" ,<&\t\r\n") != std::string::npos)
        in.bad(
            name,
            text,
            {"utilisable dans des références : CAP y interdit les espaces, les virgules, < et &",
             "usable in references: CAP forbids spaces, commas, < and & in it"}
        );
    return text;
}

alert read_alert(element const& in, std::string version)
{
    bool const version_one = version == "1.0";
    alert read;
    read.version = std::move(version);
    read.identifier = reference_part(in, "identifier");
    read.sender = reference_part(in, "sender");
    read.sent = instant(in, "sent");
    read.status = one_of(in, "status", parse_alert_status, "Actual, Exercise, System, Test, Draft");
    read.kind = one_of(in, "msgType", parse_alert_kind, "Alert, Update, Cancel, Ack, Error");
    read.source = in.optional("source");
    auto const scope = in.maybe("scope");
    if (!(version_one && !scope))
        read.scope = one_of(in, "scope", parse_alert_scope, "Public, Restricted, Private");
    read.restriction = in.optional("restriction");
    read.addresses = quoted_words(in.optional("addresses"));
    read.codes = in.all("code");
    read.note = in.optional("note");
    read.references = references(in);
    read.incidents = quoted_words(in.optional("incidents"));
    for (auto const& each : in.children("info"))
        read.infos.push_back(info(each, version_one));
    return read;
}

std::optional<std::string> cap_version(pugi::xml_node root)
{
    auto const prefix = prefix_of(root);
    std::string_view const space = root.attribute(prefix.empty() ? "xmlns" : ("xmlns:" + prefix).c_str()).value();
    if (local_name(root) != "alert")
        return std::nullopt;
    if (space == "urn:oasis:names:tc:emergency:cap:1.2")
        return "1.2";
    if (space == "urn:oasis:names:tc:emergency:cap:1.1")
        return "1.1";
    if (space == "http://www.incident.com/cap/1.0")
        return "1.0";
    return std::nullopt;
}

boost::system::result<std::string, cap_error> as_utf8(std::string_view bytes)
{
    if (bytes.starts_with("\xef\xbb\xbf"))
        bytes.remove_prefix(3);
    auto const encoding = declared_encoding(bytes);
    if (encoding == "iso-8859-1" || encoding == "latin1")
        return from_latin1(bytes);
    if (!encoding.empty() && encoding != "utf-8" && encoding != "utf8" && encoding != "us-ascii")
        return cap_error{
            cap_failure::not_xml,
            "",
            {"son codage « " + shortened(encoding, 30) + " » n'est pas accepté ; écrivez en UTF-8",
             "its encoding \"" + shortened(encoding, 30) + "\" is not accepted; write UTF-8"}};
    if (!is_utf8(bytes))
        return cap_error{
            cap_failure::not_xml,
            "",
            {"ses octets ne sont pas l'UTF-8 qu'ils devraient être", "its bytes are not the UTF-8 they should be"}};
    return std::string{bytes};
}

/// Where the XML breaks off and, for the two mistakes that editing by hand makes, how.
bilingual malformed(std::string_view text, pugi::xml_parse_result const& parsed)
{
    auto const upto = text.substr(0, static_cast<std::size_t>(parsed.offset));
    auto const line = std::to_string(1 + std::count(upto.begin(), upto.end(), '\n'));
    bilingual how{"", ""};
    if (parsed.status == pugi::status_end_element_mismatch)
        how = {" : une balise de fin ne répond pas à celle du début", ": an end tag does not match its start"};
    else if (parsed.status == pugi::status_no_document_element)
        how = {" : il n'y a aucun élément", ": there is no element"};
    return {"ce n'est pas du XML bien formé, ligne " + line + how.fr, "it is not well-formed XML, line " + line + how.en};
}

}  // namespace

std::string_view to_string(cap_failure value)
{
    switch (value) {
    case cap_failure::too_large: return "too-large";
    case cap_failure::hostile: return "hostile";
    case cap_failure::not_xml: return "not-xml";
    case cap_failure::not_an_alert: return "not-an-alert";
    case cap_failure::missing_element: return "missing-element";
    case cap_failure::bad_value: return "bad-value";
    }
    return "?";
}

bilingual cap_error::sentence() const
{
    return where_.empty() ? why_ : bilingual{where_ + " : " + why_.fr, where_ + ": " + why_.en};
}

void throw_exception_from_error(cap_error const& error, boost::source_location const& where)
{
    boost::throw_exception(std::runtime_error{"an alert was used without looking at its error: " + error.sentence().en}, where);
}

boost::system::result<alert, cap_error> read_cap(std::string_view bytes)
{
    if (bytes.size() > largest_document)
        return cap_error{cap_failure::too_large, "", {"elle dépasse 1 Mio", "it is larger than 1 MiB"}};
    auto const text = as_utf8(bytes);
    if (!text)
        return text.error();
    if (auto const found = look_for_hostile_markup(*text))
        return *found;

    pugi::xml_document document;
    auto const options = pugi::parse_default & ~pugi::parse_doctype;
    auto const parsed = document.load_buffer(text->data(), text->size(), options, pugi::encoding_utf8);
    if (!parsed)
        return cap_error{cap_failure::not_xml, "", malformed(*text, parsed)};
    auto const root = document.document_element();
    auto version = cap_version(root);
    if (!version)
        return cap_error{
            cap_failure::not_an_alert,
            "",
            {"son élément racine <" + shortened(root.name(), 60) + "> n'est pas une alerte CAP 1.0, 1.1 ou 1.2",
             "its root element <" + shortened(root.name(), 60) + "> is not a CAP 1.0, 1.1 or 1.2 alert"}};
    try {
        return read_alert(element{root, "alert"}, std::move(*version));
    } catch (refusal& why) {
        return std::move(why.error);
    }
}

}  // namespace tocsin::rules
