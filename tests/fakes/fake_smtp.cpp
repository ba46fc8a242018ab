// SPDX-License-Identifier: Apache-2.0
// A mail relay as a program of its own, with people behind it. It writes down what it was given before it answers: this log
// is the witness. The recipient's name chooses the fate (README.md). One thread a connection; loopback only.
#include "tests/fakes/fake_certificate.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

struct options {
    unsigned short port = 0;
    std::string log;
    std::string maildir;
    std::string tls = "none";  ///< none, starttls, implicit
    std::string certificate = "good";  ///< good, expired, other-name
    std::string ca_file;
    std::string user;
    std::string password;
    milliseconds late{3000};
    milliseconds reply_delay{200};
};

options const& asked();

struct envelope {
    std::string from;
    std::string to;
    std::string mail;  ///< as it came between DATA and the dot, dots undone

    std::string name() const { return to.substr(0, to.find('@')); }
    bool is_for(std::string_view fate) const { return name().starts_with(fate); }
    std::string header(std::string_view wanted) const;
};

/// One header field, unfolded; empty when there is none.
std::string envelope::header(std::string_view wanted) const
{
    std::string value;
    bool inside = false;
    for (std::size_t at = 0; at < mail.size();) {
        auto const end = std::min(mail.find("\r\n", at), mail.size());
        auto const line = std::string_view{mail}.substr(at, end - at);
        at = end + 2;
        if (line.empty())
            break;
        if (inside && line.front() == ' ')
            value += line;
        inside = (inside && line.front() == ' ') || (line.size() > wanted.size() && line.starts_with(wanted) && line[wanted.size()] == ':');
        if (inside && line.front() != ' ')
            value = line.substr(std::min(line.size(), wanted.size() + 2));
    }
    return value;
}

// --- The witness --------------------------------------------------------------------------------------------------------

std::string as_json(std::string_view text)
{
    std::string out = "\"";
    for (char const c : text) {
        char escaped[8];
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += {'\\', c};
        else if (byte < 0x20 || byte > 0x7e)
            out += (std::snprintf(escaped, sizeof escaped, "\\u%04x", byte), escaped);
        else
            out += c;
    }
    return out + '"';
}

long long microseconds_of(auto since_epoch)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
}

class witness {
public:
    void write(envelope const& what, std::string_view answer, bool taken, int connection, bool secure, bool known)
    {
        std::string line = "{\"mono_us\": " + std::to_string(microseconds_of(std::chrono::steady_clock::now().time_since_epoch()));
        line += ", \"wall_us\": " + std::to_string(microseconds_of(std::chrono::system_clock::now().time_since_epoch()));
        line += ", \"from\": " + as_json(what.from) + ", \"to\": " + as_json(what.to);
        line += ", \"message_id\": " + as_json(what.header("Message-ID")) + ", \"reply_to\": " + as_json(what.header("Reply-To"));
        line += ", \"answer\": " + as_json(answer) + ", \"taken\": " + (taken ? "true" : "false");
        line += ", \"connection\": " + std::to_string(connection) + ", \"tls\": " + (secure ? "true" : "false");
        line += ", \"auth\": " + std::string{known ? "true" : "false"} + ", \"mail\": " + as_json(what.mail) + "}\n";
        std::lock_guard const lock{mutex_};
        if (!file_)
            file_ = std::fopen(asked().log.c_str(), "a");
        std::fwrite(line.data(), 1, line.size(), file_);
        std::fflush(file_);
    }

private:
    std::mutex mutex_;
    std::FILE* file_ = nullptr;
};

witness the_log;

// --- The people behind it -----------------------------------------------------------------------------------------------

/// Into the maildir, as a mail server delivers: whole, or not there.
void deliver(std::string text)
{
    static std::atomic<int> number = 0;
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
        text.replace(at, 1, "\r\n");
    auto const name = std::to_string(microseconds_of(std::chrono::system_clock::now().time_since_epoch())) + ".P" +
                      std::to_string(::getpid()) + "Q" + std::to_string(++number) + ".fake";
    fs::path const folder = asked().maildir;
    std::ofstream{folder / "tmp" / name, std::ios::binary} << text;
    fs::rename(folder / "tmp" / name, folder / "new" / name);
}

std::string answers_to(envelope const& what)
{
    auto const reply_to = what.header("Reply-To");
    return reply_to.empty() ? what.header("From") : reply_to;
}

std::string answer_headers(envelope const& what)
{
    static std::atomic<int> number = 0;
    return "Return-Path: <" + what.to + ">\nFrom: Someone <" + what.to + ">\nTo: " + answers_to(what) +
           "\nSubject: Re: what you asked\nIn-Reply-To: " + what.header("Message-ID") + "\nMessage-ID: <" +
           std::to_string(::getpid()) + "." + std::to_string(++number) + "@phone.example.org>\nMIME-Version: 1.0\n";
}

std::string answer_in_text(envelope const& what, std::string const& words)
{
    return answer_headers(what) + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + words +
           "\n\nEnvoyé de mon iPhone\n\n> Le 24 nov. 2026 à 03:00, Préfecture a écrit :\n> OUI si vous pouvez venir, NON sinon.\n";
}

std::string answer_in_html(envelope const& what, std::string const& words)
{
    return answer_headers(what) + "Content-Type: text/html; charset=utf-8\n\n<html><body><div>" + words +
           "</div><div id=\"appendonsend\"></div><hr><div>OUI si vous pouvez venir, NON sinon.</div></body></html>\n";
}

std::string automatic_answer(envelope const& what)
{
    return "Return-Path: <>\nFrom: Someone <" + what.to + ">\nTo: " + answers_to(what) +
           "\nSubject: Absence du bureau\nAuto-Submitted: auto-replied\nMessage-ID: <away." + what.header("Message-ID").substr(1) +
           "\nContent-Type: text/plain; charset=utf-8\n\nOui, je suis bien en vacances.\n";
}

/// RFC 3464.
std::string bounce(envelope const& what)
{
    auto const headers = what.mail.substr(0, what.mail.find("\r\n\r\n") + 2);
    std::string plain;
    std::copy_if(headers.begin(), headers.end(), std::back_inserter(plain), [](char c) { return c != '\r'; });
    return "Return-Path: <>\nFrom: MAILER-DAEMON@relay.example.org\nTo: <" + what.from +
           ">\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=\"report\"\n\n--report\n\nIt could not be delivered.\n"
           "--report\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example.org\n\nFinal-Recipient: rfc822; " +
           what.to + "\nAction: failed\nStatus: 5.1.1\n\n--report\nContent-Type: text/rfc822-headers\n\n" + plain + "\n--report--\n";
}

void live_on(envelope const& what)
{
    if (asked().maildir.empty())
        return;
    std::vector<std::string> mails;
    if (what.is_for("bounces"))
        mails = {bounce(what)};
    else if (what.is_for("away"))
        mails = {automatic_answer(what)};
    else if (what.is_for("yes-html"))
        mails = {answer_in_html(what, "Oui, j'arrive")};
    else if (what.is_for("yes-twice"))
        mails.assign(2, answer_in_text(what, "OUI"));
    else if (what.is_for("yes"))
        mails = {answer_in_text(what, "OUI")};
    else if (what.is_for("no"))
        mails = {answer_in_text(what, "Non désolé")};
    else if (what.is_for("stop"))
        mails = {answer_in_text(what, "STOP")};
    else if (what.is_for("odd"))
        mails = {answer_in_text(what, "c'est où ?")};
    auto later = [mails = std::move(mails)] {
        std::this_thread::sleep_for(asked().reply_delay);
        for (auto const& mail : mails)
            deliver(mail);
    };
    std::thread{std::move(later)}.detach();
}

// --- The conversation ---------------------------------------------------------------------------------------------------

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
    session(int socket, SSL_CTX* context, int number) : line_(socket), context_(context), number_(number) {}

    void serve()
    {
        if (asked().tls == "implicit" && !line_.secure(context_))
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
        return say("250 2.0.0 Ok");
    }

    bool greet()
    {
        std::string offers = "250-relay.example.org\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n";
        if (asked().tls == "starttls" && !line_.is_secure())
            offers += "250-STARTTLS\r\n";
        if (!asked().user.empty())
            offers += "250-AUTH PLAIN LOGIN\r\n";
        return say(offers + "250 SIZE 10000000");
    }

    bool authenticate(std::string const& how)
    {
        std::string answer;
        std::string password;
        if (how.starts_with(" PLAIN")) {
            answer = how.size() > 7 ? how.substr(7) : "";
            if (answer.empty() && (!say("334 ") || !line_.read_line(answer)))
                return false;
            known_ = answer == base64('\0' + asked().user + '\0' + asked().password);
        } else {
            if (!say("334 VXNlcm5hbWU6") || !line_.read_line(answer) || !say("334 UGFzc3dvcmQ6") || !line_.read_line(password))
                return false;
            known_ = answer == base64(asked().user) && password == base64(asked().password);
        }
        return say(known_ ? "235 2.7.0 Welcome" : "535 5.7.8 Authentication credentials invalid");
    }

    static std::string address_in(std::string const& command)
    {
        auto const open = command.find('<');
        auto const close = command.find('>', open);
        return open == std::string::npos || close == std::string::npos ? std::string{} : command.substr(open + 1, close - open - 1);
    }

    bool take_sender(std::string const& command)
    {
        if (!asked().user.empty() && !known_)
            return say("530 5.7.0 Authentication required");
        now_ = {};
        now_.from = address_in(command);
        return say("250 2.1.0 Ok");
    }

    bool take_recipient(std::string const& command)
    {
        now_.to = address_in(command);
        if (now_.is_for("cut-early"))
            return note("(the line drops)", false), false;
        auto const answer = answer_to_recipient();
        if (!answer.starts_with("250"))
            note(answer, false);
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
        live_on(now_);
        if (now_.is_for("late"))
            std::this_thread::sleep_for(asked().late);
        return say(fine);
    }

    void note(std::string_view answer, bool taken) const { the_log.write(now_, answer, taken, number_, line_.is_secure(), known_); }

    wire line_;
    SSL_CTX* context_;
    int number_;
    bool known_ = false;
    envelope now_;
};

// --- The program --------------------------------------------------------------------------------------------------------

[[noreturn]] void usage(std::string const& why)
{
    std::fprintf(
        stderr,
        "%s\nusage: fake_smtp --log FILE [--port N] [--maildir DIR] [--tls none|starttls|implicit]\n"
        "                 [--certificate good|expired|other-name] [--ca-file FILE] [--user NAME --password WORD]\n"
        "                 [--late-ms N] [--reply-ms N]\n",
        why.c_str()
    );
    std::exit(2);
}

options the_options;

options const& asked() { return the_options; }

void read_options(int count, char** words)
{
    for (int i = 1; i < count; i += 2) {
        std::string const name = words[i];
        if (i + 1 >= count)
            usage(name + " lacks its value");
        std::string const value = words[i + 1];
        auto const ms = [&value] { return milliseconds{std::atoi(value.c_str())}; };
        if (name == "--log")
            the_options.log = value;
        else if (name == "--port")
            the_options.port = static_cast<unsigned short>(std::atoi(value.c_str()));
        else if (name == "--maildir")
            the_options.maildir = value;
        else if (name == "--tls")
            the_options.tls = value;
        else if (name == "--certificate")
            the_options.certificate = value;
        else if (name == "--ca-file")
            the_options.ca_file = value;
        else if (name == "--user")
            the_options.user = value;
        else if (name == "--password")
            the_options.password = value;
        else if (name == "--late-ms")
            the_options.late = ms();
        else if (name == "--reply-ms")
            the_options.reply_delay = ms();
        else
            usage("there is no option " + name);
    }
    if (the_options.log.empty())
        usage("--log is missing");
}

int open_door()
{
    int const door = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int const on = 1;
    ::setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(asked().port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(door, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(door, 128) != 0)
        usage("cannot listen on that port");
    ::getsockname(door, reinterpret_cast<sockaddr*>(&address), &size);
    std::printf("port %d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return door;
}

}  // namespace

int main(int count, char** words)
{
    ::signal(SIGPIPE, SIG_IGN);
    read_options(count, words);
    SSL_CTX* const context = asked().tls == "none" ? nullptr : tocsin::fakes::make_context(asked().certificate, asked().ca_file);
    if (!asked().maildir.empty())
        for (auto const* folder : {"tmp", "new", "cur"})
            fs::create_directories(fs::path{asked().maildir} / folder);
    int const door = open_door();
    for (int number = 1;; ++number) {
        int const client = ::accept4(door, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0)
            continue;
        int const on = 1;
        ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        std::thread{[client, context, number] { session{client, context, number}.serve(); }}.detach();
    }
}
