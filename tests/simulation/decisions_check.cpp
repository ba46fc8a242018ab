// SPDX-License-Identifier: Apache-2.0
// What officers decide together, and exercises: judged by what the providers wrote down and what the officers were shown.
#include "tests/simulation/crisis.hpp"
#include "tests/simulation/words.hpp"

#include <algorithm>

namespace tocsin::simulation {
namespace {

constexpr seconds correction_time{10};
constexpr std::size_t several = 5;  // of one alone a provider may have refused each of three tries

}  // namespace

/// Exercises, and what the neighbours are asked, stand apart from what is said of the flood here.
void crisis::gather_what_was_seen()
{
    for (auto const* const from : {&sms_.log, &second_.log})
        for (auto const& each : *from) {
            bool const apart = is_exercise(each) || (neighbours_are_asked() && neighbours_.contains(each.to));
            (apart ? of_neighbours_ : seen_).push_back(each);
        }
    auto const earlier = [](auto const& a, auto const& b) { return a.at < b.at; };
    std::stable_sort(seen_.begin(), seen_.end(), earlier);
    std::stable_sort(of_neighbours_.begin(), of_neighbours_.end(), earlier);
}

/// A person is told over either medium: `to` is their number throughout.
std::vector<witnessed> crisis::heard_over_any_medium() const
{
    auto heard = seen_;
    for (auto each : mail_.log) {
        each.to = people_.at(std::stoul(each.to.substr(1)) - 1).mobile->e164();
        if (!neighbours_are_asked() || !neighbours_.contains(each.to))
            heard.push_back(std::move(each));
    }
    std::stable_sort(heard.begin(), heard.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    return heard;
}

void crisis::check_decisions(outcome& found)
{
    check_assents(found);
    check_extension(found);
    check_retraction(found);
    check_exercise(found);
    check_neighbours(found);
}

/// nothing is asked that enough officers have not said yes to, in these very words.
void crisis::check_assents(outcome& found)
{
    auto const alone = books_->settings.approval_above_recipients;
    std::set<std::string> agreed;
    for (auto const& [digest, plan] : shown_)
        if (plan.people <= alone || static_cast<int>(plan.agreed.size()) >= books_->settings.approval_people)
            agreed.insert(plan.words);
    for (auto const& each : seen_) {
        bool const in_new_words = extended_after_the_start_ && each.at >= *extend_tried_;
        if (is_question(each) && !in_new_words && !agreed.contains(each.text))
            found.violations.push_back("R-10 a question left that too few had said yes to");
    }
}

/// Once a later time is decided, nobody is asked for the former one.
void crisis::check_extension(outcome& found)
{
    if (!extended_)
        return;
    for (auto const& each : seen_)
        if (is_question(each) && each.at > *extended_ + 2 * grace && old_words_.contains(each.text))
            found.violations.push_back("extension: somebody was asked for the former time");
}

/// a correction to exactly those whom anything reached or may have reached, each once; and nothing else any more.
void crisis::check_retraction(outcome& found)
{
    if (!retracted_)
        return;
    auto const heard = heard_over_any_medium();
    std::set<std::string> reached;
    std::map<std::string, std::set<std::string>> corrected;
    for (auto const& each : heard) {
        if (is_correction(each)) {
            corrected[each.to].insert(each.reference);
            continue;
        }
        bool const an_answer = confirms_stop(each) || answers_late(each);
        if (each.at <= *retracted_ + grace)
            reached.insert(each.to);
        else if (!an_answer)
            found.violations.push_back("R-06 something else than the correction left after a retraction");
    }
    for (auto const& number : reached)
        if (!corrected.contains(number) && !wrote_stop_.contains(number))
            found.violations.push_back("R-06 somebody who was reached never heard that it was wrong");
    std::size_t nobody_knows = 0;
    for (auto const& [number, references] : corrected) {
        if (references.size() > 1)
            found.violations.push_back("R-06 somebody heard twice that it was wrong");
        bool const doubtful = sms_.doubtful.contains(number) || second_.doubtful.contains(number);
        if (!reached.contains(number) && !doubtful)
            ++nobody_knows;
    }
    // What was on its way then may have arrived, and a kill leaves in doubt what was claimed by then.
    if (nobody_knows > (1 + kills_.size()) * (sms_.window() + second_.window() + mail_.window()))
        found.violations.push_back("R-06 a correction went to people whom nothing had reached");
    check_speed_of_retraction(found, heard);
}

/// Where nothing else stands in the way.
void crisis::check_speed_of_retraction(outcome& found, std::vector<witnessed> const& heard)
{
    auto const until = *retracted_ + correction_time;
    bool in_the_way = plan_.full_disk || plan_.clock_jump || plan_.quota || plan_.one_account;
    in_the_way = in_the_way || (outage_ && *outage_ < until && *outage_end_ > *retracted_ - minutes{1});
    for (auto const each : kills_)
        in_the_way = in_the_way || (each > *retracted_ - seconds{2} && each < until);
    for (auto const* const from : {&sms_, &second_})
        for (auto const& [asked, over] : from->pauses)
            in_the_way = in_the_way || (asked < until && over > *retracted_ && over - asked > grace);
    std::set<std::string> waiting;
    for (auto const& each : heard)
        if (each.at < *retracted_ && !wrote_stop_.contains(each.to))
            waiting.insert(each.to);
    auto const first = std::find_if(heard.begin(), heard.end(), is_correction);
    if (!in_the_way && waiting.size() >= several && (first == heard.end() || first->at > until))
        found.violations.push_back("R-06 no correction on the wire within ten seconds");
}

/// an exercise reaches nobody; a drill reaches those who enrolled, and says so.
void crisis::check_exercise(outcome& found)
{
    if (!plan_.exercise)
        return;
    std::set<std::string> played;
    std::set<std::string> asked;
    for (auto const& each : dry_.played) {
        played.insert(each.reference);
        if (is_question(each))
            asked.insert(each.to);
        if (!is_exercise(each))
            found.violations.push_back("R-08 an exercise does not say that it is one");
    }
    for (auto const* const log : {&sms_.log, &second_.log, &mail_.log, &dry_.sent})
        for (auto const& each : *log) {
            bool const of_it = is_exercise(each) || played.contains(each.reference) || neighbours_.contains(each.to);
            if (of_it && !plan_.drill)
                found.violations.push_back("R-08 an exercise reached a provider");
            if (of_it && plan_.drill && !(is_exercise(each) && enrolled_.contains(each.to)))
                found.violations.push_back("R-08 a drill reached somebody who did not enroll, or did not say what it is");
        }
    if (!neighbours_called_ || plan_.clock_jump || plan_.drill || plan_.mistaken)
        return;
    for (auto const& number : willing_neighbours_)
        if (!asked.contains(number) && !wrote_stop_.contains(number))
            found.violations.push_back("R-01 somebody was left out of an exercise");
}

/// Whoever is called in addition is asked once; whoever was asked before is left alone, which check_duplicates sees.
void crisis::check_neighbours(outcome& found)
{
    if (!plan_.widens)
        return;
    std::map<std::string, std::set<std::string>> asked;
    for (auto const& each : of_neighbours_)
        if (is_question(each))
            asked[each.to].insert(each.reference);
    for (auto const& [number, references] : asked) {
        if (!willing_neighbours_.contains(number))
            found.violations.push_back("R-09 somebody outside the wider zone was asked");
        if (references.size() > 1)
            found.violations.push_back("R-04 somebody was asked twice by a wider call");
    }
    // The wider call fills the need of the first: nobody more is told to come, nor asked once it is filled.
    auto everybody = of_neighbours_;
    auto const here = heard_over_any_medium();
    everybody.insert(everybody.end(), here.begin(), here.end());
    std::stable_sort(everybody.begin(), everybody.end(), [](auto const& a, auto const& b) { return a.at < b.at; });
    for (auto const& wrong : places_.while_it_ran(everybody, plan_.need))
        found.violations.push_back(wrong + ", the wider call's people counted");
    if (!neighbours_called_ || plan_.clock_jump || !plan_.everyone || places_.told_to_come(everybody) >= plan_.need)
        return;
    for (auto const& number : willing_neighbours_)
        if (!asked.contains(number) && !wrote_stop_.contains(number))
            found.violations.push_back("R-01 somebody in the wider zone was never asked");
}

}  // namespace tocsin::simulation
