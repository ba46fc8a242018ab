// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tocsin::dispatcher {

/// Where the store's work is done: on a thread of its own, or on the caller's executor (rehearsals and tests: one order of things).
enum class writer_home { own_thread, callers_executor };

}  // namespace tocsin::dispatcher
