// SPDX-License-Identifier: Apache-2.0
#include "channels/curl/severable.hpp"

#include <curl/curl.h>

#include <sys/socket.h>
#include <unistd.h>

namespace tocsin::channels::curl {

void severable::attach(void* easy)
{
    curl_opensocket_callback const opens = [](void* self, curlsocktype purpose, curl_sockaddr* address) {
        return open(self, purpose, address);
    };
    curl_closesocket_callback const closes = [](void* self, curl_socket_t socket) { return close(self, socket); };
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, opens);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, closes);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
}

void severable::sever() { shut(SHUT_RDWR); }

void severable::stop_listening() { shut(SHUT_RD); }

void severable::shut(int how)
{
    std::lock_guard const lock{mutex_};
    if (socket_ >= 0)
        ::shutdown(socket_, how);
}

int severable::open(void* self, int, void* address)
{
    auto& own = *static_cast<severable*>(self);
    auto const& to = *static_cast<curl_sockaddr*>(address);
    std::lock_guard const lock{own.mutex_};
    own.socket_ = ::socket(to.family, to.socktype | SOCK_CLOEXEC, to.protocol);
    return own.socket_;
}

int severable::close(void* self, int socket)
{
    auto& own = *static_cast<severable*>(self);
    std::lock_guard const lock{own.mutex_};  // so that shut() never meets a number that means another file
    if (own.socket_ == socket)
        own.socket_ = -1;
    return ::close(socket);
}

}  // namespace tocsin::channels::curl
