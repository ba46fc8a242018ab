// SPDX-License-Identifier: Apache-2.0
#include "tests/support/virtual_net.hpp"

#include "channels/port/tasks.hpp"

#include <algorithm>
#include <deque>
#include <vector>

namespace tocsin::support {
namespace {

using channels::stream_failure;
using channels::streamed;

/// One direction.
struct pipe {
    pipe(channels::runtime& world, line_habits habits) : world(world), habits(habits), news(world.executor()), room(world.executor()) {}

    struct chunk {
        mono_time due;
        std::vector<std::uint8_t> bytes;
        std::size_t read = 0;
    };

    channels::runtime& world;
    line_habits habits;
    channels::bell news;
    channels::bell room;  ///< rung by nobody
    std::deque<chunk> travelling;
    std::size_t left = 0;
    std::size_t arrived = 0;
    bool closed = false;  ///< by the writer: what travels still arrives
    bool broken = false;

    void end(bool at_once)
    {
        closed = true;
        broken = broken || at_once;
        news.ring();
    }

    std::size_t give(std::span<std::uint8_t> into)
    {
        auto const limit = std::min({into.size(), habits.largest_piece, habits.cut_after.value_or(arrived + into.size()) - arrived});
        std::size_t given = 0;
        while (given < limit && !travelling.empty() && travelling.front().due <= world.mono()) {
            auto& first = travelling.front();
            auto const some = std::min(limit - given, first.bytes.size() - first.read);
            std::copy_n(first.bytes.begin() + static_cast<std::ptrdiff_t>(first.read), some, into.begin() + static_cast<std::ptrdiff_t>(given));
            given += some;
            first.read += some;
            if (first.read == first.bytes.size())
                travelling.pop_front();
        }
        arrived += given;
        return given;
    }

    bool is_cut() const { return habits.cut_after && arrived >= *habits.cut_after; }
};

class end_of_line final : public channels::byte_stream {
public:
    end_of_line(std::shared_ptr<pipe> in, std::shared_ptr<pipe> out) : in_(std::move(in)), out_(std::move(out)) {}

    ~end_of_line() override
    {
        in_->end(true);
        out_->end(false);
    }

    task<streamed<std::size_t>> read_some(std::span<std::uint8_t> into) override
    {
        auto const in = in_;
        while (true) {
            if (in->is_cut() && !in->broken) {
                in->end(true);
                out_->end(true);
            }
            if (in->broken)
                co_return stream_failure{"the line was cut"};
            if (auto const given = in->give(into))
                co_return given;
            if (in->travelling.empty() && in->closed)
                co_return stream_failure{"the peer closed the line"};
            if (in->travelling.empty())
                co_await in->news.rung();
            else
                co_await channels::rung_or(in->news, in->world, in->travelling.front().due);
        }
    }

    task<streamed<void>> write(std::span<std::uint8_t const> bytes) override
    {
        if (out_->closed || out_->broken)
            co_return stream_failure{"the line was cut"};
        auto& stall = out_->habits.stalls_after;
        bool const stalls = stall && out_->left + bytes.size() > *stall;
        auto const some = stalls ? bytes.first(*stall - out_->left) : bytes;
        pipe::chunk sent;
        sent.due = out_->world.mono() + out_->habits.delay;
        sent.bytes.assign(some.begin(), some.end());
        out_->left += some.size();
        out_->travelling.push_back(std::move(sent));
        out_->news.ring();
        if (stalls) {
            stall.reset();
            co_await out_->room.rung();
        }
        co_return streamed<void>{};
    }

private:
    std::shared_ptr<pipe> in_;
    std::shared_ptr<pipe> out_;
};

}  // namespace

streamed<virtual_net::line> virtual_net::connect(channels::endpoint const& where)
{
    auto const place = listening_.find(where.port);
    if (place == listening_.end())
        return stream_failure{"Connection refused"};
    ++opened;
    auto const there = std::make_shared<pipe>(world_, towards_server);
    auto const back = std::make_shared<pipe>(world_, towards_client);
    place->second(std::make_unique<end_of_line>(there, back));
    return line{std::make_unique<end_of_line>(back, there)};
}

}  // namespace tocsin::support
