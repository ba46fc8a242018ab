// SPDX-License-Identifier: Apache-2.0
#include "channels/exec/life.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>

namespace tocsin::channels::exec {

using namespace boost::asio::experimental::awaitable_operators;

namespace {

constexpr std::size_t most_at_a_time = 64 * 1024;  // what a pipe holds
constexpr std::size_t most_news = 256;  // on their way up at once; more wait in the pipe
constexpr int most_faults = 10;
constexpr int most_silences = 3;  // time-outs with nothing said between: late answers are no reason to end it
constexpr std::size_t longest_complaint = 1000;
constexpr seconds last_words{1};  // a dead program's pipe is read for so long: somebody else may hold it open

std::span<std::uint8_t const> bytes_of(std::string const& text)
{
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

}  // namespace

outcome not_now(std::string why) { return refused{permanence::transient, "connect", std::move(why)}; }

struct life::submission {
    submission(boost::asio::any_io_executor executor, outbound message) : message(std::move(message)), done(std::move(executor)) {}

    outbound message;
    bell done;
    std::optional<outcome> what;
    bool has_left = false;  ///< from here on only an answer says what became of it
};

/// However the wait ends, nothing of it stays behind.
struct life::open_submission {
    open_submission(life& in, std::shared_ptr<submission> which) : in(in), which(std::move(which)) {}
    ~open_submission() { in.close(*which); }
    open_submission(open_submission const&) = delete;
    open_submission& operator=(open_submission const&) = delete;

    life& in;
    std::shared_ptr<submission> which;
};

life::life(
    runtime& world,
    exec_settings const& settings,
    std::unique_ptr<child_process> child,
    inbox& above,
    greeting_heard greeted
)
    : world_(world)
    , settings_(settings)
    , child_(std::move(child))
    , above_(above)
    , greeting_heard_(std::move(greeted))
    , talk_(settings.ours)
    , queued_(world.executor())
    , is_over_(world.executor())
    , speaking_(world.executor())
    , listening_(world.executor())
    , news_(world.executor())
{
}

// --- handing a message over -------------------------------------------------------------------------------------------

task<outcome> life::submit(outbound message)
{
    if (over_ || !is_greeted_)
        co_return not_now("the program is not ready");
    if (open_.contains(message.reference))
        co_return not_now("this message is with the program already");
    auto const mine = std::make_shared<submission>(world_.executor(), std::move(message));
    open_submission const here{*this, mine};
    open_.emplace(mine->message.reference, mine);
    queue_.push_back({{}, mine});
    queued_.ring();
    co_await rung_or(mine->done, world_, world_.mono() + settings_.timeout);
    if (mine->what)
        co_return std::move(*mine->what);
    if (!mine->has_left)
        co_return not_now("the program is busy with other messages");
    if (unanswered_since_ && world_.mono() - *unanswered_since_ >= most_silences * settings_.timeout)
        over("it says nothing to what it is told");
    unknown silence{"the program did not answer in time"};
    co_return outcome{std::move(silence)};
}

void life::close(submission const& which)
{
    auto const& reference = which.message.reference;
    open_.erase(reference);
    talk_.give_up(reference);
    std::erase_if(queue_, [&which](outgoing const& each) { return each.of.get() == &which; });
}

void life::say(std::string line)
{
    queue_.push_back({std::move(line), nullptr});
    queued_.ring();
}

task<void> life::write()
{
    if (!co_await put(talk_.hello()))
        co_return;
    while (true) {
        while (queue_.empty())
            co_await queued_.rung();
        std::string lines;
        while (!queue_.empty() && lines.size() < most_at_a_time) {
            auto const next = std::move(queue_.front());
            queue_.pop_front();
            if (next.of)
                next.of->has_left = true;
            if (next.of && !unanswered_since_)
                unanswered_since_ = world_.mono();
            lines += next.of ? talk_.submit(next.of->message) : next.line;
        }
        if (!co_await put(std::move(lines)))
            co_return;
    }
}

/// False when it could not be said: then the life is over.
task<bool> life::put(std::string lines)
{
    auto const came = co_await (child_->write(bytes_of(lines)) || world_.sleep_until(world_.mono() + settings_.timeout));
    if (came.index() == 1)
        over("it reads nothing of what it is told");
    else if (!std::get<0>(came))
        over("");
    co_return !over_;
}

// --- listening --------------------------------------------------------------------------------------------------------

task<void> life::read()
{
    std::vector<std::uint8_t> room(most_at_a_time);
    while (!over_ || over_->empty()) {
        auto const got = co_await child_->read_output(room);
        if (!got) {
            over("");
            co_return;
        }
        unanswered_since_.reset();
        for (auto& each : talk_.hear({reinterpret_cast<char const*>(room.data()), *got}))
            heed(std::move(each));
        co_await news_.room_below(most_news);
    }
}

void life::heed(happening it)
{
    if (auto* const traits = std::get_if<greeted>(&it)) {
        is_greeted_ = true;
        greeting_heard_(*traits);
        above_.link_changed(link_state::up, "the program is ready");
    } else if (auto* const answer = std::get_if<answered>(&it)) {
        if (auto const found = open_.find(answer->reference); found != open_.end()) {
            found->second->what = std::move(answer->what);
            found->second->done.ring();
        }
    } else if (auto* const receipt = std::get_if<receipt_news>(&it)) {
        news_.spawn(bring_up(std::move(*receipt)));
    } else if (auto* const reply = std::get_if<reply_news>(&it)) {
        news_.spawn(bring_up(std::move(*reply)));
    } else if (auto* const wrong = std::get_if<fault>(&it)) {
        heed_fault(*wrong);
    } else if (auto* const end = std::get_if<broken>(&it)) {
        over(std::move(end->why));
    }
}

void life::heed_fault(fault const& it)
{
    note(it.what);
    if (!it.is_forgiven && ++faults_ >= most_faults)
        over("it keeps saying what the protocol does not know");
}

task<void> life::bring_up(receipt_news it)
{
    auto const kept = co_await above_.receipt_arrived(std::move(it.news));
    say(conversation::acknowledge(it.number, kept));
}

task<void> life::bring_up(reply_news it)
{
    auto const kept = co_await above_.text_arrived(std::move(it.news));
    say(conversation::acknowledge(it.number, kept));
}

task<void> life::read_complaints()
{
    std::vector<std::uint8_t> room(4096);
    std::string line;
    while (true) {
        auto const got = co_await child_->read_errors(room);
        if (!got)
            break;
        for (char const c : std::string_view{reinterpret_cast<char const*>(room.data()), *got}) {
            if (c != '\n' && line.size() < longest_complaint)
                line += c;
            if (c == '\n')
                note(std::exchange(line, {}));
        }
    }
    note(line);
}

void life::note(std::string const& words)
{
    auto const shown = talk_.discreet(words);
    if (shown.find_first_not_of(' ') == std::string::npos || !notes_.lets_through(world_.mono()))
        return;
    if (auto const held = notes_.take_held(); held > 0)
        above_.ailing(std::to_string(held) + " more notes came than a log can take, and are not shown");
    above_.ailing(shown);
}

// --- the end ----------------------------------------------------------------------------------------------------------

void life::over(std::string why)
{
    if (!over_)
        over_ = std::move(why);
    is_over_.ring();
}

task<void> life::watch()
{
    co_await child_->ended();
    co_await world_.sleep_until(world_.mono() + last_words);
    over("");
}

task<void> life::talk()
{
    listening_.spawn(read());
    listening_.spawn(read_complaints());
    speaking_.spawn(write());
    speaking_.spawn(watch());
    co_await rung_or(is_over_, world_, world_.mono() + settings_.hello_within);
    if (!over_ && !is_greeted_)
        over("it did not say hello in time");
    while (!over_)
        co_await is_over_.rung();
}

task<bool> life::ends_within(seconds how_long)
{
    auto const came = co_await (child_->ended() || world_.sleep_until(world_.mono() + how_long));
    co_return came.index() == 0;
}

task<std::string> life::farewell()
{
    speaking_.cancel();
    co_await speaking_.join();
    bool const is_asked_politely = !over_ || over_->empty();
    over("");
    child_->close_input();
    bool const gone = is_asked_politely && co_await ends_within(settings_.grace);
    if (!gone) {
        child_->end(urgency::please);
        if (!co_await ends_within(settings_.grace))
            child_->end(urgency::now);
    }
    auto const how = co_await child_->ended();
    // Its last answers are still in the pipe.
    co_await (listening_.join() || world_.sleep_until(world_.mono() + last_words));
    listening_.cancel();
    news_.cancel();
    co_await listening_.join();
    co_await news_.join();
    for (auto const& [reference, each] : open_) {
        if (each->what)
            continue;
        each->what = each->has_left ? outcome{unknown{"the program ended before it answered"}} : not_now("the program ended");
        each->done.ring();
    }
    co_return over_->empty() ? how : *over_;
}

}  // namespace tocsin::channels::exec
