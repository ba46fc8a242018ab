// SPDX-License-Identifier: Apache-2.0
// A program beside the benchmark: started, read from, ended with it.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <sys/prctl.h>

#include <csignal>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

namespace tocsin::bench {

class program {
public:
    /// Its errors go where `errors` says; its output is read here.
    explicit program(std::vector<std::string> words, std::string const& errors = "/dev/null")
    {
        int ends[2];
        if (::pipe(ends) != 0)
            throw std::runtime_error{"no pipe"};
        pid_ = ::fork();
        if (pid_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::dup2(ends[1], STDOUT_FILENO);
            int const to = ::open(errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
            ::dup2(to, STDERR_FILENO);
            ::close(ends[0]);
            std::vector<char*> all;
            for (auto& word : words)
                all.push_back(word.data());
            all.push_back(nullptr);
            ::execvp(all[0], all.data());
            ::_exit(127);
        }
        ::close(ends[1]);
        out_ = ::fdopen(ends[0], "r");
    }

    program(program const&) = delete;
    program& operator=(program const&) = delete;

    ~program()
    {
        end(SIGTERM);
        std::fclose(out_);
    }

    pid_t pid() const { return pid_; }

    /// Waits for its next line of output; empty at the end.
    std::string line()
    {
        char buffer[4096];
        std::string text = std::fgets(buffer, sizeof buffer, out_) ? buffer : "";
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
            text.pop_back();
        return text;
    }

    /// Asks it to end and waits; returns its last line.
    std::string end(int signal)
    {
        std::string last;
        if (pid_ <= 0)
            return last;
        ::kill(pid_, signal);
        for (auto text = line(); !text.empty(); text = line())
            last = text;
        ::waitpid(std::exchange(pid_, 0), nullptr, 0);
        return last;
    }

    /// Waits until it ends by itself; returns its last line.
    std::string finish()
    {
        std::string last;
        for (auto text = line(); !text.empty(); text = line())
            last = text;
        ::waitpid(std::exchange(pid_, 0), nullptr, 0);
        return last;
    }

private:
    pid_t pid_ = 0;
    std::FILE* out_ = nullptr;
};

inline sockaddr_in loopback(int port)
{
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    where.sin_port = htons(static_cast<std::uint16_t>(port));
    return where;
}

/// A port that nobody listens on.
inline int free_port()
{
    int const probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto where = loopback(0);
    socklen_t size = sizeof where;
    ::bind(probe, reinterpret_cast<sockaddr*>(&where), size);
    ::getsockname(probe, reinterpret_cast<sockaddr*>(&where), &size);
    ::close(probe);
    return ntohs(where.sin_port);
}

/// Whether somebody listens within ten seconds.
inline bool listens(int port)
{
    for (int i = 0; i < 200; ++i) {
        int const probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        auto const where = loopback(port);
        bool const open = ::connect(probe, reinterpret_cast<sockaddr const*>(&where), sizeof where) == 0;
        ::close(probe);
        if (open)
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    return false;
}

/// The number behind "name": in one JSON object.
inline double number_in(std::string const& json, std::string const& name)
{
    auto const at = json.find('"' + name + "\":");
    return at == std::string::npos ? 0 : std::strtod(json.c_str() + at + name.size() + 3, nullptr);
}

/// The folder of the programs that were built with this one.
inline std::string beside(char const* own, std::string const& name)
{
    std::string path = own;
    auto const slash = path.rfind('/');
    return (slash == std::string::npos ? std::string{"."} : path.substr(0, slash)) + "/" + name;
}

}  // namespace tocsin::bench
