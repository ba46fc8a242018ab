// SPDX-License-Identifier: Apache-2.0
// Instants of the tests of the policies, counted from a start that is not the clock's own zero.
#pragma once

#include "rules/words/time.hpp"

namespace tocsin::channels {

inline mono_time at(mono_clock::duration since_start) { return mono_time{hours{1}} + since_start; }

}  // namespace tocsin::channels
