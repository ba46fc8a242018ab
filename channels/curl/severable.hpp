// SPDX-License-Identifier: Apache-2.0
// The socket of a transfer that blocks its thread: from any other thread it can be cut, and then the transfer ends.
#pragma once

#include <mutex>

namespace tocsin::channels::curl {

class severable {
public:
    severable() = default;
    severable(severable const&) = delete;
    severable& operator=(severable const&) = delete;

    /// `easy` is a CURL*; its sockets are opened and closed through this object, which outlives them.
    void attach(void* easy);
    /// From any thread: whatever waits for the other side stops waiting.
    void sever();
    /// The other side's further words are not waited for.
    void stop_listening();

private:
    void shut(int how);
    static int open(void* self, int purpose, void* address);
    static int close(void* self, int socket);

    std::mutex mutex_;
    int socket_ = -1;
};

}  // namespace tocsin::channels::curl
