// SPDX-License-Identifier: Apache-2.0
// Secrets live in files of their own, as systemd's LoadCredential= hands them over.
#include "dispatcher/settings/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tocsin::dispatcher {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_secret = 64 * 1024;

/// LoadCredential=tocsin:FOLDER hands over each file of a folder under this in front of its name (systemd.exec(5)).
constexpr auto from_folder = "tocsin_";

/// What systemd.exec(5) allows as a credential's name, less what could leave the folder.
bool is_credential_name(std::string const& name)
{
    return !name.empty() && name.size() <= 255 && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '_' || c == '.';
           });
}

}  // namespace

boost::system::result<channels::secret, credential_problem>
read_credential(fs::path const& folder, std::string const& name)
{
    if (!is_credential_name(name))
        return credential_problem{fmt::format("\"{}\" cannot be a credential's name; write a-z, 0-9, - and .", name)};
    if (folder.empty())
        return credential_problem{fmt::format(
            "credential \"{}\" has no folder to come from; make the folder credentials beside the configuration, or set "
            "`credentials:`",
            name
        )};
    std::error_code trouble;
    auto file = folder / name;
    if (auto loaded = folder / (from_folder + name); !fs::exists(file, trouble) && fs::exists(loaded, trouble))
        file = std::move(loaded);
    auto const status = fs::status(file, trouble);
    if (!fs::is_regular_file(status))
        return credential_problem{
            folder.string().starts_with("/run/credentials/")
                ? fmt::format(
                      "credential \"{}\" is not there; put it into /etc/tocsin/credentials/{} and restart the unit", name, name
                  )
                : fmt::format("credential \"{}\" is not there; create the file {}", name, file.string())};
    if ((status.permissions() & fs::perms::others_all) != fs::perms::none)
        return credential_problem{
            fmt::format("credential \"{}\" can be read by everybody; run chmod 0600 {}", name, file.string())};
    std::ifstream stream{file, std::ios::binary};
    std::string value{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream.is_open() || stream.bad())
        return credential_problem{fmt::format("credential \"{}\" cannot be read; check its owner", name)};
    while (value.ends_with('\n') || value.ends_with('\r'))
        value.pop_back();
    if (value.empty() || value.size() > largest_secret)
        return credential_problem{fmt::format("credential \"{}\" is empty or larger than 64 KiB", name)};
    return channels::secret{std::move(value)};
}

channels::credential_source credentials_in(fs::path folder)
{
    return [folder = std::move(folder)](std::string const& name) -> std::optional<channels::secret> {
        auto found = read_credential(folder, name);
        if (!found)
            return std::nullopt;
        return *std::move(found);
    };
}

}  // namespace tocsin::dispatcher
