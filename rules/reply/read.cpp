// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/read.hpp"

#include "rules/reply/code.hpp"
#include "rules/reply/decide.hpp"
#include "rules/reply/hear.hpp"

#include <algorithm>
#include <array>

namespace tocsin::rules::reply {
namespace {

using word_list = std::vector<std::string>;

reading unclear(std::string why)
{
    reading read;
    read.why = std::move(why);
    return read;
}

reading automatic(std::string why)
{
    auto read = unclear(std::move(why));
    read.automatic = true;
    return read;
}

/// The words that belong to one code.
struct clause {
    std::string code;
    word_list words;
};

/// "oui K42 non R77" says the answer first, "K42 oui R77 non" the code; "oui K42 et R77" answers both alike.
std::vector<clause> clauses_of(std::vector<coded_word> const& marked, bool asks)
{
    std::vector<clause> clauses;
    word_list said;
    auto const first = std::find_if(marked.begin(), marked.end(), [](auto const& each) { return !each.code.empty(); });
    for (auto at = marked.begin(); at != first; ++at)
        said.push_back(at->word);
    bool const answer_first = decide(look_up(said), asks).meaning != reply_meaning::unclear;
    for (auto at = first; at != marked.end(); ++at) {
        if (at->code.empty())
            (answer_first ? said : clauses.back().words).push_back(at->word);
        else
            clauses.push_back({at->code, std::exchange(said, {})});  // "peut-être K42" is the code's, even before it
    }
    if (answer_first)  // what follows the last code still belongs to it: "oui K42 à 18h"
        clauses.back().words.insert(clauses.back().words.end(), said.begin(), said.end());
    return clauses;
}

bool says_nothing(clause const& one)
{
    auto const heard = look_up(one.words);
    return std::all_of(heard.items.begin(), heard.items.end(), [](item const& each) { return each.means == sense::harmless; });
}

/// A code without an answer of its own shares its neighbour's: the one before, or the one after where the code comes first.
void share_answers(std::vector<clause>& clauses)
{
    for (std::size_t i = 1; i < clauses.size(); ++i)
        if (says_nothing(clauses[i]))
            clauses[i].words = clauses[i - 1].words;
    for (std::size_t i = clauses.size() - 1; i > 0; --i)
        if (says_nothing(clauses[i - 1]))
            clauses[i - 1].words = clauses[i].words;
}

/// "oui K42 ou R77", "oui K42 si R77 est complet": one answer hangs on the other, and a person has to say which holds.
bool tied_together(std::vector<clause> const& clauses, std::vector<coded_word> const& marked)
{
    constexpr auto ties = std::to_array<std::string_view>(
        {"ou", "si", "sinon", "sauf", "moins", "defaut", "lieu", "plutot", "prefere", "or", "if", "unless", "otherwise", "instead", "rather"}
    );
    bool const several = std::any_of(clauses.begin(), clauses.end(), [&](clause const& each) { return each.code != clauses.front().code; });
    return several && std::any_of(marked.begin(), marked.end(), [&ties](coded_word const& each) {
        return each.code.empty() && std::find(ties.begin(), ties.end(), each.word) != ties.end();
    });
}

/// What is said of this code is neither an answer nor understood: it may be about another's.
bool puzzles(clause const& one, bool asks)
{
    auto const heard = look_up(one.words);
    return decide(heard, asks).meaning == reply_meaning::unclear &&
           std::any_of(heard.items.begin(), heard.items.end(), [](item const& each) { return each.means == sense::unknown; });
}

std::vector<reading> answers_of(std::vector<coded_word> const& marked, bool asks)
{
    auto clauses = clauses_of(marked, asks);
    if (clauses.size() == 1) {
        clauses.front().words.clear();
        for (auto const& each : marked)
            if (each.code.empty())
                clauses.front().words.push_back(each.word);
    }
    if (tied_together(clauses, marked))
        return {unclear("one answer hangs on the other")};
    share_answers(clauses);
    bool const puzzling = std::any_of(clauses.begin(), clauses.end(), [asks](clause const& each) { return puzzles(each, asks); });
    std::vector<reading> readings;
    for (auto const& each : clauses) {
        auto read = decide(look_up(each.words), asks);
        if (puzzling && read.meaning == reply_meaning::yes)
            read = unclear("what is said of another code is not understood");
        read.code = each.code;
        auto const twin = std::find_if(readings.begin(), readings.end(), [&](auto const& known) { return known.code == each.code; });
        if (twin == readings.end())
            readings.push_back(std::move(read));
        else if (twin->meaning != read.meaning)
            twin->meaning = reply_meaning::unclear;
    }
    return readings;
}

}  // namespace
}  // namespace tocsin::rules::reply

namespace tocsin::rules {

std::vector<reading> read_replies(std::string_view text, std::span<std::string const> issued, reply::known_words const& known)
{
    using namespace reply;
    auto const heard = hear(text);
    auto const like = sounds_like_a_machine(heard.words);
    if (like == machine_like::certainly)
        return {automatic("only a machine writes so")};
    auto const words = signatures_apart(heard.words, known);
    if (says_stop(words)) {
        auto read = unclear("the whole message is STOP");
        read.meaning = reply_meaning::stop;
        return {read};
    }
    if (names_stop(heard.words))
        return {unclear("stop inside a sentence does nothing by itself")};
    if (like == machine_like::perhaps && !answers_plainly(look_up(words)))
        return {automatic("a machine's words, and no answer beside them")};

    auto const marked = mark_codes(words, issued);
    for (auto const& each : marked)
        if (each.code.empty() && looks_like_code(each.word))
            return {unclear(each.word + " is no code that was given out")};
    if (std::any_of(marked.begin(), marked.end(), [](auto const& each) { return !each.code.empty(); }))
        return answers_of(marked, heard.asks);
    return {decide(look_up(words), heard.asks)};
}

reading read_reply(std::string_view text) { return std::move(read_replies(text, {}).front()); }

}  // namespace tocsin::rules
