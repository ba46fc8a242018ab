// SPDX-License-Identifier: Apache-2.0
#include "rules/match/relation.hpp"

#include <algorithm>
#include <set>

namespace tocsin::rules {
namespace {

bool names(neighbour const& message, alert_identity const& which)
{
    return std::find(message.references.begin(), message.references.end(), which) != message.references.end();
}

/// All that one sender is known to have said.
class correspondence {
public:
    explicit correspondence(std::vector<neighbour> messages) : messages_(std::move(messages)) {}

    life of(alert_identity const& which) const
    {
        std::set<alert_identity> met{which};
        bool updated = false;
        std::vector<alert_identity> chain{which};
        while (!chain.empty()) {
            auto const each = std::move(chain.back());
            chain.pop_back();
            for (auto const& message : messages_) {
                if (!names(message, each) || message.identity == each)
                    continue;
                if (message.kind == alert_kind::cancel)
                    return life::cancelled;
                if (message.kind != alert_kind::update)
                    continue;
                updated = true;
                if (met.insert(message.identity).second)
                    chain.push_back(message.identity);
            }
        }
        return updated ? life::superseded : life::active;
    }

    /// Every alert that an Update or a Cancel names.
    std::set<alert_identity> named() const
    {
        std::set<alert_identity> all;
        for (auto const& message : messages_)
            if (message.kind == alert_kind::update || message.kind == alert_kind::cancel)
                all.insert(message.references.begin(), message.references.end());
        return all;
    }

private:
    std::vector<neighbour> messages_;
};

}  // namespace

relation relate(alert const& incoming, std::vector<neighbour> const& on_record)
{
    auto const own = incoming.identity();
    std::vector<neighbour> messages;
    for (auto const& each : on_record)
        if (each.identity.sender == own.sender)
            messages.push_back(each);
    messages.push_back({own, incoming.kind, incoming.references});
    correspondence const known{std::move(messages)};

    relation found;
    found.standing = known.of(own);
    for (auto const& which : known.named()) {
        if (which == own || which.sender != own.sender)
            continue;
        if (known.of(which) == life::cancelled)
            found.cancels.push_back(which);
        else
            found.supersedes.push_back(which);
    }
    return found;
}

}  // namespace tocsin::rules
