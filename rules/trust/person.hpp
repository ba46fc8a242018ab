// SPDX-License-Identifier: Apache-2.0
// Who it is that acts, whatever they act through: an account on the machine, a token in a browser, another on a telephone.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::rules {

/// The person behind the name under which something was done: "alice" of "alice (uid 1000)" and of "alice-phone for alice";
/// otherwise the name itself. Neither an account nor a client can be given a name that reads as another's.
std::string person_of(std::string_view by);

/// An account that may become anybody on the machine, and so stands for nobody in particular.
bool is_superuser(std::string_view by);

/// How a client is written that belongs to a person.
std::string client_of_person(std::string_view client, std::string_view person);

}  // namespace tocsin::rules
