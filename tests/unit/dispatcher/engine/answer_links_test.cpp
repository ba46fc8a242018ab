// SPDX-License-Identifier: Apache-2.0
// The digest is checked against `openssl mac -digest SHA256 -macopt hexkey:… HMAC`.
#include "dispatcher/engine/answer_links.hpp"

#include <gtest/gtest.h>

#include <set>

namespace tocsin::dispatcher {
namespace {

constexpr std::string_view house = "https://tocsin.example.org";
wall_time const now = from_millis(1'795'000'000'000);

answer_links some_links(char key = 'k')
{
    answer_links links;
    links.open(channels::secret{std::string(32, key)}, std::string{house});
    return links;
}

TEST(AnswerLinks, AreReadBackAndAlwaysTheSame)
{
    auto const links = some_links();
    std::set<std::string> different;
    for (std::int64_t const number : {std::int64_t{1}, std::int64_t{2}, std::int64_t{1'000'000}, (std::int64_t{1} << 40) - 1}) {
        auto const token = links.token_of(message_id{number});
        EXPECT_EQ(token.size(), answer_links::blank.size());
        EXPECT_EQ(token.find_first_not_of("abcdefghjkmnpqrstuvwxyz023456789"), std::string::npos) << token;
        EXPECT_EQ(token, some_links().token_of(message_id{number}));
        EXPECT_EQ(links.read(token), message_id{number});
        different.insert(token.substr(8));
    }
    EXPECT_EQ(different.size(), 4U);
}

TEST(AnswerLinks, NothingElseIsRight)
{
    auto const links = some_links();
    auto const token = links.token_of(message_id{17});
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto other = token;
        other[i] = other[i] == 'q' ? 'r' : 'q';
        EXPECT_FALSE(links.read(other)) << i;
        other[i] = '\0';
        EXPECT_FALSE(links.read(other)) << i;
    }
    for (auto const& other :
         {std::string{}, token.substr(1), token + 'a', std::string{answer_links::blank}, std::string(24, 'a'), std::string(24, '9')})
        EXPECT_FALSE(links.read(other)) << other;
    EXPECT_FALSE(some_links('l').read(token)) << "another house's key";
    EXPECT_FALSE(answer_links{}.read(token)) << "no key at all";
}

TEST(AnswerLinks, StandInTextsUntilTheMessageLeaves)
{
    auto const links = some_links();
    auto const blank = links.in_texts();
    EXPECT_TRUE(blank.starts_with("https://tocsin.example.org/r/")) << blank;
    message_text text{"s", "Oui : " + blank, "<a href=\"" + blank + "?a=yes\">" + blank + "</a>"};
    auto const length = text.body.size();
    links.put_into(text, message_id{5});
    auto const own = "https://tocsin.example.org/r/" + links.token_of(message_id{5});
    EXPECT_EQ(text.body, "Oui : " + own);
    EXPECT_EQ(text.html, "<a href=\"" + own + "?a=yes\">" + own + "</a>");
    EXPECT_EQ(text.body.size(), length) << "parts and price were counted before";
}

TEST(AnswerLinks, WithoutAnAddressTextsHaveNoneAndOldOnesStayRight)
{
    answer_links links;
    EXPECT_EQ(links.in_texts(), "");
    links.open(channels::secret{std::string(32, 'k')}, "");
    EXPECT_EQ(links.in_texts(), "");
    EXPECT_EQ(links.read(some_links().token_of(message_id{3})), message_id{3});
}

TEST(AnswerLinks, AFormIsGoodForADayAndForOnePage)
{
    auto const links = some_links();
    auto const value = links.form_value(message_id{7}, now, 0x1234'5678'9abc'def0U);
    EXPECT_NE(value, links.form_value(message_id{7}, now, 0x1234'5678'9abc'def1U));
    EXPECT_TRUE(links.is_form_value(value, message_id{7}, now));
    EXPECT_TRUE(links.is_form_value(value, message_id{7}, now + hours{23}));
    EXPECT_FALSE(links.is_form_value(value, message_id{7}, now + hours{24}));
    EXPECT_FALSE(links.is_form_value(value, message_id{7}, now - minutes{2})) << "made in the future";
    EXPECT_FALSE(links.is_form_value(value, message_id{8}, now));
    EXPECT_FALSE(some_links('l').is_form_value(value, message_id{7}, now));
    for (std::size_t i = 0; i < value.size(); ++i) {
        auto other = value;
        other[i] = other[i] == 'q' ? 'r' : 'q';
        EXPECT_FALSE(links.is_form_value(other, message_id{7}, now)) << i;
    }
    EXPECT_FALSE(links.is_form_value("", message_id{7}, now));
    EXPECT_FALSE(links.is_form_value(std::string(32, '\xff'), message_id{7}, now));
}

}  // namespace
}  // namespace tocsin::dispatcher
