// SPDX-License-Identifier: Apache-2.0
#include "channels/mail/incoming.hpp"

#include "channels/mail/bounce.hpp"
#include "channels/mail/decode.hpp"
#include "channels/mail/own_words.hpp"
#include "rules/fold.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tocsin::channels::mail {
namespace {

/// What a person says in answer is short; the rest stays in the mailbox.
constexpr std::size_t longest_text = 4000;

/// Few, and plain: what is taken for a machine's is not counted, and nobody looks at it.
constexpr auto automatic_subjects = std::to_array<std::string_view>(
    {"reponse automatique", "automatic reply", "autoreply", "auto-reply", "out of office", "absence du bureau",
     "absent du bureau", "absente du bureau", "message d'absence", "notification d'absence", "delivery status notification",
     "undelivered mail", "undeliverable", "non remis", "mail delivery failed", "returned mail", "failure notice"}
);

bool is_empty_path(std::string_view value) { return value.find("<>") != value.npos; }

bool is_machine(std::string_view address)
{
    return address.starts_with("mailer-daemon@") || address.starts_with("postmaster@") || address.starts_with("noreply@") ||
           address.starts_with("no-reply@") || address.starts_with("ne-pas-repondre@");
}

std::string sender_of(entity const& mail)
{
    for (auto const* name : {"from", "sender", "return-path"})
        if (auto const found = addresses_in(mail.field(name)); !found.empty())
            return found.front();
    return {};
}

entity const* first_text(entity const& mail, std::string_view type)
{
    auto const& placed = mail.field("content-disposition");
    if (equal_ignoring_case(placed.substr(0, 10), "attachment"))
        return nullptr;
    if (mail.type == type)
        return &mail;
    if (!mail.type.starts_with("multipart/"))
        return nullptr;
    for (auto const& part : mail.parts)
        if (auto const* const found = first_text(part, type))
            return found;
    return nullptr;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

/// Never ends within a character.
std::string shortened(std::string text)
{
    if (text.size() <= longest_text)
        return text;
    auto end = longest_text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    text.resize(end);
    return text;
}

/// A button of ours prefills the subject as well; "Re: …" is our own subject come back.
std::string words_of_subject(entity const& mail)
{
    auto subject = decoded_words(mail.field("subject"));
    auto const folded = rules::fold(subject);
    for (auto const* answer : {"re:", "re :", "rep:", "rep :", "aw:", "fwd:", "fw:", "tr:", "tr :"})
        if (folded.starts_with(answer))
            return {};
    return subject;
}

std::string words_of(entity const& mail)
{
    std::string own;
    auto const* const plain = first_text(mail, "text/plain");
    auto const* const page = first_text(mail, "text/html");
    if (plain)
        own = own_words(text_of(*plain));
    if (is_blank(own) && page)
        own = own_words(plain_text(text_of(*page)));
    if (is_blank(own))
        own = words_of_subject(mail);
    return shortened(std::move(own));
}

/// FNV-1a (RFC draft-eastlake-fnv): tells two deliveries of one mail without a Message-ID from two mails.
std::string fingerprint(std::string_view bytes)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (char const c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return "fnv-" + std::to_string(hash) + '-' + std::to_string(bytes.size());
}

receipt receipt_from(bounce told, std::string reference, plus_addresses const& ours)
{
    if (reference.empty()) {
        entity returned;
        returned.fields.emplace_back("in-reply-to", '<' + told.original_id + '>');
        reference = ours.read(returned).reference;
    }
    return receipt{"", std::move(reference), told.verdict, std::move(told.code)};
}

}  // namespace

bool is_automatic(entity const& mail)
{
    // RFC 3834 section 5: anything but "no" was sent by a machine.
    if (auto const said = mail.field("auto-submitted"); !said.empty() && !equal_ignoring_case(said.substr(0, 2), "no"))
        return true;
    if (mail.type == "multipart/report" || (mail.has("return-path") && is_empty_path(mail.field("return-path"))))
        return true;  // RFC 5321 section 4.5.5; RFC 8098 for "read" notices
    for (auto const* name : {"x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-vacation", "list-id"})
        if (mail.has(name))
            return true;
    auto const precedence = mail.field("precedence");
    for (auto const* each : {"bulk", "auto_reply", "junk", "list"})
        if (equal_ignoring_case(precedence, each))
            return true;
    if (is_machine(sender_of(mail)))
        return true;
    auto const subject = rules::fold(decoded_words(mail.field("subject")));
    return std::any_of(automatic_subjects.begin(), automatic_subjects.end(), [&subject](auto each) { return subject.starts_with(each); });
}

incoming understand(std::string_view bytes, plus_addresses const& ours)
{
    auto const mail = read_entity(bytes);
    auto tied = ours.read(mail);
    if (auto told = read_report(mail)) {
        auto news = receipt_from(std::move(*told), std::move(tied.reference), ours);
        return news.reference.empty() ? incoming{no_news{}} : incoming{std::move(news)};
    }
    bool const to_bounces = tied.came_to == sort_of_address::for_bounces;
    bool const automatic = to_bounces || is_automatic(mail);
    if (automatic && (to_bounces || is_machine(sender_of(mail))))
        if (auto told = read_notice(mail)) {
            auto news = receipt_from(std::move(*told), std::move(tied.reference), ours);
            return news.reference.empty() ? incoming{no_news{}} : incoming{std::move(news)};
        }
    auto from = sender_of(mail);
    if (from == ours.plain() && automatic)
        return no_news{};  // our own mail, come round
    auto id = std::string{mail.field("message-id")};
    inbound_text said{std::move(from), ours.plain(), words_of(mail), id.empty() ? fingerprint(bytes) : std::move(id)};
    said.reference = std::move(tied.reference);
    said.automatic = automatic;
    return said;
}

}  // namespace tocsin::channels::mail
