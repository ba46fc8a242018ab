// SPDX-License-Identifier: Apache-2.0
// A call rehearsed: asked for, followed while it is played, shown with the command that comes next.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/files.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/rehearsal_page.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <charconv>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_rehearsed_alert = 768 * 1024;  // as JSON it has to fit into a request
constexpr int ask_every_ms = 200;

template <class Number>
bool read_number(std::string_view text, Number& into)
{
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

/// "8", "8%" or "3-12".
exit_status read_response(session& house, std::string const& written, json::object& body)
{
    if (written.empty())
        return exit_status::done;
    auto text = written;
    std::erase(text, '%');
    auto const dash = text.find('-');
    double low = 0;
    double high = 0;
    bool sound = read_number(std::string_view{text}.substr(0, dash), low);
    high = low;
    if (dash != std::string::npos)
        sound = sound && read_number(std::string_view{text}.substr(dash + 1), high);
    if (!sound || low <= 0 || high < low || high > 100)
        return house.report(exit_status::usage, "response", house.say(phrase::response_unreadable, written), "");
    body["share"] = json::object{{"low", low / 100}, {"high", high / 100}};
    return exit_status::done;
}

/// "sms@10+30": from ten minutes after the start, for half an hour.
exit_status read_outages(session& house, std::vector<std::string> const& written, json::object& body)
{
    json::array outages;
    for (auto const& each : written) {
        auto const at = each.rfind('@');
        auto const plus = at == std::string::npos ? at : each.find('+', at);
        int from = 0;
        int length = 0;
        std::string_view const text{each};
        if (plus == std::string::npos || at == 0 || !read_number(text.substr(at + 1, plus - at - 1), from) ||
            !read_number(text.substr(plus + 1), length))
            return house.report(exit_status::usage, "outage", house.say(phrase::outage_unreadable, each), "");
        outages.push_back(json::object{{"channel", each.substr(0, at)}, {"from", from}, {"minutes", length}});
    }
    if (!outages.empty())
        body["outages"] = std::move(outages);
    return exit_status::done;
}

json::object changes_of(order const& wanted)
{
    json::object changes;
    if (!wanted.pace.empty())
        changes["pace"] = wanted.pace;
    if (wanted.need)
        changes["need"] = *wanted.need;
    if (wanted.radius_km)
        changes["radius_km"] = *wanted.radius_km;
    if (!wanted.channels.empty()) {
        json::array names;
        for (auto const& each : wanted.channels)
            names.emplace_back(each);
        changes["channels"] = std::move(names);
    }
    return changes;
}

bool is_order(order const& wanted) { return !wanted.event.empty() && !wanted.zone.empty() && wanted.need && !wanted.by.empty(); }

exit_status no_subject(session& house)
{
    return house.report(
        exit_status::usage, "usage", house.say(phrase::rehearse_what), house.say(phrase::usage_see_help, "tocsin rehearse")
    );
}

/// What is to be rehearsed: an order, an alert or a past mobilisation.
exit_status read_subject(session& house, arguments const& given, json::object& body)
{
    if (!given.suppose.replay.empty()) {
        body["replay"] = with_letter('M', given.suppose.replay);
        if (auto changes = changes_of(given.order); !changes.empty())
            body["changes"] = std::move(changes);
        return exit_status::done;
    }
    auto const& wanted = given.order;
    if (!given.file.empty()) {
        if (!wanted.event.empty() || !wanted.zone.empty() || wanted.need || !wanted.by.empty())
            return no_subject(house);
        auto bytes = read_whole(house, given.file, largest_rehearsed_alert);
        if (!bytes)
            return exit_status::failed;
        body["alert"] = *std::move(bytes);
        if (!wanted.pace.empty())
            body["paces"] = json::array{wanted.pace};
        return exit_status::done;
    }
    if (!is_order(wanted))
        return no_subject(house);
    json::object order;
    if (auto const end = read_order(house, wanted, order); end != exit_status::done)
        return end;
    body["order"] = std::move(order);
    return exit_status::done;
}

exit_status read_wish(session& house, arguments const& given, json::object& body)
{
    if (auto const end = read_subject(house, given, body); end != exit_status::done)
        return end;
    body["runs"] = given.suppose.runs;
    if (given.suppose.approval)
        body["approval"] = *given.suppose.approval;
    if (given.suppose.seed)
        body["seed"] = *given.suppose.seed;
    if (given.suppose.compare)
        body["paces"] = json::array{"sparing", "fast", "all"};
    if (auto const end = read_response(house, given.suppose.response, body); end != exit_status::done)
        return end;
    return read_outages(house, given.suppose.outages, body);
}

/// One line that is written over, where a person looks on.
class progress {
public:
    explicit progress(session& house) : house_(house) {}

    ~progress()
    {
        if (shown_ > 0)
            house_.note('\r' + std::string(shown_, ' ') + '\r');
    }

    void show(json::value const& now)
    {
        if (!house_.terminal().asks)
            return;
        auto const played = number_of(now, "played");
        auto const to_play = number_of(now, "to_play");
        auto line = house_.say(phrase::rehearsal_progress, number(played, house_.in()), number(to_play, house_.in()));
        ++looks_;
        if (played > 0 && to_play > played)
            line += house_.say(phrase::time_left, span(looks_ * ask_every_ms * (to_play - played) / played / 1000 + 1));
        line = fit(line, std::max(shown_, columns(line)));  // a shorter one covers what was there
        house_.note('\r' + line);
        shown_ = std::max(shown_, columns(line));
    }

private:
    session& house_;
    std::size_t shown_ = 0;
    std::int64_t looks_ = 0;
};

/// Until it is over, or Ctrl-C: then it is stopped over there too, and what it found so far is shown.
fetched play(session& house, json::object const& body)
{
    interrupted(house);  // from here on Ctrl-C is ours
    auto came = house.fetch(post("/v1/rehearsals", body));
    progress line{house};
    bool told = false;
    while (came.good && text_of(came.body, "state") == "running") {
        line.show(came.body);
        house.terminal().pause(ask_every_ms);
        request look;
        look.target = "/v1/rehearsals/" + percent_encoded(text_of(came.body, "id"));
        if (!told && interrupted(house)) {
            look.method = "DELETE";
            told = true;
        }
        came = house.fetch(std::move(look));
    }
    return came;
}

}  // namespace

exit_status rehearse(session& house, arguments const& given)
{
    json::object body;
    if (auto const end = read_wish(house, given, body); end != exit_status::done)
        return end;
    auto const came = play(house, body);
    if (!came.good)
        return came.status;
    auto const failed = text_of(came.body, "state") == "failed";
    if (failed && !house.json())
        return house.report(exit_status::failed, "rehearsal-failed", house.say(phrase::rehearsal_failed, text_of(came.body, "why")), "");
    if (house.json())
        house.print_json(came.body);
    else
        house.print(rehearsal_page(came.body, given, house.in(), house.ink()));
    return failed ? exit_status::failed : exit_status::done;
}

}  // namespace tocsin::cli
