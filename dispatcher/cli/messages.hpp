// SPDX-License-Identifier: Apache-2.0
// Every sentence of the command line, in both languages, in one place.
#pragma once

#include "dispatcher/cli/language.hpp"

#include <fmt/core.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::cli {

enum class phrase {
    // session
    yes_or_no,
    answer_unreadable,
    answer_refused,
    daemon_absent,
    daemon_absent_do,
    socket_forbidden,
    socket_forbidden_do,
    daemon_silent,
    daemon_silent_do,
    daemon_broken,
    // usage
    usage_see_help,
    usage_unknown,
    usage_nearest,
    usage_no_command,
    usage_missing,
    usage_value_missing,
    usage_bad_value,
    usage_expected,
    usage_unreadable,
    // files
    file_unreadable,
    file_unwritable,
    file_too_large,
    file_full,
    // shared
    word_exercise,
    word_line,
    none,
    people,
    messages,
    parts,
    in_unicode,
    dry_run_over,
    not_confirmed,
    not_confirmed_do,
    nothing_sent,
    nothing_erased,
    next_approve,
    next_watch,
    next_resume,
    next_close,
    next_report,
    // alerts
    alert_kept,
    alert_known,
    alert_held,
    alert_ended,
    alert_without_rule,
    no_alert,
    rule_fires,
    rule_does_not,
    no_hazard,
    tried_when_sent,
    rules_fine,
    config_fine,
    label_standing,
    label_received,
    label_expires,
    label_origin,
    label_sender,
    label_identifier,
    // mobilise and preview
    role_unreadable,
    shape_unreadable,
    shape_do,
    nobody_matches,
    nobody_matches_do,
    register_loading,
    register_loading_do,
    ask_send,
    ask_send_exercise,
    ask_propose,
    key_is,
    candidates_of,
    title_funnel,
    title_cost,
    cost_total,
    no_channel,
    label_need,
    label_zone,
    label_at,
    label_by,
    // progress
    label_confirmed,
    label_role,
    label_people,
    label_messages,
    messages_are,
    label_outlook,
    may_arrive_twice,
    watch_waits,
    no_mobilisation,
    // volunteers
    import_lines,
    import_added,
    import_updated,
    import_unchanged,
    import_rejected,
    import_without_mobile,
    import_without_consent,
    import_without_place,
    import_availability_unknown,
    import_rejects_in,
    import_cut,
    no_volunteer,
    list_goes_on,
    opted_out,
    ask_erase,
    erased,
    exported,
    // house
    reply_to_inbox,
    reply_counted,
    reply_kept,
    inbox_empty,
    inbox_next,
    settled,
    link_up,
    link_down,
    per_second,
    queued_here,
    channel_reaches_nobody,
    channel_answers,
    channel_no_answers,
    channel_receipts,
    channel_no_receipts,
    channel_once,
    channel_marketing,
    channel_window,
    ask_test,
    test_accepted,
    test_not_accepted,
    // audit
    audit_sound,
    audit_not_sound,
    audit_held,
    audit_head,
    audit_accepted_already,
    ask_accept,
    nothing_accepted,
    accepted,
    no_line,
    // help
    help_usage,
    help_commands,
    help_command_word,
    help_options_word,
    help_options,
    help_global,
    help_footer,
    help_tocsin,
    help_help,
    help_socket,
    help_json,
    help_lang,
    help_alert,
    help_alert_send,
    help_alert_file,
    help_alert_list,
    help_alert_show,
    help_raw,
    help_dry_run,
    help_rules,
    help_rules_check,
    help_rules_try,
    help_mobilise,
    help_event,
    help_zone,
    help_need,
    help_by,
    help_until,
    help_at,
    help_role,
    help_skill,
    help_radius,
    help_pace,
    help_channel,
    help_text,
    help_template,
    help_minimum_age,
    help_exercise,
    help_unicode,
    help_yes,
    help_key,
    help_preview,
    help_who,
    help_approve,
    help_pause,
    help_resume,
    help_cancel,
    help_close,
    help_reason,
    help_status,
    help_all,
    help_watch,
    help_until_filled,
    help_report,
    help_report_format,
    help_id,
    help_volunteers,
    help_import,
    help_import_file,
    help_import_format,
    help_rejects,
    help_list,
    help_query,
    help_limit,
    help_show,
    help_external_id,
    help_opt_out,
    help_erase,
    help_export,
    help_export_file,
    help_funnel,
    help_reply,
    help_from,
    help_reply_text,
    help_inbox,
    help_settle,
    help_channels,
    help_channels_test,
    help_channel_name,
    help_to,
    help_config,
    help_config_check,
    help_completion,
    help_audit,
    help_audit_show,
    help_audit_verify,
    help_audit_accept,
    help_audit_reason,
    help_head,
    help_shell,
    word_path,
    word_file,
    word_file_or_dash,
    word_text,
    word_time,
    word_place,
    word_name,
    word_key,
    word_reason,
    word_address,
};

/// One phrase; `{}` and `{0}` stand for values. "one;many" holds both numbers of what `count` counts.
struct translation {
    phrase id;
    std::string_view fr;
    std::string_view en;
};

/// All of them, in the order of `phrase`.
std::span<translation const> catalogue();

std::string_view pattern_of(language in, phrase what);
/// The pattern for so many: French says one for 0 and 1, English for 1 only.
std::string_view pattern_of(language in, phrase what, std::int64_t how_many);

template <class... Values>
std::string say(language in, phrase what, Values const&... values)
{
    auto const pattern = pattern_of(in, what);
    return fmt::vformat(fmt::string_view{pattern.data(), pattern.size()}, fmt::make_format_args(values...));
}

template <class... Values>
std::string count(language in, phrase what, std::int64_t how_many, Values const&... values)
{
    auto const pattern = pattern_of(in, what, how_many);
    return fmt::vformat(fmt::string_view{pattern.data(), pattern.size()}, fmt::make_format_args(values...));
}

}  // namespace tocsin::cli
