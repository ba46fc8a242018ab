// SPDX-License-Identifier: Apache-2.0
// A text of as many pieces as a test counts.
#pragma once

#include <string>

namespace tocsin::channels::sms {

inline std::string repeated(std::string const& what, int times)
{
    std::string text;
    for (int i = 0; i < times; ++i)
        text += what;
    return text;
}

}  // namespace tocsin::channels::sms
