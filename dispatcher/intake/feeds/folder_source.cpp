// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/intake/feeds/source.hpp"
#include "dispatcher/store/digest.hpp"

#include <atomic>
#include <fstream>

namespace tocsin::dispatcher::feeds {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_read = 200;

class folder_source final : public source {
public:
    explicit folder_source(fs::path folder) : folder_(std::move(folder)) {}

    void stop() override { stopped_ = true; }

    findings look(look_request const& asked) override
    {
        findings found;
        std::error_code trouble;
        std::map<std::string, fs::path> files;  // by name, so that the order is one
        for (fs::directory_iterator at{folder_, trouble}, end; !trouble && at != end; at.increment(trouble)) {
            auto const kind = at->path().extension();
            std::error_code ignored;
            if ((kind == ".xml" || kind == ".cap") && at->is_regular_file(ignored))
                files.emplace(at->path().filename().string(), at->path());
        }
        if (trouble) {
            found.trouble = failure{
                {"le dossier est illisible : " + trouble.message(), "the folder cannot be read: " + trouble.message()}};
            return found;
        }
        std::string names;
        for (auto const& [name, path] : files)
            one(name, path, asked, found, names);
        found.digest = sha256_of(names);
        found.changed = found.digest != asked.digest;
        found.listed = static_cast<int>(files.size());
        return found;
    }

private:
    void one(std::string const& name, fs::path const& path, look_request const& asked, findings& found, std::string& names)
    {
        std::error_code trouble;
        auto const size = fs::file_size(path, trouble);
        auto const touched = trouble ? fs::file_time_type{} : fs::last_write_time(path, trouble);
        if (trouble)
            return;  // taken away meanwhile
        auto const when = std::chrono::floor<milliseconds>(std::chrono::file_clock::to_sys(touched));
        auto const version = format_instant(when) + ' ' + std::to_string(size);
        names += name + ' ' + version + '\n';
        auto const known = asked.known->find(name);
        auto const* const before = known == asked.known->end() ? nullptr : &known->second;
        if (before && before->listed + remember_again < asked.now)
            found.listed_again.push_back(*before);
        if (before && before->version == version)
            return;
        bool const being_written = when <= asked.now && when + seconds{1} > asked.now;
        if (being_written || found.documents.size() >= most_read || stopped_) {
            ++found.later;
            return;
        }
        document made;
        made.becomes.key = name;
        made.becomes.version = version;
        if (size <= largest_alert) {
            std::ifstream file{path, std::ios::binary};
            made.bytes.assign(std::istreambuf_iterator<char>{file}, {});
            if (!file.is_open() || file.bad()) {
                found.failed.push_back(name);
                found.partial = failure{{"le fichier " + name + " est illisible", "the file " + name + " cannot be read"}};
                return;
            }
        }
        found.documents.push_back(std::move(made));  // one that is too large goes without its bytes and is refused
    }

    fs::path folder_;
    std::atomic<bool> stopped_ = false;
};

}  // namespace

std::unique_ptr<source> make_folder_source(fs::path folder) { return std::make_unique<folder_source>(std::move(folder)); }

}  // namespace tocsin::dispatcher::feeds
