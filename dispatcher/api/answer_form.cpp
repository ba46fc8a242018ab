// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/answer_form.hpp"

#include "dispatcher/api/target.hpp"

#include <charconv>

namespace tocsin::dispatcher::api {

filled_form read_form(std::string_view body)
{
    constexpr std::int64_t year_3000 = 32'503'680'000;
    filled_form form;
    auto const read = read_target("/?" + std::string{body});
    if (!read)
        return form;
    form.wish = rules::read_wish(read->value_of("answer").value_or(""));
    form.once = read->value_of("once").value_or("");
    auto const eta = read->value_of("eta").value_or("");
    std::int64_t second = 0;
    auto const [end, error] = std::from_chars(eta.data(), eta.data() + eta.size(), second);
    if (error == std::errc{} && end == eta.data() + eta.size() && second > 0 && second < year_3000)
        form.eta = wall_time{seconds{second}};
    return form;
}

}  // namespace tocsin::dispatcher::api
