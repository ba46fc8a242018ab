// SPDX-License-Identifier: Apache-2.0
// Keeps every event of a run, to be asked afterwards.
#pragma once

#include "dispatcher/runtime/events.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace tocsin::dispatcher {

class event_recorder final : public event_log {
public:
    struct entry {
        event const* what;
        std::map<std::string, std::string> fields;
    };

    void report(event const& what, std::initializer_list<field> fields) override
    {
        entry happened{&what, {}};
        for (auto const& [name, value] : fields)
            happened.fields.emplace(name, value);
        entries_.push_back(std::move(happened));
    }

    std::vector<entry> const& entries() const { return entries_; }

    int count(event const& what) const
    {
        return static_cast<int>(std::count_if(entries_.begin(), entries_.end(), [&](entry const& happened) {
            return happened.what->id == what.id;
        }));
    }

    /// The value of a field of the last such event; empty when there is none.
    std::string last(event const& what, std::string const& field) const
    {
        for (auto happened = entries_.rbegin(); happened != entries_.rend(); ++happened)
            if (happened->what->id == what.id)
                if (auto const found = happened->fields.find(field); found != happened->fields.end())
                    return found->second;
        return {};
    }

private:
    std::vector<entry> entries_;
};

}  // namespace tocsin::dispatcher
