// SPDX-License-Identifier: Apache-2.0
// Under which id a provider took a message, and under which it reports on it. SMPP 3.4 (section 4.4.2) leaves the form of a
// message_id to the centre: many accept in hexadecimal and report in decimal, or the reverse, and write zeros, capitals and
// dashes as they like.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::rules {

/// One spelling for a provider's id: lower case, no leading zeros, white space and dashes kept out. Of a message's own id
/// (its accepted key) and of the id in a receipt (the reported key).
std::string provider_key(std::string_view provider_id);

/// What is written in another base in receipts than in acceptances.
enum class id_relation { decimal_of_hexadecimal, hexadecimal_of_decimal };
inline constexpr std::array id_relations{id_relation::decimal_of_hexadecimal, id_relation::hexadecimal_of_decimal};

/// The accepted key that a reported one stands for under this relation. Nothing: it is no such number, or both are alike.
std::optional<std::string> accepted_under(id_relation how, std::string const& reported);
/// The reported key of what was accepted under this one. Nothing: it is no such number, or both are alike.
std::optional<std::string> reported_as(id_relation how, std::string const& accepted);

/// Whether two keys that mean one number in two bases show anything. A pair of digits alone does not: 70000 is 11170 in
/// hexadecimal, and both may be ids of one provider that counts.
bool are_telling(std::string_view reported, std::string_view accepted);

/// What the receipts of one channel have shown of its provider's habit.
class id_habits {
public:
    /// A receipt spoke of a message under the id that it was accepted with.
    void matched_alike() { add(alike_); }
    /// A receipt spoke of one under the other base's id, and one of the two ids has a letter.
    void matched_across(id_relation how) { add(across(how)); }

    /// Seen at least three times, and more often than ids that are alike.
    bool proven(id_relation how) const { return across(how) >= 3 && across(how) > alike_; }
    /// Whether they may mean one message, as far as the channel has shown.
    bool allow(id_relation how, std::string_view reported, std::string_view accepted) const
    {
        return proven(how) || alike_ == 0 || are_telling(reported, accepted);
    }

private:
    int& across(id_relation how) { return across_[static_cast<std::size_t>(how)]; }
    int across(id_relation how) const { return across_[static_cast<std::size_t>(how)]; }
    void add(int& count);

    int alike_ = 0;
    std::array<int, id_relations.size()> across_{};
};

}  // namespace tocsin::rules
