// SPDX-License-Identifier: Apache-2.0
// A mobilisation while it goes on: drawn again in place on a terminal, a line for each change elsewhere.
#include "dispatcher/cli/commands.hpp"
#include "dispatcher/cli/json_view.hpp"
#include "dispatcher/cli/screen.hpp"
#include "dispatcher/cli/status_page.hpp"
#include "dispatcher/cli/words.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace tocsin::cli {
namespace {

namespace json = boost::json;

constexpr int look_every_ms = 1000;
constexpr int patience_looks = 60;  ///< how long to wait for a daemon that restarts

class viewer {
public:
    explicit viewer(session& house) : house_(house) {}

    void show(json::value const& now)
    {
        if (house_.json())
            print_if_new(json::serialize(now) + '\n');
        else if (house_.terminal().redraws)
            draw(page_ = status_page(house_, now));
        else
            print_if_new(status_line(house_, now));
    }

    /// The daemon is away. What was seen stays, marked as what it is.
    void show_silence()
    {
        auto const said = paragraph(house_.say(phrase::watch_waits));
        if (!house_.json() && house_.terminal().redraws)
            draw(page_ + house_.ink().yellow(said));
        else
            house_.note(said);
    }

    /// Whoever leaves takes nothing along: the cursor is below the block, and what the terminal wrote there of Ctrl-C goes.
    void leave(std::string const& id)
    {
        if (!house_.json() && house_.terminal().redraws)
            house_.print("\r\x1b[K");
        house_.note(paragraph(house_.say(phrase::watch_left, id, id)));
    }

private:
    void draw(std::string const& page)
    {
        auto const& size = house_.terminal().size;
        if (auto const bytes = block_.become(page, size ? size() : screen_size{}); !bytes.empty())
            house_.print(bytes);
    }

    void print_if_new(std::string page)
    {
        if (page == last_)
            return;
        house_.print(page);
        last_ = std::move(page);
    }

    session& house_;
    live_block block_;
    std::string page_;
    std::string last_;
};

}  // namespace

exit_status watch(session& house, arguments const& given)
{
    viewer view{house};
    auto asked = status_request(given.id);
    asked.headers.emplace_back("Accept-Language", accept_language(house.in()));
    int missed = 0;
    bool seen = false;
    for (; !interrupted(house); house.terminal().pause(look_every_ms)) {
        auto const reached_now = house.daemon().send(asked);
        if (!reached_now && seen && ++missed < patience_looks) {  // a restart takes seconds; the outbox waits meanwhile
            if (missed == 1)
                view.show_silence();
            continue;
        }
        auto const came = house.judge(reached_now);
        if (!came.good)
            return came.status;
        seen = true;
        missed = 0;
        view.show(came.body);
        if (is_over(came.body) || (given.until_filled && is_filled(came.body))) {
            if (!house.json())
                say_next(house, came.body);
            return exit_status::done;
        }
    }
    view.leave(with_letter('M', given.id));
    return exit_status::done;
}

}  // namespace tocsin::cli
