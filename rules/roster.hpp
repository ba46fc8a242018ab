// SPDX-License-Identifier: Apache-2.0
// One line of a register → a volunteer, or why not. Tocsin's own columns and JeVeuxAider's are known by their names.
#pragma once

#include "rules/words/bilingual.hpp"
#include "rules/words/volunteer.hpp"

#include <boost/system/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::rules {

/// What a roster asks the gazetteer.
struct place_lookup {
    /// INSEE code of the commune with that code, former or not; empty when there is none.
    std::function<std::string(std::string_view code)> by_code;
    /// INSEE codes of the communes with that postcode.
    std::function<std::vector<std::string>(std::string_view postcode)> by_postcode;
    /// INSEE codes of the communes with that name, accents and case aside.
    std::function<std::vector<std::string>(std::string_view name)> by_name;
};

/// About one column of one record. The value itself is never repeated: reports are not for personal data.
struct roster_remark {
    std::string column;
    bilingual reason;
};

struct roster_line {
    std::optional<volunteer> who;  ///< none: rejected, see the remarks
    std::vector<roster_remark> remarks;
};

class roster_reader {
public:
    /// Reads a header; the error says which columns are needed. `default_language` for people without one.
    static boost::system::result<roster_reader, bilingual>
    from_header(std::vector<std::string> const& header, place_lookup places, std::string default_language);

    /// Rejected without an id, or with neither a usable address nor a consent that an address could serve; anything else
    /// that is wrong is dropped with a remark and the rest kept.
    roster_line read(std::vector<std::string> const& fields) const;

    /// Whether the header is JeVeuxAider's.
    bool is_platform_export() const { return platform_; }

private:
    roster_reader() = default;

    std::string field(std::vector<std::string> const& fields, std::string_view column) const;

    std::vector<std::pair<std::string, std::size_t>> columns_;
    std::size_t width_ = 0;
    place_lookup places_;
    std::string default_language_;
    bool platform_ = false;
};

/// "PSE 1", "Permis B" → "pse1", "permis_b"; with what a skill includes: pse2 ⊃ pse1 ⊃ psc1.
std::vector<std::string> normal_skills(std::string_view list);
std::string normal_skill(std::string_view name);

}  // namespace tocsin::rules
