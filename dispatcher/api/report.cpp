// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/report.hpp"

#include "dispatcher/api/report_writers.hpp"

namespace tocsin::dispatcher::api {

std::unique_ptr<report_writer>
make_report_writer(std::string_view format, report_part part, report_facts facts, language in)
{
    if (format == "csv")
        return make_csv_report(part);
    if (part != report_part::people)
        return nullptr;
    if (format == "json")
        return make_json_report(std::move(facts));
    if (format == "text")
        return make_text_report(std::move(facts), in);
    if (format == "html")
        return make_html_report(std::move(facts), in);
    return nullptr;
}

}  // namespace tocsin::dispatcher::api
