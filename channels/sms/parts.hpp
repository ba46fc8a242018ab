// SPDX-License-Identifier: Apache-2.0
// Long texts as several short messages and back: 3GPP TS 23.040, 9.2.3.24.1 (concatenated short messages). Pure; the user
// data header itself is the protocol's business.
#pragma once

#include "channels/sms/alphabet.hpp"
#include "rules/words/time.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::channels::sms {

/// What a character takes of a message: septets (0: not in the alphabet) or UTF-16 units.
int units_of(char32_t code, alphabet written_in);

/// Where the parts of a text end, as indices into its characters' sizes: 160 septets or 70 units alone, 153 or 67 beside
/// the six octets of a concatenation header; no character is cut, hence no escape pair and no surrogate pair.
std::vector<std::size_t> part_ends(std::span<int const> sizes, alphabet written_in);

/// The parts of a text, each UTF-8 for to_gsm7() or to_ucs2(); exactly as many as measure() counts. `written_in` is gsm7 or
/// ucs2, as measure() said.
std::vector<std::string> split(std::string_view text, alphabet written_in);

/// One part as it came in.
struct inbound_part {
    inbound_part() = default;

    inbound_part(std::string sender, unsigned reference, int total, int number, alphabet written_in, octets payload)
        : sender(std::move(sender))
        , reference(reference)
        , total(total)
        , number(number)
        , written_in(written_in)
        , payload(std::move(payload))
    {
    }

    std::string sender;
    unsigned reference = 0;
    int total = 1;
    int number = 1;  ///< from 1; a header with number or total 0, or number above total, is to be ignored
    alphabet written_in = alphabet::gsm7;
    octets payload;  ///< as decode() takes it
};

/// What parts became.
struct gathered {
    gathered() = default;
    gathered(std::string sender, std::string text, bool whole)
        : sender(std::move(sender)), text(std::move(text)), whole(whole)
    {
    }

    std::string sender;
    std::string text;  ///< UTF-8; "[…]" where parts are missing
    bool whole = true;
};

/// Puts the parts of replies together: keyed by sender, reference and total, in any order, each part once however often it
/// comes. Parts are joined as bytes, since foreign phones do cut characters.
class reassembly {
public:
    struct limits {
        std::size_t messages = 1'000;  ///< begun or finished ones remembered
        std::size_t octets = 1 << 20;  ///< of all their parts
        minutes age{10};  ///< after its first part: an unfinished one is given up, a finished one forgotten
    };

    reassembly() = default;
    explicit reassembly(limits most) : most_(most) {}

    /// The text, when this part was the last one missing. Before it come those given up for room, or because the part
    /// contradicts an earlier one (a phone that counts from 1 again). Nothing for a part that was there already.
    std::vector<gathered> add(inbound_part part, mono_time now);

    /// What has waited too long, as far as it came.
    std::vector<gathered> overdue(mono_time now);

    /// When overdue() has something to say, unless more parts come.
    std::optional<mono_time> next_due() const;

    std::size_t size() const { return kept_.size(); }

private:
    struct pending {
        std::string sender;
        unsigned reference = 0;
        int total = 0;
        mono_time since;
        bool finished = false;
        std::vector<inbound_part> parts;  ///< by number
    };

    void forget(std::deque<pending>::iterator which, std::vector<gathered>& given_up);
    void make_room(std::vector<gathered>& given_up);

    limits most_;
    std::size_t held_ = 0;  ///< octets
    std::deque<pending> kept_;  ///< oldest first
};

}  // namespace tocsin::channels::sms
