// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/runtime/processes.hpp"

#include "dispatcher/runtime/as_values.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace tocsin::dispatcher {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using channels::stream_failure;
using channels::streamed;

stream_failure system_failure(std::string const& what, int number)
{
    return stream_failure{what + ": " + std::generic_category().message(number)};
}

/// Cancellation unwinds; everything else is a value.
stream_failure pipe_failure(error_code error)
{
    if (error == asio::error::operation_aborted)
        throw boost::system::system_error{error};
    return stream_failure{error == asio::error::eof ? "it closed its output" : error.message()};
}

/// A descriptor with an owner.
class owned {
public:
    owned() = default;
    explicit owned(int descriptor) : descriptor_(descriptor) {}
    ~owned() { reset(); }
    owned(owned&& other) noexcept : descriptor_(other.release()) {}
    owned& operator=(owned&& other) noexcept
    {
        reset();
        descriptor_ = other.release();
        return *this;
    }

    int get() const { return descriptor_; }
    int release() { return std::exchange(descriptor_, -1); }

private:
    void reset()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }

    int descriptor_ = -1;
};

struct pipe_ends {
    owned read;
    owned write;
};

/// Both ends close on exec; throws std::system_error when there are no descriptors left.
pipe_ends make_pipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::system_error{errno, std::generic_category(), "pipe"};
    return {owned{ends[0]}, owned{ends[1]}};
}

class actions {
public:
    actions() { ::posix_spawn_file_actions_init(&all_); }
    ~actions() { ::posix_spawn_file_actions_destroy(&all_); }
    actions(actions const&) = delete;
    actions& operator=(actions const&) = delete;

    posix_spawn_file_actions_t* get() { return &all_; }

private:
    posix_spawn_file_actions_t all_{};
};

/// A group of its own, and every signal as a fresh program expects it: we ignore SIGPIPE, it should not.
class attributes {
public:
    attributes()
    {
        ::posix_spawnattr_init(&all_);
        ::posix_spawnattr_setflags(&all_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        ::posix_spawnattr_setpgroup(&all_, 0);
        sigset_t every;
        ::sigfillset(&every);
        ::posix_spawnattr_setsigdefault(&all_, &every);
        sigset_t none;
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigmask(&all_, &none);
    }
    ~attributes() { ::posix_spawnattr_destroy(&all_); }
    attributes(attributes const&) = delete;
    attributes& operator=(attributes const&) = delete;

    posix_spawnattr_t const* get() const { return &all_; }

private:
    posix_spawnattr_t all_{};
};

std::vector<char*> pointers(std::vector<std::string>& words)
{
    std::vector<char*> all;
    for (auto& word : words)
        all.push_back(word.data());
    all.push_back(nullptr);
    return all;
}

std::string way_it_ended(siginfo_t const& how)
{
    if (how.si_code == CLD_EXITED)
        return "it ended with status " + std::to_string(how.si_status);
    return "it was ended by signal " + std::to_string(how.si_status);
}

class process final : public channels::child_process {
public:
    process(asio::any_io_executor executor, pid_t pid, owned watch, pipe_ends in, pipe_ends out, pipe_ends err)
        : pid_(pid)
        , watch_(executor, watch.release())
        , input_(executor, in.write.release())
        , output_(executor, out.read.release())
        , errors_(executor, err.read.release())
    {
        input_.native_non_blocking(true);
    }

    ~process() override
    {
        if (pid_ > 0)
            bury();
    }

    task<streamed<std::size_t>> read_output(std::span<std::uint8_t> into) override { return read(output_, into); }
    task<streamed<std::size_t>> read_errors(std::span<std::uint8_t> into) override { return read(errors_, into); }

    task<streamed<void>> write(std::span<std::uint8_t const> bytes) override
    {
        if (!input_.is_open())
            co_return stream_failure{"its input is closed"};
        auto const [error, sent] = co_await asio::async_write(input_, asio::buffer(bytes.data(), bytes.size()), as_values);
        if (error)
            co_return pipe_failure(error);
        co_return streamed<void>{};
    }

    void close_input() override
    {
        error_code ignored;
        input_.close(ignored);
    }

    void end(channels::urgency how) override
    {
        if (pid_ > 0)
            ::kill(-pid_, how == channels::urgency::now ? SIGKILL : SIGTERM);
    }

    task<std::string> ended() override
    {
        while (pid_ > 0) {
            auto const [error] = co_await watch_.async_wait(asio::posix::stream_descriptor::wait_read, as_values);
            if (error == asio::error::operation_aborted)
                throw boost::system::system_error{error};
            if (pid_ > 0)
                bury();
        }
        co_return how_;
    }

private:
    static task<streamed<std::size_t>> read(asio::posix::stream_descriptor& from, std::span<std::uint8_t> into)
    {
        auto const [error, got] = co_await from.async_read_some(asio::buffer(into.data(), into.size()), as_values);
        if (error)
            co_return pipe_failure(error);
        co_return got;
    }

    /// Until it is waited for, a dead leader keeps its group's number from being given to strangers: kill first, wait then.
    void bury()
    {
        ::kill(-pid_, SIGKILL);
        siginfo_t how{};
        while (::waitid(P_PID, static_cast<id_t>(pid_), &how, WEXITED) != 0 && errno == EINTR) {
        }
        how_ = way_it_ended(how);
        pid_ = -1;
    }

    pid_t pid_;
    std::string how_;
    asio::posix::stream_descriptor watch_;
    asio::posix::stream_descriptor input_;
    asio::posix::stream_descriptor output_;
    asio::posix::stream_descriptor errors_;
};

}  // namespace

streamed<std::unique_ptr<channels::child_process>>
start_program(asio::any_io_executor executor, channels::program const& what)
try {
    std::signal(SIGPIPE, SIG_IGN);
    auto in = make_pipe();
    auto out = make_pipe();
    auto err = make_pipe();
    actions steps;
    ::posix_spawn_file_actions_adddup2(steps.get(), in.read.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(steps.get(), out.write.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(steps.get(), err.write.get(), STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(steps.get(), STDERR_FILENO + 1);
    if (!what.directory.empty())
        ::posix_spawn_file_actions_addchdir_np(steps.get(), what.directory.c_str());

    auto words = what.words;
    std::vector<std::string> variables;
    for (auto const& [name, value] : what.environment)
        variables.push_back(name + '=' + value);
    attributes const fresh;
    pid_t pid = -1;
    if (int const number = ::posix_spawn(
            &pid, words.front().c_str(), steps.get(), fresh.get(), pointers(words).data(), pointers(variables).data()
        ))
        return system_failure("it cannot be started", number);
    owned watch{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
    if (watch.get() < 0) {
        int const number = errno;
        ::kill(-pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        return system_failure("it cannot be watched", number);
    }
    return std::make_unique<process>(
        std::move(executor), pid, std::move(watch), std::move(in), std::move(out), std::move(err)
    );
} catch (std::system_error const& failure) {
    return stream_failure{std::string{"it cannot be started: "} + failure.what()};
}

}  // namespace tocsin::dispatcher
