// SPDX-License-Identifier: Apache-2.0
// The last two digits of a number choose what becomes of a message to it. README.md holds the table for people.
#pragma once

#include "tests/fakes/fake_smsc/text.hpp"
#include "tests/fakes/fake_smsc/wire.hpp"

#include <string>
#include <vector>

namespace smsc {

/// What is done with the submission on the line, the first time that it comes.
enum class conduct {
    answers,
    refuses,
    stays_silent,
    answers_late,
    answers_twice,
    answers_garbage,
    answers_half_and_drops,
    answers_half_and_hangs,
    answers_absurd_length,
    nacks,
    drops_untaken,
    drops_instead,
    drops_after,
    unbinds_after,
    sends_unknown_first,
    answers_without_id,
};

/// How a message id is written.
enum class digits { hexadecimal, upper_case, decimal, padded };

enum class receipt_shape { text_and_tlvs, text_only, tlvs_only, in_payload, unusual_text };

enum class reply_shape { single, parts, parts_reversed, in_payload };

struct fate {
    char const* name = "accepted";
    conduct how = conduct::answers;
    std::uint32_t refusal = ok;
    int times = 0;  ///< how often it is so before the message is simply accepted; 0: always
    digits response_id = digits::hexadecimal;
    digits receipt_id = digits::hexadecimal;
    receipt_shape shape = receipt_shape::text_and_tlvs;
    std::vector<char const*> states{"DELIVRD"};  ///< one receipt each, in this order
    bool receipt_first = false;  ///< before the response
    bool strange_receipt_first = false;  ///< one for an id that was never given
    std::string reply;
    spelling reply_spelling = spelling::gsm;
    reply_shape reply_form = reply_shape::single;
    int reply_times = 1;

    bool taken() const { return how != conduct::refuses && how != conduct::drops_untaken && how != conduct::nacks; }
};

/// `ending` is 0 to 99.
fate const& fate_of(int ending);

}  // namespace smsc
