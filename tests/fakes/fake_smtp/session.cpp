// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smtp/session.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <thread>

namespace tocsin::fakes {
namespace {

class wire {
public:
    explicit wire(int socket) : socket_(socket) {}

    ~wire()
    {
        if (ssl_)
            SSL_free(ssl_);
        ::close(socket_);
    }

    wire(wire const&) = delete;
    wire& operator=(wire const&) = delete;

    bool secure(SSL_CTX* context)
    {
        ssl_ = SSL_new(context);
        SSL_set_fd(ssl_, socket_);
        waiting_.clear();  // nothing said in the clear counts behind the handshake (RFC 3207 section 4.2)
        return SSL_accept(ssl_) == 1;
    }

    bool is_secure() const { return ssl_ != nullptr; }

    bool write(std::string_view text)
    {
        while (!text.empty()) {
            auto const sent = ssl_ ? SSL_write(ssl_, text.data(), static_cast<int>(text.size()))
                                   : static_cast<int>(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL));
            if (sent <= 0)
                return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Up to and with CRLF; false at the end.
    bool read_line(std::string& line)
    {
        while (true) {
            if (auto const end = waiting_.find("\r\n"); end != std::string::npos) {
                line = waiting_.substr(0, end);
                waiting_.erase(0, end + 2);
                return true;
            }
            char buffer[16 * 1024];
            auto const came = ssl_ ? SSL_read(ssl_, buffer, sizeof buffer) : static_cast<int>(::recv(socket_, buffer, sizeof buffer, 0));
            if (came <= 0)
                return false;
            waiting_.append(buffer, static_cast<std::size_t>(came));
        }
    }

private:
    int socket_;
    SSL* ssl_ = nullptr;
    std::string waiting_;
};

std::string base64(std::string_view bytes)
{
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    auto const length = EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(bytes.data()), static_cast<int>(bytes.size())
    );
    out.resize(static_cast<std::size_t>(length));
    return out;
}

class session {
public:
    session(int socket, SSL_CTX* context, int number, relay& whole) : line_(socket), context_(context), number_(number), relay_(whole) {}

    void serve()
    {
        if (relay_.asked.tls == "implicit" && !line_.secure(context_))
            return;
        std::string command;
        bool goes_on = line_.write("220 relay.example.org ESMTP\r\n");
        while (goes_on && line_.read_line(command))
            goes_on = obey(command);
    }

private:
    bool say(std::string const& text) { return line_.write(text + "\r\n"); }

    bool obey(std::string const& command)
    {
        auto const is = [&command](std::string_view verb) {
            return command.size() >= verb.size() && std::equal(verb.begin(), verb.end(), command.begin(), [](char a, char b) {
                return a == std::toupper(static_cast<unsigned char>(b));
            });
        };
        if (is("EHLO") || is("HELO"))
            return greet();
        if (is("STARTTLS"))
            return say("220 2.0.0 Go on") && line_.secure(context_);
        if (is("AUTH"))
            return authenticate(command.substr(4));
        if (is("MAIL FROM:"))
            return take_sender(command);
        if (is("RCPT TO:"))
            return take_recipient(command);
        if (is("DATA"))
            return take_mail();
        if (is("QUIT"))
            return say("221 2.0.0 Bye"), false;
        if (is("RSET"))
            begin(false);
        return say(is("RSET") || is("NOOP") ? "250 2.0.0 Ok" : "500 5.5.1 Command unrecognized");
    }

    bool greet()
    {
        std::string offers = "250-relay.example.org\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n";
        if (relay_.asked.tls == "starttls" && !line_.is_secure())
            offers += "250-STARTTLS\r\n";
        if (!relay_.asked.user.empty())
            offers += "250-AUTH " + relay_.asked.mechanisms + "\r\n";
        return say(offers + "250 SIZE 10000000");
    }

    bool offers(std::string const& mechanism) const
    {
        return !mechanism.empty() && (' ' + relay_.asked.mechanisms + ' ').find(' ' + mechanism + ' ') != std::string::npos;
    }

    bool authenticate(std::string const& how)
    {
        std::string answer;
        std::string password;
        auto const mechanism = how.substr(1, how.find(' ', 1) - 1);
        if (!offers(mechanism))
            return say("504 5.5.4 Unrecognized authentication type");
        if (mechanism == "PLAIN") {
            answer = how.size() > 7 ? how.substr(7) : "";
            if (answer.empty() && (!say("334 ") || !line_.read_line(answer)))
                return false;
            known_ = answer == base64('\0' + relay_.asked.user + '\0' + relay_.asked.password);
        } else {
            // The name may come with the command.
            answer = how.size() > 7 ? how.substr(7) : "";
            if (answer.empty() && (!say("334 VXNlcm5hbWU6") || !line_.read_line(answer)))
                return false;
            if (!say("334 UGFzc3dvcmQ6") || !line_.read_line(password))
                return false;
            known_ = answer == base64(relay_.asked.user) && password == base64(relay_.asked.password);
        }
        return say(known_ ? "235 2.7.0 Welcome" : "535 5.7.8 Authentication credentials invalid");
    }

    static std::string address_in(std::string const& command)
    {
        auto const open = command.find('<');
        auto const close = command.find('>', open);
        return open == std::string::npos || close == std::string::npos ? std::string{} : command.substr(open + 1, close - open - 1);
    }

    void begin(bool mail)
    {
        now_ = {};
        is_open_ = mail;
    }

    bool take_sender(std::string const& command)
    {
        if (!relay_.asked.user.empty() && !known_)
            return say("530 5.7.0 Authentication required");
        begin(true);
        now_.from = address_in(command);
        return say("250 2.1.0 Ok");
    }

    /// One for each mail: the log tells of one, and who has more is to bring the mail again (RFC 5321, 4.5.3.1.10).
    bool take_recipient(std::string const& command)
    {
        if (!is_open_)
            return say("503 5.5.1 MAIL first");
        if (!now_.to.empty())
            return say("452 4.5.3 Too many recipients");
        now_.to = address_in(command);
        if (now_.is_for("cut-early"))
            return note("(the line drops)", false), false;
        auto const answer = answer_to_recipient();
        if (!answer.starts_with("250")) {
            note(answer, false);
            now_.to.clear();
        }
        return say(answer);
    }

    std::string answer_to_recipient() const
    {
        static std::mutex mutex;
        static std::map<std::string, int> tries;
        if (now_.is_for("unknown"))
            return "550 5.1.1 <" + now_.to + ">: Recipient address rejected: User unknown";
        if (now_.is_for("full"))
            return "452 4.2.2 Mailbox over quota";
        if (now_.is_for("hurried"))
            return "450 4.7.1 Rate limit reached, slow down";
        std::lock_guard const lock{mutex};
        if (now_.is_for("greylisted") && tries[now_.to]++ == 0)
            return "450 4.7.1 Greylisted, come back later";
        return "250 2.1.5 Ok";
    }

    bool take_mail()
    {
        if (!is_open_ || now_.to.empty())
            return say("503 5.5.1 RCPT first");
        if (!say("354 Go on"))
            return false;
        std::string line;
        while (line_.read_line(line) && line != ".") {
            now_.mail += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
            if (now_.is_for("cut") && now_.mail.size() > 200)
                return note("(the line drops within the mail)", false), false;
        }
        if (line != ".")
            return false;
        is_open_ = false;
        return answer_mail();
    }

    bool answer_mail()
    {
        std::string const fine = "250 2.0.0 Ok: queued";
        if (now_.is_for("spam"))
            return note("554", false), say("554 5.7.1 Content refused");
        if (now_.is_for("dropped"))
            return note("(the line drops instead of an answer)", true), false;
        if (now_.is_for("garbage"))
            return note("(garbage)", true), say("\x01\x02 this is no SMTP\r\n\xff\xfe");
        if (now_.is_for("silent")) {
            note("(never answered)", true);
            std::string rest;
            while (line_.read_line(rest))
                ;
            return false;
        }
        note(fine, true);
        relay_.behind.live_on(now_);
        std::this_thread::sleep_for(now_.is_for("late") ? relay_.asked.late : relay_.asked.answer);
        return say(fine);
    }

    void note(std::string_view answer, bool taken) const { relay_.log.write(now_, answer, taken, {number_, line_.is_secure(), known_}); }

    wire line_;
    SSL_CTX* context_;
    int number_;
    relay& relay_;
    bool known_ = false;
    bool is_open_ = false;  ///< a sender was named, and no mail came yet
    envelope now_;
};

}  // namespace

void serve(int socket, SSL_CTX* context, int number, relay& whole) { session{socket, context, number, whole}.serve(); }

}  // namespace tocsin::fakes
