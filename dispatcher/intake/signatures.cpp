// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/signatures.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <array>
#include <memory>
#include <optional>

namespace tocsin::dispatcher {
namespace {

constexpr seconds patience{6};
constexpr std::size_t largest_output = 2U << 20U;  // canonical form may be longer than the document

struct verdict {
    std::string output;
    std::string errors;
    std::string end;
};

/// Everything that comes until the stream ends.
task<std::string> all_output(channels::child_process& of)
{
    std::string text;
    std::array<std::uint8_t, 16 * 1024> room{};
    while (text.size() <= largest_output) {
        auto const got = co_await of.read_output(room);
        if (!got)
            break;
        text.append(reinterpret_cast<char const*>(room.data()), *got);
    }
    co_return text;
}

task<std::string> all_errors(channels::child_process& of)
{
    std::string text;
    std::array<std::uint8_t, 256> room{};
    while (text.size() < room.size()) {
        auto const got = co_await of.read_errors(room);
        if (!got)
            break;
        text.append(reinterpret_cast<char const*>(room.data()), *got);
    }
    co_return text;
}

task<std::optional<verdict>> converse(channels::child_process& with, std::string input)
{
    std::span<std::uint8_t const> const bytes{reinterpret_cast<std::uint8_t const*>(input.data()), input.size()};
    auto const written = co_await with.write(bytes);
    with.close_input();
    verdict said;
    said.output = co_await all_output(with);
    said.errors = co_await all_errors(with);
    said.end = co_await with.ended();
    if (!written || said.output.size() > largest_output)
        co_return std::nullopt;
    co_return said;
}

bilingual in_words(std::string const& why)
{
    if (why == "not-signed")
        return {"l'alerte n'est pas signée, et cette source doit signer", "the alert is not signed, and this source has to sign"};
    if (why == "misplaced")
        return {
            "la signature doit être un enfant direct de <alert>, et couvrir toute l'alerte",
            "the signature has to be a child of <alert> itself and cover all of the alert"};
    if (why == "not-xml")
        return {"ce n'est pas un document XML sans DTD", "this is no XML document without a DTD"};
    if (why == "certificate")
        return {
            "le certificat inscrit pour cette source ne peut pas être lu : prévenez l'administrateur",
            "the certificate on record for this source cannot be read: tell the administrator"};
    if (why == "not-verified")
        return {
            "la signature n'est pas celle de cette source, ne couvre pas toute l'alerte, ou n'est pas de la famille SHA-2",
            "the signature is not this source's, does not cover all of the alert, or is not of the SHA-2 family"};
    return {
        "la signature n'a pas pu être vérifiée : renvoyez l'alerte, ou prévenez l'administrateur",
        "the signature could not be verified: send the alert again, or tell the administrator"};
}

}  // namespace

signature_desk::signature_desk(channels::runtime& world, std::filesystem::path program)
    : world_(world), program_(std::move(program)), one_at_a_time_(world.executor())
{}

task<boost::system::result<std::string, bilingual>>
signature_desk::signed_part(std::string document, std::string certificate)
{
    using namespace boost::asio::experimental::awaitable_operators;
    auto const turn = co_await one_at_a_time_.enter();
    channels::program what;
    what.words = {program_.string()};
    auto started = world_.spawn(what);
    if (!started)
        co_return in_words("");
    auto input = std::to_string(certificate.size()) + '\n' + certificate + document;
    auto const came =
        co_await (converse(**started, std::move(input)) || world_.sleep_until(world_.mono() + patience));
    auto const* const said = std::get_if<0>(&came);
    if (said == nullptr || !*said)
        co_return in_words("");
    if ((*said)->end == "it ended with status 0" && !(*said)->output.empty())
        co_return boost::system::result<std::string, bilingual>{boost::system::in_place_value, (*said)->output};
    co_return in_words((*said)->end == "it ended with status 1" ? (*said)->errors : std::string{});
}

std::filesystem::path signature_program()
{
    std::error_code ignored;
    return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "tocsin-xmlsig";
}

}  // namespace tocsin::dispatcher
