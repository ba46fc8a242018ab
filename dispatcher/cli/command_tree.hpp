// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include <vector>

namespace tocsin::cli {

/// Those that people are told of: a command without a group is for programs.
inline std::vector<CLI::App const*> commands_of(CLI::App const& app)
{
    return app.get_subcommands([](CLI::App const* each) { return !each->get_group().empty(); });
}

}  // namespace tocsin::cli
