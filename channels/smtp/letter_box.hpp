// SPDX-License-Identifier: Apache-2.0
// Where mail for us arrives: a mailbox on an IMAP server, or a maildir that a mail server on this machine fills. A letter
// is put away only when what it says is durable; read twice, it is counted once.
#pragma once

#include "channels/port/runtime.hpp"
#include "channels/port/secret.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::channels::smtp {

/// In bytes. What is longer is read as far as that.
inline constexpr std::size_t longest_letter = 1024 * 1024;

struct letter {
    std::string key;  ///< what the box calls it
    std::string bytes;  ///< the first `longest_letter` of it
};

struct look {
    std::vector<letter> letters;  ///< oldest first
    bool more = false;  ///< there are others
    std::string failure;  ///< for people, without addresses or secrets; empty when the box could be read
};

class letter_box {
public:
    virtual ~letter_box() = default;

    /// The next letters that were not put away. Safe to cancel.
    virtual task<look> unread() = 0;
    /// What went wrong, or empty. Cancelled, or after a failure, the letters may come again.
    virtual task<std::string> put_away(std::vector<std::string> keys) = 0;
};

struct imap_settings {
    std::string url;  ///< imaps://host:port, or imap:// with STARTTLS
    bool require_tls = true;  ///< with imap://: refuse to go on without STARTTLS
    std::string ca_file;  ///< PEM; empty: the system's list
    std::string username;
    secret password;
    std::string folder = "INBOX";
    std::string move_to;  ///< folder for what was read; empty: it is marked \Seen
    seconds timeout{30};  ///< of one exchange with the server
};

/// Keeps one connection on a thread of its own; comes back after any failure at the next look.
std::unique_ptr<letter_box> make_imap_box(runtime& world, imap_settings settings);

/// Reads PATH/new, moves to PATH/cur with the flag S (https://cr.yp.to/proto/maildir.html).
std::unique_ptr<letter_box> make_maildir(std::filesystem::path path);

}  // namespace tocsin::channels::smtp
