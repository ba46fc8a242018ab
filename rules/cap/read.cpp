// SPDX-License-Identifier: Apache-2.0
#include "rules/cap/read.hpp"

#include "rules/cap/encoding.hpp"
#include "rules/geo/shape.hpp"
#include "rules/words/spelling.hpp"
#include "rules/words/trimmed.hpp"

#include <boost/throw_exception.hpp>

#include <pugixml.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <stdexcept>

namespace tocsin::rules {
namespace {

constexpr std::size_t largest_document = 1024 * 1024;
constexpr int deepest_level = 32;
constexpr std::size_t most_points = 20'000;
constexpr std::size_t most_notes = 50;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string trimmed_text(std::string_view text) { return std::string{stripped(text)}; }

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

std::optional<double> decimal_of(std::string_view text)
{
    double value = 0;
    if (!text.empty() && text.front() == '+')
        text.remove_prefix(1);
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value > -1e9 && value < 1e9))
        return std::nullopt;
    return value;
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

/// What was read in spite of how it was written, each kind once for a place.
class notebook {
public:
    void add(std::string const& path, std::string const& fr, std::string const& en)
    {
        bilingual line{path + " : " + fr, path + ": " + en};
        if (lines_.size() < most_notes && std::find(lines_.begin(), lines_.end(), line) == lines_.end())
            lines_.push_back(std::move(line));
    }

    std::vector<bilingual> take() { return std::move(lines_); }

private:
    std::vector<bilingual> lines_;
};

class element {
public:
    element(pugi::xml_node node, std::string path, notebook& notes) : node_(node), path_(std::move(path)), notes_(&notes) {}

    void note(std::string const& fr, std::string const& en) const { notes_->add(path_, fr, en); }
    void note(std::string_view name, std::string const& fr, std::string const& en) const
    {
        notes_->add(path_ + '/' + std::string{name}, fr, en);
    }

    std::string const& path() const { return path_; }

    std::vector<element> children(std::string_view name) const
    {
        std::vector<element> found;
        int count = 0;
        for (auto const child : node_.children())
            if (child.type() == pugi::node_element && local_name(child) == name)
                found.emplace_back(child, path_ + '/' + std::string{name} + '[' + std::to_string(++count) + ']', *notes_);
        // A lone child needs no number.
        if (found.size() == 1)
            found.front().path_ = path_ + '/' + std::string{name};
        return found;
    }

    std::string text() const { return trimmed_text(node_.text().get()); }

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
    notebook* notes_;
};

/// What people write for an instant with its offset: a blank for the T, no seconds, +0100, +01, UTC.
std::optional<wall_time> loosely(std::string text)
{
    constexpr std::size_t time_at = 10;
    if (text.size() > time_at && text[time_at] == ' ')
        text[time_at] = 'T';
    for (auto const* const word : {" UTC", "UTC", " GMT", "GMT"})
        if (text.ends_with(word)) {
            text.replace(text.size() - std::string_view{word}.size(), std::string::npos, "Z");
            break;
        }
    std::erase(text, ' ');
    auto offset = text.find_first_of("Zz+-", std::min(text.size(), time_at));
    if (offset == std::string::npos)
        return std::nullopt;  // whose clock it is cannot be guessed
    if (text[offset] == '+' || text[offset] == '-') {
        auto const digits = text.size() - offset - 1;
        if (digits == 2)
            text += ":00";
        else if (digits == 4 && text.find(':', offset) == std::string::npos)
            text.insert(offset + 3, ":");
    }
    if (std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), ':') == 1)
        text.insert(offset, ":00");
    return parse_instant(text);
}

wall_time instant(element const& in, std::string_view name)
{
    auto const text = in.required(name);
    if (auto const read = parse_instant(text)) {
        if (text.ends_with('Z') || text.ends_with('z'))
            in.note(name, "Z au lieu d'un décalage comme -00:00", "Z in the place of an offset as -00:00");
        return *read;
    }
    auto const read = loosely(text);
    if (!read)
        in.bad(
            name,
            text,
            {"une date et une heure avec leur décalage, comme 2026-11-24T03:00:00+01:00",
             "a date and time with its offset, as 2026-11-24T03:00:00+01:00"}
        );
    in.note(name, "lu comme " + format_instant(*read) + " : « " + shortened(text, 40) + " »", "read as " + format_instant(*read) + ": \"" + shortened(text, 40) + '"');
    return *read;
}

std::optional<wall_time> maybe_instant(element const& in, std::string_view name)
{
    auto const text = in.maybe(name);
    return text && !text->empty() ? std::optional{instant(in, name)} : std::nullopt;
}

/// `references`: white-space separated sender,identifier,sent triples; line breaks occur, and blanks within one.
std::vector<alert_identity> references(element const& in)
{
    std::vector<alert_identity> found;
    std::string triple;
    for (auto const& word : words_of(in.optional("references"))) {
        triple += (triple.empty() ? "" : " ") + word;
        auto const first = triple.find(',');
        auto const last = triple.rfind(',');
        auto const sent = last == std::string::npos ? std::nullopt : parse_instant(trimmed_text(std::string_view{triple}.substr(last + 1)));
        if (first == std::string::npos || first == last || !sent)
            continue;
        if (triple != word)
            in.note("references", "des blancs dans un triplet", "blanks within a triple");
        found.push_back({trimmed_text(triple.substr(0, first)), trimmed_text(triple.substr(first + 1, last - first - 1)), *sent});
        triple.clear();
    }
    if (!triple.empty())
        in.bad("references", triple, {"un triplet sender,identifier,sent", "a sender,identifier,sent triple"});
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

/// A number with a comma for its point.
std::optional<double> with_comma(std::string_view text)
{
    std::string plain{text};
    if (std::count(plain.begin(), plain.end(), ',') != 1)
        return std::nullopt;
    plain[plain.find(',')] = '.';
    return decimal_of(plain);
}

/// `44.09,6.23`; also `44,09;6,23` and `44,09,6,23`, which can mean nothing else.
geo_point point(element const& in, std::string_view text)
{
    auto between = text.find(';');
    if (between == std::string_view::npos && std::count(text.begin(), text.end(), ',') == 3)
        between = text.find(',', text.find(',') + 1);
    bool const plain = between == std::string_view::npos;
    if (plain)
        between = text.find(',');
    auto const read = [plain](std::string_view part) {
        auto const value = decimal_of(part);
        return value || plain ? value : with_comma(part);
    };
    auto const latitude = read(text.substr(0, between));
    auto const longitude = between == std::string_view::npos ? std::nullopt : read(text.substr(between + 1));
    if (!latitude || !longitude || *latitude < -90 || *latitude > 90 || *longitude < -180 || *longitude > 180)
        in.bad(is_not(
            std::string{text},
            {"une paire latitude,longitude en degrés WGS 84", "a latitude,longitude pair in WGS 84 degrees"}
        ));
    if (!plain)
        in.note("des virgules décimales ou des points-virgules dans les coordonnées", "decimal commas or semicolons in coordinates");
    return {*latitude, *longitude};
}

/// The words of a list of points; a blank after the comma is none between two points.
std::vector<std::string> pairs_of(element const& in)
{
    std::vector<std::string> pairs;
    bool goes_on = false;
    for (auto const& word : words_of(in.text())) {
        bool const joins = goes_on || (word.starts_with(',') && !pairs.empty());
        if (joins) {
            pairs.back() += word;
            in.note("des blancs dans une paire de coordonnées", "blanks within a pair of coordinates");
        } else {
            pairs.push_back(word);
        }
        goes_on = word.ends_with(',') || word.ends_with(';');
    }
    return pairs;
}

geo_polygon polygon(element const& in)
{
    geo_polygon shape;
    for (auto const& word : pairs_of(in)) {
        if (shape.ring.size() == most_points)
            in.bad({"a plus de 20000 points", "has more than 20000 points"});
        shape.ring.push_back(point(in, word));
    }
    if (!shape.ring.empty() && shape.ring.front() != shape.ring.back()) {
        shape.ring.push_back(shape.ring.front());
        in.note("polygone fermé pour l'émetteur", "ring closed for its issuer");
    }
    // Real issuers publish rings that fall flat to a line or a point: kept as they are, and held for a person when
    // somebody asks where they lie. A ring that crosses itself means two things at once.
    if (auto const why = shape.ring.size() < 4 ? std::nullopt : why_not_a_ring(shape))
        in.bad(*why);
    return shape;
}

geo_circle circle(element const& in)
{
    auto const words = pairs_of(in);
    auto radius = words.size() == 2 ? decimal_of(words[1]) : std::nullopt;
    if (words.size() == 2 && !radius) {
        radius = with_comma(words[1]);
        if (radius)
            in.note("un rayon à virgule décimale", "a radius with a decimal comma");
    }
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

alert_area read_area(element const& in, bool version_one)
{
    alert_area read;
    read.description = in.optional("areaDesc");
    if (read.description.empty())
        in.note("areaDesc", "manque", "is missing");
    for (auto const& each : in.children("polygon"))
        if (!each.text().empty())
            read.polygons.push_back(polygon(each));
    for (auto const& each : in.children("circle"))
        if (!each.text().empty())
            read.circles.push_back(circle(each));
    read.geocodes = named_values(in, "geocode", version_one);
    if (auto const text = in.maybe("altitude"))
        read.altitude_feet = decimal_of(*text);
    if (auto const text = in.maybe("ceiling"))
        read.ceiling_feet = decimal_of(*text);
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
    if (text != to_string(*value))
        in.note(name, "« " + text + " » lu comme " + std::string{to_string(*value)}, '"' + text + "\" read as " + std::string{to_string(*value)});
    return *value;
}

alert_info info(element const& in, bool version_one)
{
    alert_info read;
    if (auto const language = in.maybe("language"); language && !language->empty())
        read.language = *language;
    if (read.language.find('_') != std::string::npos) {
        std::replace(read.language.begin(), read.language.end(), '_', '-');
        in.note("language", "lu comme " + read.language, "read as " + read.language);
    }
    read.categories = in.all("category");
    if (read.categories.empty())
        in.note("category", "manque", "is missing");
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
    for (auto const& each : in.children("resource"))
        read.resources.push_back({each.optional("resourceDesc"), each.optional("mimeType"), each.optional("uri")});
    for (auto const& each : in.children("area"))
        read.areas.push_back(read_area(each, version_one));
    return read;
}

/// Sender and identifier stand in other messages' references, so they hold nothing that would break those.
std::string reference_part(element const& in, std::string_view name)
{
    auto text = in.required(name);
    if (text.find_first_of(",<&") != std::string::npos)
        in.bad(
            name,
            text,
            {"utilisable dans des références : CAP y interdit les virgules, < et &",
             "usable in references: CAP forbids commas, < and & in it"}
        );
    if (words_of(text).size() > 1) {
        std::string plain;
        for (auto const& word : words_of(text))
            plain += (plain.empty() ? "" : " ") + word;
        text = std::move(plain);
        in.note(name, "contient des blancs", "holds blanks");
    }
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

/// The namespace of its prefix, as it or an element around it declares.
std::string namespace_of(pugi::xml_node node)
{
    auto const prefix = prefix_of(node);
    auto const key = prefix.empty() ? std::string{"xmlns"} : "xmlns:" + prefix;
    for (; node; node = node.parent())
        if (auto const declared = node.attribute(key.c_str()))
            return trimmed_text(declared.value());
    return {};
}

/// 1.2, 1.1 or 1.0; nothing for what is no alert.
std::optional<std::string> cap_version(pugi::xml_node root, notebook& notes)
{
    auto const prefix = prefix_of(root);
    if (local_name(root) != "alert")
        return std::nullopt;
    auto space = namespace_of(root);
    auto const written = space;
    for (auto& c : space)
        c = ascii_lower(c);
    while (space.ends_with('/'))
        space.pop_back();
    auto const is = [&](std::string_view known) {
        if (space != known)
            return false;
        if (written != known)
            notes.add("alert", "espace de noms lu comme " + std::string{known}, "namespace read as " + std::string{known});
        return true;
    };
    if (is("urn:oasis:names:tc:emergency:cap:1.2"))
        return "1.2";
    if (is("urn:oasis:names:tc:emergency:cap:1.1"))
        return "1.1";
    if (is("http://www.incident.com/cap/1.0"))
        return "1.0";
    bool const speaks_cap = root.child("identifier") && root.child("sender") && root.child("msgType");
    if (space.empty() && prefix.empty() && speaks_cap) {
        notes.add("alert", "sans espace de noms, lue comme CAP 1.2", "without a namespace, read as CAP 1.2");
        return "1.2";
    }
    return std::nullopt;
}

/// The alert in an envelope that holds one (EDXL-DE 1.0, IPAWS' <alerts>, SOAP); the root itself otherwise.
pugi::xml_node unwrapped(pugi::xml_node root, notebook& notes)
{
    auto const name = local_name(root);
    if (name != "EDXLDistribution" && name != "alerts" && name != "Envelope")
        return root;
    pugi::xml_node only;
    auto const one = root.find_node([](pugi::xml_node each) { return local_name(each) == "alert"; });
    int count = 0;
    for (auto each = one; each; each = each.next_sibling())
        count += local_name(each) == "alert" ? 1 : 0;
    if (count != 1)
        return root;
    notes.add("alert", "prise dans son enveloppe <" + shortened(root.name(), 60) + ">", "taken out of its envelope <" + shortened(root.name(), 60) + ">");
    return one;
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
    auto read = read_cap_with_notes(bytes);
    if (!read)
        return read.error();
    return std::move(read->what);
}

boost::system::result<cap_reading, cap_error> read_cap_with_notes(std::string_view bytes)
{
    if (bytes.size() > largest_document)
        return cap_error{cap_failure::too_large, "", {"elle dépasse 1 Mio", "it is larger than 1 MiB"}};
    cap_reading reading;
    auto const text = as_utf8(bytes, reading.tolerated);
    if (!text)
        return cap_error{cap_failure::not_xml, "", text.error().why()};
    if (auto const found = look_for_hostile_markup(*text))
        return *found;

    pugi::xml_document document;
    auto const options = pugi::parse_default & ~pugi::parse_doctype;
    auto const parsed = document.load_buffer(text->data(), text->size(), options, pugi::encoding_utf8);
    if (!parsed)
        return cap_error{cap_failure::not_xml, "", malformed(*text, parsed)};
    notebook notes;
    auto const root = unwrapped(document.document_element(), notes);
    auto version = cap_version(root, notes);
    if (!version)
        return cap_error{
            cap_failure::not_an_alert,
            "",
            {"son élément racine <" + shortened(root.name(), 60) + "> n'est pas une alerte CAP 1.0, 1.1 ou 1.2",
             "its root element <" + shortened(root.name(), 60) + "> is not a CAP 1.0, 1.1 or 1.2 alert"}};
    try {
        reading.what = read_alert(element{root, "alert", notes}, std::move(*version));
    } catch (refusal& why) {
        return std::move(why.error);
    }
    auto more = notes.take();
    reading.tolerated.insert(reading.tolerated.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return reading;
}

}  // namespace tocsin::rules
