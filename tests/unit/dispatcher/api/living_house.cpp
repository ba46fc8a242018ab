// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dispatcher/api/living_house.hpp"

#include "dispatcher/api/board/room.hpp"
#include "dispatcher/intake/feeds/desk.hpp"
#include "tests/unit/dispatcher/api/schema.hpp"

#include <boost/json.hpp>

#include <cstdio>

namespace tocsin::dispatcher::api {
namespace {

api_token token(std::string name, role what, std::string value)
{
    api_token made;
    made.name = std::move(name);
    made.role = what;
    made.token = channels::secret{std::move(value)};
    return made;
}

/// A body in pieces, then its end or a broken connection.
class scripted_body final : public body_source {
public:
    scripted_body(std::vector<std::string> pieces, bool breaks_off)
        : pieces_(pieces.begin(), pieces.end()), breaks_off_(breaks_off)
    {}

    task<boost::system::result<std::string, body_failure>> next() override
    {
        if (pieces_.empty() && breaks_off_)
            co_return body_failure::broken;
        std::string piece;
        if (!pieces_.empty()) {
            piece = std::move(pieces_.front());
            pieces_.pop_front();
        }
        co_return piece;
    }

private:
    std::deque<std::string> pieces_;
    bool breaks_off_;
};

wired_channel wired(std::string name, medium over, std::unique_ptr<scripted_channel> adapter)
{
    wired_channel made;
    made.settings.name = std::move(name);
    made.settings.type = "scripted";
    made.settings.medium = over;
    made.settings.per_second = 10;
    made.settings.price = 0.05;
    made.adapter = std::move(adapter);
    return made;
}

}  // namespace

scripted_channel::scripted_channel(medium over, channels::reach reach)
{
    traits_.medium = over;
    traits_.reach = reach;
    traits_.window = 10;
    traits_.receipts = true;
    traits_.two_way = true;
}

task<channels::outcome> scripted_channel::submit(channels::outbound message)
{
    submitted.push_back(std::move(message));
    auto const number = submitted.size();
    if (takes > milliseconds{0})
        co_await world->sleep_until(world->mono() + takes);
    if (outcome_of)
        co_return outcome_of(submitted[number - 1]);
    co_return channels::accepted{"p" + std::to_string(number)};
}

task<void> scripted_channel::run(channels::inbox& above)
{
    inbox = &above;
    co_return;
}

channels::webhook_reading
scripted_channel::read(channels::webhook_kind kind, channels::webhook_request const& request) const
{
    return reading ? reading(kind, request) : channels::webhook_reading{};
}

boost::json::value heard::json() const { return boost::json::parse(body); }

std::string heard::code() const
{
    auto const parsed = json();
    auto const& code = parsed.at("code").as_string();
    return {code.data(), code.size()};
}

living_house::living_house(int approval_above)
{
    books = std::make_shared<rulebooks>(*support::shipped_rulebooks());
    books->settings.approval_above_recipients = approval_above;
    kept = disk.open(world.runtime);
    auto real = std::make_unique<scripted_channel>(medium::sms, channels::reach::real);
    auto post = std::make_unique<scripted_channel>(medium::email, channels::reach::sandbox);
    sms = real.get();
    sms->world = &world.runtime;
    mail = post.get();
    std::map<std::string, wired_channel> channels;
    channels.emplace("sms-main", wired("sms-main", medium::sms, std::move(real)));
    channels.emplace("mail", wired("mail", medium::email, std::move(post)));
    std::map<medium, std::vector<channels::route_leg>> const order{
        {medium::sms, channels::in_order({"sms-main"})}, {medium::email, channels::in_order({"mail"})}};
    books->settings.routes = order;
    routes = std::make_unique<route_table>(std::move(channels), order);
    engine = std::make_unique<house>(world.runtime, *kept, *books, *routes, counted);
    watch({});
}

void living_house::watch(std::vector<feeds::plan> plans)
{
    auto raise = [this](std::string bytes, principal by) { return engine->proposals.raise(std::move(bytes), std::move(by)); };
    desk.reset();
    at.reset();
    auto at_once = [](channels::runtime&) -> feeds::elsewhere {
        return [](std::function<void()> work) -> task<void> {
            work();
            co_return;
        };
    };
    watched = std::make_unique<feeds::desk>(world.runtime, *kept, std::move(raise), counted, std::move(plans), at_once);
    auto const chance = [this] { return world.runtime.random(); };
    clients = std::make_unique<client_book>(
        world.runtime, kept->outside(), sealing{channels::secret{std::string(32, 'k')}, chance}
    );
    (void)world.get(clients->load());
    at = std::make_unique<api_house>(
        world.runtime, *kept, kept->tales(), kept->past(), kept->outside(), kept->rights(), *clients, *engine, *books, *routes, *watched, counted,
        [] { return problems{}; }
    );
    authority const who{
        {token("meteo", role::source, "source-token-0123"), token("desk", role::staff, "staff-token-01234")}, clients.get()};
    at->board = std::make_shared<board::room>(world.runtime, *kept, kept->sights(), *books, *routes, who, board_proxy{});
    desk = std::make_unique<reception>(*at, who, all_routes());
}

living_house::~living_house()
{
    if (!started_)
        return;
    engine->stop();
    world.run(engine->join());
}

task<heard> living_house::converse(request& asked)
{
    heard came;
    auto admission = desk->admit(asked);
    answer told;
    if (admission.refusal)
        told = std::move(*admission.refusal);
    else
        told = co_await desk->serve(asked);
    came.status = told.status;
    came.type = told.type;
    came.body = told.body;
    came.headers = told.headers;
    while (told.rest) {
        auto const piece = co_await told.rest->next();
        came.cut = !piece;
        if (!piece || piece->empty())
            break;
        came.body += *piece;
    }
    co_return came;
}

heard living_house::ask_with(request asked)
{
    asked.headers.emplace_back("accept-language", accept_language);
    return world.get(converse(asked));
}

heard living_house::ask_as(
    std::optional<principal> who, std::string const& method, std::string const& target, std::string body
)
{
    request asked;
    asked.method = method;
    asked.target = read_target(target).value();
    asked.peer = std::move(who);
    asked.body = std::move(body);
    return ask_with(std::move(asked));
}

heard living_house::ask(std::string const& method, std::string const& target, std::string body)
{
    return ask_as(principal{"alice (uid 1000)", role::staff, true}, method, target, std::move(body));
}

heard living_house::ask_of(
    std::string const& name, std::string const& method, std::string const& target, std::string body
)
{
    return ask_as(principal{name, role::staff, true}, method, target, std::move(body));
}

heard living_house::approve(std::string const& name, std::string const& id, std::string const& break_glass)
{
    auto const shown = ask_of(name, "GET", "/v1/mobilisations/" + id + "/preview").json();
    boost::json::object yes{{"digest", shown.at("digest")}};
    if (!break_glass.empty())
        yes["break_glass"] = break_glass;
    return ask_of(name, "POST", "/v1/mobilisations/" + id + "/approve", boost::json::serialize(yes));
}

heard living_house::upload(std::string const& target, std::vector<std::string> pieces, bool breaks_off)
{
    scripted_body body{std::move(pieces), breaks_off};
    request asked;
    asked.method = "POST";
    asked.target = read_target(target).value();
    asked.peer = principal{"alice (uid 1000)", role::staff, true};
    asked.stream = &body;
    return ask_with(std::move(asked));
}

void living_house::start()
{
    started_ = true;
    engine->start();
    world.run_until_quiet();
}

void living_house::with_people(int count)
{
    std::string csv = "id,first_name,last_name,mobile,email,postcode,commune,skills,consent_sms,consent_email\n";
    for (int i = 1; i <= count; ++i) {
        char line[160];
        std::snprintf(
            line,
            sizeof line,
            "v%d,Camille,Martin%d,+3363998%04d,,04000,04070,%s,yes,no\n",
            i,
            i,
            i,
            i % 2 == 0 ? "boat" : ""
        );
        csv += line;
    }
    upload("/v1/volunteers", {csv});
    start();
}

std::vector<std::string>
living_house::faults(std::string const& method, std::string const& pattern, heard const& came) const
{
    static described_api const api;
    auto const schema = api.answer_schema(method, pattern, came.status);
    if (schema.IsNull())
        return {method + ' ' + pattern + " has no answer " + std::to_string(came.status) + " in JSON"};
    return api.faults(came.json(), schema);
}

std::string cap_alert(std::string const& identifier, std::string const& sent)
{
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>)" +
           identifier + R"(</identifier><sender>vigilance@example.org</sender><sent>)" + sent +
           R"(</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info><language>fr-FR</language><category>Met</category><event>Vigilance rouge pluie-inondation</event>
    <urgency>Immediate</urgency><severity>Extreme</severity><certainty>Likely</certainty>
    <expires>2026-01-11T02:50:00+00:00</expires>
    <parameter><valueName>awareness_level</valueName><value>4; red; Extreme</value></parameter>
    <parameter><valueName>awareness_type</valueName><value>12; Flooding</value></parameter>
    <area><areaDesc>Alpes-de-Haute-Provence</areaDesc>
      <geocode><valueName>NUTS3</valueName><value>FR821</value></geocode></area></info>
</alert>)";
}

}  // namespace tocsin::dispatcher::api
