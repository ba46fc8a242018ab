// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/vault.hpp"

#include "dispatcher/store/cipher.hpp"

#include <openssl/kdf.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace tocsin::dispatcher {
namespace {

constexpr std::size_t least_key = 32;
constexpr std::string_view derived_for = "tocsin: fields of the database, 1";

using siv_key = std::array<unsigned char, 64>;

siv_key derived(std::string const& key)
{
    siv_key made{};
    std::size_t size = made.size();
    std::unique_ptr<EVP_PKEY_CTX, free_cipher> const with{EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr)};
    must(with && EVP_PKEY_derive_init(with.get()) == 1);
    must(EVP_PKEY_CTX_set_hkdf_md(with.get(), EVP_sha512()) == 1);
    must(EVP_PKEY_CTX_set1_hkdf_key(with.get(), data_of(key), static_cast<int>(key.size())) == 1);
    must(EVP_PKEY_CTX_add1_hkdf_info(with.get(), data_of(derived_for), static_cast<int>(derived_for.size())) == 1);
    must(EVP_PKEY_derive(with.get(), made.data(), &size) == 1 && size == made.size());
    return made;
}

}  // namespace

/// Contexts with the key's schedule made once; each field begins with a copy of one.
struct vault::cipher {
    explicit cipher(siv_key const& key)
        : siv(EVP_CIPHER_fetch(nullptr, "AES-256-SIV", nullptr))
        , sealing(EVP_CIPHER_CTX_new())
        , opening(EVP_CIPHER_CTX_new())
        , at_work(EVP_CIPHER_CTX_new())
    {
        must(siv && sealing && opening && at_work);
        must(EVP_EncryptInit_ex2(sealing.get(), siv.get(), key.data(), nullptr, nullptr) == 1);
        must(EVP_DecryptInit_ex2(opening.get(), siv.get(), key.data(), nullptr, nullptr) == 1);
    }

    EVP_CIPHER_CTX* begin(cipher_context const& from, std::string_view about) const
    {
        int size = 0;
        must(EVP_CIPHER_CTX_copy(at_work.get(), from.get()) == 1);
        must(EVP_CipherUpdate(at_work.get(), nullptr, &size, data_of(about), static_cast<int>(about.size())) == 1);
        return at_work.get();
    }

    std::unique_ptr<EVP_CIPHER, free_cipher> siv;
    cipher_context sealing;
    cipher_context opening;
    cipher_context at_work;
};

vault::vault(channels::secret const& key)
{
    if (key.reveal().size() < least_key)
        throw std::logic_error{"the key of the database has 32 bytes at least"};
    cipher_ = std::make_unique<cipher>(derived(key.reveal()));
}

vault::~vault() = default;

sealed vault::seal(std::string_view plain, std::string_view about) const
{
    // OpenSSL has no SIV of nothing at all; nothing is left of what was erased either.
    if (plain.empty())
        return {};
    auto* const with = cipher_->begin(cipher_->sealing, about);
    std::string bytes(tag_size + plain.size(), '\0');
    int size = 0;
    must(EVP_EncryptUpdate(with, data_of(bytes) + tag_size, &size, data_of(plain), static_cast<int>(plain.size())) == 1);
    must(EVP_EncryptFinal_ex(with, data_of(bytes) + tag_size + size, &size) == 1);
    must(EVP_CIPHER_CTX_ctrl(with, EVP_CTRL_AEAD_GET_TAG, tag_size, bytes.data()) == 1);
    return sealed{std::move(bytes)};
}

std::optional<std::string> vault::open(sealed const& field, std::string_view about) const
{
    if (field.empty())
        return std::string{};
    auto bytes = field.bytes();
    if (bytes.size() <= tag_size)
        return std::nullopt;
    auto* const with = cipher_->begin(cipher_->opening, about);
    // SIV: the tag is what decryption begins with, and what it has to come to.
    must(EVP_CIPHER_CTX_ctrl(with, EVP_CTRL_AEAD_SET_TAG, tag_size, bytes.data()) == 1);
    std::string plain(bytes.size() - tag_size, '\0');
    int size = 0;
    int rest = 0;
    auto const* const hidden = data_of(bytes) + tag_size;
    if (EVP_DecryptUpdate(with, data_of(plain), &size, hidden, static_cast<int>(plain.size())) != 1 ||
        EVP_DecryptFinal_ex(with, data_of(plain) + size, &rest) != 1)
        return std::nullopt;
    return plain;
}

}  // namespace tocsin::dispatcher
