// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tocsin::dispatcher {

/// A file for SQLite to read and never to write, escaped as its documentation ("URI Filenames") asks.
inline std::string read_only_uri(std::string const& path)
{
    std::string out = "file:";
    for (char const c : path)
        if (c == '?' || c == '#' || c == '%')
            out += c == '?' ? "%3f" : c == '#' ? "%23" : "%25";
        else
            out += c;
    return out + "?mode=ro";
}

}  // namespace tocsin::dispatcher
