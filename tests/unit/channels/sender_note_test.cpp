// SPDX-License-Identifier: Apache-2.0
#include "channels/sender_note.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace tocsin::channels {
namespace {

TEST(NoteOnSender, IsOfFrenchMobileNumbersHoweverTheyAreWritten)
{
    for (std::string_view const each : {"+33639980000", "33639980000", "06 39 98 00 00", "0033639980000"})
        EXPECT_TRUE(note_on_sender(each)) << each;
    auto const said = note_on_sender("+33639980000");
    ASSERT_TRUE(said);
    EXPECT_NE(said->en.find("short code"), std::string::npos);
    EXPECT_NE(said->fr.find("numéro court"), std::string::npos);
    EXPECT_EQ(said->en.find("639980000"), std::string::npos) << "no number in what may be logged";
}

TEST(NoteOnSender, IsOfNoOther)
{
    for (std::string_view const each : {"38123", "36123", "PREF04", "+33199000000", "+447700900123", "447700900123", ""})
        EXPECT_FALSE(note_on_sender(each)) << each;
}

}  // namespace
}  // namespace tocsin::channels
