// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/request_rate.hpp"
#include "dispatcher/api/signed_request.hpp"
#include "dispatcher/store/key_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tocsin::dispatcher::api {
namespace {

std::string const hex(64, 'a');
std::string const sound = "Tocsin-HMAC-SHA256 client=meteo, timestamp=1768000000, nonce=0123456789abcdef, signature=" + hex;

TEST(SignedRequest, IsReadFromItsHeader)
{
    auto const claim = read_signature_claim(sound);
    ASSERT_TRUE(claim);
    EXPECT_EQ(claim->client, "meteo");
    EXPECT_EQ(claim->at, from_millis(1'768'000'000'000));
    EXPECT_EQ(claim->nonce, "0123456789abcdef");
    EXPECT_TRUE(read_signature_claim("tocsin-hmac-sha256  signature=" + hex + ",nonce=0123456789abcdef,timestamp=1,client=a"));
}

TEST(SignedRequest, IsRefusedWhenAnythingIsMissingTwiceOrOdd)
{
    auto const with = [](std::string from, std::string to) {
        auto text = sound;
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    for (auto const& bad : {
             std::string{}, std::string{"Bearer x"}, std::string{"Tocsin-HMAC-SHA256"}, std::string{"Tocsin-HMAC-SHA256 "},
             with("client=meteo, ", ""), with("client=meteo", "client="), with("client=meteo", "client=a, client=b"),
             with("1768000000", "1768000000.5"), with("1768000000", "-5"), with("1768000000", "99999999999999999999"),
             with("0123456789abcdef", "short"), with("0123456789abcdef", "0123456789abcde;"), with("aaaa", "aaag"), with("aaaa", "aaa"),
             sound + ", other=1", sound + ",", sound + std::string(1024, ' ')})
        EXPECT_FALSE(read_signature_claim(bad)) << bad;
}

TEST(SignedRequest, SignsSevenLines)
{
    EXPECT_EQ(
        string_to_sign("POST", "/v1/alerts?dry_run=1", "1768000000", "n", "k", ""),
        "TOCSIN-HMAC-SHA256\nPOST\n/v1/alerts?dry_run=1\n1768000000\nn\nk\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
    );
}

/// RFC 4231, test case 2.
TEST(SignedRequest, UsesHmacSha256)
{
    auto const made = signature_of("Jefe", "what do ya want for nothing?");
    EXPECT_EQ(made, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_TRUE(is_same_signature(made, "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"));
    EXPECT_FALSE(is_same_signature(made, made.substr(1)));
    EXPECT_FALSE(is_same_signature(made, ""));
}

TEST(RequestRate, GivesAMinuteAtOnceAndThenOneAtATime)
{
    request_rate rate{3};
    mono_time const begin{hours{5}};
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(rate.take(begin)) << i;
    EXPECT_EQ(rate.take(begin), seconds{20});
    EXPECT_EQ(rate.take(begin + seconds{15}), seconds{5});
    EXPECT_FALSE(rate.take(begin + seconds{20}));
    EXPECT_TRUE(rate.take(begin + seconds{20}));
    int taken = 0;
    for (int i = 0; i <= 600; ++i)
        taken += rate.take(begin + minutes{1} + seconds{i}) ? 0 : 1;
    EXPECT_GE(taken, 30);
    EXPECT_LE(taken, 33);
}

class Sealing : public testing::Test {
protected:
    std::uint64_t drawn = 1;
    std::function<std::uint64_t()> chance = [this] { return drawn++ * 0x9e3779b97f4a7c15U; };
    sealing lock{channels::secret{std::string(32, 'k')}, chance};
};

TEST_F(Sealing, OpensWhatItSealedForTheSameThing)
{
    auto const sealed = lock.seal("tocsin_secret", "client meteo");
    EXPECT_EQ(sealed.find("secret"), std::string::npos);
    EXPECT_EQ(lock.open(sealed, "client meteo")->reveal(), "tocsin_secret");
    EXPECT_NE(sealed, lock.seal("tocsin_secret", "client meteo")) << "never the same twice";
    EXPECT_FALSE(lock.open(sealed, "client other"));
    sealing const other{channels::secret{std::string(32, 'x')}, chance};
    EXPECT_FALSE(other.open(sealed, "client meteo"));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = changed[i] == '0' ? '1' : '0';
        EXPECT_FALSE(lock.open(changed, "client meteo")) << i;
    }
    for (auto const* bad : {"", "0", "zz", "00112233"})
        EXPECT_FALSE(lock.open(bad, "client meteo"));
}

TEST_F(Sealing, KeepsItsKeyInAFileOfItsOwn)
{
    namespace fs = std::filesystem;
    std::string pattern = (fs::temp_directory_path() / "tocsin-key-XXXXXX").string();
    fs::path const folder = ::mkdtemp(pattern.data());
    auto const path = (folder / "tocsin.db.key").string();
    auto const made = key_in(path, chance);
    EXPECT_EQ(made.reveal().size(), 32U);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(key_in(path, chance).reveal(), made.reveal());
    fs::permissions(path, fs::perms::others_read, fs::perm_options::add);
    EXPECT_THROW(key_in(path, chance), std::runtime_error);
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    std::ofstream{path} << "no key";
    EXPECT_THROW(key_in(path, chance), std::runtime_error);
    EXPECT_THROW(key_in((folder / "none" / "k").string(), chance), std::runtime_error);
    fs::remove_all(folder);
}

}  // namespace
}  // namespace tocsin::dispatcher::api
