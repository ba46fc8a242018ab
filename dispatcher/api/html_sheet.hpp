// SPDX-License-Identifier: Apache-2.0
// A page that is written piece by piece: read on a telephone, kept as a file, printed on A4. Nothing in it comes from outside,
// and a page that was saved asks for nothing either: its own policy says so. Pure.
#pragma once

#include "dispatcher/api/language.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher::api {

class html_sheet {
protected:
    struct column {
        phrase name;
        char kind = ' ';  ///< n: a number, t: an instant
    };

    explicit html_sheet(language in) : in_(in) {}

    static std::string text(std::string_view said);
    std::string text(phrase what) const { return text(what.in(in_)); }
    std::string word(phrase what) const { return std::string{what.in(in_)}; }
    std::string word(std::string_view code) const;
    std::string number(int count) const;

    /// Up to and with <body>.
    void begin(std::string const& title);
    /// A section of its own; the one before it ends.
    void heading(std::string_view name, phrase said, bool new_sheet = false);
    /// It may be wider than a telephone: then it is scrolled, by the keyboard too.
    void table_head(phrase said, std::vector<column> const& columns);
    /// `kinds`: a letter for each cell, see column; missing ones are blanks.
    void cells(std::vector<std::string> const& row, std::string_view kinds = "");
    void close_table() { out_ += "</tbody></table></div>\n"; }

    language in_;
    std::string out_;  ///< what was written and not yet taken

private:
    bool section_open_ = false;
};

}  // namespace tocsin::dispatcher::api
