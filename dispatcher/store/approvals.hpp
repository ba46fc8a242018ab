// SPDX-License-Identifier: Apache-2.0
// SQL of what people agree to: the plan as it was shown, and who has said yes to it. Called by the writer, inside its
// transaction.
#pragma once

#include "dispatcher/store/database.hpp"
#include "dispatcher/store/store.hpp"

namespace tocsin::dispatcher::tables {

std::optional<frozen_plan> plan_of(database& db, mobilisation_id which);

/// Keeps the plan, unless one is kept already that it does not stand in for; gives the one that is.
frozen_plan freeze_plan(database& db, mobilisation_id which, frozen_plan const& plan, act const& who);

/// What changes the order voids the plan, and with it every yes; nothing: until it is frozen anew. Gives the digest of what is
/// kept, for the journal.
std::string replace_plan(database& db, mobilisation_id which, std::optional<frozen_plan> const& plan);

assent assent_to(database& db, assent_record const& given);

/// See store::agreed_by.
std::string agreed_by(database& db, mobilisation_id which);

}  // namespace tocsin::dispatcher::tables
