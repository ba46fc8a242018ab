// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/cli/catalogue_file.hpp"

#include <cstddef>
#include <cstdint>

namespace tocsin::cli {
namespace {

/// The 32-bit words of a .mo file, in the byte order of whoever made it.
class words_of {
public:
    explicit words_of(std::string_view bytes) : bytes_(bytes), is_little_(bytes.substr(0, 4) == "\xde\x12\x04\x95") {}

    bool has_magic() const { return is_little_ || bytes_.substr(0, 4) == "\x95\x04\x12\xde"; }
    bool holds(std::uint64_t at, std::uint64_t bytes) const { return at + bytes <= bytes_.size(); }

    /// Only where it holds four bytes.
    std::uint64_t at(std::uint64_t offset) const
    {
        std::uint32_t word = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            auto const byte = static_cast<unsigned char>(bytes_[offset + (is_little_ ? 3 - i : i)]);
            word = word << 8 | byte;
        }
        return word;
    }

private:
    std::string_view bytes_;
    bool is_little_;
};

bool are_strings(words_of const& words, std::string_view bytes, std::uint64_t table, std::uint64_t count)
{
    if (!words.holds(table, 8 * count))
        return false;
    for (std::uint64_t i = 0; i < count; ++i) {
        auto const end = words.at(table + 8 * i) + words.at(table + 8 * i + 4);
        if (end >= bytes.size() || bytes[end] != '\0')
            return false;
    }
    return true;
}

/// 0 where nothing is, otherwise the number of a string. A search ends at a 0.
bool is_hash_table(words_of const& words, std::uint64_t table, std::uint64_t size, std::uint64_t count)
{
    if (!words.holds(table, 4 * size))
        return false;
    bool ends = size == 0;
    for (std::uint64_t i = 0; i < size; ++i) {
        auto const number = words.at(table + 4 * i);
        if (number > count)
            return false;
        ends = ends || number == 0;
    }
    return ends;
}

}  // namespace

bool is_whole_catalogue(std::string_view bytes)
{
    words_of const words{bytes};
    if (!words.holds(0, 28) || !words.has_magic() || words.at(4) != 0)
        return false;
    auto const count = words.at(8);
    return are_strings(words, bytes, words.at(12), count) && are_strings(words, bytes, words.at(16), count) &&
           is_hash_table(words, words.at(24), words.at(20), count);
}

}  // namespace tocsin::cli
