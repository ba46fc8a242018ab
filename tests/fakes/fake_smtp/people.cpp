// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/fake_smtp/people.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

namespace tocsin::fakes {
namespace {

namespace fs = std::filesystem;

/// Into the maildir, as a mail server delivers: whole, or not there.
void deliver(fs::path const& folder, std::string text)
{
    static std::atomic<int> number = 0;
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
        text.replace(at, 1, "\r\n");
    auto const name = std::to_string(microseconds_of(std::chrono::system_clock::now().time_since_epoch())) + ".P" +
                      std::to_string(::getpid()) + "Q" + std::to_string(++number) + ".fake";
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

}  // namespace

people::people(std::string maildir, std::chrono::milliseconds pause) : maildir_(std::move(maildir)), pause_(pause)
{
    if (!maildir_.empty())
        for (auto const* folder : {"tmp", "new", "cur"})
            fs::create_directories(fs::path{maildir_} / folder);
}

void people::live_on(envelope const& what) const
{
    if (maildir_.empty())
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
    if (mails.empty())
        return;
    auto later = [mails = std::move(mails), folder = maildir_, pause = pause_] {
        std::this_thread::sleep_for(pause);
        for (auto const& mail : mails)
            deliver(folder, mail);
    };
    std::thread{std::move(later)}.detach();
}

}  // namespace tocsin::fakes
