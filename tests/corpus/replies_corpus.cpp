// SPDX-License-Identifier: Apache-2.0
// Measures the reply grammar against replies that did not shape it, and fails under its goals.
// usage: replies_corpus [--misses] [--kinds] FILE.tsv …  The form of a file is told at its head.
#include "channels/mail/own_words.hpp"
#include "rules/geo/gazetteer.hpp"
#include "rules/reply/read.hpp"
#include "where.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace tocsin;
using rules::firmness;
using rules::reading;

struct labelled {
    std::string kind;
    std::vector<std::string> codes;
    std::string expected;
    std::string text;
    rules::reply::known_words known;
};

std::vector<std::string> split(std::string const& text, char at)
{
    std::vector<std::string> parts;
    std::istringstream in{text};
    for (std::string part; std::getline(in, part, at);)
        parts.push_back(part);
    return parts;
}

std::string text_of(std::string const& path)
{
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// As the house knows them of a writer of Digne, where the corpus plays.
std::vector<std::string> const& places()
{
    static auto const names = [] {
        auto const communes = text_of(TOCSIN_SOURCE_DIR "/config/gazetteer/communes.tsv");
        rules::gazetteer_files files;
        files.communes = communes;
        return rules::gazetteer::read(files, "config/gazetteer").value().names_around("04070");
    }();
    return names;
}

/// "Given Family|Commune", and "|evening" where that is when people were wanted.
rules::reply::known_words registered(std::string const& writer)
{
    auto const parts = split(writer, '|');
    rules::reply::known_words known;
    if (!parts.empty())
        known.names.push_back(parts[0]);
    known.places = places();
    if (parts.size() > 1)
        known.places.push_back(parts[1]);
    known.tonight = parts.size() > 2 && parts[2] == "evening";
    return known;
}

std::vector<labelled> load(char const* file)
{
    std::ifstream in{file};
    std::vector<labelled> all;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#')
            continue;
        auto const parts = split(line, '\t');
        if (parts.size() != 4 && parts.size() != 5) {
            std::cerr << file << ": not four or five fields: " << line << '\n';
            std::exit(2);
        }
        labelled one{parts[0], parts[1] == "-" ? std::vector<std::string>{} : split(parts[1], ','), parts[2], parts[3], {}};
        if (parts.size() == 5)
            one.known = registered(parts[4]);
        for (auto found = one.text.find("\\n"); found != std::string::npos; found = one.text.find("\\n"))
            one.text.replace(found, 2, "\n");
        if (one.kind == "mail")
            one.text = channels::mail::own_words(one.text);  // as it comes up from the channel
        all.push_back(std::move(one));
    }
    return all;
}

/// The labels' own words for what the grammar read: "yes", "yes@+30", "yes@18:00", "yes?", "no", "stop", "auto", "unclear".
std::string spelt(reading const& read)
{
    if (read.automatic)
        return "auto";
    if (read.meaning != reply_meaning::yes)
        return std::string{to_string(read.meaning)};
    if (read.how == firmness::firm)
        return "yes";
    if (read.how == firmness::conditional || !read.when)
        return "yes?";
    char text[32];
    auto const minute = static_cast<int>(read.when->at.count());
    if (read.when->on_the_clock)
        std::snprintf(text, sizeof text, "yes@%02d:%02d", minute / 60, minute % 60);
    else
        std::snprintf(text, sizeof text, "yes@+%d", minute);
    return text;
}

bool takes_a_place(std::string const& answer) { return answer == "yes" || answer.starts_with("yes@"); }
bool is_abstention(std::string const& answer) { return answer == "unclear" || answer == "yes?" || answer == "which"; }

/// Per code what is answered; "" where no code was.
using answers = std::map<std::string, std::string>;

answers expected_of(labelled const& one)
{
    answers all;
    for (auto const& part : split(one.expected, ' ')) {
        auto const equals = part.find('=');
        if (equals == std::string::npos)
            all[""] = part;
        else
            all[part.substr(0, equals)] = part.substr(equals + 1);
    }
    return all;
}

answers read_of(labelled const& one)
{
    answers all;
    for (auto const& each : rules::read_replies(one.text, one.codes, one.known)) {
        auto answer = spelt(each);
        // With several requests open, a clear answer without a code answers none of them: it is asked back.
        if (each.code.empty() && one.codes.size() > 1 && (answer.starts_with("yes") || answer == "no"))
            answer = "which";
        all[each.code] = std::move(answer);
    }
    return all;
}

struct share {
    int right = 0;
    int all = 0;

    void count(bool holds)
    {
        ++all;
        right += holds ? 1 : 0;
    }

    double percent() const { return all == 0 ? 100.0 : 100.0 * right / all; }

    void print(char const* what) const { std::printf("  %-58s %5d of %5d  %6.2f %%\n", what, right, all, percent()); }
};

/// What became of the answers of one kind.
struct outcomes {
    int all = 0;
    share yes, no;  ///< read so, and right
    int left_to_a_person = 0;

    void count(std::string const& label, std::string const& answer)
    {
        ++all;
        if (takes_a_place(answer))
            yes.count(takes_a_place(label));
        else if (answer == "no")
            no.count(label == "no");
        else if (is_abstention(answer))
            ++left_to_a_person;
    }
};

struct measures {
    std::map<std::string, outcomes> kinds;
    share yes_precision, firm_precision, times, yes_recall, no_precision, no_recall, stop_precision, stop_recall, auto_precision,
        auto_recall, bound, abstained, abstained_on_answers;
    int wrong_bindings = 0;
};

class court {
public:
    explicit court(bool show) : show_(show) {}

    void judge(labelled const& one)
    {
        auto const wanted = expected_of(one);
        auto const got = read_of(one);
        for (auto const& [code, answer] : got)
            if (auto const label = wanted.find(code); !code.empty() && !is_abstention(answer) && (label == wanted.end() || label->second == "unclear")) {
                ++found_.wrong_bindings;
                miss(one, "BOUND WRONGLY", code + '=' + answer);
            }
        for (auto const& [code, label] : wanted) {
            auto const read = got.find(code);
            auto const answer = read == got.end() ? "unclear" : read->second;
            if (!code.empty())
                found_.bound.count(read != got.end());
            weigh(one, label, answer);
        }
        // What was read where nothing was to be read also counts against precision.
        for (auto const& [code, answer] : got)
            if (!wanted.contains(code) && !is_abstention(answer))
                weigh(one, "unclear", answer);
    }

    measures const& found() const { return found_; }

private:
    void weigh(labelled const& one, std::string const& label, std::string const& answer)
    {
        found_.kinds[one.kind].count(label, answer);
        if (takes_a_place(answer))
            found_.yes_precision.count(takes_a_place(label));
        if (answer == "yes")
            found_.firm_precision.count(label == "yes");
        if (answer.starts_with("yes@") && takes_a_place(label))
            found_.times.count(answer == label);
        if (takes_a_place(label))
            found_.yes_recall.count(takes_a_place(answer));
        each(found_.no_precision, found_.no_recall, "no", label, answer);
        each(found_.stop_precision, found_.stop_recall, "stop", label, answer);
        each(found_.auto_precision, found_.auto_recall, "auto", label, answer);
        found_.abstained.count(is_abstention(answer));
        if (takes_a_place(label) || label == "no")
            found_.abstained_on_answers.count(is_abstention(answer));
        if (answer != label)
            miss(one, is_abstention(answer) ? "abstained" : "READ WRONGLY", answer);
    }

    static void each(share& precision, share& recall, std::string_view what, std::string const& label, std::string const& answer)
    {
        if (answer == what)
            precision.count(label == what);
        if (label == what)
            recall.count(answer == what);
    }

    void miss(labelled const& one, char const* how, std::string const& answer) const
    {
        if (!show_)
            return;
        std::string why;
        for (auto const& each : rules::read_replies(one.text, one.codes, one.known))
            why += each.why + "  ";
        std::printf("%s\t%s\t%s instead of %s\t%s\t(%s)\n", how, one.kind.c_str(), answer.c_str(), one.expected.c_str(), one.text.c_str(), why.c_str());
    }

    bool show_;
    measures found_;
};

void print_kinds(measures const& m)
{
    std::printf("| kind | answers | read as yes, right | read as no, right | left to a person |\n| --- | --- | --- | --- | --- |\n");
    for (auto const& [kind, of] : m.kinds)
        std::printf("| %s | %d | %d of %d | %d of %d | %d |\n", kind.c_str(), of.all, of.yes.right, of.yes.all, of.no.right, of.no.all, of.left_to_a_person);
}

bool print_and_judge(char const* file, std::size_t replies, measures const& m)
{
    std::printf("%s: %zu replies\n", file, replies);
    m.yes_precision.print("precision of yes (all that would take a place)");
    m.firm_precision.print("  of which firm: labelled as a firm yes");
    m.times.print("  of which with a time: the right one");
    m.yes_recall.print("recall of yes");
    m.no_precision.print("precision of no");
    m.no_recall.print("recall of no");
    m.stop_precision.print("precision of stop");
    m.stop_recall.print("recall of stop");
    m.auto_precision.print("precision of automatic");
    m.auto_recall.print("recall of automatic");
    m.bound.print("codes bound where one answers");
    std::printf("  %-58s %5d\n", "wrong bindings where a code is present", m.wrong_bindings);
    m.abstained.print("abstained (left to a person), of all");
    m.abstained_on_answers.print("abstained, of those that plainly say yes or no");
    // What a place is given or taken away for must be right; what is left to a person costs a minute.
    bool const good = m.yes_precision.all > 0 && m.yes_precision.percent() >= 99.5 && m.firm_precision.percent() >= 99.0 &&
                      m.times.percent() >= 99.0 && m.no_precision.percent() >= 99.0 && m.stop_precision.percent() >= 100.0 &&
                      m.auto_precision.percent() >= 95.0 && m.wrong_bindings == 0 && m.abstained_on_answers.percent() <= 25.0;
    std::printf("  %s\n", good ? "goals met" : "GOALS NOT MET");
    return good;
}

}  // namespace

int main(int count, char** arguments)
{
    bool good = true;
    bool show = false;
    bool kinds = false;
    int files = 0;
    for (int i = 1; i < count; ++i) {
        if (std::strcmp(arguments[i], "--misses") == 0) {
            show = true;
            continue;
        }
        if (std::strcmp(arguments[i], "--kinds") == 0) {
            kinds = true;
            continue;
        }
        ++files;
        court one{show};
        auto const all = load(arguments[i]);
        for (auto const& each : all)
            one.judge(each);
        good = print_and_judge(arguments[i], all.size(), one.found()) && good;
        if (kinds)
            print_kinds(one.found());
    }
    return good && files > 0 ? 0 : 1;
}
