// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/sqlite_store.hpp"

#include "dispatcher/store/alerts.hpp"
#include "dispatcher/store/approvals.hpp"
#include "dispatcher/store/failures.hpp"
#include "dispatcher/store/feeds.hpp"
#include "dispatcher/store/hearing.hpp"
#include "dispatcher/store/house_seal.hpp"
#include "dispatcher/store/journal.hpp"
#include "dispatcher/store/mobilisations.hpp"
#include "dispatcher/store/outbox.hpp"
#include "dispatcher/store/parts.hpp"
#include "dispatcher/store/places.hpp"
#include "dispatcher/store/register.hpp"
#include "dispatcher/store/replies.hpp"
#include "dispatcher/store/retractions.hpp"
#include "dispatcher/store/routing.hpp"
#include "dispatcher/store/schema.hpp"
#include "dispatcher/store/shared_need.hpp"
#include "dispatcher/store/sharing.hpp"
#include "dispatcher/store/sole_owner.hpp"
#include "dispatcher/store/sqlite_outside.hpp"
#include "dispatcher/store/sqlite_rights.hpp"
#include "dispatcher/store/second_asks.hpp"
#include "dispatcher/store/traffic.hpp"
#include "dispatcher/store/vouching.hpp"
#include "dispatcher/store/writer.hpp"

#include <stdexcept>

namespace tocsin::dispatcher {
namespace {

std::string pragma(database& db, char const* sql)
{
    auto row = db.query(sql);
    return row.next() ? row.text(0) : std::string{};
}

/// NORMAL loses acknowledged rows at a power cut (measured: 2,017 of 74,709); FULL does not. So it is asserted.
void make_durable(database& db)
{
    db.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    if (pragma(db, "PRAGMA journal_mode") != "wal" || pragma(db, "PRAGMA synchronous") != "2")
        throw std::runtime_error{
            "the database does not accept WAL with synchronous=FULL: put it on a local file system (no NFS)"};
}

std::string kept_in_house(database& db, std::string_view key, std::string const& fresh)
{
    db.execute("INSERT OR IGNORE INTO house (key, value) VALUES (?1, ?2)", key, fresh);
    auto row = db.query("SELECT value FROM house WHERE key = ?1", key);
    row.next();
    return row.text(0);
}

/// The house's name and key, made when the database is new and kept for its life.
message_names names_of(database& db, sqlite_options const& options)
{
    std::string name;
    for (auto chance = options.house_number; name.size() < 8; chance >>= 5)
        name += "abcdefghjkmnpqrstuvwxyz023456789"[chance & 31];
    name = kept_in_house(db, "name", name);
    std::array<std::uint64_t, 2> key{};
    key[0] = std::stoull(kept_in_house(db, "key-1", std::to_string(options.house_key[0])));
    key[1] = std::stoull(kept_in_house(db, "key-2", std::to_string(options.house_key[1])));
    return message_names{std::move(name), key};
}

constexpr std::string_view for_damage =
    "; it is damaged, or no database of tocsin: check the disk (dmesg, smartctl) and bring back the latest backup (tocsind --restore)";

/// At the start. A statement that fails for itself meets what a changed bit left: our own all run on a sound database.
std::string advice_on(sqlite_failure const& failure)
{
    auto const what = failure_of(failure.code(), moment::before_commit);
    if (what == store_failure::corrupt || what == store_failure::rejected)
        return std::string{for_damage};
    return "; check that the file is an SQLite database of tocsin, that the disk has room and that the user tocsin may "
           "write there";
}

class store_on_sqlite final : public sqlite_store {
public:
    store_on_sqlite(
        std::unique_ptr<sole_owner> owner,
        std::unique_ptr<database> db,
        channels::runtime& world,
        writer_home home,
        store_listeners told,
        message_names names,
        channels::secret const& key,
        std::unique_ptr<kept_beside> kept,
        std::vector<journal_finding> findings
    )
        : owner_(std::move(owner))
        , names_(std::move(names))
        , vault_(key)
        , findings_(std::move(findings))
        , writer_(std::move(db), world.executor(), home, std::move(told), vouch_in(std::move(kept)))
        , tales_(make_teller(writer_))
        , past_(make_historian(writer_))
        , sights_(make_lookout(writer_))
        , outside_(make_outside_store(writer_, names_))
        , rights_(make_rights_store(writer_))
    {
    }

    teller& tales() override { return *tales_; }
    historian& past() override { return *past_; }
    lookout& sights() override { return *sights_; }
    outside_store& outside() override { return *outside_; }
    rights_store& rights() override { return *rights_; }
    void abandon() override { writer_.abandon(); }

    std::string image() override
    {
        std::string bytes;
        writer_.between_groups([&bytes](database& db) { bytes = db.image(); });
        return bytes;
    }

    task<stored<bool>> try_to_write() override
    {
        auto work = [](database& db) {
            db.execute("INSERT OR REPLACE INTO house (key, value) VALUES ('tried', 'to write')");
            return true;
        };
        return writer_.run(std::move(work));
    }

    void pretend_full(bool full) override { writer_.between_groups([full](database& db) { limit_size(db, full); }); }

    task<stored<std::optional<stored_alert>>> find_alert(alert_identity identity) override
    {
        auto work = [identity = std::move(identity)](database& db) { return tables::find_alert(db, identity); };
        return writer_.run(std::move(work));
    }

    task<stored<alert_neighbours>> neighbours_of(
        alert_identity identity, std::vector<alert_identity> references, rules::alert_profile about
    ) override
    {
        auto work = [identity = std::move(identity),
                     references = std::move(references),
                     about = std::move(about)](database& db) {
            return tables::neighbours_of(db, identity, references, about);
        };
        return writer_.run(std::move(work));
    }

    task<stored<alert_outcome>> record_alert(alert_record record, wall_time now) override
    {
        auto work = [record = std::move(record), now](database& db) { return tables::record_alert(db, record, now); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<stored_alert>>> alerts(int limit) override
    {
        auto work = [limit](database& db) { return tables::alerts(db, limit); };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<std::string>>> alert_bytes(alert_id which) override
    {
        auto work = [which](database& db) { return tables::alert_bytes(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<feed_record>> recall_feed(std::string name) override
    {
        auto work = [name = std::move(name)](database& db) { return tables::recall_feed(db, name); };
        return writer_.run(std::move(work));
    }

    task<stored<int>> keep_feed(feed_record what, wall_time forget) override
    {
        auto work = [what = std::move(what), forget](database& db) { return tables::keep_feed(db, what, forget); };
        return writer_.run(std::move(work));
    }

    task<stored<mobilisation>> create_mobilisation(mobilisation proposed, std::string idempotency_key) override
    {
        auto work = [proposed = std::move(proposed), key = std::move(idempotency_key)](database& db) {
            return tables::create_mobilisation(db, proposed, key);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<mobilisation>>> find_mobilisation(mobilisation_id which) override
    {
        auto work = [which](database& db) { return tables::find_mobilisation(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<mobilisation>>> mobilisations(bool also_over, int limit) override
    {
        auto work = [also_over, limit](database& db) { return tables::mobilisations(db, also_over, limit); };
        return writer_.run(std::move(work));
    }

    task<stored<change_result>> change_state(state_change change) override
    {
        auto work = [change = std::move(change)](database& db) { return tables::change_state(db, change); };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<frozen_plan>>> plan_of(mobilisation_id which) override
    {
        auto work = [which](database& db) { return tables::plan_of(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<frozen_plan>> freeze_plan(mobilisation_id which, frozen_plan plan, act who) override
    {
        auto work = [which, plan = std::move(plan), who = std::move(who)](database& db) {
            return tables::freeze_plan(db, which, plan, who);
        };
        return writer_.run(std::move(work));
    }

    task<stored<assent>> assent_to(assent_record given) override
    {
        auto work = [given = std::move(given)](database& db) { return tables::assent_to(db, given); };
        return writer_.run(std::move(work));
    }

    task<stored<std::string>> agreed_by(mobilisation_id which) override
    {
        auto work = [which](database& db) { return tables::agreed_by(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<change_result>> extend(order_change change) override
    {
        auto work = [change = std::move(change)](database& db) { return tables::extend(db, change); };
        return writer_.run(std::move(work));
    }

    task<stored<change_result>> retract(retraction what) override
    {
        auto work = [what = std::move(what)](database& db) { return tables::retract(db, what); };
        return writer_.run(std::move(work));
    }

    task<stored<int>> people_reached(mobilisation_id which) override
    {
        auto work = [which](database& db) { return tables::people_reached(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<rules::empty_places>> places_for(mobilisation which) override
    {
        auto work = [which = std::move(which)](database& db) { return tables::places_for(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<tally>> tally_of(mobilisation_id which) override
    {
        auto work = [which](database& db) { return tables::tally_of(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<volunteer_id>>> asked_in(std::vector<mobilisation_id> which) override
    {
        auto work = [which = std::move(which)](database& db) { return tables::asked_in(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<engagements>> engaged_elsewhere(mobilisation_id which, mobilisation_request request, wall_time now) override
    {
        auto work = [which, request = std::move(request), now](database& db) {
            return tables::engaged_elsewhere(db, which, request, now);
        };
        return writer_.run(std::move(work));
    }

    task<stored<contact_page>> contacts_after(solicitation_id after, wall_time since, int limit) override
    {
        auto work = [after, since, limit](database& db) { return tables::contacts_after(db, after, since, limit); };
        return writer_.run(std::move(work));
    }

    task<stored<withdrawals>> withdrawals_of(mobilisation_id which) override
    {
        auto work = [which](database& db) { return tables::withdrawals_of(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<wave_outcome>> open_wave(wave_record part) override
    {
        auto work = [part = std::move(part)](database& db) { return tables::open_wave(db, part); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<stored_wave>>> waves_of(mobilisation_id which) override
    {
        auto work = [which](database& db) { return tables::waves_of(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<heard_people>>> heard_in(mobilisation_id which, wall_time now) override
    {
        auto work = [which, now](database& db) { return tables::heard_in(db, which, now); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<heard_person>>> people_heard_in(mobilisation_id which, wall_time now) override
    {
        auto work = [which, now](database& db) { return tables::people_heard_in(db, which, now); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<traffic_line>>> traffic_of(mobilisation_id which) override
    {
        auto work = [which](database& db) { return tables::traffic_of(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<bool>> keep_outlook(mobilisation_id which, std::string decision) override
    {
        auto work = [which, decision = std::move(decision)](database& db) { return tables::keep_outlook(db, which, decision); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<rendered_text>>> texts_of(mobilisation_id which) override
    {
        auto work = [which](database& db) { return tables::texts_of(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<int>> close_some(mobilisation_id which, int limit, wall_time now) override
    {
        auto work = [which, limit, now](database& db) { return tables::close_some(db, which, limit, now); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<mobilisation>>> unclosed() override
    {
        auto work = [](database& db) { return tables::unclosed(db); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<report_row>>> report_of(mobilisation_id which, solicitation_id after, int limit) override
    {
        auto work = [which, after, limit](database& db) { return tables::report_of(db, which, after, limit); };
        return writer_.run(std::move(work));
    }

    task<stored<turn_result>> take_turn(std::shared_ptr<channel_turn const> turn) override
    {
        auto work = [this, turn = std::move(turn)](database& db) {
            if (!held() || turn->limit == 0)
                return tables::take_turn(db, *turn, names_, receipts_);
            auto without_claim = *turn;
            without_claim.limit = 0;
            return tables::take_turn(db, without_claim, names_, receipts_);
        };
        return writer_.run(std::move(work));
    }

    std::optional<envelope> envelope_of(claimed_message const& message) const override
    {
        auto address = vault_.open_address(message.address);
        if (!address || address->empty())
            return std::nullopt;
        return envelope{names_.of(message.id), std::move(*address)};
    }

    task<stored<int>> recover_sending(std::string channel, bool idempotent, wall_time now) override
    {
        auto work = [channel = std::move(channel), idempotent, now](database& db) {
            return tables::recover_sending(db, channel, idempotent, now);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::map<std::string, std::map<message_state, int>>>> outbox_by_channel() override
    {
        auto work = [](database& db) { return tables::outbox_by_channel(db); };
        return writer_.run(std::move(work));
    }

    task<stored<move_result>> move_queued(channel_move move) override
    {
        auto work = [move = std::move(move)](database& db) { return tables::move_queued(db, move); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<switch_entry>>> switches(int limit) override
    {
        auto work = [limit](database& db) { return tables::switches(db, limit); };
        return writer_.run(std::move(work));
    }

    task<stored<int>> hasten_probe(std::string channel, wall_time now) override
    {
        auto work = [channel = std::move(channel), now](database& db) {
            return tables::hasten_probe(db, channel, now);
        };
        return writer_.run(std::move(work));
    }

    task<stored<int>> hasten_all(std::string channel, wall_time now) override
    {
        auto work = [channel = std::move(channel), now](database& db) {
            return tables::hasten_all(db, channel, now);
        };
        return writer_.run(std::move(work));
    }

    task<stored<escalation_result>> ask_again(escalation_page page) override
    {
        auto work = [page = std::move(page)](database& db) { return tables::ask_again(db, page); };
        return writer_.run(std::move(work));
    }

    task<stored<parts_lease>> lease_parts(lease_request request) override
    {
        auto work = [request = std::move(request)](database& db) { return tables::lease_parts(db, request); };
        return writer_.run(std::move(work));
    }

    task<stored<std::int64_t>> parts_taken(std::string channel, std::int64_t day) override
    {
        auto work = [channel = std::move(channel), day](database& db) { return tables::parts_taken(db, channel, day); };
        return writer_.run(std::move(work));
    }

    task<stored<reply_result>> take_reply(reply_record record) override
    {
        auto work = [this, record = std::move(record)](database& db) { return tables::take_reply(db, record, names_); };
        return writer_.run(std::move(work));
    }

    task<stored<channels::kept_pieces>> keep_piece(std::string channel, channels::text_piece piece, wall_time now) override
    {
        auto work = [channel = std::move(channel), piece = std::move(piece), now](database& db) {
            return tables::keep_piece(db, channel, piece, now);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<channels::kept_pieces>>> pieces_before(std::string channel, wall_time then) override
    {
        auto work = [channel = std::move(channel), then](database& db) { return tables::pieces_before(db, channel, then); };
        return writer_.run(std::move(work));
    }

    task<stored<int>> forget_pieces(std::string channel, std::string set) override
    {
        auto work = [channel = std::move(channel), set = std::move(set)](database& db) {
            return tables::forget_pieces(db, channel, set);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<inbox_entry>>> inbox(int limit) override
    {
        auto work = [limit](database& db) { return tables::inbox(db, limit); };
        return writer_.run(std::move(work));
    }

    task<stored<bool>> settle_inbox(reply_id which, act who) override
    {
        auto work = [which, who = std::move(who)](database& db) { return tables::settle_inbox(db, which, who); };
        return writer_.run(std::move(work));
    }

    task<stored<import_counts>> import_volunteers(std::vector<volunteer> batch, act who) override
    {
        auto work = [batch = std::move(batch), who = std::move(who)](database& db) {
            return tables::import_volunteers(db, batch, who);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<register_entry>>> entries_after(volunteer_id after, int limit) override
    {
        auto work = [after, limit](database& db) { return tables::entries_after(db, after, limit); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<volunteer>>> volunteers_after(volunteer_id after, int limit) override
    {
        auto work = [after, limit](database& db) { return tables::volunteers_after(db, after, limit); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<volunteer>>> volunteers(std::vector<volunteer_id> which) override
    {
        auto work = [which = std::move(which)](database& db) { return tables::volunteers(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<volunteer_page>> search_volunteers(volunteer_query query) override
    {
        auto work = [query = std::move(query)](database& db) { return tables::search_volunteers(db, query); };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<volunteer>>> find_volunteer(std::string external_id) override
    {
        auto work = [external_id = std::move(external_id)](database& db) {
            return tables::find_volunteer(db, external_id);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<volunteer_id>>> opt_out(std::string address, act who) override
    {
        auto work = [address = std::move(address), who = std::move(who)](database& db) {
            auto const there = db.vault().address(address);
            auto gone = tables::opt_out(db, there, who);
            tables::withdraw_address(db, there, who.at);
            return gone;
        };
        return writer_.run(std::move(work));
    }

    task<stored<bool>> erase_volunteer(volunteer_id which, act who) override
    {
        auto work = [which, who = std::move(who)](database& db) {
            tables::withdraw_person(db, which, who.at);
            return tables::erase_volunteer(db, which, who);
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<message_story>>> story_of(volunteer_id which) override
    {
        auto work = [which](database& db) { return tables::story_of(db, which); };
        return writer_.run(std::move(work));
    }

    task<stored<std::vector<journal_line>>> journal(journal_query query) override
    {
        auto work = [query](database& db) { return tables::journal(db, query); };
        return writer_.run(std::move(work));
    }

    task<stored<journal_standing>> journal_now() override
    {
        auto work = [this](database& db) { return journal_standing{tables::head_of(db), held(), findings_}; };
        return writer_.run(std::move(work));
    }

    task<stored<journal_check>> check_journal(journal_head after, int limit, wall_time now) override
    {
        auto work = [this, after = std::move(after), limit, now](database& db) {
            auto check = tables::check_journal(db, after, limit);
            tables::note_findings(db, findings_, check.findings, now);
            return check;
        };
        return writer_.run(std::move(work));
    }

    task<stored<std::optional<journal_finding>>> compare_head(journal_head kept) override
    {
        auto work = [kept = std::move(kept)](database& db) { return tables::check_head(db, kept); };
        return writer_.run(std::move(work));
    }

    task<stored<bool>> hold_because(std::vector<journal_finding> found, wall_time now) override
    {
        auto work = [this, found = std::move(found), now](database& db) {
            tables::note_findings(db, findings_, found, now);
            return true;
        };
        return writer_.run(std::move(work));
    }

    task<stored<journal_head>> note(journal_note what) override
    {
        auto work = [what = std::move(what)](database& db) { return tables::note(db, what); };
        return writer_.run(std::move(work));
    }

    task<stored<journal_head>> accept_findings(act who, std::string reason) override
    {
        auto work = [this, who = std::move(who), reason = std::move(reason)](database& db) {
            return tables::accept_findings(db, findings_, who, reason);
        };
        auto head = co_await writer_.run(std::move(work));
        if (!head)
            co_return head;
        auto go_on = [this](database&) {
            findings_.clear();
            return true;
        };
        co_await writer_.run(std::move(go_on));  // only now: what is not durable has not been accepted
        co_return head;
    }

private:
    // Below: only on the writer's thread.

    bool held() const { return !findings_.empty(); }

    static void limit_size(database& db, bool full)
    {
        auto const pages = full ? pragma(db, "PRAGMA page_count") : std::string{"1073741823"};
        db.script("PRAGMA max_page_count = " + pages);
    }

    std::unique_ptr<sole_owner> owner_;
    message_names names_;
    vault vault_;  ///< the callers' thread's: the writer has its own
    std::map<std::string, tables::channel_receipts> receipts_;  ///< the writer's
    std::vector<journal_finding> findings_;  ///< nobody has accepted them
    writer writer_;
    std::unique_ptr<teller> tales_;
    std::unique_ptr<historian> past_;
    std::unique_ptr<lookout> sights_;
    std::unique_ptr<outside_store> outside_;
    std::unique_ptr<rights_store> rights_;
};

}  // namespace

std::string_view to_string(store_failure value)
{
    switch (value) {
    case store_failure::full: return "full";
    case store_failure::unknown: return "unknown";
    case store_failure::corrupt: return "corrupt";
    case store_failure::busy: return "busy";
    case store_failure::rejected: return "rejected";
    }
    return "?";
}

void throw_exception_from_error(store_error const& error, boost::source_location const&)
{
    throw std::runtime_error{"a store result was used without looking at its error: " + error.why()};
}

std::unique_ptr<sqlite_store> open_store(channels::runtime& world, sqlite_options options)
{
    std::unique_ptr<sole_owner> owner;
    if (options.durable)
        owner = std::make_unique<sole_owner>(options.path);
    try {
        auto db = std::make_unique<database>(options.path);
        if (!options.image.empty())
            db->become(options.image);
        db->script("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; "
                   "PRAGMA cache_size = -32768; PRAGMA secure_delete = FAST; "
                   "PRAGMA wal_autocheckpoint = 4000;");  // 16 MB: a page that is written again and again is copied once
        if (options.durable)
            make_durable(*db);
        auto const key = options.durable || !options.key.empty() ? options.key : channels::secret{std::string(32, 'm')};
        db->unlock(key);
        migrate(*db);
        mark_as_ours(*db);
        auto names = names_of(*db, options);
        auto kept = options.head.empty() ? nullptr : std::make_unique<kept_beside>(options.head, options.path + ".commits");
        auto findings = begin_journal(*db, kept.get(), world.wall());
        return std::make_unique<store_on_sqlite>(
            std::move(owner),
            std::move(db),
            world,
            options.home,
            std::move(options.told),
            std::move(names),
            key,
            std::move(kept),
            std::move(findings)
        );
    } catch (sqlite_failure const& failure) {
        throw std::runtime_error{"cannot use the database " + options.path + ": " + failure.what() + advice_on(failure)};
    } catch (std::logic_error const& failure) {
        throw std::runtime_error{
            "cannot use the database " + options.path + ": it holds what tocsin never wrote (" + failure.what() + ')' +
            std::string{for_damage}};
    }
}

}  // namespace tocsin::dispatcher
