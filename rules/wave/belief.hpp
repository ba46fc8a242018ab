// SPDX-License-Identifier: Apache-2.0
// What the answers so far, and the silence so far, say about one mobilisation: how many say yes, how many say no, how
// slow they are. A posterior on a grid; silence after three minutes is nearly no evidence, after an hour strong evidence.
#pragma once

#include "rules/wave/curve.hpp"

#include <cstdint>
#include <vector>

namespace tocsin::rules {

/// People who answered, counted from when the message was handed over or, better, delivered.
struct reply_group {
    real_minutes delay{};
    int count = 1;
    double likely = 1;  ///< their yes against the usual: 1 without history
    std::uint8_t curve = 0;  ///< index into evidence::curves
};

/// People asked who have not answered. A message still queued has a negative age: minus the wait it has before it.
struct asked_group {
    real_minutes age{};
    int count = 1;
    double likely = 1;
    std::uint8_t curve = 0;
    std::uint32_t roles = 0;  ///< bit i: holds role i of the question
};

/// Everything heard. Whoever could not be reached stands in none of these groups.
struct evidence {
    std::vector<reply_group> yes;  ///< whoever once said yes, taken back or not
    std::vector<reply_group> no;
    std::vector<asked_group> silent;
    std::vector<channel_curve> curves;  ///< empty: one, the usual
};

channel_curve curve_of(evidence const& heard, std::uint8_t which);

/// Joins groups of almost the same age, channel, likelihood and roles: a long mobilisation stays cheap to think about.
std::vector<asked_group> joined(std::vector<asked_group> const& groups);

/// How many answers count in full before the evidence is tempered: a delay curve is never quite right, and a hundred
/// answers would otherwise settle on a wrong one with confidence.
inline constexpr double answers_trusted = 100;

class belief {
public:
    /// One possible truth.
    struct point {
        double yes = 0;  ///< share of those reached
        double no = 0;
        std::size_t shape = 0;  ///< see rules::delay
        double weight = 0;
    };

    struct range {
        double low = 0;  ///< 5 %
        double middle = 0;
        double high = 0;  ///< 95 %
    };

    belief(response_prior const& prior, evidence const& heard, double trusted = answers_trusted);

    /// The points that hold all but a thousandth of the weight, heaviest first; weights sum to 1.
    std::vector<point> const& points() const { return points_; }

    range yes() const;
    range slowness() const;
    double no() const;  ///< mean share

    /// Mean share of the answers that come within `after`.
    double answered_by(real_minutes after) const;

    /// Mean and deviation of the logarithm of the share of yes and of the slowness, for learning from the past.
    log_normal yes_in_logarithm() const;
    log_normal slowness_in_logarithm() const;

private:
    std::vector<point> points_;
};

}  // namespace tocsin::rules
