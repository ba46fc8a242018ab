// SPDX-License-Identifier: Apache-2.0
// libcurl connects: names, TLS, STARTTLS, SASL. From there on we speak ourselves over its line (CURLOPT_CONNECT_ONLY),
// because its own FETCH marks a mail as read before anybody has kept it.
#include "channels/curl/setup.hpp"
#include "channels/curl/severable.hpp"
#include "channels/mail/imap_words.hpp"
#include "channels/port/errands.hpp"
#include "channels/smtp/letter_box.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <set>
#include <stdexcept>

namespace tocsin::channels::smtp {
namespace {

constexpr std::size_t most_fetched = 20;

/// What ends a session; the sentence is for people.
struct session_over : std::runtime_error {
    using runtime_error::runtime_error;
};

/// A connection that is logged in. Blocks its thread; `sever` is for others.
class wire {
public:
    /// Gives up connecting soon after `closed` is set.
    wire(imap_settings const& settings, curl::severable& socket, std::atomic<bool>& closed) : timeout_(settings.timeout), easy_(curl_easy_init())
    {
        if (!easy_)
            throw session_over{"libcurl cannot start a connection"};
        std::array<char, CURL_ERROR_SIZE> sentence{};
        socket.attach(easy_);
        curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy_, CURLOPT_PROXY, "");
        curl_easy_setopt(easy_, CURLOPT_TCP_NODELAY, 1L);
        curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, sentence.data());
        curl_easy_setopt(easy_, CURLOPT_URL, settings.url.c_str());
        curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "imap,imaps");
        curl_easy_setopt(easy_, CURLOPT_USE_SSL, static_cast<long>(settings.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
        if (!settings.ca_file.empty())
            curl_easy_setopt(easy_, CURLOPT_CAINFO, settings.ca_file.c_str());
        curl_easy_setopt(easy_, CURLOPT_USERNAME, settings.username.c_str());
        curl_easy_setopt(easy_, CURLOPT_PASSWORD, settings.password.reveal().c_str());
        curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings.timeout.count()));
        curl_easy_setopt(easy_, CURLOPT_TIMEOUT, static_cast<long>(settings.timeout.count()));
        curl_xferinfo_callback const goes_on = [](void* ends, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
            return static_cast<std::atomic<bool>*>(ends)->load() ? 1 : 0;
        };
        curl_easy_setopt(easy_, CURLOPT_XFERINFOFUNCTION, goes_on);
        curl_easy_setopt(easy_, CURLOPT_XFERINFODATA, &closed);
        curl_easy_setopt(easy_, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(easy_, CURLOPT_CONNECT_ONLY, 1L);
        auto const code = curl_easy_perform(easy_);
        curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, nullptr);
        if (code == CURLE_OK)
            return;
        std::string const why = sentence.front() != 0 ? sentence.data() : curl_easy_strerror(code);
        curl_easy_cleanup(easy_);
        throw session_over{code == CURLE_LOGIN_DENIED ? "the server does not accept our credentials" : why};
    }

    ~wire() { curl_easy_cleanup(easy_); }
    wire(wire const&) = delete;
    wire& operator=(wire const&) = delete;

    /// Sends a command and hands every response but the last to `each`. Throws session_over.
    template <class Each>
    mail::imap_status say(std::string const& command, Each each)
    {
        auto const tag = "t" + std::to_string(++commands_);
        send(tag + ' ' + command + "\r\n");
        while (true) {
            while (auto const response = reader_.next()) {
                if (auto const end = mail::completion_of(*response, tag))
                    return *end;
                if (response->is("BYE"))
                    throw session_over{"the server said goodbye"};
                each(*response);
            }
            if (reader_.broken())
                throw session_over{"the server does not speak IMAP"};
            receive();
        }
    }

    mail::imap_status say(std::string const& command)
    {
        return say(command, [](mail::imap_response const&) {});
    }

private:
    void wait_for(short what)
    {
        curl_socket_t socket = CURL_SOCKET_BAD;
        curl_easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket);
        pollfd waiting{socket, what, 0};
        if (socket == CURL_SOCKET_BAD || ::poll(&waiting, 1, static_cast<int>(timeout_.count() * 1000)) <= 0)
            throw session_over{"the server does not answer"};
    }

    void send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            std::size_t sent = 0;
            auto const code = curl_easy_send(easy_, bytes.data(), bytes.size(), &sent);
            if (code == CURLE_AGAIN)
                wait_for(POLLOUT);
            else if (code != CURLE_OK)
                throw session_over{"the connection broke"};
            bytes.remove_prefix(sent);
        }
    }

    void receive()
    {
        std::array<char, 32 * 1024> buffer;
        std::size_t came = 0;
        auto const code = curl_easy_recv(easy_, buffer.data(), buffer.size(), &came);
        if (code == CURLE_AGAIN)
            return wait_for(POLLIN);
        if (code != CURLE_OK || came == 0)
            throw session_over{"the connection broke"};
        reader_.feed({buffer.data(), came});
    }

    seconds timeout_;
    CURL* easy_;
    unsigned long commands_ = 0;
    mail::imap_reader reader_{longest_letter + 64 * 1024};
};

/// The mailbox over a connection; made anew after any failure. Lives on the errands' thread, except for `sever`.
class mailbox_session {
public:
    explicit mailbox_session(imap_settings settings) : settings_(std::move(settings)) { curl::set_up(); }

    look unread()
    {
        look found;
        guarded(found.failure, [&] {
            open();
            std::vector<std::uint32_t> not_given;
            for (auto const uid : those_withheld_last(search())) {
                found.more = found.letters.size() >= most_fetched;
                if (found.more)
                    break;
                withheld_.insert(uid);  // until it is here: the line may break
                std::optional<std::string> bytes;
                if (fetch(uid, bytes))
                    withheld_.erase(uid);
                else
                    not_given.push_back(uid);
                if (bytes)
                    found.letters.push_back(letter{key_of(uid), std::move(*bytes)});
            }
            if (!not_given.empty())
                found.failure = "the server does not give out " + std::to_string(not_given.size()) + " of the mails, the first with the UID " +
                                std::to_string(not_given.front()) + "; the others were read";
        });
        return found;
    }

    std::string put_away(std::vector<std::string> const& keys)
    {
        std::string failure;
        guarded(failure, [&] {
            open();
            std::string set;
            for (auto const& key : keys)
                if (key.starts_with(key_of_mailbox()))  // another life of the mailbox: the numbers mean other mails
                    set += (set.empty() ? "" : ",") + key.substr(key_of_mailbox().size());
            if (!set.empty())
                settings_.move_to.empty() ? mark(set) : move(set);
        });
        return failure;
    }

    /// From any thread. What follows fails at once.
    void sever()
    {
        closed_ = true;
        socket_.sever();
    }

private:
    template <class Work>
    void guarded(std::string& failure, Work work)
    {
        try {
            work();
        } catch (session_over const& over) {
            failure = over.what();
            wire_.reset();
        }
    }

    void open()
    {
        if (wire_)
            return;
        if (closed_)
            throw session_over{"closing"};
        wire_.emplace(settings_, socket_, closed_);
        validity_ = 0;
        can_move_ = false;
        can_expunge_ = false;
        wire_->say("CAPABILITY", [this](auto const& told) {
            can_move_ = can_move_ || told.text.find(" MOVE") != std::string::npos;
            can_expunge_ = can_expunge_ || told.text.find(" UIDPLUS") != std::string::npos;
        });
        auto const selected = wire_->say("SELECT " + mail::quoted(settings_.folder), [this](auto const& told) {
            if (auto const number = mail::number_behind(told, "UIDVALIDITY"))
                validity_ = *number;
        });
        if (selected != mail::imap_status::ok)
            throw session_over{"the server has no folder of that name, or does not let us in"};
    }

    /// Where mails are moved, a person who looked at one in between does not hide it from us.
    std::vector<std::uint32_t> search()
    {
        std::vector<std::uint32_t> found;
        auto const done = wire_->say(settings_.move_to.empty() ? "UID SEARCH UNSEEN UNDELETED" : "UID SEARCH UNDELETED", [&](auto const& told) {
            auto const some = mail::found_numbers(told);
            found.insert(found.end(), some.begin(), some.end());
        });
        if (done != mail::imap_status::ok)
            throw session_over{"the server does not search"};
        std::sort(found.begin(), found.end());
        return found;
    }

    /// A mail that is not given out, or over which the line broke, keeps nobody else's answer waiting.
    std::vector<std::uint32_t> those_withheld_last(std::vector<std::uint32_t> waiting)
    {
        std::erase_if(withheld_, [&waiting](auto uid) { return !std::binary_search(waiting.begin(), waiting.end(), uid); });
        std::stable_partition(waiting.begin(), waiting.end(), [this](auto uid) { return !withheld_.contains(uid); });
        return waiting;
    }

    /// False: the server says no. Without bytes somebody took it away meanwhile.
    bool fetch(std::uint32_t uid, std::optional<std::string>& bytes)
    {
        auto const command = "UID FETCH " + std::to_string(uid) + " (UID BODY.PEEK[]<0." + std::to_string(longest_letter) + ">)";
        auto const done = wire_->say(command, [&](mail::imap_response const& told) {
            if (mail::number_behind(told, "UID") == uid)
                if (auto told_bytes = mail::body_of(told))
                    bytes = std::move(told_bytes);
        });
        return done == mail::imap_status::ok;
    }

    void mark(std::string const& set)
    {
        if (wire_->say("UID STORE " + set + " +FLAGS.SILENT (\\Seen)") != mail::imap_status::ok)
            throw session_over{"the server does not let us mark a mail as read"};
    }

    /// RFC 6851, or what it stands for.
    void move(std::string const& set)
    {
        auto const folder = mail::quoted(settings_.move_to);
        auto const moved = wire_->say((can_move_ ? "UID MOVE " : "UID COPY ") + set + ' ' + folder);
        if (moved != mail::imap_status::ok)
            throw session_over{"the server does not move mails to the folder of `move_to`"};
        if (can_move_)
            return;
        if (wire_->say("UID STORE " + set + " +FLAGS.SILENT (\\Seen \\Deleted)") != mail::imap_status::ok)
            throw session_over{"the server does not let us delete a mail that was copied"};
        if (can_expunge_)
            wire_->say("UID EXPUNGE " + set);
    }

    std::string key_of_mailbox() const { return std::to_string(validity_) + ':'; }
    std::string key_of(std::uint32_t uid) const { return key_of_mailbox() + std::to_string(uid); }

    imap_settings settings_;
    curl::severable socket_;
    std::atomic<bool> closed_ = false;
    std::optional<wire> wire_;
    std::uint32_t validity_ = 0;
    std::set<std::uint32_t> withheld_;  ///< mails that we asked for and did not get
    bool can_move_ = false;
    bool can_expunge_ = false;
};

class imap_box final : public letter_box {
public:
    imap_box(runtime& world, imap_settings settings)
        : session_(std::make_shared<mailbox_session>(std::move(settings))), errands_(world)
    {
    }

    ~imap_box() override { session_->sever(); }

    task<look> unread() override
    {
        auto const found = std::make_shared<look>();
        std::function<void()> work = [found, session = session_] { *found = session->unread(); };
        co_await errands_.run(std::move(work));
        co_return std::move(*found);
    }

    task<std::string> put_away(std::vector<std::string> keys) override
    {
        auto const failure = std::make_shared<std::string>();
        std::function<void()> work = [failure, keys = std::move(keys), session = session_] { *failure = session->put_away(keys); };
        co_await errands_.run(std::move(work));
        co_return std::move(*failure);
    }

private:
    std::shared_ptr<mailbox_session> session_;
    errands errands_;
};

}  // namespace

std::unique_ptr<letter_box> make_imap_box(runtime& world, imap_settings settings)
{
    return std::make_unique<imap_box>(world, std::move(settings));
}

}  // namespace tocsin::channels::smtp
