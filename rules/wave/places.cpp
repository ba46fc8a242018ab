// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/places.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::rules {
namespace {

/// Groups on one side, kinds of place on the other; `placed[g][p]` people of g stand in p. The last kind is anybody's.
class seating {
public:
    seating(std::vector<int> places, std::vector<holders> const& people)
        : free_(std::move(places)), people_(people), placed_(people.size(), std::vector<int>(free_.size(), 0))
    {
        for (auto const& group : people_)
            waiting_.push_back(std::max(0, group.count));
    }

    /// Fills kind `place` as far as it goes, moving people who can stand elsewhere.
    void fill(std::size_t place)
    {
        while (free_[place] > 0) {
            seen_.assign(people_.size(), false);
            int const moved = bring(place, free_[place]);
            if (moved == 0)
                return;
            free_[place] -= moved;
        }
    }

    std::vector<int> const& free() const { return free_; }

private:
    bool may(std::size_t group, std::size_t place) const
    {
        return place + 1 == free_.size() || (people_[group].roles >> place & 1U) != 0;
    }

    /// Brings up to `wanted` people into `place`: of those waiting, or out of a place that others can take over.
    int bring(std::size_t place, int wanted)
    {
        for (std::size_t group = 0; group < people_.size(); ++group) {
            if (seen_[group] || !may(group, place))
                continue;
            if (waiting_[group] > 0) {
                int const moved = std::min(wanted, waiting_[group]);
                waiting_[group] -= moved;
                placed_[group][place] += moved;
                return moved;
            }
            seen_[group] = true;
            for (std::size_t other = 0; other < free_.size(); ++other) {
                if (other == place || placed_[group][other] == 0)
                    continue;
                int const moved = bring(other, std::min(wanted, placed_[group][other]));
                if (moved > 0) {
                    placed_[group][other] -= moved;
                    placed_[group][place] += moved;
                    return moved;
                }
            }
        }
        return 0;
    }

    std::vector<int> free_;
    std::vector<holders> const& people_;
    std::vector<std::vector<int>> placed_;
    std::vector<int> waiting_;
    std::vector<bool> seen_;
};

}  // namespace

empty_places places_left(int need, std::vector<int> const& needed, std::vector<holders> const& people)
{
    std::vector<int> places;
    int reserved = 0;
    for (int const each : needed) {
        int const asked = std::clamp(each, 0, std::max(0, need) - reserved);
        places.push_back(asked);
        reserved += asked;
    }
    places.push_back(std::max(0, need) - reserved);

    // Augmenting never empties a place that was full, so the roles stay filled when the last kind is.
    seating seats{places, people};
    for (std::size_t place = 0; place < places.size(); ++place)
        seats.fill(place);
    empty_places left;
    left.by_role.assign(seats.free().begin(), seats.free().end() - 1);
    left.total = std::accumulate(seats.free().begin(), seats.free().end(), 0);
    return left;
}

}  // namespace tocsin::rules
