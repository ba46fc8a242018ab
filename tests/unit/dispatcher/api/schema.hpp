// SPDX-License-Identifier: Apache-2.0
// Holds JSON to the part of OpenAPI 3.0's schemas that docs/openapi.yaml uses. Stricter than the standard: a member
// that is not described is a fault, so that the description cannot fall behind.
#pragma once

#include <boost/json/value.hpp>
#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

namespace tocsin::dispatcher::api {

class described_api {
public:
    /// Reads docs/openapi.yaml of this source tree.
    described_api();

    YAML::Node const& document() const { return document_; }

    /// "GET /v1/alerts/{id}", sorted.
    std::vector<std::string> operations() const;

    /// The schema of one answer in JSON; null when none is described.
    YAML::Node answer_schema(std::string const& method, std::string const& pattern, int status) const;

    /// Where and how a value breaks its schema; empty when it holds.
    std::vector<std::string> faults(boost::json::value const& value, YAML::Node const& schema) const;

private:
    struct walk;

    YAML::Node resolved(YAML::Node node) const;
    void check(walk& at, boost::json::value const& value, YAML::Node schema, bool members_known_elsewhere) const;
    void check_object(walk& at, boost::json::value const& value, YAML::Node const& schema, bool members_known_elsewhere)
        const;
    void check_text(walk& at, std::string const& text, YAML::Node const& schema) const;
    void collect_names(YAML::Node const& schema, std::vector<std::string>& names) const;

    YAML::Node document_;
};

}  // namespace tocsin::dispatcher::api
