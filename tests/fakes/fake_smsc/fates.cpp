// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smsc/fates.hpp"

#include <array>

namespace smsc {
namespace {

fate refusal(char const* name, std::uint32_t status, int times)
{
    return {.name = name, .how = conduct::refuses, .refusal = status, .times = times};
}

fate on_the_line(char const* name, conduct how)
{
    return {.name = name, .how = how, .times = 1};
}

fate receipts(std::vector<char const*> states)
{
    fate made;
    made.states = std::move(states);
    return made;
}

fate ids(digits in_response, digits in_receipt)
{
    fate made;
    made.response_id = in_response;
    made.receipt_id = in_receipt;
    return made;
}

fate shaped(receipt_shape shape)
{
    fate made;
    made.shape = shape;
    return made;
}

fate answering(std::string text, spelling how, reply_shape form = reply_shape::single, int times = 1)
{
    fate made;
    made.reply = std::move(text);
    made.reply_spelling = how;
    made.reply_form = form;
    made.reply_times = times;
    return made;
}

constexpr char const* long_yes =
    "Bonjour, oui je peux venir aider toute la nuit. Je viens avec ma voiture et une remorque, des pelles, des gants, des bottes "
    "et une pompe. Je pars tout de suite, bon courage a tous.";

std::array<fate, 100> table()
{
    std::array<fate, 100> all;
    all[40] = ids(digits::decimal, digits::hexadecimal);
    all[41] = ids(digits::hexadecimal, digits::decimal);
    all[42] = ids(digits::hexadecimal, digits::upper_case);
    all[43] = ids(digits::hexadecimal, digits::padded);
    all[44] = ids(digits::padded, digits::hexadecimal);
    all[45] = shaped(receipt_shape::text_only);
    all[46] = shaped(receipt_shape::tlvs_only);
    all[47] = shaped(receipt_shape::in_payload);
    all[48] = shaped(receipt_shape::unusual_text);
    all[49].receipt_first = true;
    all[50] = receipts({"ACCEPTD", "ENROUTE", "DELIVRD"});
    all[51] = receipts({"DELIVRD", "ENROUTE"});
    all[52] = receipts({"DELIVRD", "UNDELIV"});
    all[53].strange_receipt_first = true;
    all[54] = receipts({"UNKNOWN"});
    all[60] = on_the_line("garbage", conduct::answers_garbage);
    all[61] = on_the_line("half", conduct::answers_half_and_drops);
    all[62] = on_the_line("half-hang", conduct::answers_half_and_hangs);
    all[63] = on_the_line("absurd-length", conduct::answers_absurd_length);
    all[64] = on_the_line("nack", conduct::nacks);
    all[65] = on_the_line("dropped-untaken", conduct::drops_untaken);
    all[66] = on_the_line("dropped-after", conduct::drops_after);
    all[67] = on_the_line("unknown-first", conduct::sends_unknown_first);
    all[68] = on_the_line("unbound-after", conduct::unbinds_after);
    all[69] = on_the_line("no-id", conduct::answers_without_id);
    all[69].times = 0;
    all[70] = refusal("throttled", throttled, 1);
    all[71] = refusal("queue-full", queue_full, 2);
    all[72] = refusal("invalid", bad_destination, 0);
    all[73] = {.name = "silent", .how = conduct::stays_silent};
    all[74] = {.name = "late", .how = conduct::answers_late};
    all[75] = on_the_line("dropped", conduct::drops_instead);
    all[76] = refusal("failing", system_error, 0);
    all[77] = refusal("barred", bad_source, 0);
    all[78] = receipts({});
    all[79] = receipts({"DELIVRD", "DELIVRD"});
    all[80] = receipts({"UNDELIV"});
    all[81] = receipts({"EXPIRED"});
    all[82] = receipts({"ENROUTE", "DELIVRD"});
    all[83] = receipts({"REJECTD"});
    all[84] = {.name = "twice", .how = conduct::answers_twice};
    all[85] = receipts({"DELETED"});
    all[87] = answering(long_yes, spelling::gsm, reply_shape::parts_reversed);
    all[88] = answering(long_yes, spelling::gsm, reply_shape::parts);
    all[89] = answering("OUI", spelling::gsm, reply_shape::in_payload);
    all[90] = answering("OUI", spelling::gsm);
    all[91] = answering("OUI", spelling::ucs2);
    all[92] = answering("OUI", spelling::packed);
    all[93] = answering("OUI", spelling::latin1);
    all[94] = answering("Non désolé", spelling::latin1);
    all[95] = answering("Non désolé", spelling::ucs2);
    all[96] = answering("Non désolé", spelling::gsm);
    all[97] = answering("STOP", spelling::gsm);
    all[98] = answering("c'est où ?", spelling::gsm);
    all[99] = answering("oui", spelling::gsm, reply_shape::single, 2);
    return all;
}

}  // namespace

fate const& fate_of(int ending)
{
    static auto const all = table();
    return all.at(static_cast<std::size_t>(ending));
}

}  // namespace smsc
