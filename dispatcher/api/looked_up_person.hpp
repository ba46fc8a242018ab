// SPDX-License-Identifier: Apache-2.0
// The person of the register whose external id is in the address, or why there is none.
#pragma once

#include "dispatcher/api/handling.hpp"
#include "dispatcher/store/store.hpp"

#include <optional>

namespace tocsin::dispatcher::api {

struct looked_up_person {
    std::optional<volunteer> what;
    std::optional<store_error> why;

    answer refusal(language in) const
    {
        return why ? store_answer(*why, in) : fail(errors::not_found, in, "external_id");
    }
};

inline task<looked_up_person> captured_person(store& kept, request const& asked)
{
    looked_up_person found;
    auto const who = co_await kept.find_volunteer(asked.captured.front());
    if (who)
        found.what = *who;
    else
        found.why = who.error();
    co_return found;
}

}  // namespace tocsin::dispatcher::api
