// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tocsin::channels::curl {

/// Sets libcurl up, once for the process. Call before any handle is made, on the main thread. Throws std::runtime_error
/// when libcurl cannot start.
void set_up();

}  // namespace tocsin::channels::curl
