// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over the files of a folder: what a fuzzer once found stays found, without a fuzzer.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size);

int main(int count, char** words)
{
    int played = 0;
    for (int i = 1; i < count; ++i)
        for (auto const& each : std::filesystem::recursive_directory_iterator{words[i]}) {
            if (!each.is_regular_file())
                continue;
            std::ifstream in{each.path(), std::ios::binary};
            std::vector<char> const bytes{std::istreambuf_iterator<char>{in}, {}};
            LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
            ++played;
        }
    std::printf("%d inputs played\n", played);
    return played > 0 ? 0 : 1;
}
