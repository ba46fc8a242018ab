// SPDX-License-Identifier: Apache-2.0
// Stands at the other end of the Unix socket and answers from a script; remembers what it was asked.
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tocsin::cli {

class fake_daemon {
public:
    struct heard {
        std::string method;
        std::string target;
        std::map<std::string, std::string> headers;  ///< names in lower case
        std::string body;                            ///< chunks joined
    };

    fake_daemon();
    ~fake_daemon();
    fake_daemon(fake_daemon const&) = delete;
    fake_daemon& operator=(fake_daemon const&) = delete;

    /// Answers the next request of this kind so; the last answer of a kind is repeated. Unknown kinds get a 404.
    void answer(std::string const& method_and_target, int status, std::string body);
    /// Takes the next request and hangs up without a word.
    void hang_up_once() { hang_ups_ = 1; }

    std::string socket() const { return (folder_ / "tocsin.sock").string(); }
    std::filesystem::path const& folder() const { return folder_; }
    std::vector<heard> requests() const;

private:
    struct reply {
        int status = 0;
        std::string body;
    };

    void serve();
    void serve_one(int connection);

    std::filesystem::path folder_;
    int listener_ = -1;
    std::atomic<int> hang_ups_ = 0;
    mutable std::mutex guard_;
    std::map<std::string, std::deque<reply>> script_;
    std::vector<heard> requests_;
    std::thread thread_;
};

}  // namespace tocsin::cli
