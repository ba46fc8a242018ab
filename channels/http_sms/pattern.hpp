// SPDX-License-Identifier: Apache-2.0
// Texts with {placeholders}: read once, filled often. Values are never looked at again for placeholders. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::channels::http_sms {

/// How a value is written where it stands. In an address a variable may be the address itself: only what the message
/// brings is encoded there.
enum class quoting { none, percent, address, json_string, header };

class pattern {
public:
    pattern() = default;

    /// `values` by slot; one that is missing is empty.
    std::string fill(std::span<std::string const> values) const;
    void append_to(std::string& out, std::span<std::string const> values) const;

    /// The slots that it needs, in order.
    std::vector<std::size_t> slots() const;

    bool empty() const { return pieces_.empty(); }

private:
    friend class vocabulary;

    struct piece {
        std::string literal;  ///< quoted already
        std::optional<std::size_t> slot;
        quoting how = quoting::none;
    };

    void add_literal(std::string_view text);

    std::vector<piece> pieces_;
};

/// What placeholders may stand for: slots, filled for each message or call, and variables, known when the file is read.
class vocabulary {
public:
    /// A name whose value comes later; gives its slot.
    std::size_t add(std::string name);

    /// So many slots that no text can name.
    void leave_out(std::size_t many);

    /// Names that begin with `prefix` are slots of their own, given when a pattern first uses them.
    void add_family(std::string prefix);

    /// A variable that may use the slots named so far. Unknown names end in `unknown`.
    void define(std::string const& name, std::string_view text, std::vector<std::string>& unknown);

    /// A variable that stands for itself: a credential.
    void define_literal(std::string const& name, std::string text);

    /// Other braces stay (JSON is full of them). Names that stand for nothing end in `unknown`.
    pattern compile(std::string_view text, quoting how, std::vector<std::string>& unknown);

    bool knows(std::string_view name) const;

    /// Known names behind a brace that nothing closes, as in "{text": they would leave as they stand.
    std::vector<std::string> unclosed_in(std::string_view text) const;

    /// The slots' names, by slot; empty where they were left out.
    std::vector<std::string> const& slots() const { return slots_; }

    /// "to, text, …", for advice.
    std::string listed() const;

private:
    struct raw_piece {
        std::string literal;
        std::optional<std::size_t> slot;
    };

    std::optional<std::size_t> slot_of(std::string_view name);
    std::vector<raw_piece> parse(std::string_view text, std::vector<std::string>& unknown);

    std::vector<std::string> slots_;
    std::vector<std::string> families_;
    std::map<std::string, std::vector<raw_piece>, std::less<>> variables_;
};

std::string quoted(std::string_view text, quoting how);

}  // namespace tocsin::channels::http_sms
