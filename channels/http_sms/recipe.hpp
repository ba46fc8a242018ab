// SPDX-License-Identifier: Apache-2.0
// Reads from YAML what profiles have in common: variables, texts with placeholders, and values that are computed.
#pragma once

#include "channels/http_sms/digest.hpp"
#include "channels/http_sms/pattern.hpp"
#include "channels/yaml.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tocsin::channels::http_sms {

/// `variables:` as written: a text, or a credential's secret, which is never searched for placeholders.
struct variable {
    variable(std::string name, std::string text, bool is_secret)
        : name(std::move(name)), text(std::move(text)), is_secret(is_secret)
    {
    }

    std::string name;
    std::string text;
    bool is_secret = false;
};

/// Also checks `needs:`, the variables that a profile leaves to the administrator, with a word on each.
std::vector<variable> read_variables(yaml_map& map, credential_source const& credentials);

/// Makes them known; those that speak of something else (of a message, where a call is read) are left out.
void define(vocabulary& names, std::vector<variable> const& variables);

/// Compiles `text`; names that stand for nothing are a problem at `key`.
pattern compiled(yaml_map& map, std::string const& key, std::string_view text, quoting how, vocabulary& names);

/// A value that is computed: {hash: sha1, key: "…", of: "…", as: hex}. With a key it is an HMAC; without a hash it is the
/// text itself, spelled.
struct recipe {
    hashing how = hashing::none;
    bool has_key = false;
    pattern key;
    pattern of;
    spelling as = spelling::hex;

    static recipe read(yaml_map& map, vocabulary& names);
    std::string make(std::span<std::string const> values) const;
    std::vector<std::size_t> slots() const;
};

/// A map of texts or credentials, in file order.
std::vector<std::pair<std::string, std::string>>
read_pairs(yaml_map& map, std::string const& key, credential_source const& credentials);

}  // namespace tocsin::channels::http_sms
