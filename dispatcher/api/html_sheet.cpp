// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/html_sheet.hpp"

#include "dispatcher/api/report_words.hpp"
#include "rules/escaped.hpp"

namespace tocsin::dispatcher::api {
namespace {

constexpr std::string_view style =
    "*{box-sizing:border-box}"
    "body{margin:0 auto;max-width:60rem;padding:1rem;background:#fff;color:#1a1a1a;font:16px/1.45 sans-serif}"
    "h1{margin:0 0 .2rem;font-size:1.6rem;line-height:1.2}"
    "h2{margin:2rem 0 .6rem;padding-top:.4rem;border-top:2px solid #1a1a1a;font-size:1.2rem}"
    "p{margin:.4rem 0}.about{color:#444}"
    ".exercise{display:inline-block;padding:.1rem .5rem;border:3px double #8a4b00;color:#8a4b00;font-weight:bold}"
    ".figures{display:flex;flex-wrap:wrap;gap:.6rem;margin:1rem 0;padding:0;list-style:none}"
    ".figures li{flex:1 1 9rem;padding:.5rem .7rem;border:1px solid #767676;border-radius:.3rem}"
    ".figures strong{display:block;font-size:1.5rem;line-height:1.2}"
    "dl{display:grid;grid-template-columns:minmax(9rem,16rem) 1fr;gap:.2rem 1rem;margin:0}"
    "dt{color:#444}dd{margin:0;overflow-wrap:anywhere}"
    ".wide{overflow-x:auto}"
    "table{width:100%;border-collapse:collapse;font-size:.92rem}"
    "th,td{padding:.25rem .5rem;border-bottom:1px solid #bbb;text-align:left;vertical-align:top}"
    "thead th{border-bottom:2px solid #444}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".why td{padding-bottom:.8rem;color:#444}tr:has(+.why) td{border-bottom:0;break-after:avoid}"
    "td.t{white-space:nowrap}code{font-size:.85em;overflow-wrap:anywhere}"
    "svg{display:block;width:100%;height:auto;max-height:32rem}"
    ".narrow{display:none}"
    ".course-confirmed{color:#17663a}.course-forecast{color:#17663a}.course-asked{color:#0b4a8f}"
    ".course-delivered{color:#0b4a8f}.course-deadline{color:#a01c1c}.course-need{color:#1a1a1a}"
    "footer{margin-top:2rem;border-top:1px solid #767676;padding-top:.5rem;color:#444;font-size:.9rem}"
    "@media(max-width:36rem){.many{min-width:46rem}.broad{display:none}.narrow{display:block}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}}"
    "@page{size:A4;margin:15mm}"
    "@media print{body{max-width:none;padding:0;font-size:10.5pt}.wide{overflow:visible}h2{break-after:avoid}"
    ".broad{display:block}.narrow{display:none}#map~figure svg{max-height:88mm}"
    "tr,dt,dd,.figures li,figure{break-inside:avoid}thead{display:table-header-group}.sheet{break-before:page}"
    "table{font-size:9pt}a{color:inherit;text-decoration:none}}"
    "figure{margin:0}";

}  // namespace

std::string html_sheet::text(std::string_view said) { return rules::escaped(said); }

std::string html_sheet::word(std::string_view code) const { return std::string{say(code, in_)}; }

std::string html_sheet::number(int count) const { return grouped(count, in_); }

void html_sheet::begin(std::string const& title)
{
    out_ = "<!DOCTYPE html>\n<html lang=\"" + std::string{to_string(in_)} +
           "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
           "<meta name=\"robots\" content=\"noindex\">"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
           "<title>" + text(title) + "</title>\n<style>" + std::string{style} + "</style></head>\n<body>\n";
}

void html_sheet::heading(std::string_view name, phrase said, bool new_sheet)
{
    if (section_open_)
        out_ += "</section>\n";
    section_open_ = true;
    out_ += std::string{"<section"} + (new_sheet ? " class=\"sheet\"" : "") + "><h2 id=\"" + std::string{name} + "\">" + text(said) +
            "</h2>\n";
}

void html_sheet::table_head(phrase said, std::vector<column> const& columns)
{
    out_ += "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" + text(said) + "\"><table" +
            (columns.size() > 4 ? " class=\"many\"" : "") + "><thead><tr>";
    for (auto const& each : columns)
        out_ += std::string{"<th scope=\"col\""} + (each.kind == 'n' ? " class=\"n\"" : "") + '>' + text(each.name) + "</th>";
    out_ += "</tr></thead>\n<tbody>\n";
}

void html_sheet::cells(std::vector<std::string> const& row, std::string_view kinds)
{
    out_ += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
        auto const kind = i < kinds.size() ? kinds[i] : ' ';
        out_ += kind == ' ' ? std::string{"<td>"} : std::string{"<td class=\""} + kind + "\">";
        out_ += text(row[i]) + "</td>";
    }
    out_ += "</tr>\n";
}

}  // namespace tocsin::dispatcher::api
