// SPDX-License-Identifier: Apache-2.0
// tocsin: the command line.
#include "dispatcher/cli/moments.hpp"
#include "dispatcher/cli/run.hpp"

#include <csignal>
#include <cstdlib>
#include <ctime>

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_DFL);  // `tocsin report M7 | head` ends quietly
    tocsin::cli::environment const variables = [](std::string const& name) -> std::optional<std::string> {
        auto const* const value = std::getenv(name.c_str());
        if (value == nullptr)
            return std::nullopt;
        return value;
    };
    tocsin::cli::use_today(std::time(nullptr));
    auto const end = tocsin::cli::run({argv + 1, argv + argc}, variables, tocsin::cli::console_of_process(variables));
    tocsin::cli::end_as_interrupted();
    return static_cast<int>(end);
}
