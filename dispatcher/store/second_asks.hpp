// SPDX-License-Identifier: Apache-2.0
// SQL of second questions: who is asked once more over another medium. Called by the writer, inside its transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

escalation_result ask_again(database& db, escalation_page const& page);

}  // namespace tocsin::dispatcher::tables
