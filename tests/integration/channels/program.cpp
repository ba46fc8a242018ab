// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/channels/program.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tocsin::integration {
namespace {

sockaddr_in loopback(unsigned short port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

[[noreturn]] void become(std::vector<std::string> const& words, int log, int out)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    std::vector<char*> arguments;
    for (auto const& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

}  // namespace

program::program(std::vector<std::string> words, std::filesystem::path const& log, output out)
{
    int ends[2] = {-1, -1};
    if (out == output::listened_to && ::pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error{"no pipe"};
    int const file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    pid_ = ::fork();
    if (pid_ == 0)
        become(words, file, out == output::listened_to ? ends[1] : file);
    ::close(file);
    if (out == output::listened_to) {
        ::close(ends[1]);
        out_ = ::fdopen(ends[0], "r");
    }
}

program::~program()
{
    stop();
    if (out_)
        std::fclose(out_);
}

std::string program::read_line()
{
    std::string line;
    for (int c = std::fgetc(out_); c != EOF && c != '\n'; c = std::fgetc(out_))
        line += static_cast<char>(c);
    return line;
}

bool program::is_running() const
{
    if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_)
        pid_ = -1;
    return pid_ > 0;
}

void program::signal(int which)
{
    if (is_running())
        ::kill(pid_, which);
}

void program::stop()
{
    if (!is_running())
        return;
    ::kill(pid_, SIGTERM);
    for (int i = 0; i < 300 && is_running(); ++i)
        ::usleep(10'000);
    if (!is_running())
        return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

temp_folder::temp_folder()
{
    auto pattern = (std::filesystem::temp_directory_path() / "tocsin-channels.XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
        throw std::runtime_error{"no temporary folder"};
    path_ = pattern;
}

temp_folder::~temp_folder() { std::filesystem::remove_all(path_); }

unsigned short free_port()
{
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
}

bool accepts_connections(unsigned short port)
{
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto const address = loopback(port);
    bool const heard = ::connect(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0;
    ::close(socket);
    return heard;
}

bool in_continuous_integration()
{
    auto const* const ci = std::getenv("CI");
    return ci && std::string{ci} == "true";
}

std::string contents(std::filesystem::path const& file)
{
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<std::string> lines_of(std::filesystem::path const& file)
{
    std::vector<std::string> lines;
    std::ifstream in{file};
    for (std::string line; std::getline(in, line) && !in.eof();)
        lines.push_back(line);
    return lines;
}

std::vector<boost::json::object> events_of(std::filesystem::path const& file, std::string_view event)
{
    std::vector<boost::json::object> all;
    for (auto const& line : lines_of(file))
        if (auto one = boost::json::parse(line).as_object(); one.at("event").as_string() == event)
            all.push_back(std::move(one));
    return all;
}

}  // namespace tocsin::integration
