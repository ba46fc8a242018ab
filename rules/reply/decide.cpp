// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/decide.hpp"

#include "rules/reply/dictionary.hpp"
#include "rules/reply/together.hpp"

#include <algorithm>
#include <initializer_list>

namespace tocsin::rules::reply {
namespace {

using items = std::vector<item>;

bool agrees(sense value)
{
    return value == sense::yes || value == sense::agreed || value == sense::able || value == sense::state;
}

class weighing {
public:
    weighing(meaning_heard heard, bool asks) : list_(taken_together(std::move(heard.items))), asks_(asks)
    {
        if (heard.negated && !any({sense::no, sense::negation, sense::unsure, sense::refusal}) && !negation_within())
            list_.emplace_back(sense::unsure, "ne");
    }

    reading result()
    {
        if (any({sense::mockery}))
            return because("may be meant otherwise");
        if (any({sense::unsure}))
            return because("unsure");
        bool const refuses = any({sense::no, sense::refusal, sense::sorry});
        if (refuses && says_yes())
            return because("yes and no");
        if (refuses)
            return no();
        return says_yes() ? yes() : because("no answer in it");
    }

    bool says_yes() const { return std::any_of(list_.begin(), list_.end(), [](item const& each) { return agrees(each.means); }); }

    /// "Non, …": whatever follows explains it.
    bool begins_with_no() const
    {
        auto const first = std::find_if(list_.begin(), list_.end(), [](item const& each) {
            return each.means != sense::harmless && each.means != sense::received && each.means != sense::sorry;
        });
        return first != list_.end() && first->means == sense::refusal;
    }

private:
    bool any(std::initializer_list<sense> wanted) const
    {
        return std::any_of(list_.begin(), list_.end(), [&wanted](item const& each) {
            return std::find(wanted.begin(), wanted.end(), each.means) != wanted.end();
        });
    }

    long count(sense wanted) const
    {
        return std::count_if(list_.begin(), list_.end(), [wanted](item const& each) { return each.means == wanted; });
    }

    bool says(mark what) const
    {
        return std::any_of(list_.begin(), list_.end(), [&](item const& each) { return words_.is(what, each.said); });
    }

    /// "n'hésitez pas", "pas de souci": the negation is inside a phrase.
    bool negation_within() const
    {
        return std::any_of(list_.begin(), list_.end(), [this](item const& each) { return words_.holds(mark::negates_within, each.said); });
    }

    reading no() const
    {
        bool const plain = begins_with_no();
        if (any({sense::reservation}))
            return because("a no with an exception");
        if (!any({sense::no, sense::refusal}) && (asks_ || any({sense::unknown, sense::other, sense::condition, sense::stretch, sense::negation, sense::asks, sense::before})))
            return because("sorry, and something else");
        if (!any({sense::no, sense::refusal}) && is_free())
            return because("sorry, and something else");
        if (!any({sense::no}) && no_may_be_of_something())
            return because("no what?");
        if (words_.is(mark::after_all, list_.back().said))  // "non, enfin si"
            return because("yes and no");
        if (says(mark::comes_soon))
            return because("yes and no");
        if (!plain && says(mark::perhaps))
            return because("a no that is not sure");
        if (plain && exclaims())
            return because("a no that goes on");
        if (plain)
            return (any({sense::other}) && any({sense::verb})) || (says(mark::but) && any({sense::other, sense::verb})) ? because("a no that goes on") : decided(reply_meaning::no);
        if (!any({sense::no}) && puzzles_before_no())
            return because("a no to what?");
        if (asks_ || any({sense::asks}))
            return because("a question");
        if (any({sense::before}) || says(mark::if_so))
            return because("a no with an exception");
        if (somebody_does_not() || (any({sense::other}) && (says(mark::but) || speaks_of_others_first())))
            return because("speaks of somebody else");
        return decided(reply_meaning::no);
    }

    /// "Gilles ne pourra pas": a third person's verb, and before it a word that may be whose.
    bool somebody_does_not() const
    {
        auto const of_a_third = [this](item const& each) {
            return each.means == sense::no && words_.goes_on_after(mark::third_person, each.said);
        };
        auto const after_a_name = [&](item const& before, item const& each) { return before.means == sense::unknown && of_a_third(each); };
        return std::adjacent_find(list_.begin(), list_.end(), after_a_name) != list_.end();
    }

    /// "désolé, je ne travaille pas": why they can, after all?
    bool is_free() const
    {
        return std::any_of(list_.begin(), list_.end(), [this](item const& each) { return words_.holds(mark::free, each.said); });
    }

    /// "no car", "no pb": in English a no may belong to the word that follows.
    bool no_may_be_of_something() const
    {
        for (std::size_t i = 0; i + 1 < list_.size(); ++i)
            if (words_.is(mark::of_the_next, list_[i].said) && list_[i + 1].means == sense::unknown)
                return true;
        return false;
    }

    /// "non mais oh", "non mais sérieusement": no answer, unless one follows or they thank.
    bool exclaims() const
    {
        auto const no = std::find_if(list_.begin(), list_.end(), [](item const& each) { return each.means == sense::refusal; });
        if (no == list_.end() || no + 1 == list_.end() || !words_.is(mark::but, (no + 1)->said))
            return false;
        return std::none_of(no + 2, list_.end(), [](item const& each) {
            return each.means == sense::no || each.means == sense::sorry || each.means == sense::received || each.means == sense::excuse ||
                   each.means == sense::negation;
        });
    }

    /// "message non délivré", "Pierre non": a bare "non" after a word that nobody knows may be that word's.
    bool puzzles_before_no() const
    {
        auto const first = std::find_if(list_.begin(), list_.end(), [](item const& each) {
            return each.means == sense::unknown || each.means == sense::refusal;
        });
        return first != list_.end() && first->means == sense::unknown;
    }

    bool speaks_of_others_first() const
    {
        auto const first = std::find_if(list_.begin(), list_.end(), [](item const& each) {
            return each.means == sense::other || each.means == sense::no || each.means == sense::refusal;
        });
        return first != list_.end() && first->means == sense::other;
    }

    reading yes() const
    {
        if (asks_ || any({sense::asks}))
            return because("a question");
        if (any({sense::other}))
            return because("speaks of somebody else");
        if (any({sense::negation}))
            return because("a negation nobody understood");
        bool const only_agreed = !any({sense::yes, sense::able, sense::state});
        if (any({sense::praise}) && !any({sense::able}))
            return because("may be meant otherwise");
        if (only_agreed && any({sense::received}))
            return because("may only acknowledge");
        if (any({sense::condition, sense::stretch, sense::reservation, sense::before}) || count(sense::arrival) > 1)
            return only_agreed && any({sense::unknown, sense::excuse}) ? because("not every word is understood") : under(firmness::conditional);
        if (any({sense::unknown, sense::excuse}))
            return names_a_place() && !only_agreed ? under(firmness::conditional) : because("not every word is understood");
        return under(any({sense::arrival}) ? firmness::timed : firmness::firm);
    }

    /// "oui je suis à Digne": all that is not understood is a name after a preposition, at the end.
    bool names_a_place() const
    {
        return count(sense::unknown) == 1 && list_.size() > 2 && list_.back().means == sense::unknown &&
               words_.is(mark::place_follows, list_[list_.size() - 2].said);
    }

    reading under(firmness how) const
    {
        auto read = decided(reply_meaning::yes);
        read.how = how;
        if (count(sense::arrival) == 1 && !any({sense::stretch, sense::before}))
            for (auto const& each : list_)
                if (each.means == sense::arrival)
                    read.when = each.when;
        return read;
    }

    reading decided(reply_meaning meaning) const
    {
        auto read = because("");
        read.meaning = meaning;
        return read;
    }

    /// Unclear, with what was heard.
    reading because(std::string_view reason) const
    {
        reading read;
        for (auto const& each : list_)
            if (each.means != sense::harmless)
                read.why += (read.why.empty() ? "" : "; ") + each.said + ": " + std::string{to_string(each.means)};
        if (!reason.empty())
            read.why += (read.why.empty() ? "" : " -> ") + std::string{reason};
        return read;
    }

    items list_;
    bool asks_;
    dictionary const& words_ = dictionary::all();
};

}  // namespace

reading decide(meaning_heard heard, bool asks) { return weighing{std::move(heard), asks}.result(); }

bool answers_plainly(meaning_heard heard)
{
    weighing const weighed{std::move(heard), false};
    return weighed.says_yes() || weighed.begins_with_no();
}

}  // namespace tocsin::rules::reply
