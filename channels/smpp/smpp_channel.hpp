// SPDX-License-Identifier: Apache-2.0
// SMS over SMPP 3.4: one account at one message centre, over one or several lines.
#pragma once

#include "channels/port/channel.hpp"
#include "channels/smpp/settings.hpp"

#include <memory>

namespace tocsin::channels::smpp {

std::unique_ptr<channel> make_smpp_channel(runtime& world, smpp_settings settings);

}  // namespace tocsin::channels::smpp
