// SPDX-License-Identifier: Apache-2.0
// A catalogue of translations, before gettext is given it.
#include "dispatcher/cli/catalogue_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string const bytes{reinterpret_cast<char const*>(data), size};
    if (!tocsin::cli::is_whole_catalogue(bytes))
        return 0;
    // What gettext does with it: every string is read to its NUL, without looking at where the file ends.
    auto const word = [&](std::size_t at) {
        std::uint32_t value = 0;
        std::memcpy(&value, bytes.data() + at, 4);
        return bytes.starts_with("\xde\x12\x04\x95") ? value : __builtin_bswap32(value);
    };
    std::size_t read = 0;
    for (std::size_t i = 0; i < word(8); ++i)
        for (std::size_t const table : {word(12), word(16)})
            read += std::strlen(bytes.c_str() + word(table + 8 * i + 4));
    if (read > word(8) * 2 * size)
        std::abort();
    return 0;
}
