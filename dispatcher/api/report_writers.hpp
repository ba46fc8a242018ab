// SPDX-License-Identifier: Apache-2.0
// The forms of a report, one a file.
#pragma once

#include "dispatcher/api/report.hpp"

#include <memory>

namespace tocsin::dispatcher::api {

std::unique_ptr<report_writer> make_json_report(report_facts facts);
/// For spreadsheets and scripts: the API's own words, whatever the language.
std::unique_ptr<report_writer> make_csv_report(report_part part);
/// For a terminal of 80 columns.
std::unique_ptr<report_writer> make_text_report(report_facts facts, language in);
/// One page that can be kept, sent and printed: nothing in it comes from outside.
std::unique_ptr<report_writer> make_html_report(report_facts facts, language in);

}  // namespace tocsin::dispatcher::api
