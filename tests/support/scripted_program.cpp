// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scripted_program.hpp"

#include <algorithm>
#include <cstring>

namespace tocsin::support {

using channels::bell;
using channels::stream_failure;
using channels::streamed;

struct scripted_program::body {
    struct flow {
        explicit flow(boost::asio::any_io_executor executor) : more(std::move(executor)) {}
        std::string text;
        bell more;
    };

    explicit body(channels::runtime& world)
        : output(world.executor()), errors(world.executor()), ended_now(world.executor()), reads_again(world.executor())
    {
    }

    scripted_program* program = nullptr;
    flow output;
    flow errors;
    std::optional<std::string> how;
    bell ended_now;
    bell reads_again;
    std::string partial;
};

class scripted_program::process_of final : public channels::child_process {
public:
    explicit process_of(std::shared_ptr<body> of) : of_(std::move(of)) {}

    ~process_of() override
    {
        if (of_->program != nullptr)
            of_->program->is_destroyed = true;
    }

    task<streamed<std::size_t>> read_output(std::span<std::uint8_t> into) override { return read(of_->output, into); }
    task<streamed<std::size_t>> read_errors(std::span<std::uint8_t> into) override { return read(of_->errors, into); }

    task<streamed<void>> write(std::span<std::uint8_t const> bytes) override
    {
        while (!of_->program->reads)
            co_await of_->reads_again.rung();
        if (of_->how)
            co_return stream_failure{"Broken pipe"};
        of_->partial.append(reinterpret_cast<char const*>(bytes.data()), bytes.size());
        for (auto end = of_->partial.find('\n'); end != std::string::npos; end = of_->partial.find('\n')) {
            auto const line = of_->partial.substr(0, end);
            of_->partial.erase(0, end + 1);
            of_->program->lines.push_back(line);
            if (of_->program->on_line)
                of_->program->on_line(line);
        }
        co_return streamed<void>{};
    }

    void close_input() override
    {
        of_->program->input_ended = true;
        if (of_->program->on_input_end)
            of_->program->on_input_end();
    }

    void end(channels::urgency how) override
    {
        of_->program->signals.push_back(how);
        if (of_->program->on_signal)
            of_->program->on_signal(how);
        if (how == channels::urgency::now)
            of_->program->end("it was ended by signal 9");
    }

    task<std::string> ended() override
    {
        while (!of_->how)
            co_await of_->ended_now.rung();
        of_->ended_now.ring();  // for whoever asks next
        co_return *of_->how;
    }

private:
    task<streamed<std::size_t>> read(body::flow& from, std::span<std::uint8_t> into)
    {
        while (from.text.empty()) {
            if (of_->how)
                co_return stream_failure{"it closed its output"};
            co_await from.more.rung();
        }
        auto const count = std::min(into.size(), from.text.size());
        std::memcpy(into.data(), from.text.data(), count);
        from.text.erase(0, count);
        co_return count;
    }

    std::shared_ptr<body> of_;
};

scripted_program::scripted_program(channels::runtime& world) : body_(std::make_shared<body>(world))
{
    body_->program = this;
}

scripted_program::~scripted_program() { body_->program = nullptr; }

void scripted_program::write(std::string const& text)
{
    body_->output.text += text;
    body_->output.more.ring();
}

void scripted_program::complain(std::string const& text)
{
    body_->errors.text += text;
    body_->errors.more.ring();
}

void scripted_program::end(std::string how)
{
    if (!body_->how)
        body_->how = std::move(how);
    body_->output.more.ring();
    body_->errors.more.ring();
    body_->ended_now.ring();
}

std::unique_ptr<channels::child_process> scripted_program::process() { return std::make_unique<process_of>(body_); }

}  // namespace tocsin::support
