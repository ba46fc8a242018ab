// SPDX-License-Identifier: Apache-2.0
// What the people of the register may ask for. Bringing them in, looking at them, forgetting them: volunteers.cpp.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/files.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

request about(std::string const& external_id, std::string method, std::string const& what, json::object const& body)
{
    request asked;
    asked.method = std::move(method);
    asked.target = "/v1/volunteers/" + percent_encoded(external_id) + what;
    asked.body = json::serialize(body);
    asked.content_type = "application/json";
    return asked;
}

/// Done: the JSON, or a sentence.
exit_status say_when_done(session& house, fetched const& came, std::string const& sentence)
{
    if (!came.good)
        return came.status;
    if (house.json())
        house.print_json(came.body);
    else
        house.print(paragraph(sentence));
    return exit_status::done;
}

/// As the API takes it: lists in words, numbers and yes or no as they are.
json::value value_of(std::string const& field, std::string const& text)
{
    if (field == "skills") {
        json::array list;
        for (std::size_t from = 0; from < text.size();) {
            auto const to = std::min(text.find(' ', from), text.size());
            if (to > from)
                list.emplace_back(text.substr(from, to - from));
            from = to + 1;
        }
        return list;
    }
    return json::value(text);
}

}  // namespace

exit_status volunteers_export_one(session& house, std::string const& external_id, std::string const& file)
{
    open_file to;
    if (!file.empty() && file != "-") {
        to = open_to_write(house, file);
        if (to == nullptr)
            return exit_status::failed;
    }
    request asked;
    asked.target = "/v1/volunteers/" + percent_encoded(external_id) + "/record";
    auto const came = house.fetch(asked);
    if (!came.good)
        return came.status;
    if (to == nullptr) {
        house.print_json(came.body);
        return exit_status::done;
    }
    auto const text = json::serialize(came.body) + '\n';
    if (std::fwrite(text.data(), 1, text.size(), to.get()) != text.size() || std::fflush(to.get()) != 0)
        return house.report(exit_status::failed, "file", house.say(phrase::file_full, file), "");
    house.note(paragraph(house.say(phrase::exported, file)));
    return exit_status::done;
}

exit_status volunteers_rectify(session& house, arguments const& given)
{
    json::object fields;
    for (auto const& each : given.words) {
        auto const sign = each.find('=');
        if (sign == std::string::npos || sign == 0)
            return house.report(exit_status::usage, "field", house.say(phrase::no_field, each), house.say(phrase::no_field_hint));
        auto const field = each.substr(0, sign);
        fields[field] = value_of(field, each.substr(sign + 1));
    }
    return say_when_done(house, house.fetch(about(given.id, "PATCH", "", fields)), house.say(phrase::rectified, given.id));
}

exit_status volunteers_restrict(session& house, arguments const& given)
{
    json::object const body{{"reason", given.reason}, {"lift", given.all}};
    auto const came = house.fetch(about(given.id, "POST", "/restriction", body));
    return say_when_done(house, came, house.say(given.all ? phrase::released : phrase::restricted, given.id));
}

exit_status volunteers_opt_in(session& house, arguments const& given)
{
    json::object const body{{"proof", given.reason}};
    return say_when_done(house, house.fetch(about(given.id, "POST", "/opt-in", body)), house.say(phrase::opted_in, given.id));
}

}  // namespace tocsin::cli
