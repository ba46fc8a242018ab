// SPDX-License-Identifier: Apache-2.0
// What a feed says, in words that all kinds of feeds share.
#pragma once

#include "rules/words/alert.hpp"
#include "rules/words/bilingual.hpp"

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dispatcher::feeds {

/// One thing that a feed lists. Either its CAP document is elsewhere (`link`) or here (`document`), or the feed says all
/// there is in words of its own (`said`), or that there is nothing any more (`calm`).
struct entry {
    std::string key;  ///< what the service calls it, for as long as it lasts
    std::string version;  ///< another one whenever there is something new to say
    std::string link;  ///< absolute
    std::string document;
    /// Its identifier lacks the instant, and `sent` is 1970 where the service does not say when: look.cpp completes both.
    std::optional<alert> said;
    std::string original;  ///< the part of the document that `said` was made of
    std::optional<wall_time> calm;  ///< since when the service says that it is over
};

struct reading {
    std::vector<entry> entries;
    std::optional<wall_time> as_of;  ///< when the service says it wrote this
    int skipped = 0;  ///< things listed that cannot be used: without a name, a place, a number
};

/// Why there is nothing to be had of a feed now; one sentence for staff. Never a secret, never the whole address.
class failure {
public:
    failure() = default;
    explicit failure(bilingual why) : why_(std::move(why)) {}

    bilingual const& why() const { return why_; }

private:
    bilingual why_;
};

[[noreturn]] void throw_exception_from_error(failure const& error, boost::source_location const& where);

template <class T>
using maybe = boost::system::result<T, failure>;

}  // namespace tocsin::dispatcher::feeds
