// SPDX-License-Identifier: Apache-2.0
#include "channels/sandbox/sandbox_channel.hpp"

#include "channels/port/rehearsal.hpp"
#include "channels/port/tasks.hpp"
#include "channels/sms/text.hpp"

#include <boost/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <deque>
#include <set>
#include <stdexcept>
#include <system_error>

namespace tocsin::channels::sandbox {
namespace {

/// Appends whole lines; a reader never sees half of one.
class line_file {
public:
    explicit line_file(std::filesystem::path const& file)
        : descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
    {
        if (descriptor_ < 0)
            throw std::runtime_error{"cannot write " + file.string() + ": " + std::generic_category().message(errno)};
    }

    ~line_file() { ::close(descriptor_); }
    line_file(line_file const&) = delete;
    line_file& operator=(line_file const&) = delete;

    bool append(std::string const& line)
    {
        return ::write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    }

private:
    int descriptor_;
};

constexpr auto yes_texts = std::to_array<char const*>(
    {"OUI", "oui", "Oui", "ok", "OK j'arrive", "Oui dispo", "oui je viens", "Présent", "dispo !", "Oui, j'arrive", "d'accord",
     "Oui merci"}
);
constexpr auto no_texts = std::to_array<char const*>(
    {"NON", "non", "Non désolé", "pas dispo", "Pas disponible ce soir", "non merci", "impossible", "je ne peux pas"}
);
constexpr auto odd_texts = std::to_array<char const*>(
    {"C'est où ?", "oui mais après 20h", "Qui êtes-vous ?", "peut-être", "je rappelle", "oui si on vient me chercher"}
);

/// Minutes until the answer of somebody who answers, by the share of answers that came before: the curve fitted on French
/// campaigns, F(t) = 1 - 1.498 exp(-0.007 t - 0.435 t^(1/3)), inverted by bisection. Half within 12.5 minutes.
double minutes_to_answer(double share)
{
    double low = 0.79;  // F is negative before
    double high = 600;
    for (int i = 0; i < 40; ++i) {
        double const middle = (low + high) / 2;
        double const reached = 1 - 1.498 * std::exp(-0.007 * middle - 0.435 * std::cbrt(middle));
        (reached < share ? low : high) = middle;
    }
    return high;
}

class sandbox_channel final : public channel, public stage {
public:
    sandbox_channel(runtime& world, sandbox_settings settings)
        : world_(world)
        , settings_(std::move(settings))
        , file_(settings_.directory / "sent.jsonl")
        , someone_asked_(world.executor())
    {
        traits_.medium = settings_.medium;
        traits_.reach = reach::sandbox;
        traits_.two_way = settings_.people.has_value();
        traits_.receipts = settings_.people.has_value();
        traits_.idempotent = true;
        traits_.window = settings_.window;
    }

    channel_traits const& traits() const override { return traits_; }

    stage* as_stage() override { return this; }

    task<outcome> submit(outbound message) override
    {
        return write(std::move(message.reference), std::move(message.to), std::move(message.text));
    }

    task<outcome> rehearse(rehearsal message) override
    {
        return write(message.reference(), message.to(), message.text());
    }

    task<void> run(inbox& above) override
    {
        task_group answering{world_.executor()};
        above.link_changed(link_state::up, "sandbox");
        while (true) {
            co_await someone_asked_.rung();
            while (!asked_.empty()) {
                auto who = std::move(asked_.front());
                asked_.pop_front();
                answering.spawn(behave(std::move(who), above));
            }
        }
    }

private:
    struct asked_one {
        std::string reference;
        std::string address;
        bool is_asked;
    };

    task<outcome> write(std::string reference, std::string to, message_text text)
    {
        if (!sent_.insert(reference).second)
            co_return outcome{accepted{reference}};
        auto const parts = settings_.medium == medium::sms ? sms::measure(text.body).parts : 1;
        boost::json::object line{
            {"time", format_instant(world_.wall())},
            {"id", reference},
            {"address", to},
            {"text", text.body},
            {"parts", parts}};
        if (settings_.medium == medium::email)
            line["subject"] = text.subject;
        if (!file_.append(boost::json::serialize(line) + '\n')) {
            sent_.erase(reference);
            refused no{permanence::transient, "write", "the sandbox file cannot be written"};
            co_return outcome{std::move(no)};
        }
        if (settings_.people) {
            // Only a question offers OUI; what confirms or ends is read and not answered.
            bool const is_asked = text.body.find("OUI") != std::string::npos;
            asked_.push_back({reference, to, is_asked});
            someone_asked_.ring();
        }
        co_return outcome{accepted{reference}};
    }

    double chance() { return static_cast<double>(world_.random() >> 11U) * 0x1.0p-53; }

    template <std::size_t Size>
    std::string one_of(std::array<char const*, Size> const& texts)
    {
        return texts[static_cast<std::size_t>(world_.random() % Size)];
    }

    task<void> pause(double real_seconds)
    {
        auto const scaled = std::chrono::duration<double>{real_seconds / settings_.people->speed};
        co_await world_.sleep_until(world_.mono() + std::chrono::duration_cast<mono_clock::duration>(scaled));
    }

    /// One simulated person: the phone first, then perhaps the answer.
    task<void> behave(asked_one who, inbox& above)
    {
        auto const& share = *settings_.people;
        co_await pause(2 + 8 * chance());
        bool const arrives = chance() >= share.undelivered;
        receipt news{who.reference, who.reference, arrives ? receipt_verdict::delivered : receipt_verdict::undeliverable, ""};
        co_await above.receipt_arrived(std::move(news));
        if (!arrives)
            co_return;
        if (!who.is_asked)
            co_return;
        double const mood = chance();
        std::string text;
        if (mood < share.yes)
            text = one_of(yes_texts);
        else if (mood < share.yes + share.no)
            text = one_of(no_texts);
        else if (mood < share.yes + share.no + share.stop)
            text = "STOP";
        else if (mood < share.yes + share.no + share.stop + share.odd)
            text = one_of(odd_texts);
        else
            co_return;
        co_await pause(60 * minutes_to_answer(chance()));
        inbound_text reply{who.address, "sandbox", std::move(text), "reply-" + who.reference};
        co_await above.text_arrived(std::move(reply));
    }

    runtime& world_;
    sandbox_settings settings_;
    channel_traits traits_;
    line_file file_;
    bell someone_asked_;
    std::deque<asked_one> asked_;
    std::set<std::string> sent_;
};

std::filesystem::path made(std::filesystem::path const& directory)
{
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error)
        throw std::runtime_error{"cannot create " + directory.string() + ": " + error.message()};
    return directory;
}

}  // namespace

std::unique_ptr<channel> make_sandbox_channel(runtime& world, sandbox_settings settings)
{
    made(settings.directory);
    return std::make_unique<sandbox_channel>(world, std::move(settings));
}

}  // namespace tocsin::channels::sandbox
