// SPDX-License-Identifier: Apache-2.0
#include "rules/csv.hpp"

#include <utility>

namespace tocsin::rules {
namespace {

constexpr std::size_t longest_record = 64 * 1024;
constexpr std::size_t most_fields = 200;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

void csv_reader::feed(std::string_view bytes)
{
    for (char const c : bytes) {
        if (bom_ >= 0) {
            if (static_cast<std::size_t>(bom_) < byte_order_mark.size() && c == byte_order_mark[static_cast<std::size_t>(bom_)]) {
                ++bom_;
                continue;
            }
            bom_ = -1;
        }
        step(c);
    }
}

void csv_reader::finish()
{
    if (at_ == where::quoted)
        defect(bilingual{"un champ entre guillemets n'est jamais fermé", "a quoted field is never closed"});
    if (!field_.empty() || !record_.fields.empty() || at_ != where::field_start)
        end_record();
}

void csv_reader::defect(bilingual why)
{
    if (record_.defect.empty())
        record_.defect = std::move(why);
}

void csv_reader::step(char c)
{
    if (record_.line == 0)
        record_.line = line_;
    bool const ends_line = c == '\n';
    if (ends_line)
        ++line_;
    if (++size_ > longest_record) {
        defect(bilingual{"la ligne dépasse 64 Kio", "the record is longer than 64 KiB"});
        // A quote that never closes would swallow the rest of the file: give it up at the next line end.
        if (at_ == where::quoted && ends_line)
            at_ = where::plain;
        field_.clear();
    }
    if (c == '\0')
        defect(bilingual{"la ligne contient un octet nul", "the record holds a NUL byte"});

    bool const separates =
        separator_ != 0 ? c == separator_ : c == ',' || c == ';';  // the header decides
    switch (at_) {
    case where::quoted:
        if (c == '"')
            at_ = where::after_quote;
        else
            field_ += c;
        return;
    case where::after_quote:
        if (c == '"') {
            field_ += c;
            at_ = where::quoted;
            return;
        }
        if (!separates && !ends_line && c != '\r')
            defect(bilingual{"du texte suit un guillemet fermant", "text stands after a closing quote"});
        break;
    case where::field_start:
        if (c == '"') {
            at_ = where::quoted;
            return;
        }
        break;
    case where::plain:
        break;
    }
    if (separates) {
        if (separator_ == 0)
            separator_ = c;
        end_field();
    } else if (ends_line) {
        end_record();
    } else if (c != '\r') {
        field_ += c;
        at_ = where::plain;
    }
}

void csv_reader::end_field()
{
    if (record_.fields.size() >= most_fields)
        defect(bilingual{"la ligne a plus de 200 champs", "the record has more than 200 fields"});
    else
        record_.fields.push_back(std::move(field_));
    field_.clear();
    at_ = where::field_start;
}

void csv_reader::end_record()
{
    bool const blank = record_.fields.empty() && field_.empty() && record_.defect.empty();
    if (!blank) {
        end_field();
        take_(std::move(record_));
    }
    record_ = csv_record{};
    field_.clear();
    size_ = 0;
    at_ = where::field_start;
}

}  // namespace tocsin::rules
