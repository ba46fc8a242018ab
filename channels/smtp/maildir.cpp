// SPDX-License-Identifier: Apache-2.0
#include "channels/smtp/letter_box.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

namespace tocsin::channels::smtp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_read = 50;

class maildir final : public letter_box {
public:
    explicit maildir(fs::path path) : path_(std::move(path)) {}

    task<look> unread() override
    {
        look found;
        std::vector<fs::path> files;
        std::error_code failed;
        for (fs::directory_iterator each{path_ / "new", failed}; !failed && each != fs::directory_iterator{}; each.increment(failed))
            if (each->path().filename().native().front() != '.')
                files.push_back(each->path());
        if (failed)
            found.failure = "cannot list " + (path_ / "new").string() + ": " + failed.message();
        std::sort(files.begin(), files.end());  // names begin with the time of delivery
        for (auto const& file : files) {
            found.more = found.letters.size() >= most_read;
            if (found.more)
                break;
            auto const kind = fs::status(file, failed).type();
            if (kind == fs::file_type::not_found)
                continue;  // somebody took it away meanwhile
            if (kind != fs::file_type::regular && kind != fs::file_type::none) {
                found.letters.push_back(letter{file.filename().string(), ""});  // a folder, or a pipe that nobody would ever fill
                continue;
            }
            std::ifstream in{file, std::ios::binary};
            if (!in) {
                found.failure = "cannot read a letter in " + (path_ / "new").string() + ": check its owner and mode";
                continue;
            }
            letter one;
            one.key = file.filename().string();
            one.bytes.resize(longest_letter);
            in.read(one.bytes.data(), static_cast<std::streamsize>(longest_letter));
            one.bytes.resize(static_cast<std::size_t>(in.gcount()));
            one.bytes.shrink_to_fit();
            found.letters.push_back(std::move(one));
        }
        co_return found;
    }

    task<std::string> put_away(std::vector<std::string> keys) override
    {
        std::string failure;
        for (auto const& key : keys) {
            std::error_code failed;
            fs::rename(path_ / "new" / key, path_ / "cur" / (key.substr(0, key.find(':')) + ":2,S"), failed);
            if (failed)
                failure = "cannot move a letter to " + (path_ / "cur").string() + ": " + failed.message();
        }
        co_return failure;
    }

private:
    fs::path path_;
};

}  // namespace

std::unique_ptr<letter_box> make_maildir(fs::path path) { return std::make_unique<maildir>(std::move(path)); }

}  // namespace tocsin::channels::smtp
