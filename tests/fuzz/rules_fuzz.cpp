// SPDX-License-Identifier: Apache-2.0
// Any text as a file of rules: a book, or problems that name a line.
#include "dispatcher/settings/rules_yaml.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    using namespace tocsin;
    static rules::gazetteer const places = [] {
        rules::gazetteer_files files;
        files.communes = "04070\tDigne-les-Bains\t04\t\t17979\t04000\t44.09\t6.23\t4.9\tg\t\n";
        return rules::gazetteer::read(files, "gazetteer").value();
    }();
    static rules::template_set const templates;
    auto const book = dispatcher::read_rules({reinterpret_cast<char const*>(bytes), size}, "rules.yaml", templates, places);
    if (!book && book.error().empty())
        std::abort();
    return 0;
}
