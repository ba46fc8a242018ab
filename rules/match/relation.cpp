// SPDX-License-Identifier: Apache-2.0
#include "rules/match/relation.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tocsin::rules {
namespace {

constexpr minutes most_apart{10};

bool warns(neighbour const& message) { return message.kind == alert_kind::alert || message.kind == alert_kind::update; }

bool overlap(alert_profile const& left, alert_profile const& right)
{
    return left.starts <= right.ends && right.starts <= left.ends;
}

bool is_among(std::vector<std::string> const& all, std::string const& one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

bool share(std::vector<std::string> const& left, std::vector<std::string> const& right)
{
    return std::any_of(left.begin(), left.end(), [&right](std::string const& word) { return is_among(right, word); });
}

/// Translations of one another, where the phenomenon has no code that would say so.
bool are_twins(neighbour const& left, neighbour const& right)
{
    auto const apart = left.identity.sent > right.identity.sent ? left.identity.sent - right.identity.sent
                                                                : right.identity.sent - left.identity.sent;
    if (apart > most_apart || share(left.about.languages, right.about.languages))
        return false;
    return std::any_of(left.about.keys.begin(), left.about.keys.end(), [&right](std::string const& key) {
        return key.starts_with('=') && is_among(right.about.keys, key);
    });
}

/// All that one sender is known to have said in earnest, or all it said in exercise.
class correspondence {
public:
    explicit correspondence(std::vector<neighbour const*> messages) : messages_(std::move(messages))
    {
        std::sort(messages_.begin(), messages_.end(), [](auto const* left, auto const* right) {
            return left->identity < right->identity;
        });
        for (auto const* message : messages_) {
            if (message->kind != alert_kind::update && message->kind != alert_kind::cancel)
                continue;
            for (auto const& which : message->references)
                if (which != message->identity)
                    names(*message, which);
        }
        std::stable_sort(messages_.begin(), messages_.end(), [](auto const* left, auto const* right) {
            return left->identity.sent < right->identity.sent;
        });
        for (auto message = messages_.begin(); message != messages_.end(); ++message)
            if (auto const next = std::find_if(message + 1, messages_.end(), [message](auto const* later) {
                    return reissues(*later, **message);
                });
                next != messages_.end())
                names(**next, (*message)->identity);  // those after it re-issue that one in their turn
        spread_cancels();
    }

    life of(alert_identity const& which) const
    {
        if (cancelled_.contains(which))
            return life::cancelled;
        auto const naming = named_by_.find(which);
        return naming == named_by_.end() ? life::active : life::superseded;
    }

    /// Every alert that another one ends.
    std::vector<alert_identity> named() const
    {
        std::vector<alert_identity> all;
        for (auto const& [which, by] : named_by_)
            all.push_back(which);
        return all;
    }

private:
    void names(neighbour const& message, alert_identity const& which)
    {
        named_by_[which].push_back(&message);
        naming_[message.identity].insert(which);
    }

    void spread_cancels()
    {
        std::vector<alert_identity> ended;
        for (auto const* message : messages_)
            if (message->kind == alert_kind::cancel)
                for (auto const& which : naming_[message->identity])
                    if (cancelled_.insert(which).second)
                        ended.push_back(which);
        while (!ended.empty()) {
            auto const each = std::move(ended.back());
            ended.pop_back();
            auto const replaced = naming_.find(each);
            if (replaced == naming_.end())
                continue;
            for (auto const& which : replaced->second)
                if (cancelled_.insert(which).second)
                    ended.push_back(which);
        }
    }

    std::vector<neighbour const*> messages_;
    std::map<alert_identity, std::vector<neighbour const*>> named_by_;
    std::map<alert_identity, std::set<alert_identity>> naming_;
    std::set<alert_identity> cancelled_;
};

}  // namespace

bool reissues(neighbour const& later, neighbour const& former)
{
    bool const may = warns(later) && warns(former) && later.status == former.status &&
                     later.identity.sender == former.identity.sender && later.identity.sent > former.identity.sent;
    if (!may || former.about.ground.empty() || former.about.keys.empty() || !overlap(later.about, former.about))
        return false;
    bool const all_phenomena = std::all_of(former.about.keys.begin(), former.about.keys.end(), [&later](std::string const& key) {
        return key.starts_with('~') || (key.starts_with('!') && is_among(later.about.keys, key));
    });
    return all_phenomena && std::includes(
                                later.about.ground.begin(), later.about.ground.end(), former.about.ground.begin(),
                                former.about.ground.end()
                            );
}

bool about_one_event(neighbour const& left, neighbour const& right)
{
    if (left.identity.sender != right.identity.sender || left.status != right.status || !overlap(left.about, right.about))
        return false;
    bool const same_phenomenon = std::any_of(left.about.keys.begin(), left.about.keys.end(), [&right](std::string const& key) {
        return !key.starts_with('=') && !key.starts_with('~') && is_among(right.about.keys, key);
    });
    return same_phenomenon || are_twins(left, right);
}

bool says_another(neighbour const& left, neighbour const& right)
{
    if (left.identity.sender == right.identity.sender || left.status != right.status || !overlap(left.about, right.about))
        return false;
    return std::any_of(left.about.keys.begin(), left.about.keys.end(), [&right](std::string const& key) {
        return key.starts_with('~') && is_among(right.about.keys, key);
    });
}

relation relate(neighbour const& incoming, std::vector<neighbour> const& on_record)
{
    auto const& own = incoming.identity;
    std::vector<neighbour const*> messages{&incoming};
    std::set<alert_identity> beyond_reach;  // real ones for an exercise, and the other way round
    for (auto const& each : on_record) {
        if (each.status != incoming.status)
            beyond_reach.insert(each.identity);
        else if (each.identity.sender == own.sender && each.identity != own)
            messages.push_back(&each);
    }
    correspondence const known{std::move(messages)};

    relation found;
    found.standing = known.of(own);
    for (auto const& which : known.named()) {
        if (which == own || which.sender != own.sender || beyond_reach.contains(which))
            continue;
        if (known.of(which) == life::cancelled)
            found.cancels.push_back(which);
        else
            found.supersedes.push_back(which);
    }
    return found;
}

std::vector<std::size_t> same_warning(neighbour const& incoming, std::vector<neighbour> const& on_record)
{
    auto const related = [](neighbour const& left, neighbour const& right) {
        if (left.identity.sender != right.identity.sender || left.status != right.status)
            return false;
        auto const refers = [](neighbour const& from, neighbour const& to) {
            return std::find(from.references.begin(), from.references.end(), to.identity) != from.references.end();
        };
        return refers(left, right) || refers(right, left) || reissues(left, right) || reissues(right, left) ||
               (overlap(left.about, right.about) && are_twins(left, right));
    };
    std::set<std::size_t> found;
    std::vector<neighbour const*> reached{&incoming};
    while (!reached.empty()) {
        auto const* const from = reached.back();
        reached.pop_back();
        for (std::size_t i = 0; i < on_record.size(); ++i)
            if (!found.contains(i) && related(*from, on_record[i])) {
                found.insert(i);
                reached.push_back(&on_record[i]);
            }
    }
    return {found.begin(), found.end()};
}

}  // namespace tocsin::rules
