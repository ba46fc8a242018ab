// SPDX-License-Identifier: Apache-2.0
// Any bytes as an IMAP server: the responses are the same however the stream is cut, and bounded.
#include "channels/mail/imap_words.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using tocsin::channels::mail::imap_reader;
using tocsin::channels::mail::imap_response;

constexpr std::size_t most_bytes = 4096;

std::vector<imap_response> read(std::string_view bytes, std::size_t piece)
{
    imap_reader reader{most_bytes};
    std::vector<imap_response> all;
    while (!bytes.empty() && !reader.broken()) {
        reader.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        while (auto response = reader.next())
            all.push_back(std::move(*response));
    }
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string_view const stream{reinterpret_cast<char const*>(bytes), std::min(size, most_bytes / 2)};
    auto const whole = read(stream, stream.size());
    auto const in_pieces = read(stream, 1);
    if (whole.size() != in_pieces.size())
        std::abort();
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (whole[i].text != in_pieces[i].text || whole[i].literals != in_pieces[i].literals)
            std::abort();
        found_numbers(whole[i]);
        number_behind(whole[i], "UID");
        body_of(whole[i]);
        completion_of(whole[i], "t1");
    }
    return 0;
}
