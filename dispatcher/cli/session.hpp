// SPDX-License-Identifier: Apache-2.0
// What every command has at hand: the daemon, the terminal, the language, and one way to say that something went wrong.
#pragma once

#include "dispatcher/cli/client.hpp"
#include "dispatcher/cli/layout.hpp"
#include "dispatcher/cli/messages.hpp"
#include "dispatcher/cli/moments.hpp"
#include "dispatcher/cli/screen.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::cli {

/// What the shell is told; documented in docs/operating.md.
enum class exit_status { done = 0, failed = 1, usage = 2, refused = 3, out_of_reach = 4 };

/// The three streams, and who is at the other end of them.
struct console {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool asks = false;     ///< a person can answer: standard input and error are terminals
    bool redraws = false;  ///< standard output is a terminal
    bool colours = false;
    std::function<void(int milliseconds)> pause;  ///< between two looks of `watch`
    std::function<std::string()> new_key;         ///< a fresh idempotency key
    std::function<bool()> interrupted = {};       ///< whether Ctrl-C came; from the first question on it ends nothing by itself
    std::function<screen_size()> size = {};  ///< of the terminal, now; it may be another at the next look
    std::function<std::int64_t()> uptime_ms = {};  ///< since the command began; none: remaining times are not told
};

request get(std::string target);
request post(std::string target, boost::json::value const& body);

/// The daemon's JSON, or how the command ends; in that case everything has been said already.
struct fetched {
    boost::json::value body;
    int http_status = 0;
    exit_status status = exit_status::failed;
    bool good = false;
};

class session {
public:
    session(console terminal, client& daemon, std::string socket_path, language in, bool json);

    console& terminal() { return terminal_; }
    client& daemon() { return daemon_; }
    language in() const { return language_; }
    bool json() const { return json_; }
    tocsin::cli::ink const& ink() const { return ink_; }

    template <class... Values>
    std::string say(phrase what, Values const&... values) const
    {
        return cli::say(language_, what, values...);
    }

    /// One exchange; `what.headers` gets the language. A bad answer is reported, then `good` is false.
    fetched fetch(request what);
    /// Reads the body of a good answer; reports anything else.
    fetched judge(reached<answer> const& came);

    /// One exchange whose answer is printed: as JSON with --json, otherwise as `print` does it.
    template <class Print>
    exit_status show(request what, Print print)
    {
        auto const came = fetch(std::move(what));
        if (!came.good)
            return came.status;
        if (json_)
            print_json(came.body);
        else
            print(came.body);
        return exit_status::done;
    }

    void print(std::string_view text);
    /// One JSON document on a line of its own.
    void print_json(boost::json::value const& what);
    /// For a person only, on standard error: progress, keys, hints. Silent with --json.
    void note(std::string_view text);

    exit_status report(link_failure what);
    /// `hint` says what to do; may be empty.
    exit_status report(exit_status status, std::string_view code, std::string_view what, std::string_view hint);

    /// Asks a question that only a yes ("oui", "o") affirms; nothing when it was. Otherwise how the command ends: somebody
    /// said no (and hears `instead`), or nobody is there to answer.
    std::optional<exit_status> unless_confirmed(std::string_view question, phrase instead);

private:
    exit_status report_answer(answer const& bad);

    console terminal_;
    client& daemon_;
    std::string socket_path_;
    language language_;
    bool json_;
    tocsin::cli::ink ink_;
};

/// How an answer of the API that is not good ends the command; `code` is the error's, docs/openapi.yaml lists them.
exit_status status_of(int http_status, std::string_view code);

/// Whether the person at the terminal pressed Ctrl-C. From the first time this is asked, that ends nothing by itself.
inline bool interrupted(session& house) { return house.terminal().interrupted && house.terminal().interrupted(); }

}  // namespace tocsin::cli
