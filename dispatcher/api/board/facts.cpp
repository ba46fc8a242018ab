// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/board/facts.hpp"

#include <algorithm>
#include <tuple>

namespace tocsin::dispatcher::api::board {

mobilisation_id most_pressing(std::vector<mobilisation> const& open)
{
    auto const weight = [](mobilisation const& each) {
        bool const waits = each.state == mobilisation_state::proposed || each.state == mobilisation_state::approved;
        return std::tuple{rank_of(each.request), waits, -each.id.value()};
    };
    auto const first = std::min_element(open.begin(), open.end(), [&weight](auto const& a, auto const& b) {
        return weight(a) < weight(b);
    });
    return first == open.end() ? mobilisation_id{} : first->id;
}

}  // namespace tocsin::dispatcher::api::board
