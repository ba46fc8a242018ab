// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/preview.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tocsin::cli {
namespace {

TEST(Preview, ShowsWhatEachPaceCosts)
{
    auto const preview = boost::json::parse(R"({"event": "Crue", "need": 40, "paces": [
      {"pace": "sparing", "chosen": true, "few": {"yes_share": 0.025, "first": 72, "asked": 1490, "yes": 40},
       "usual": {"yes_share": 0.08, "first": 72, "asked": 540, "yes": 44, "filled_after_seconds": 6300},
       "many": {"yes_share": 0.25, "first": 72, "asked": 190, "yes": 47}},
      {"pace": "all", "chosen": false, "few": {"yes_share": 0.025, "first": 300, "asked": 300, "yes": 8},
       "usual": {"yes_share": 0.08, "first": 300, "asked": 300, "yes": 24},
       "many": {"yes_share": 0.25, "first": 300, "asked": 300, "yes": 75}}]})");
    auto const page = preview_page(preview, language::fr, ink{false});
    EXPECT_NE(page.find("si 8 % disent oui (de 3 à 25 %)"), std::string::npos) << page;
    EXPECT_NE(page.find("540 en tout (190 à 1"), std::string::npos) << page;
    EXPECT_NE(page.find("pourvu en"), std::string::npos) << page;
    EXPECT_NE(page.find("non pourvu (24 oui)"), std::string::npos) << page;
}

}  // namespace
}  // namespace tocsin::cli
