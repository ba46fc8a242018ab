// SPDX-License-Identifier: Apache-2.0
// What libcurl itself reaches: the same bytes as ours in loops that do nothing else.
#pragma once

#include <string>

namespace tocsin::bench {

/// Mails a second, each connection in a thread of its own, as libcurl's SMTP wants it.
double bare_mail(int port, int connections, int messages);

/// GET requests a second in one thread: the multi interface's sockets on an epoll of our own, each handle used again.
double bare_http(std::string const& url, int connections, int messages);

}  // namespace tocsin::bench
