// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/key_file.hpp"

#include "dispatcher/store/cipher.hpp"
#include "dispatcher/store/digest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace tocsin::dispatcher {
namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t nonce_size = 12;

using bytes = std::vector<unsigned char>;

std::optional<bytes> from_hex(std::string_view text)
{
    auto const digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    if (text.size() % 2 != 0)
        return std::nullopt;
    bytes raw;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        int const high = digit(text[i]);
        int const low = digit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        raw.push_back(static_cast<unsigned char>(high << 4 | low));
    }
    return raw;
}

bytes random_bytes(std::size_t count, std::function<std::uint64_t()> const& chance)
{
    bytes drawn;
    for (std::uint64_t word = 0; drawn.size() < count; word >>= 8U) {
        if (drawn.size() % 8 == 0)
            word = chance();
        drawn.push_back(static_cast<unsigned char>(word & 0xffU));
    }
    return drawn;
}

[[noreturn]] void give_up(std::string const& path, std::string const& what)
{
    throw std::runtime_error{
        "the key file " + path + " " + what + ": restore it from where backups of it are kept. Without it nobody can read the "
        "names, addresses and answers in the database"};
}

std::string read_whole(int descriptor)
{
    std::string text(key_size * 2 + 2, '\0');
    auto const count = ::read(descriptor, text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

void write_durably(int descriptor, std::string const& path, std::string const& text)
{
    bool const written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         ::fsync(descriptor) == 0;
    int const folder = ::open((path.substr(0, path.rfind('/') + 1) + '.').c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const named = folder >= 0 && ::fsync(folder) == 0;
    if (folder >= 0)
        ::close(folder);
    if (!written || !named) {
        ::unlink(path.c_str());
        throw std::runtime_error{"cannot write " + path + ": check the disk"};
    }
}

}  // namespace

sealing::sealing(channels::secret key, std::function<std::uint64_t()> chance)
    : key_(std::move(key)), chance_(std::move(chance))
{
    if (key_.reveal().size() != key_size)
        throw std::logic_error{"a sealing key has 32 bytes"};
}

std::string sealing::seal(std::string_view plain, std::string_view about) const
{
    auto sealed = random_bytes(nonce_size, chance_);
    cipher_context const with{EVP_CIPHER_CTX_new()};
    int size = 0;
    must(with && EVP_EncryptInit_ex(with.get(), EVP_aes_256_gcm(), nullptr, data_of(key_.reveal()), sealed.data()) == 1);
    must(EVP_EncryptUpdate(with.get(), nullptr, &size, data_of(about), static_cast<int>(about.size())) == 1);
    bytes hidden(plain.size() + tag_size);
    must(EVP_EncryptUpdate(with.get(), hidden.data(), &size, data_of(plain), static_cast<int>(plain.size())) == 1);
    int rest = 0;
    must(EVP_EncryptFinal_ex(with.get(), hidden.data() + size, &rest) == 1);
    must(EVP_CIPHER_CTX_ctrl(with.get(), EVP_CTRL_GCM_GET_TAG, tag_size, hidden.data() + plain.size()) == 1);
    sealed.insert(sealed.end(), hidden.begin(), hidden.end());
    return hex_of(sealed);
}

std::optional<channels::secret> sealing::open(std::string_view sealed, std::string_view about) const
{
    auto raw = from_hex(sealed);
    if (!raw || raw->size() < nonce_size + tag_size)
        return std::nullopt;
    auto const length = raw->size() - nonce_size - tag_size;
    auto* const hidden = raw->data() + nonce_size;
    cipher_context const with{EVP_CIPHER_CTX_new()};
    int size = 0;
    must(with && EVP_DecryptInit_ex(with.get(), EVP_aes_256_gcm(), nullptr, data_of(key_.reveal()), raw->data()) == 1);
    must(EVP_DecryptUpdate(with.get(), nullptr, &size, data_of(about), static_cast<int>(about.size())) == 1);
    std::string plain(length, '\0');
    auto* const into = reinterpret_cast<unsigned char*>(plain.data());
    must(EVP_DecryptUpdate(with.get(), into, &size, hidden, static_cast<int>(length)) == 1);
    must(EVP_CIPHER_CTX_ctrl(with.get(), EVP_CTRL_GCM_SET_TAG, tag_size, hidden + length) == 1);
    int rest = 0;
    if (EVP_DecryptFinal_ex(with.get(), into + size, &rest) != 1)
        return std::nullopt;
    return channels::secret{std::move(plain)};
}

std::optional<channels::secret> key_from(std::string_view digits)
{
    auto const raw = from_hex(digits);
    if (!raw || raw->size() != key_size)
        return std::nullopt;
    return channels::secret{std::string{raw->begin(), raw->end()}};
}

channels::secret key_in(std::string const& path, std::function<std::uint64_t()> const& chance)
{
    int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    std::string text;
    if (descriptor >= 0) {
        struct stat about {};
        bool const open_to_others = ::fstat(descriptor, &about) == 0 && (about.st_mode & 077U) != 0;
        text = read_whole(descriptor);
        ::close(descriptor);
        if (open_to_others)
            give_up(path, "can be read by others (chmod 0600)");
    } else {
        if (errno != ENOENT)
            give_up(path, "cannot be read (" + std::generic_category().message(errno) + ")");
        descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0)
            give_up(path, "cannot be made (" + std::generic_category().message(errno) + ")");
        text = hex_of(random_bytes(key_size, chance));
        write_durably(descriptor, path, text + '\n');
        ::close(descriptor);
    }
    auto found = key_from(text);
    if (!found)
        give_up(path, "holds no key");
    return *std::move(found);
}

}  // namespace tocsin::dispatcher
