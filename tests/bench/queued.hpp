// SPDX-License-Identifier: Apache-2.0
// A register of invented people and a mobilisation that asks them, in a store: what the benchmarks of the outbox start
// from. The numbers are of country code 999, which nobody has.
#pragma once

#include "dispatcher/store/sqlite_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <string>

namespace tocsin::bench {

inline void run_to_end(boost::asio::io_context& loop, task<void> what)
{
    boost::asio::co_spawn(loop, std::move(what), [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure);
    });
    loop.restart();
    loop.run();
}

inline std::string number_of(int person)
{
    char text[16];
    std::snprintf(text, sizeof text, "+999%08d", person);
    return text;
}

inline task<void> fill_register(dispatcher::store& kept, int people)
{
    std::vector<volunteer> batch;
    for (int i = 1; i <= people; ++i) {
        volunteer who;
        who.external_id = "b" + std::to_string(i);
        who.first_name = "Camille";
        who.last_name = "Martin";
        who.mobile = phone::from_e164(number_of(i));
        who.mobile_takes_sms = true;
        who.consent_sms = true;
        who.commune = "04070";
        batch.push_back(std::move(who));
        if (batch.size() == 5000 || i == people) {
            auto full = std::move(batch);
            batch.clear();
            co_await kept.import_volunteers(std::move(full), dispatcher::act{});
        }
    }
}

/// Asks everybody on record, in an order that is not the register's: nearest first is none of its columns.
inline task<void> queue_questions(dispatcher::store& kept, channels::runtime& world, int people)
{
    mobilisation wanted;
    wanted.state = mobilisation_state::approved;
    wanted.created = world.wall();
    wanted.request.event = "crue";
    wanted.request.zone = {"04"};
    wanted.request.media = {medium::sms};
    wanted.request.need = 10'000'000;
    wanted.request.by = world.wall() + hours{6};
    wanted.request.until = wanted.request.by + hours{6};
    auto const made = co_await kept.create_mobilisation(wanted, "");
    static std::string const channel = "sms";
    constexpr std::int64_t step = 7919;  // a prime: visits everybody once
    wave_id wave;
    for (int from = 0; from < people; from += 1000) {
        dispatcher::wave_record part;
        part.mobilisation = made->id;
        part.wave = wave;
        part.at = world.wall();
        part.deadline = wanted.request.by;
        dispatcher::rendered_text text;
        text.language = "fr";
        text.text.body = "Crue a Digne : nous avons besoin de vous jusqu'a 18h, salle des fetes. Repondez OUI ou NON. STOP pour ne plus etre sollicite.";
        part.texts = {text};
        for (int i = from; i < std::min(from + 1000, people); ++i) {
            dispatcher::asked_person one;
            one.volunteer = volunteer_id{(i * step) % people + 1};
            one.channel = &channel;
            part.people.push_back(one);
        }
        part.last = from + 1000 >= people;
        auto const written = co_await kept.open_wave(std::move(part));
        wave = written->wave;
    }
}

}  // namespace tocsin::bench
