// SPDX-License-Identifier: Apache-2.0
// A message of an exercise that must reach nobody, and who may be handed one. It is another type than `outbound`, nothing
// turns it into one, and only a channel that reaches nobody has a stage: no configuration, restart or enumerator makes a
// provider's adapter accept it.
#pragma once

#include "channels/port/channel.hpp"

#include <string>
#include <type_traits>
#include <utility>

namespace tocsin::channels {

class rehearsal {
public:
    rehearsal(std::string reference, std::string to, message_text text)
        : reference_(std::move(reference)), to_(std::move(to)), text_(std::move(text))
    {
    }

    std::string const& reference() const { return reference_; }
    std::string const& to() const { return to_; }  ///< where it would have gone; never for a log
    message_text const& text() const { return text_; }

private:
    std::string reference_;
    std::string to_;
    message_text text_;
};

class stage {
public:
    virtual ~stage() = default;

    /// As channel::submit.
    virtual task<outcome> rehearse(rehearsal message) = 0;
};

template <class Channel>
concept takes_rehearsals = requires(Channel& channel, rehearsal message) { channel.submit(message); };

static_assert(!std::is_convertible_v<rehearsal, outbound> && !std::is_constructible_v<outbound, rehearsal>);
static_assert(!std::is_base_of_v<outbound, rehearsal> && !takes_rehearsals<channel>);

}  // namespace tocsin::channels
