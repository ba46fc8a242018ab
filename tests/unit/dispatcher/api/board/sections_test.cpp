// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/board/page.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tocsin::dispatcher::api::board {
namespace {

wall_time at(int hour, int minute = 0) { return from_millis(1'764'115'200'000) + hours{hour} + minutes{minute}; }  // 2025-11-26

mobilisation one(std::int64_t id, mobilisation_state state = mobilisation_state::running)
{
    mobilisation what;
    what.id = mobilisation_id{id};
    what.state = state;
    what.request.event = "Crue <b>";
    what.request.at = "Gymnase & salle";
    what.request.need = 40;
    what.request.roles = {{"boat", 4}};
    what.request.by = at(18);
    what.request.until = at(22);
    what.created = at(14);
    what.started = at(14, 5);
    return what;
}

facts a_call()
{
    facts now;
    now.house = "Préfecture 04";
    now.local = [](wall_time instant) { return local_time{std::chrono::floor<minutes>(instant).time_since_epoch()}; };
    now.now = at(15, 59);
    now.seen.what = one(12);
    now.seen.open = {*now.seen.what};
    now.seen.counts.confirmed = 2;
    now.seen.counts.asked = 90;
    now.seen.counts.reserve = 3;
    now.seen.counts.confirmed_by_role = {{"boat", 1}};
    now.seen.coming = {
        {solicitation_id{1}, volunteer_id{7}, 1, std::nullopt}, {solicitation_id{2}, volunteer_id{8}, 2, at(17, 40)},
        {solicitation_id{3}, volunteer_id{9}, 3, at(19)}};
    now.people = {{volunteer_id{7}, {"Lou <i>", "Digne-les-Bains", {"boat"}}}, {volunteer_id{8}, {"Ana Martin", "Manosque", {}}}};
    inbox_entry unclear;
    unclear.id = reply_id{5};
    unclear.address = "+33639980001";
    unclear.text = "je <peux> ?";
    unclear.why = "unclear";
    unclear.received = at(15);
    now.seen.inbox = {unclear};
    now.seen.waiting_replies = 1;
    now.channels = {{"sms-main", medium::sms, false, channel_health::down, "silent", 12}};
    return now;
}

onlooker const staff{language::en, board_view::names};
onlooker const wall{language::fr, board_view::counts};

bool has(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

TEST(Board, SaysHowItStandsInFiguresThatAreLarge)
{
    auto const html = figures_html(a_call(), staff);
    EXPECT_TRUE(has(html, "<b>2</b><span>/ 40 confirmed</span>")) << html;
    EXPECT_TRUE(has(html, "<li class=\"short\"><span>boat</span> <b>1 / 4</b>")) << html;
    EXPECT_TRUE(has(html, "<dt>Asked</dt><dd>90</dd>")) << html;
}

TEST(Board, NamesWhatIsCalledForAndByWhen)
{
    EXPECT_TRUE(has(head_html(a_call(), staff), "<h1>Crue &lt;b&gt;</h1>"));
    EXPECT_TRUE(has(head_html(a_call(), staff), "<b class=\"hour\">18:00</b> <span class=\"left\">(in 2 h 01)</span>, place: <b>Gymnase &amp; salle</b>"));
    auto over = a_call();
    over.now = at(18, 30);
    EXPECT_TRUE(has(head_html(over, wall), "dépassée depuis 30 min"));
    over.seen.what->request.exercise = true;
    EXPECT_TRUE(has(head_html(over, wall), "EXERCICE"));
}

TEST(Board, ListsWhoComesByTheirArrival)
{
    auto const html = coming_html(a_call(), staff);
    auto const ana = html.find("Ana Martin");
    auto const lou = html.find("Lou &lt;i&gt;");
    auto const gone = html.find("(erased from the register)");
    EXPECT_LT(ana, lou) << html;  // at 17:40, before whoever comes at the hour
    EXPECT_LT(lou, gone);
    EXPECT_TRUE(has(html, "<td class=\"eta late\">19:00</td>"));
    EXPECT_TRUE(has(html, "data-find=\"Lou &lt;i&gt; Digne-les-Bains boat\""));
}

TEST(Board, ShowsNoNameAndNoWordOfAnybodysOnAWall)
{
    std::string all;
    for (auto const& each : sections_of(a_call(), wall))
        all += each.html;
    for (auto const* const theirs : {"Lou", "Ana", "peux", "3363998", "****", "(effacé"})
        EXPECT_FALSE(has(all, theirs)) << theirs;
    EXPECT_TRUE(has(all, "<th scope=\"row\">17:30</th><td>1</td>"));
    EXPECT_TRUE(has(all, "<th scope=\"row\">Réponse pas comprise</th><td>1</td>"));
}

TEST(Board, MasksAddressesForStaffToo)
{
    auto const html = inbox_html(a_call(), staff);
    EXPECT_TRUE(has(html, "R5"));
    EXPECT_TRUE(has(html, "je &lt;peux&gt; ?"));
    EXPECT_FALSE(has(html, "33639980001")) << html;
}

TEST(Board, TellsAChannelThatFailsByMoreThanColour)
{
    EXPECT_TRUE(has(channels_html(a_call(), wall), "<li class=\"bad\"><span aria-hidden=\"true\">✕</span> <b>sms-main</b> en panne (ne répond pas) <span class=\"quiet\">sms, 12 en attente</span>"));
}

TEST(Board, TellsWhatThePlannerExpects)
{
    auto now = a_call();
    EXPECT_TRUE(has(forecast_html(now, staff), "No forecast"));
    for (auto const* const odd : {"{", "[]", "{}", "{\"expected\":1}", "{\"expected\":{\"low\":\"x\"},\"why\":2,\"at\":3}"}) {
        now.seen.counts.outlook = odd;
        EXPECT_FALSE(forecast_html(now, staff).empty()) << odd;
    }
    now.seen.counts.outlook =
        R"({"at":"2025-11-26T15:50:00Z","expected":{"low":31,"middle":38,"high":45,"fills":0.42},"why":{"fr":"parce que","en":"because <x>"}})";
    auto const html = forecast_html(now, staff);
    EXPECT_TRUE(has(html, "class=\"expected open\"><b>31 – 45</b>")) << html;
    EXPECT_TRUE(has(html, "<b>42 %</b>"));
    EXPECT_TRUE(has(html, "because &lt;x&gt;"));
    EXPECT_TRUE(has(curve_html(now, staff), "course-forecast"));
    now.seen.what->state = mobilisation_state::closed;
    now.seen.what->ended = at(17);
    EXPECT_TRUE(has(forecast_html(now, staff), "No forecast"));
}

TEST(Board, IsAPageWithEveryPartOnceAndNothingFromElsewhere)
{
    for (auto const& who : {staff, wall}) {
        auto page = board_page(a_call(), who, true, true);
        for (auto const& each : sections_of(a_call(), who)) {
            if (each.id.starts_with("map"))
                continue;  // drawn for a zone only
            auto const mark = " id=\"" + std::string{each.id} + '"';
            auto const first = page.find(mark);
            EXPECT_NE(first, std::string::npos) << each.id;
            EXPECT_EQ(page.find(mark, first + 1), std::string::npos) << each.id;
        }
        constexpr std::string_view name = " xmlns=\"http://www.w3.org/2000/svg\"";  // names, and fetches nothing
        for (auto at = page.find(name); at != std::string::npos; at = page.find(name))
            page.erase(at, name.size());
        for (auto const* const foreign : {"style=", "<style", "onclick", "http://", "https://", "href=\"//", "src=\"//"})
            EXPECT_FALSE(has(page, foreign)) << foreign;
        EXPECT_TRUE(has(page, "&amp;follow=1"));
        EXPECT_TRUE(has(page, "http-equiv=\"refresh\" content=\"30\""));
    }
    EXPECT_FALSE(has(style(), "url("));
    EXPECT_FALSE(has(style(), "@import"));
}

TEST(Board, IsSeenFromAfarWhenAskedTo)
{
    auto const near = board_page(a_call(), staff, true, true, seen_on::desk);
    auto const far = board_page(a_call(), staff, true, true, seen_on::wall);
    EXPECT_FALSE(has(near, "<html lang=\"en\" class=\"wall\">"));
    EXPECT_TRUE(has(near, "lang=en&amp;wall=1\">From afar"));
    EXPECT_TRUE(has(far, "<html lang=\"en\" class=\"wall\">"));
    EXPECT_TRUE(has(far, "lang=fr&amp;wall=1\" lang=\"fr\"")) << "in the other language too";
    EXPECT_FALSE(has(board_page(a_call(), wall, true, true, seen_on::wall), "De près")) << "a wall without names has no other way";
}

TEST(Board, ShowsTheHouseWhenNothingIsOpen)
{
    auto now = a_call();
    now.seen.what.reset();
    now.seen.open.clear();
    now.seen.coming.clear();
    auto const page = board_page(now, wall, true, false);
    EXPECT_TRUE(has(page, "Aucune mobilisation en cours"));
    EXPECT_TRUE(has(page, "sms-main"));
    EXPECT_FALSE(has(page, "leave"));
}

TEST(Board, TurnsToWhatPressesMost)
{
    EXPECT_FALSE(most_pressing({}));
    auto exercise = one(9);
    exercise.request.exercise = true;
    auto urgent = one(3);
    urgent.request.urgent = true;
    EXPECT_EQ(most_pressing({exercise, one(2)}), mobilisation_id{2});
    EXPECT_EQ(most_pressing({one(8, mobilisation_state::proposed), one(2)}), mobilisation_id{2});
    EXPECT_EQ(most_pressing({one(5), one(6)}), mobilisation_id{6});
    EXPECT_EQ(most_pressing({exercise, one(6), urgent}), mobilisation_id{3});
}

TEST(Board, SaysTheDayOnlyWhenItIsAnother)
{
    EXPECT_EQ(clock_text(a_call(), at(7, 5), language::fr), "07:05");
    EXPECT_EQ(clock_text(a_call(), at(31), language::fr), "jeu. 27/11 07:00");
}

}  // namespace
}  // namespace tocsin::dispatcher::api::board
