// SPDX-License-Identifier: Apache-2.0
// CSV as it arrives (RFC 4180): bytes in, records out, in bounded memory. `,` or `;` is told from the header.
#pragma once

#include "rules/words/bilingual.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

struct csv_record {
    int line = 0;  ///< where it begins, counted from 1
    std::vector<std::string> fields;
    bilingual defect;  ///< why it cannot be used, its fields are then not to be trusted; empty: it can
};

class csv_reader {
public:
    explicit csv_reader(std::function<void(csv_record)> take) : take_(std::move(take)) {}

    /// Reads the next bytes; complete records are handed over at once. The header is the first of them.
    void feed(std::string_view bytes);
    /// The end: a last record without a line end is handed over.
    void finish();

private:
    enum class where { field_start, plain, quoted, after_quote };

    void step(char c);
    void end_field();
    void end_record();
    void defect(bilingual why);

    std::function<void(csv_record)> take_;
    csv_record record_;
    std::string field_;
    std::size_t size_ = 0;  ///< of the record so far
    where at_ = where::field_start;
    char separator_ = 0;
    int line_ = 1;
    int bom_ = 0;  ///< bytes of a byte-order mark seen; -1 once past the beginning
};

}  // namespace tocsin::rules
