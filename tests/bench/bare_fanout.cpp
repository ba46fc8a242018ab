// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bare_fanout.hpp"

#include "dispatcher/store/vault.hpp"
#include "tests/bench/program.hpp"

#include <netinet/tcp.h>
#include <sqlite3.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace tocsin::bench {
namespace {

constexpr std::int64_t now_ms = 1'795'000'000'000;
constexpr char const* words =
    "Crue a Digne : nous avons besoin de vous jusqu'a 18h, salle des fetes. Repondez OUI ou NON. STOP pour ne plus etre sollicite.";

class bare_store {
public:
    explicit bare_store(std::string const& file)
    {
        sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; "
            "PRAGMA cache_size = -32768; PRAGMA secure_delete = FAST; PRAGMA wal_autocheckpoint = 4000;");
        run("INSERT INTO channel (id, name) VALUES (1, 'sms');"
            "INSERT INTO mobilisation (id, state, request, need, until, rule, origin, approved_by, ended_by, end_reason, created) "
            "VALUES (1, 'running', '{}', 1000000, 0, '', '', '', '', '', 0);"
            "INSERT INTO wave (id, mobilisation, at, asked, funnel, complete) VALUES (1, 1, 0, 0, '', 0);"
            "INSERT INTO text (id, mobilisation, purpose, medium, language, subject, body, html, parts) "
            "VALUES (1, 1, 'ask', 'sms', 'fr', '', '-', '', 1)");
        person = prepared("SELECT v.language FROM volunteer v WHERE v.id = ?1 AND v.mobile IS NOT NULL AND "
                          "v.opted_out IS NULL AND NOT EXISTS (SELECT 1 FROM opt_out o WHERE o.address = v.mobile) "
                          "AND NOT EXISTS (SELECT 1 FROM volunteer w CROSS JOIN solicitation s ON s.volunteer = w.id "
                          "WHERE w.mobile = v.mobile AND s.mobilisation = 1)");
        solicit = prepared("INSERT INTO solicitation (id, mobilisation, volunteer, wave, state, medium, language, roles) "
                           "VALUES (?1, 1, ?2, 1, 0, 0, ?3, 0)");
        ask = prepared("INSERT INTO message (id, mobilisation, purpose, channel, text, lane, state, due, deadline, created) "
                       "VALUES (?1, 1, 0, 1, 1, 1, 0, ?2, ?3, ?2)");
        due = prepared("SELECT due.*, EXISTS (SELECT 1 FROM opt_out o WHERE o.address = due.address) FROM "
                       "(SELECT m.id, coalesce(m.address, s.address, (SELECT CASE s.medium WHEN 0 THEN own.mobile ELSE own.email END "
                       "FROM volunteer own WHERE own.id = s.volunteer)) AS address, m.purpose, m.text, m.deadline, m.attempts, "
                       "s.volunteer FROM message m CROSS JOIN solicitation s ON s.id = coalesce(m.solicitation, m.id) "
                       "WHERE m.channel = 1 AND m.state = 0 AND m.mobilisation = 1 AND m.lane = 1 AND m.due <= ?1 "
                       "ORDER BY m.due, m.id LIMIT ?2) due");
        sending = prepared("UPDATE message SET state = 1, attempts = attempts + 1, due = ?2 WHERE id = ?1");
        facts = prepared("SELECT id, state, attempts, possible_duplicate, due, deadline, purpose, solicitation, accepted, "
                         "mobilisation, channel FROM message WHERE id = ?1");
        by_key = prepared("SELECT id, state, attempts, possible_duplicate, due, deadline, purpose, solicitation, accepted, "
                          "mobilisation, channel FROM message WHERE channel = 1 AND provider_key = ?1 ORDER BY id DESC LIMIT 1");
        accepted = prepared("UPDATE message SET state = 2, due = ?2, possible_duplicate = 0, code = NULL, accepted = ?3, "
                            "ended = NULL, provider_key = ?4 WHERE id = ?1");
        orphans = prepared("SELECT EXISTS (SELECT 1 FROM orphan_receipt)");
        delivered = prepared("UPDATE message SET state = 8, due = ?2, possible_duplicate = 0, code = NULL, accepted = ?3, "
                             "ended = ?4 WHERE id = ?1");
        count = prepared("INSERT INTO message_count (mobilisation, channel, state, messages) VALUES (1, 1, ?1, ?2) "
                         "ON CONFLICT DO UPDATE SET messages = messages + ?2");
    }

    ~bare_store()
    {
        for (auto* each : {person, solicit, ask, due, sending, facts, by_key, accepted, orphans, delivered, count})
            sqlite3_finalize(each);
        sqlite3_close(db_);
    }

    void run(char const* sql)
    {
        if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error{std::string{sqlite3_errmsg(db_)} + " in " + sql};
    }

    void to_end(sqlite3_stmt* statement, std::initializer_list<std::int64_t> values)
    {
        int position = 0;
        for (auto const value : values)
            sqlite3_bind_int64(statement, ++position, value);
        int result = SQLITE_ROW;
        while (result == SQLITE_ROW)
            result = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (result != SQLITE_DONE)
            throw std::runtime_error{sqlite3_errmsg(db_)};
    }

    void queue(int people)
    {
        constexpr std::int64_t step_between = 7919;
        for (int from = 0; from < people; from += 1000) {
            run("BEGIN IMMEDIATE");
            auto const end = std::min(from + 1000, people);
            for (int i = from; i < end; ++i) {
                auto const who = (i * step_between) % people + 1;
                sqlite3_bind_int64(person, 1, who);
                sqlite3_step(person);
                std::string const language{reinterpret_cast<char const*>(sqlite3_column_text(person, 0))};
                sqlite3_reset(person);
                sqlite3_bind_text(solicit, 3, language.data(), static_cast<int>(language.size()), SQLITE_STATIC);
                to_end(solicit, {i + 1, who});
                to_end(ask, {i + 1, now_ms, now_ms + 10'800'000});
            }
            to_end(count, {0, end - from});
            run("COMMIT");
        }
    }

    sqlite3_stmt* prepared(char const* sql)
    {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
            throw std::runtime_error{std::string{sqlite3_errmsg(db_)} + " in " + sql};
        return statement;
    }

    sqlite3* db_ = nullptr;
    sqlite3_stmt *person, *solicit, *ask, *due, *sending, *facts, *by_key, *accepted, *orphans, *delivered, *count;
};

void put32(std::string& out, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xffU);
}

std::uint32_t get32(char const* at)
{
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
        value = value << 8U | static_cast<unsigned char>(at[i]);
    return value;
}

void put_pdu(std::string& out, std::uint32_t command, std::uint32_t sequence, std::string const& body)
{
    put32(out, static_cast<std::uint32_t>(16 + body.size()));
    put32(out, command);
    put32(out, 0);
    put32(out, sequence);
    out += body;
}

constexpr std::uint32_t bind_transceiver = 9;
constexpr std::uint32_t submit_sm = 4;
constexpr std::uint32_t deliver_sm = 5;
constexpr std::uint32_t answer = 0x80000000U;

class bare_line {
public:
    explicit bare_line(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), in_(1 << 20)
    {
        auto const where = loopback(port);
        if (::connect(socket_, reinterpret_cast<sockaddr const*>(&where), sizeof where) != 0)
            throw std::runtime_error{"the centre does not listen"};
        int const one = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        put_pdu(out, bind_transceiver, 1, std::string{"tocsin\0\0\0\x34\0\0\0", 13});
        before_ = std::string{"\0\5\0tocsin\0\1\1", 12};
        after_ = std::string(5, '\0') + "000000055959000R" + std::string{"\0\1\0\0\0", 5};
        after_ += static_cast<char>(std::strlen(words));
        after_ += words;
    }

    ~bare_line() { ::close(socket_); }

    void submit(std::uint32_t sequence, std::string_view to)
    {
        put32(out, static_cast<std::uint32_t>(16 + before_.size() + to.size() + after_.size()));
        put32(out, submit_sm);
        put32(out, 0);
        put32(out, sequence);
        out += before_;
        out += to;
        out += after_;
    }

    void flush()
    {
        for (std::size_t sent = 0; sent < out.size();) {
            auto const done = ::send(socket_, out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
            if (done <= 0)
                throw std::runtime_error{"the centre hung up"};
            sent += static_cast<std::size_t>(done);
        }
        out.clear();
    }

    /// Waits for bytes and hands over every whole PDU: command, sequence, body.
    template <class Each>
    void read(Each each)
    {
        auto const got = ::recv(socket_, in_.data() + held_, in_.size() - held_, 0);
        if (got <= 0)
            throw std::runtime_error{"the centre hung up"};
        held_ += static_cast<std::size_t>(got);
        std::size_t at = 0;
        while (held_ - at >= 16) {
            auto const length = get32(in_.data() + at);
            if (held_ - at < length)
                break;
            each(get32(in_.data() + at + 4), get32(in_.data() + at + 12), std::string_view{in_.data() + at + 16, length - 16});
            at += length;
        }
        std::memmove(in_.data(), in_.data() + at, held_ - at);
        held_ -= at;
    }

    std::string out;

private:
    int socket_;
    std::vector<char> in_;
    std::size_t held_ = 0;
    std::string before_;
    std::string after_;
};

/// Where the statements run: here, or on a thread of their own, so that a slow disk never holds up the line.
class statements_place {
public:
    explicit statements_place(bare_threads threads)
    {
        if (threads == bare_threads::two)
            other_ = std::thread{[this] { serve(); }};
    }

    ~statements_place()
    {
        if (other_.joinable()) {
            hand_over(nullptr);
            other_.join();
        }
        ::close(done_);
    }

    void run(std::function<void()> const& what)
    {
        if (!other_.joinable())
            return what();
        hand_over(what);
        eventfd_t unused = 0;
        ::eventfd_read(done_, &unused);
    }

private:
    void hand_over(std::function<void()> const& what)
    {
        {
            std::lock_guard const lock{mutex_};
            next_ = what;
            there_is_one_ = true;
        }
        wake_.notify_one();
    }

    void serve()
    {
        while (true) {
            std::function<void()> what;
            {
                std::unique_lock lock{mutex_};
                wake_.wait(lock, [this] { return there_is_one_; });
                there_is_one_ = false;
                what = std::move(next_);
            }
            if (!what)
                return;
            what();
            ::eventfd_write(done_, 1);
        }
    }

    int done_ = ::eventfd(0, EFD_CLOEXEC);
    std::mutex mutex_;
    std::condition_variable wake_;
    std::function<void()> next_;
    bool there_is_one_ = false;
    std::thread other_;
};

std::int64_t hexadecimal(std::string_view text) { return std::strtoll(std::string{text}.c_str(), nullptr, 16); }

/// "id:…" of a receipt's text; its place is behind the addresses, each of which ends in a zero.
std::int64_t id_of_receipt(std::string_view body)
{
    auto const at = body.find("id:") + 3;
    return hexadecimal(body.substr(at, body.find(' ', at) - at));
}

}  // namespace

bare_result bare_fanout(
    std::string const& file, channels::secret const& house_key, int people, int port, int window, bare_threads threads
)
{
    bare_result result;
    dispatcher::vault const opened{house_key};
    bare_store kept{file};
    auto const begin = std::chrono::steady_clock::now();
    kept.queue(people);
    result.queued_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

    bare_line line{port};
    line.flush();
    struct taken {
        std::int64_t message;
        std::int64_t key;
    };
    std::vector<taken> outcomes;
    std::vector<std::pair<std::int64_t, std::uint32_t>> receipts;
    std::unordered_map<std::uint32_t, std::int64_t> in_flight;
    std::uint32_t sequence = 1;
    statements_place place{threads};
    while (result.delivered < people) {
        line.read([&](std::uint32_t command, std::uint32_t number, std::string_view body) {
            if (command == (submit_sm | answer)) {
                auto const found = in_flight.find(number);
                outcomes.push_back({found->second, hexadecimal(body.substr(0, body.size() - 1))});
                in_flight.erase(found);
            } else if (command == deliver_sm) {
                receipts.emplace_back(id_of_receipt(body), number);
            }
        });
        place.run([&] {
            kept.run("BEGIN IMMEDIATE");
            for (auto const& each : outcomes) {
                kept.to_end(kept.facts, {each.message});
                kept.to_end(kept.accepted, {each.message, now_ms, now_ms, each.key});
            }
            if (!outcomes.empty())
                kept.to_end(kept.orphans, {});
            for (auto const& [key, number] : receipts) {
                sqlite3_bind_int64(kept.by_key, 1, key);
                sqlite3_step(kept.by_key);
                auto const message = sqlite3_column_int64(kept.by_key, 0);
                sqlite3_reset(kept.by_key);
                kept.to_end(kept.delivered, {message, now_ms, now_ms, now_ms});
            }
            std::vector<std::int64_t> claimed;
            sqlite3_bind_int64(kept.due, 1, now_ms);
            sqlite3_bind_int64(kept.due, 2, window - static_cast<int>(in_flight.size()));
            while (sqlite3_step(kept.due) == SQLITE_ROW) {
                auto const message = sqlite3_column_int64(kept.due, 0);
                auto const* const bytes = static_cast<char const*>(sqlite3_column_blob(kept.due, 1));
                dispatcher::sealed const field{{bytes, static_cast<std::size_t>(sqlite3_column_bytes(kept.due, 1))}};
                line.submit(++sequence, opened.open_address(field).value().c_str() + 1);
                in_flight.emplace(sequence, message);
                claimed.push_back(message);
            }
            sqlite3_reset(kept.due);
            for (auto const message : claimed)
                kept.to_end(kept.sending, {message, now_ms});
            auto const size = [](auto const& list) { return static_cast<std::int64_t>(list.size()); };
            kept.to_end(kept.count, {0, -size(claimed)});
            kept.to_end(kept.count, {1, size(claimed) - size(outcomes)});
            kept.to_end(kept.count, {2, size(outcomes) - size(receipts)});
            kept.to_end(kept.count, {8, size(receipts)});
            kept.run("COMMIT");
        });
        for (auto const& [key, number] : receipts)
            put_pdu(line.out, deliver_sm | answer, number, std::string(1, '\0'));
        result.delivered += static_cast<int>(receipts.size());
        outcomes.clear();
        receipts.clear();
        line.flush();
    }
    return result;
}

}  // namespace tocsin::bench
