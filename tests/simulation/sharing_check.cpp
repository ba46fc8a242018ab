// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/sharing_check.hpp"

#include <algorithm>
#include <map>

namespace tocsin::simulation {
namespace {

/// What one person was told of one flood, each message once however often it came.
struct story {
    std::optional<mono_time> asked;
    bool question_lost = false;
    std::vector<mono_time> confirmed;
    int apologies = 0;
    int ends = 0;
};

class sharing {
public:
    explicit sharing(sharing_facts const& facts) : facts_(facts)
    {
        std::set<std::string> seen;
        for (auto const& each : facts_.log)
            if (seen.insert(each.reference).second)
                hear(each);
    }

    std::vector<std::string> verdict()
    {
        for (auto const& [number, stories] : people_) {
            for (std::size_t i = 0; i < facts_.floods.size(); ++i)
                if (auto const one = stories.find(i); one != stories.end() && one->second.asked)
                    person(number, stories, i);
            budget(stories);
        }
        return std::move(wrong_);
    }

private:
    void hear(witnessed const& each)
    {
        auto const has = [&each](std::string const& words) { return each.text.find(words) != std::string::npos; };
        for (std::size_t i = 0; i < facts_.floods.size(); ++i) {
            auto const& flood = facts_.floods[i];
            if (has("comptons sur vous") ? !has(flood.place) : !has(flood.event))
                continue;
            auto& told = people_[each.to][i];
            if (has("comptons sur vous")) {
                told.confirmed.push_back(each.at);
            } else if (has("retirons notre demande")) {
                ++told.apologies;
            } else if (has("terminé, merci") || has("annulée")) {
                ++told.ends;
            } else if (has("Pouvez-vous aider")) {
                told.asked = each.at;
                told.question_lost = facts_.undeliverable.contains(each.reference);
            }
        }
    }

    bool is_no(word_back const& each) const { return each.text != "Oui j'arrive"; }

    /// A no or STOP that the house had taken by then. A no answers the latest of what its writer had read; to judge, it may
    /// answer any of them.
    bool said_no(std::string const& number, story const& told, mono_time by) const
    {
        return std::any_of(facts_.said.begin(), facts_.said.end(), [&](word_back const& each) {
            return each.number == number && is_no(each) && each.offered >= *told.asked && each.taken && *each.taken <= by;
        });
    }

    bool said_stop(std::string const& number) const
    {
        return std::any_of(facts_.said.begin(), facts_.said.end(), [&number](word_back const& each) {
            return each.number == number && each.text == "STOP";
        });
    }

    bool said_yes(std::string const& number, std::string const& event, mono_time by) const
    {
        return std::any_of(facts_.said.begin(), facts_.said.end(), [&](word_back const& each) {
            return each.number == number && !is_no(each) && each.to_event == event && each.taken && *each.taken <= by;
        });
    }

    /// What one flood did to somebody it asked, beside what the others did.
    void person(std::string const& number, std::map<std::size_t, story> const& stories, std::size_t which)
    {
        auto const& flood = facts_.floods[which];
        auto const& told = stories.at(which);
        for (auto const& [earlier, other] : stories)
            if (earlier != which && other.asked && *other.asked <= *told.asked)
                beside(number, stories, earlier, which);
        if (told.apologies > 1)
            wrong_.emplace_back("sharing: somebody heard two apologies of one mobilisation");
        if (told.apologies > 0 && told.ends > 0)
            wrong_.emplace_back("sharing: somebody was taken elsewhere and heard the end as well");
        if (told.ends > 1)
            wrong_.emplace_back("sharing: somebody heard the end twice");
        bool const owed = !told.question_lost && !said_stop(number) && !said_no(number, told, mono_time::max());
        bool const expected = flood.state == mobilisation_state::closed && !told.confirmed.empty();
        if (owed && told.apologies + told.ends == 0 && !expected)
            wrong_.emplace_back("sharing: somebody who was asked never heard the end");
    }

    /// `before` had asked when `now` did: it waited no more for an answer, and did not count on the person.
    void beside(std::string const& number, std::map<std::size_t, story> const& stories, std::size_t earlier, std::size_t which)
    {
        auto const& before = facts_.floods[earlier];
        auto const& now = facts_.floods[which];
        auto const& other = stories.at(earlier);
        auto const at = *stories.at(which).asked;
        bool const over = before.ended && *before.ended <= at + grace;
        // What was in flight when its person was taken may arrive on the heels of the other question.
        bool const crossed = before.urgent && !now.urgent && at - *other.asked <= 2 * grace;
        if (crossed || other.question_lost || said_stop(number) || said_no(number, other, at + grace))
            return;
        bool const confirmed = !other.confirmed.empty() && other.confirmed.front() + grace < at;
        bool const cancelled = over && before.state == mobilisation_state::cancelled;
        if (confirmed && !cancelled && before.until > at)
            wrong_.emplace_back("sharing: somebody who is expected elsewhere was asked");
        bool const taken_by_another = other.apologies > 0 && std::any_of(stories.begin(), stories.end(), [&](auto const& each) {
            return each.first != which && facts_.floods[each.first].urgent && each.second.asked &&
                   *each.second.asked >= *other.asked && *each.second.asked <= at;
        });
        if (over || taken_by_another)
            return;
        if (!now.urgent || before.urgent)
            wrong_.emplace_back("sharing: somebody had two open requests");
        else if (said_yes(number, before.event, at - queued_at_most))
            wrong_.emplace_back("sharing: somebody who had said yes was taken");
        else if (other.apologies == 0)
            wrong_.emplace_back("sharing: somebody was taken without an apology");
    }

    void budget(std::map<std::size_t, story> const& stories)
    {
        for (auto const& [which, told] : stories) {
            if (!told.asked || told.question_lost)
                continue;
            auto const& limits = facts_.floods[which].urgent ? facts_.urgent : facts_.ordinary;
            auto const within = [&](hours window) {
                return std::count_if(stories.begin(), stories.end(), [&](auto const& each) {
                    auto const& other = each.second;
                    return other.asked && !other.question_lost && *other.asked <= *told.asked &&
                           *other.asked > *told.asked - window;
                });
            };
            if (within(rules::contact_day) > limits.per_day)
                wrong_.emplace_back("sharing: somebody was asked above the budget of a day");
            if (within(rules::contact_month) > limits.per_month)
                wrong_.emplace_back("sharing: somebody was asked above the budget of a month");
        }
    }

    // How long a question may have waited for its turn since it was decided whom to ask.
    static constexpr minutes queued_at_most{10};

    sharing_facts const& facts_;
    std::map<std::string, std::map<std::size_t, story>> people_;
    std::vector<std::string> wrong_;
};

}  // namespace

std::vector<std::string> check_sharing(sharing_facts const& facts) { return sharing{facts}.verdict(); }

}  // namespace tocsin::simulation
