// SPDX-License-Identifier: Apache-2.0
// smtp against tests/fakes/fake_smtp, where the recipient's name is the fate; Python's mail parser reads what it was given.
#include "tests/conformance/subject.hpp"
#include "where.hpp"

#include <boost/json/parse.hpp>

#include <fstream>

namespace tocsin::conformance {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class smtp_subject final : public subject {
public:
    explicit smtp_subject(surroundings const& around)
        : folder_(around.folder)
        , maildir_(made(around.folder / "maildir"))
        , relay_(
              {TOCSIN_FAKE_SMTP, "--log", (folder_ / "seen.jsonl").string(), "--maildir", maildir_.string()},
              folder_ / "relay.log",
              integration::program::output::listened_to
          )
        , adapter_(configured(
              around.world,
              "{name: mail, type: smtp, medium: email, rate: {per_second: 100}, from: \"Préf <alerte@example.org>\", timeout: " +
                  std::to_string(around.answers_within.count()) + ", connections: 4, inbox: {maildir: " +
                  maildir_.string() + ", poll: 1}, url: \"smtp://127.0.0.1:" + relay_.read_line().substr(5) + "\"}"
          ))
    {
    }

    channels::channel& adapter() override { return *adapter_; }

    std::optional<std::string> address(fate what, int n) override
    {
        auto const named = [n](char const* name) { return std::string{name} + '-' + std::to_string(n) + "@example.org"; };
        switch (what) {
        case fate::taken: return named("lucie");
        case fate::throttled: return named("hurried");
        case fate::refused_for_now: return named("greylisted");
        case fate::refused_for_good: return named("unknown");
        case fate::silent: return named("silent");
        case fate::cut_off: return named("dropped");
        case fate::garbage: return named("garbage");
        case fate::answered: return named("yes");
        }
        return std::nullopt;
    }

    std::vector<witnessed> seen() override
    {
        std::vector<witnessed> all;
        std::vector<std::string> words{TOCSIN_PYTHON, TOCSIN_SOURCE_DIR "/tests/integration/channels/read_mails.py"};
        std::vector<std::size_t> with_mail;
        for (auto const& line : integration::lines_of(folder_ / "seen.jsonl")) {
            auto const one = json::parse(line);
            auto const text = [&one](char const* key) { return std::string{one.at(key).as_string()}; };
            auto const id = text("message_id");
            all.push_back({id.empty() ? "" : id.substr(1, id.find('@') - 1), text("to"), "", ""});
            if (text("mail").empty())
                continue;
            words.push_back((folder_ / ("mail." + std::to_string(all.size()))).string());
            std::ofstream{words.back(), std::ios::binary} << text("mail");
            with_mail.push_back(all.size() - 1);
        }
        integration::program reader{words, folder_ / "reader.log", integration::program::output::listened_to};
        auto const mails = json::parse(reader.read_line());
        for (std::size_t i = 0; i < with_mail.size(); ++i)
            all[with_mail[i]].text = read_text(mails.at(i).at("text"));
        return all;
    }

    /// Without reading the mails, which takes a program of its own.
    bool has_seen(std::string const& to) override
    {
        auto const lines = integration::lines_of(folder_ / "seen.jsonl");
        return std::any_of(lines.begin(), lines.end(), [&to](auto const& line) { return json::parse(line).at("to").as_string() == to; });
    }

    /// What was read and kept is no longer among what is new.
    std::optional<int> acknowledged() override
    {
        return static_cast<int>(std::distance(fs::directory_iterator{maildir_ / "cur"}, fs::directory_iterator{}));
    }

    bool go_away() override
    {
        relay_.stop();
        return true;
    }

private:
    static fs::path made(fs::path const& maildir)
    {
        for (auto const* name : {"tmp", "new", "cur"})
            fs::create_directories(maildir / name);
        return maildir;
    }

    static std::string read_text(json::value const& value)
    {
        std::string text{value.as_string()};
        while (text.ends_with('\n') || text.ends_with('\r'))
            text.pop_back();
        return text;
    }

    fs::path folder_;
    fs::path maildir_;
    integration::program relay_;
    std::unique_ptr<channels::channel> adapter_;
};

}  // namespace

std::unique_ptr<subject> make_smtp(surroundings const& around) { return std::make_unique<smtp_subject>(around); }

}  // namespace tocsin::conformance
