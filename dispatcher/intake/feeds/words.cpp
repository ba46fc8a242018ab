// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/words.hpp"

#include <boost/json/parse.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace tocsin::dispatcher::feeds {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 12> months{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string_view next_word(std::string_view& text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r' || text.front() == '\n'))
        text.remove_prefix(1);
    auto const word = text.substr(0, text.find_first_of(" \t\r\n"));
    text.remove_prefix(word.size());
    return word;
}

std::optional<int> whole(std::string_view text)
{
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const all = !text.empty() && error == std::errc{} && end == text.data() + text.size();
    return all && value >= 0 ? std::optional{value} : std::nullopt;
}

/// "+0100", "GMT", "UT", "Z", "EST" …
std::optional<minutes> offset_of(std::string_view zone)
{
    if (zone == "GMT" || zone == "UT" || zone == "UTC" || zone == "Z")
        return minutes{0};
    constexpr std::array<std::pair<std::string_view, int>, 8> american{
        {{"EDT", -4}, {"EST", -5}, {"CDT", -5}, {"CST", -6}, {"MDT", -6}, {"MST", -7}, {"PDT", -7}, {"PST", -8}}};
    for (auto const& [name, hour] : american)
        if (zone == name)
            return hours{hour};
    if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-'))
        return std::nullopt;
    auto const hour = whole(zone.substr(1, 2));
    auto const minute = whole(zone.substr(3, 2));
    if (!hour || !minute || *hour > 23 || *minute > 59)
        return std::nullopt;
    auto const east = hours{*hour} + minutes{*minute};
    return zone[0] == '-' ? -east : east;
}

}  // namespace

std::optional<wall_time> parse_mail_date(std::string_view text)
{
    auto word = next_word(text);
    if (word.ends_with(','))
        word = next_word(text);
    auto const day = whole(word);
    auto const name = next_word(text);
    unsigned month = 0;
    for (unsigned i = 0; i < months.size(); ++i)
        if (months[i] == name)
            month = i + 1;
    auto const year = whole(next_word(text));
    auto const clock = next_word(text);
    auto const zone = offset_of(next_word(text));
    if (!day || *day > 31 || month == 0 || !year || *year < 1970 || *year > 9999 || !zone || !next_word(text).empty())
        return std::nullopt;
    auto const hour = whole(clock.substr(0, std::min<std::size_t>(clock.size(), 2)));
    auto const minute = clock.size() >= 5 && clock[2] == ':' ? whole(clock.substr(3, 2)) : std::nullopt;
    auto const second = clock.size() == 8 && clock[5] == ':' ? whole(clock.substr(6, 2)) : clock.size() == 5 ? std::optional{0} : std::nullopt;
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    std::chrono::year_month_day const date{
        std::chrono::year{*year}, std::chrono::month{month}, std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok())
        return std::nullopt;
    return wall_time{std::chrono::sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second} - *zone;
}

std::optional<wall_time> parse_any_date(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\r' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t'))
        text.remove_suffix(1);
    auto const iso = parse_instant(text);
    return iso ? iso : parse_mail_date(text);
}

std::string compact(wall_time instant)
{
    std::string text;
    for (char const c : format_instant(std::chrono::floor<seconds>(instant)))
        if (c != '-' && c != ':')
            text += c;
    return text;
}

std::string as_identifier(std::string_view text)
{
    std::string made;
    for (char const c : text.substr(0, 120)) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
        made += plain ? c : '-';
    }
    return made;
}

std::optional<double> parse_number(std::string_view text)
{
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool const all = !text.empty() && error == std::errc{} && end == text.data() + text.size();
    return all && std::isfinite(value) ? std::optional{value} : std::nullopt;
}

bool on_earth(double latitude, double longitude)
{
    return latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180;
}

maybe<json::value> parse_json(std::string_view bytes)
{
    json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code error;
    auto value = json::parse(bytes, error, {}, options);
    if (error)
        return failure{
            {"ce qui est publié n'est pas du JSON complet", "what is published is not whole JSON"}};
    return value;
}

maybe<json::value> parse_features(std::string_view bytes, std::string const& fr, std::string const& en)
{
    auto document = parse_json(bytes);
    if (document && (text_of(*document, "type") != "FeatureCollection" || !member(*document, "features").is_array()))
        return not_the_kind(fr, en);
    return document;
}

json::value const& member(json::value const& whole, std::string_view name)
{
    static json::value const nothing;
    auto const* const object = whole.if_object();
    auto const* const found = object ? object->if_contains(name) : nullptr;
    return found ? *found : nothing;
}

std::string text_of(json::value const& whole, std::string_view name)
{
    auto const& value = member(whole, name);
    if (auto const* const text = value.if_string())
        return {text->data(), text->size()};
    if (value.is_int64() || value.is_uint64())
        return std::to_string(value.is_int64() ? value.get_int64() : static_cast<std::int64_t>(value.get_uint64() & INT64_MAX));
    return {};
}

std::optional<double> number_of(json::value const& whole, std::string_view name)
{
    auto const& value = member(whole, name);
    if (value.is_double())
        return std::isfinite(value.get_double()) ? std::optional{value.get_double()} : std::nullopt;
    if (value.is_int64())
        return static_cast<double>(value.get_int64());
    if (value.is_uint64())
        return static_cast<double>(value.get_uint64());
    return std::nullopt;
}

std::optional<wall_time> instant_of(json::value const& whole, std::string_view name)
{
    return parse_any_date(text_of(whole, name));
}

json::array const& list_of(json::value const& whole, std::string_view name)
{
    static json::array const nothing;
    auto const* const list = member(whole, name).if_array();
    return list ? *list : nothing;
}

failure not_the_kind(std::string const& fr, std::string const& en)
{
    return failure{{"ce qui est publié n'est pas " + fr, "what is published is not " + en}};
}

}  // namespace tocsin::dispatcher::feeds
