// SPDX-License-Identifier: Apache-2.0
// A new configuration for a daemon that goes on: what may change while it runs, and what waits for its next start.
#pragma once

#include "dispatcher/engine/rulebooks.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

/// The file's keys at the top level, each with what stands under it; empty when it cannot be read as YAML.
using written_keys = std::map<std::string, std::string>;

written_keys keys_written_in(std::filesystem::path const& file);

/// Keys that are written otherwise than at the start and that only a restart takes up, in order.
std::vector<std::string> waiting_for_restart(written_keys const& at_start, written_keys const& now);

/// What a running mobilisation may still speak with cannot go while it runs: template sets and languages that `next` lacks.
problems taken_away(rulebooks const& now, rulebooks const& next);

/// Takes from `next` rules, templates, holidays and limits, where they stand; the gazetteer and everything that was handed
/// out by value stay. On the house's own thread, with no rehearsal being played. Gives what was there before: whoever
/// waits with a reference into it goes on with it, so it has to be kept.
std::shared_ptr<rulebooks const> renew(rulebooks& now, rulebooks next);

}  // namespace tocsin::dispatcher
