// SPDX-License-Identifier: Apache-2.0
#include "channels/sms/parts.hpp"

#include "channels/sms/unicode.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tocsin::channels::sms {
namespace {

/// Parts next to each other in one alphabet are decoded as one, so that a pair cut by the sender's phone is whole again.
std::string text_of(std::vector<inbound_part> const& parts, int total)
{
    std::string text;
    octets run;
    alphabet run_in = alphabet::gsm7;
    auto const end_run = [&] {
        text += decode(run_in, run);
        run.clear();
    };
    int expected = 1;
    for (auto const& part : parts) {
        if (part.number != expected || part.written_in != run_in)
            end_run();
        if (part.number != expected)
            text += text.empty() ? "[…] " : " […] ";
        run_in = part.written_in;
        run.insert(run.end(), part.payload.begin(), part.payload.end());
        expected = part.number + 1;
    }
    end_run();
    return expected <= total ? text + " […]" : text;
}

bool is_sound(inbound_part const& part) { return part.total > 0 && part.number > 0 && part.number <= part.total; }

}  // namespace

int units_of(char32_t code, alphabet written_in)
{
    return written_in == alphabet::gsm7 ? septets_of(code) : code >= 0x10000 ? 2 : 1;
}

std::vector<std::size_t> part_ends(std::span<int const> sizes, alphabet written_in)
{
    int const alone = written_in == alphabet::gsm7 ? 160 : 70;
    int const in_a_row = written_in == alphabet::gsm7 ? 153 : 67;
    if (std::accumulate(sizes.begin(), sizes.end(), 0L) <= alone)
        return {sizes.size()};
    std::vector<std::size_t> ends;
    int used = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (used + sizes[i] > in_a_row) {
            ends.push_back(i);
            used = 0;
        }
        used += sizes[i];
    }
    ends.push_back(sizes.size());
    return ends;
}

std::vector<std::string> split(std::string_view text, alphabet written_in)
{
    auto const codes = code_points(text);
    std::vector<int> sizes;
    for (auto const code : codes)
        sizes.push_back(units_of(code, written_in));
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (auto const end : part_ends(sizes, written_in)) {
        std::string part;
        for (; from < end; ++from)
            append_utf8(part, codes[from]);
        parts.push_back(std::move(part));
    }
    return parts;
}

std::vector<gathered> reassembly::add(inbound_part part, mono_time now)
{
    auto news = overdue(now);
    if (!is_sound(part) || part.total == 1 || part.payload.size() > most_.octets) {
        news.emplace_back(std::move(part.sender), decode(part.written_in, part.payload), true);
        return news;
    }
    auto const is_same = [&part](pending const& each) {
        return each.reference == part.reference && each.total == part.total && each.sender == part.sender;
    };
    auto known = std::find_if(kept_.begin(), kept_.end(), is_same);
    auto const by_number = [](inbound_part const& each, int number) { return each.number < number; };
    if (known != kept_.end()) {
        auto const twin = std::lower_bound(known->parts.begin(), known->parts.end(), part.number, by_number);
        if (twin != known->parts.end() && twin->number == part.number) {
            if (twin->payload == part.payload)
                return news;
            forget(known, news);
            known = kept_.end();
        }
    }
    if (known == kept_.end()) {
        pending fresh;
        fresh.sender = part.sender;
        fresh.reference = part.reference;
        fresh.total = part.total;
        fresh.since = now;
        known = kept_.insert(kept_.end(), std::move(fresh));
    }
    held_ += part.payload.size();
    auto const number = part.number;
    known->parts.insert(
        std::lower_bound(known->parts.begin(), known->parts.end(), number, by_number), std::move(part)
    );
    if (known->parts.size() == static_cast<std::size_t>(known->total)) {
        known->finished = true;
        news.emplace_back(known->sender, text_of(known->parts, known->total), true);
    }
    make_room(news);
    return news;
}

std::vector<gathered> reassembly::overdue(mono_time now)
{
    std::vector<gathered> given_up;
    while (!kept_.empty() && kept_.front().since + most_.age <= now)
        forget(kept_.begin(), given_up);
    return given_up;
}

std::optional<mono_time> reassembly::next_due() const
{
    auto const unfinished = std::find_if(kept_.begin(), kept_.end(), [](pending const& each) { return !each.finished; });
    return unfinished == kept_.end() ? std::nullopt : std::optional{unfinished->since + most_.age};
}

void reassembly::forget(std::deque<pending>::iterator which, std::vector<gathered>& given_up)
{
    for (auto const& part : which->parts)
        held_ -= part.payload.size();
    if (!which->finished)
        given_up.emplace_back(which->sender, text_of(which->parts, which->total), false);
    kept_.erase(which);
}

/// Finished ones go first: they are only kept to know their parts again.
void reassembly::make_room(std::vector<gathered>& given_up)
{
    while (kept_.size() > most_.messages || held_ > most_.octets) {
        auto const finished = std::find_if(kept_.begin(), kept_.end(), [](pending const& each) { return each.finished; });
        forget(finished == kept_.end() ? kept_.begin() : finished, given_up);
    }
}

}  // namespace tocsin::channels::sms
