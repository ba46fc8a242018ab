// SPDX-License-Identifier: Apache-2.0
// What was written on the command line, read.
#pragma once

#include "dispatcher/cli/session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

/// The order of a mobilisation as written; the daemon reads the values and says what is wrong with them.
struct order {
    std::string event;
    std::vector<std::string> zone;
    std::optional<int> need;
    std::string by;
    std::string until;
    std::string at;
    std::vector<std::string> roles;  ///< SKILL:N
    std::vector<std::string> skills;
    std::optional<double> radius_km;
    std::string pace;
    std::vector<std::string> channels;
    std::string text_file;
    std::string template_name;
    std::optional<int> minimum_age;
    bool exercise = false;
    bool drill = false;
    bool unicode = false;
    bool urgent = false;
    std::optional<int> budget;
    std::string escalate;  ///< MEDIUM:MINUTES[:CAUSE]
};

/// What a rehearsal supposes; as written.
struct supposing {
    int runs = 20;
    std::optional<std::uint64_t> seed;
    std::string response;  ///< per cent: N or N-M
    std::vector<std::string> outages;  ///< CHANNEL@FROM+FOR
    std::optional<int> approval;  ///< minutes until somebody approves
    bool compare = false;
    std::string replay;
};

/// A client of the API as written.
struct client_order {
    std::string name;
    std::string role;
    std::string person;  ///< whose it is
    bool hmac = false;
    std::string certificate;
    std::vector<std::string> senders;
    std::vector<std::string> events;
    std::vector<std::string> zones;
    bool may_launch = false;
    std::optional<int> largest_launch;
    std::optional<int> per_minute;
    std::string signed_by;  ///< a file
};

struct arguments {
    std::string socket;
    bool json = false;
    std::string language;

    std::string file;  ///< "-" is standard input
    std::string id;
    std::string name;
    std::string address;
    std::vector<std::string> words;
    std::string query;
    std::string reason;
    std::string format;
    std::string part;
    std::string rejects;
    std::string key;
    std::string head;
    std::string break_glass;
    int limit = 50;
    bool dry_run = false;
    bool yes = false;
    bool all = false;
    bool raw = false;
    bool kept = false;  ///< the alerts on record
    bool until_filled = false;
    tocsin::cli::order order;
    tocsin::cli::supposing suppose;
    tocsin::cli::client_order client;

    /// The command that was chosen; null when only help or completions were asked for.
    exit_status (*command)(session&, arguments const&) = nullptr;
};

/// What reading led to, when it is not a command: text to print, and the exit status.
struct early_end {
    std::string out;
    std::string error;
    std::string hint;
    exit_status status = exit_status::done;
};

/// Fills `into`; nothing when a command is to be run.
std::optional<early_end> read_arguments(std::vector<std::string> words, language in, arguments& into);

}  // namespace tocsin::cli
