// SPDX-License-Identifier: Apache-2.0
// SQL of replies and of the staff's inbox. Called by the writer, inside its transaction. What an answer does is decided
// by rules/answer.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/message_names.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

reply_result take_reply(database& db, reply_record const& record, message_names const& names);
std::vector<inbox_entry> inbox(database& db, int limit, reply_id after = {});
bool settle_inbox(database& db, reply_id which, act const& who);

}  // namespace tocsin::dispatcher::tables
