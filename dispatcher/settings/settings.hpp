// SPDX-License-Identifier: Apache-2.0
// What an administrator sets, as plain values. config/tocsin.yaml is the annotated reference.
#pragma once

#include "channels/policy/failover.hpp"
#include "channels/port/secret.hpp"
#include "rules/select/contacts.hpp"
#include "rules/words/contact.hpp"
#include "rules/words/problem.hpp"
#include "rules/words/time.hpp"

#include <boost/system/result.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace YAML {
class Node;
}

namespace tocsin::dispatcher {

/// What somebody may do. On the Unix socket everyone whom the socket's permissions let in has `staff`.
enum class role { source, staff };

std::string_view to_string(role value);

/// A caller of the TCP listener, known by its token.
struct api_token {
    std::string name;  ///< who is written down as the origin
    tocsin::dispatcher::role role = role::source;
    channels::secret token;
    bool may_launch = false;  ///< rules with `action: launch` apply to its alerts; otherwise they only propose
};

struct http_settings {
    std::string listen = "127.0.0.1:8470";  ///< host:port; empty: no TCP listener. Port 0: the kernel chooses
    std::string public_url;                 ///< how providers and people reach us, without trailing slash
    bool answer_page = true;                ///< mails link to the page where people answer; needs `public_url`
    std::vector<api_token> tokens;
};

struct settings {
    std::string instance;      ///< names this house in messages and files: [a-z0-9-]+
    std::string display_name;  ///< as people read it in a text: "Prefecture 04"; default: the instance
    std::string timezone = "Europe/Paris";
    std::string language = "fr";
    std::filesystem::path database;
    channels::secret database_key;  ///< what personal data in it is sealed with, 64 hexadecimal digits; empty: DATABASE.key
    std::filesystem::path socket;
    http_settings http;
    std::map<medium, std::vector<channels::route_leg>> routes;  ///< channels of a medium, first choice first
    std::filesystem::path rules;
    std::filesystem::path templates;
    std::filesystem::path gazetteer;
    std::filesystem::path holidays;       ///< the school holiday table
    std::filesystem::path gateways;       ///< profiles of HTTP providers
    std::filesystem::path feed_tables;    ///< how services' own words become CAP's
    std::filesystem::path credentials;    ///< folder of secrets; default: systemd's $CREDENTIALS_DIRECTORY
    int approval_above_recipients = 200;  ///< an officer's own mobilisation of more people waits for `approve`
    /// An officer alone may call so many.
    bool one_may_call(int people) const { return people <= approval_above_recipients; }
    int approval_people = 2;              ///< how many different people it takes above, and to resume after a pause
    std::optional<int> largest_launch;    ///< most people a rule may ask by itself; none: as many as the rule says
    rules::contact_limits contact_budget{3, 12};  ///< requests to one person, over all mobilisations
    rules::contact_limits urgent_contact_budget{6, 24};  ///< the same for an urgent mobilisation; counts the others' too
    minutes default_duration{240};        ///< of a mission whose end nobody gave
    std::optional<int> default_budget;    ///< most people one mobilisation asks; none: as many as there are
    minutes close_after_filled{15};       ///< how long a filled mobilisation waits for withdrawals before it closes
    hours keep_answers{24 * 30};          ///< what people wrote about a mobilisation, after its end
    hours keep_deliveries{24 * 90};       ///< how each of its messages was delivered
    hours default_alert_life{24};         ///< of an alert without `expires`
    std::filesystem::path file;           ///< where this came from
};

/// A loaded configuration: the settings and the untouched YAML of each channel and feed, for their registries.
struct configuration {
    tocsin::dispatcher::settings settings;
    std::vector<std::pair<std::string, std::shared_ptr<YAML::Node const>>> channels;  ///< in file order
    std::vector<std::pair<std::string, std::shared_ptr<YAML::Node const>>> feeds;  ///< in file order
};

/// Reads the file; what it points at (rules, templates, each channel's own keys) is left to others. Relative paths
/// count from the file's own folder. Unknown keys are problems with a suggestion; all problems come at once, in the
/// order of the file. `environment_credentials` is $CREDENTIALS_DIRECTORY; a `credentials:` key in the file goes first.
boost::system::result<configuration, problems>
load_settings(std::filesystem::path const& file, std::optional<std::filesystem::path> const& environment_credentials);

/// The same from the file's content; `file` is what the problems name and what relative paths count from.
boost::system::result<configuration, problems> read_settings(
    std::string const& text,
    std::filesystem::path const& file,
    std::optional<std::filesystem::path> const& environment_credentials
);

/// Why there is no secret of that name, and what to do. Never holds a secret.
class credential_problem {
public:
    credential_problem() = default;
    explicit credential_problem(std::string what) : what_(std::move(what)) {}

    std::string const& what() const { return what_; }

private:
    std::string what_;
};

/// The secret in the file `name` of the folder, a trailing newline dropped. A problem when there is no folder or no
/// such file, when everybody may read it, when it is empty or above 64 KiB, or when the name could leave the folder.
boost::system::result<channels::secret, credential_problem>
read_credential(std::filesystem::path const& folder, std::string const& name);

/// The same as a source for the channels: nothing when `read_credential` has a problem.
channels::credential_source credentials_in(std::filesystem::path folder);

}  // namespace tocsin::dispatcher
