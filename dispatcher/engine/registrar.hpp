// SPDX-License-Identifier: Apache-2.0
// Fills the register: a CSV is read as it arrives, in batches, each durable before the next; bad lines are reported,
// the rest imported. Memory does not grow with the file, only with the number of problems kept (the first 100,000).
#pragma once

#include "dispatcher/engine/bells.hpp"
#include "dispatcher/engine/people.hpp"
#include "dispatcher/engine/rulebooks.hpp"
#include "dispatcher/runtime/events.hpp"
#include "dispatcher/store/store.hpp"
#include "rules/words/bilingual.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dispatcher {

enum class roster_format { detect, csv, jeveuxaider };

/// One remark on one line; the personal value itself is never in it.
struct import_remark {
    import_remark() = default;

    int line = 0;  ///< first line of the record, counted from 1
    bool rejected = false;  ///< false: imported, but something was dropped or is doubtful
    std::string column;
    bilingual reason;
};

struct import_report {
    std::int64_t lines = 0;  ///< records read, header not counted
    std::int64_t rejected = 0;
    import_counts counts;  ///< zero in a dry run
    std::int64_t without_mobile = 0;
    std::int64_t without_consent = 0;
    std::int64_t without_place = 0;
    std::int64_t availability_unknown = 0;
    std::vector<import_remark> remarks;
    bool remarks_cut = false;
    bilingual failure;  ///< why the import stopped early (bad header, disk full); what was counted before is kept
};

class registrar {
public:
    registrar(
        store& kept,
        people& who,
        rulebooks const& books,
        bells& ring,
        event_log& log,
        std::string default_language
    );

    class import_run {
    public:
        virtual ~import_run() = default;
        /// Takes the next bytes of the file; returns when they are durable as far as whole batches go. False: stopped
        /// early, see the report. Safe to cancel: whole batches are in, the rest is not; importing again updates.
        virtual task<bool> feed(std::string bytes) = 0;
        virtual task<import_report> finish() = 0;
    };

    /// A dry run reads and reports but changes nothing.
    std::unique_ptr<import_run> begin(roster_format format, bool dry_run, act who);

    /// Removes a person and everything that tells of them; false when there is none.
    task<stored<bool>> erase(std::string external_id, act who);

private:
    store& store_;
    people& people_;
    rulebooks const& books_;
    bells& ring_;
    event_log& log_;
    std::string default_language_;
};

}  // namespace tocsin::dispatcher
