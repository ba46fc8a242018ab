// SPDX-License-Identifier: Apache-2.0
// Invented people, for rehearsals: what is believed of those who would be asked, turned into one truth, and what each of
// them then does. Chance is handed in as numbers spread evenly over [0, 1).
#pragma once

#include "rules/wave/belief.hpp"

#include <array>

namespace tocsin::rules {

/// What is true of everybody on one day.
struct temper {
    double yes = 0;  ///< share of those reached
    double no = 0;
    double slowness = 1;  ///< times the usual delay
    double spread = 1.65;  ///< deviation of the logarithm of the delay

    friend bool operator==(temper const&, temper const&) = default;
};

/// One of the truths that are believed possible, each as often as it is believed.
temper draw_temper(belief const& seen, std::array<double, 3> const& chances);

/// What one person does with one question.
struct reaction {
    enum class what { lost, silent, yes, no };

    what does = what::silent;
    real_minutes after{};  ///< yes and no: from when the question arrived

    friend bool operator==(reaction const&, reaction const&) = default;
};

/// `lost`: share of the questions that do not arrive.
reaction react(temper const& day, channel_curve const& over, double lost, std::array<double, 4> const& chances);

}  // namespace tocsin::rules
