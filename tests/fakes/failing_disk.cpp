// SPDX-License-Identifier: Apache-2.0
// A disk that fails on purpose, and a witness of what reached it before which bytes left. Loaded before a program
// (LD_PRELOAD), it counts the writes, the syncs and the sends on sockets; at the k-th of a kind it fails, writes half, ends
// the program, or cuts the power: everything that was not synced is undone, then SIGKILL. Tests steer it through a file
// that both map (tests/acceptance/failing_disk.py); what it saw goes to a log, one line a call.
//   FAILING_DISK   the file to map: struct control
//   FAILING_FOLDER only files below it count as the disk
//   FAILING_LOG    the witness, or unset
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

namespace {

enum kind : std::int32_t { kind_write, kind_sync, kind_send, kinds };
enum fault : std::int32_t { none, eio, enospc, half, kill_now, cut_power, erofs };

/// Shared with the test, which sets the first three and reads the others.
struct control {
    std::int32_t what;   // a fault
    std::int32_t which;  // a kind
    std::int32_t at;     // its k-th call from now on, from 1; every later one too when `on` is set
    std::int32_t on;     // the fault stays: a disk that is full stays full
    std::int32_t fired;  // how often
    std::int32_t count[kinds];
};

struct undone_write {
    dev_t device;
    ino_t file;
    std::string path;
    off_t at;
    std::string before;
    off_t size;  // of the file before
};

using write_call = ssize_t (*)(int, void const*, size_t);
using pwrite_call = ssize_t (*)(int, void const*, size_t, off64_t);
using sync_call = int (*)(int);
using truncate_call = int (*)(int, off64_t);
using send_call = ssize_t (*)(int, void const*, size_t, int);
using sendmsg_call = ssize_t (*)(int, msghdr const*, int);
using recv_call = ssize_t (*)(int, void*, size_t, int);
using recvmsg_call = ssize_t (*)(int, msghdr*, int);

template <class Call>
Call real(char const* name)
{
    return reinterpret_cast<Call>(::dlsym(RTLD_NEXT, name));
}

std::recursive_mutex one_at_a_time;  // never destroyed before the last call: see `keep`

struct state {
    control* shared = nullptr;
    std::string folder;
    int log = -1;
    std::vector<undone_write> not_synced;
};

state& its()
{
    static auto* const keep = [] {
        auto* made = new state;
        auto const* const file = std::getenv("FAILING_DISK");
        auto const* const folder = std::getenv("FAILING_FOLDER");
        auto const* const log = std::getenv("FAILING_LOG");
        if (file != nullptr && folder != nullptr) {
            made->folder = std::string{folder} + '/';
            int const opened = ::open(file, O_RDWR | O_CLOEXEC);
            auto* const at = ::mmap(nullptr, sizeof(control), PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
            made->shared = at == MAP_FAILED ? nullptr : static_cast<control*>(at);
            ::close(opened);
        }
        if (log != nullptr)
            made->log = ::open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        return made;
    }();
    return *keep;
}

/// Its name below the folder; empty: not of the disk.
std::string name_of(int descriptor)
{
    char link[64];
    char target[PATH_MAX];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    auto const size = ::readlink(link, target, sizeof target);
    std::string const path(target, size > 0 ? static_cast<std::size_t>(size) : 0);
    auto const& folder = its().folder;
    return !folder.empty() && path.compare(0, folder.size(), folder) == 0 ? path.substr(folder.size()) : std::string{};
}

bool is_socket(int descriptor)
{
    struct stat is {};
    return ::fstat(descriptor, &is) == 0 && S_ISSOCK(is.st_mode);
}

void note(char const* what, std::string const& about, void const* bytes, std::size_t size)
{
    if (its().log < 0)
        return;
    constexpr std::size_t most = 4096;
    std::string line = std::string{what} + ' ' + about + ' ';
    auto const* const from = static_cast<unsigned char const*>(bytes);
    for (std::size_t i = 0; from != nullptr && i < std::min(size, most); ++i) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", from[i]);
        line += digits;
    }
    line += '\n';
    real<write_call>("write")(its().log, line.data(), line.size());
}

/// What is to become of this call.
fault next(kind which)
{
    auto* const shared = its().shared;
    if (shared == nullptr)
        return none;
    auto const count = ++shared->count[which];
    bool const now = shared->what != none && shared->which == which &&
                     (shared->on ? count >= shared->at : count == shared->at);
    if (!now)
        return none;
    ++shared->fired;
    return static_cast<fault>(shared->what);
}

[[noreturn]] void die()
{
    ::kill(::getpid(), SIGKILL);
    for (;;)
        ::pause();
}

/// As after a power cut: what was written since the last sync of its file is not there.
[[noreturn]] void cut()
{
    auto& all = its().not_synced;
    for (auto each = all.rbegin(); each != all.rend(); ++each) {
        int const file = ::open(each->path.c_str(), O_WRONLY | O_CLOEXEC);
        if (file < 0)
            continue;
        real<pwrite_call>("pwrite64")(file, each->before.data(), each->before.size(), each->at);
        real<truncate_call>("ftruncate64")(file, each->size);
        ::close(file);
    }
    die();
}

/// Keeps what stands where somebody is about to write or to cut.
void remember(int descriptor, std::string const& name, off_t at, std::size_t size)
{
    struct stat is {};
    if (::fstat(descriptor, &is) != 0)
        return;
    undone_write kept{is.st_dev, is.st_ino, its().folder + name, at, std::string(size, '\0'), is.st_size};
    int const again = ::open(kept.path.c_str(), O_RDONLY | O_CLOEXEC);
    auto const had = ::pread(again, kept.before.data(), size, at);
    ::close(again);
    kept.before.resize(had > 0 ? static_cast<std::size_t>(had) : 0);
    its().not_synced.push_back(std::move(kept));
}

void forget(int descriptor)
{
    struct stat is {};
    if (::fstat(descriptor, &is) != 0)
        return;
    std::erase_if(its().not_synced, [&is](auto const& each) { return each.device == is.st_dev && each.file == is.st_ino; });
}

ssize_t to_disk(int descriptor, std::string const& name, void const* bytes, std::size_t size, off_t at)
{
    auto const write = [&](std::size_t most) { return real<pwrite_call>("pwrite64")(descriptor, bytes, most, at); };
    switch (next(kind_write)) {
    case eio: errno = EIO; return -1;
    case enospc: errno = ENOSPC; return -1;
    case erofs: errno = EROFS; return -1;
    case half:  // the room that was left; from now on there is none
        its().shared->what = enospc;
        its().shared->on = 1;
        remember(descriptor, name, at, size / 2);
        return write(size / 2);
    case kill_now: die();
    case cut_power: cut();
    case none: break;
    }
    remember(descriptor, name, at, size);
    auto const done = write(size);
    note("write", name, nullptr, 0);
    return done;
}

int to_platter(int descriptor, char const* call)
{
    auto const lock = std::lock_guard{one_at_a_time};
    auto const name = name_of(descriptor);
    if (name.empty())
        return real<sync_call>(call)(descriptor);
    switch (next(kind_sync)) {
    case eio: errno = EIO; return -1;
    case enospc: errno = ENOSPC; return -1;
    case erofs: break;  // what was written before may still be synced
    case kill_now: die();
    case cut_power: cut();
    case half:
    case none: break;
    }
    auto const done = real<sync_call>(call)(descriptor);
    if (done == 0)
        forget(descriptor);
    note("sync", name, nullptr, 0);
    return done;
}

int shortened(int descriptor, off64_t size, char const* call)
{
    auto const lock = std::lock_guard{one_at_a_time};
    auto const name = name_of(descriptor);
    struct stat is {};
    if (!name.empty() && ::fstat(descriptor, &is) == 0) {
        if (is.st_size > size)
            remember(descriptor, name, size, static_cast<std::size_t>(is.st_size - size));
        else
            remember(descriptor, name, is.st_size, 0);
    }
    return real<truncate_call>(call)(descriptor, size);
}

/// After the bytes have left: only then a test can hold them against us.
void after_send(int descriptor, void const* bytes, ssize_t sent)
{
    if (sent <= 0)
        return;
    auto const lock = std::lock_guard{one_at_a_time};
    note("send", std::to_string(descriptor), bytes, static_cast<std::size_t>(sent));
    switch (next(kind_send)) {
    case kill_now: die();
    case cut_power: cut();
    default: break;
    }
}

void after_receive(int descriptor, void const* bytes, ssize_t came)
{
    if (came <= 0 || its().log < 0)
        return;
    auto const lock = std::lock_guard{one_at_a_time};
    note("receive", std::to_string(descriptor), bytes, static_cast<std::size_t>(came));
}

std::string joined(iovec const* pieces, std::size_t count, ssize_t size)
{
    std::string all;
    for (std::size_t i = 0; i < count && size > 0 && all.size() < static_cast<std::size_t>(size); ++i)
        all.append(static_cast<char const*>(pieces[i].iov_base), pieces[i].iov_len);
    all.resize(std::min(all.size(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
    return all;
}

}  // namespace

extern "C" {

ssize_t pwrite64(int descriptor, void const* bytes, size_t size, off64_t at)
{
    auto const lock = std::lock_guard{one_at_a_time};
    auto const name = name_of(descriptor);
    return name.empty() ? real<pwrite_call>("pwrite64")(descriptor, bytes, size, at)
                        : to_disk(descriptor, name, bytes, size, at);
}

ssize_t pwrite(int descriptor, void const* bytes, size_t size, off_t at) { return pwrite64(descriptor, bytes, size, at); }

ssize_t write(int descriptor, void const* bytes, size_t size)
{
    if (is_socket(descriptor)) {
        auto const sent = real<write_call>("write")(descriptor, bytes, size);
        after_send(descriptor, bytes, sent);
        return sent;
    }
    auto const lock = std::lock_guard{one_at_a_time};
    auto const name = name_of(descriptor);
    auto const at = name.empty() ? -1 : ::lseek(descriptor, 0, SEEK_CUR);
    if (at < 0)
        return real<write_call>("write")(descriptor, bytes, size);
    auto const done = to_disk(descriptor, name, bytes, size, at);
    if (done > 0)
        ::lseek(descriptor, at + done, SEEK_SET);
    return done;
}

int fsync(int descriptor) { return to_platter(descriptor, "fsync"); }
int fdatasync(int descriptor) { return to_platter(descriptor, "fdatasync"); }
int ftruncate64(int descriptor, off64_t size) { return shortened(descriptor, size, "ftruncate64"); }
int ftruncate(int descriptor, off_t size) { return shortened(descriptor, size, "ftruncate64"); }

ssize_t send(int descriptor, void const* bytes, size_t size, int flags)
{
    auto const sent = real<send_call>("send")(descriptor, bytes, size, flags);
    after_send(descriptor, bytes, sent);
    return sent;
}

ssize_t sendmsg(int descriptor, msghdr const* message, int flags)
{
    auto const sent = real<sendmsg_call>("sendmsg")(descriptor, message, flags);
    auto const bytes = joined(message->msg_iov, message->msg_iovlen, sent);
    after_send(descriptor, bytes.data(), sent);
    return sent;
}

ssize_t recv(int descriptor, void* bytes, size_t size, int flags)
{
    auto const came = real<recv_call>("recv")(descriptor, bytes, size, flags);
    after_receive(descriptor, bytes, came);
    return came;
}

ssize_t recvmsg(int descriptor, msghdr* message, int flags)
{
    auto const came = real<recvmsg_call>("recvmsg")(descriptor, message, flags);
    auto const bytes = joined(message->msg_iov, message->msg_iovlen, came);
    after_receive(descriptor, bytes.data(), came);
    return came;
}

}  // extern "C"
