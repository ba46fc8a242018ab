// SPDX-License-Identifier: Apache-2.0
// The real engine and store behind the real desk, on virtual time, without sockets: what a request is answered, and
// whether that is what docs/openapi.yaml says.
#pragma once

#include "dispatcher/api/errors.hpp"
#include "dispatcher/api/reception.hpp"
#include "tests/support/event_recorder.hpp"
#include "tests/support/shipped_config.hpp"
#include "tests/support/temp_store.hpp"
#include "tests/support/virtual_runtime.hpp"

#include <boost/json/value.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::dispatcher::feeds {
class desk;
struct plan;
}

namespace tocsin::dispatcher::api {

/// A provider as the house sees it: outcomes and call-backs from the test's script.
class scripted_channel final : public channels::channel, public channels::webhook_reader {
public:
    explicit scripted_channel(medium over, channels::reach reach);

    channels::channel_traits const& traits() const override { return traits_; }
    task<channels::outcome> submit(channels::outbound message) override;
    task<void> run(channels::inbox& above) override;
    channels::webhook_reader const* webhooks() const override { return has_webhooks ? this : nullptr; }
    channels::webhook_reading
    read(channels::webhook_kind kind, channels::webhook_request const& request) const override;

    void be_one_way() { traits_.two_way = false; }
    void write_latin1() { traits_.latin1 = true; }

    channels::runtime* world = nullptr;
    channels::inbox* inbox = nullptr;  ///< once it runs
    milliseconds takes{0};  ///< until the provider answers
    bool has_webhooks = true;
    std::function<channels::webhook_reading(channels::webhook_kind, channels::webhook_request const&)> reading;
    /// What becomes of a message; none: it is accepted.
    std::function<channels::outcome(channels::outbound const&)> outcome_of;
    std::vector<channels::outbound> submitted;

private:
    channels::channel_traits traits_;
};

/// One answer, read to its end.
struct heard {
    int status = 0;
    std::string type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    bool cut = false;  ///< the stream ended with a failure

    boost::json::value json() const;
    std::string code() const;  ///< of an error
};

class living_house {
public:
    explicit living_house(int approval_above = 200);
    ~living_house();

    heard ask(std::string const& method, std::string const& target, std::string body = "");
    heard
    ask_as(std::optional<principal> who, std::string const& method, std::string const& target, std::string body = "");
    heard ask_with(request asked);
    /// The same from somebody of the staff, by name.
    heard ask_of(std::string const& name, std::string const& method, std::string const& target, std::string body = "");
    /// Somebody looks at the preview and says yes to it.
    heard approve(std::string const& name, std::string const& id, std::string const& break_glass = "");
    /// Streams the body in these pieces; afterwards it ends, or breaks off.
    heard upload(std::string const& target, std::vector<std::string> pieces, bool breaks_off = false);

    /// Watches these feeds instead of none; before anything is asked.
    void watch(std::vector<feeds::plan> plans);
    /// Imports so many volunteers of Digne-les-Bains and starts the engine.
    void with_people(int count);
    void start();
    void play(mono_clock::duration how_long) { world.play(how_long); }

    /// What docs/openapi.yaml says against an answer; empty when it holds.
    std::vector<std::string> faults(std::string const& method, std::string const& pattern, heard const& came) const;

    support::virtual_world world;
    support::memory_disk disk;
    event_recorder log;
    event_counter counted{log};
    std::shared_ptr<rulebooks> books;
    std::unique_ptr<sqlite_store> kept;
    scripted_channel* sms = nullptr;
    scripted_channel* mail = nullptr;
    std::unique_ptr<route_table> routes;
    std::unique_ptr<house> engine;
    std::unique_ptr<feeds::desk> watched;
    std::unique_ptr<client_book> clients;
    std::unique_ptr<api_house> at;
    std::unique_ptr<reception> desk;
    std::string accept_language = "en";

private:
    task<heard> converse(request& asked);

    bool started_ = false;
};

/// A CAP alert in Météo-France's manner: Actual, Severe rain and flood in NUTS3 FR821.
std::string cap_alert(std::string const& identifier, std::string const& sent = "2026-01-10T02:50:00+00:00");

}  // namespace tocsin::dispatcher::api
