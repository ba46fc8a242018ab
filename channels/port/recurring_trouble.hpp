// SPDX-License-Identifier: Apache-2.0
// What is looked at again and again may fail each time; the log takes each reason once, and the recovery. Pure.
#pragma once

#include <set>
#include <string>
#include <utility>

namespace tocsin::channels {

class recurring_trouble {
public:
    /// `ill` stands before the reason: "the letter box cannot be read".
    recurring_trouble(std::string ill, std::string well) : ill_(std::move(ill)), well_(std::move(well)) {}

    /// After each look, with what went wrong, if anything; gives what is to be told, if anything.
    std::string hears(std::string const& failure)
    {
        if (failure.empty()) {
            bool const was_ill = !told_.empty();
            told_.clear();
            return was_ill ? well_ : std::string{};
        }
        return told_.insert(failure).second ? ill_ + ": " + failure : std::string{};
    }

private:
    std::string ill_;
    std::string well_;
    std::set<std::string> told_;  ///< reasons, since it was last well
};

}  // namespace tocsin::channels
