// SPDX-License-Identifier: Apache-2.0
#include "rules/wave/curve.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::rules {

hour_band band_of(minutes since_midnight)
{
    if (since_midnight < hours{8} || since_midnight >= hours{23})
        return hour_band::night;
    return since_midnight < hours{20} ? hour_band::day : hour_band::evening;
}

response_prior cold_prior(hour_band when)
{
    response_prior prior;
    switch (when) {
    case hour_band::day: break;
    case hour_band::evening: prior.slowness.middle = 1.4; break;
    case hour_band::night: prior.slowness.middle = 2.4; break;
    }
    return prior;
}

namespace delay {

double answered_by(std::size_t shape, double after)
{
    if (!(after > 0))
        return 0;
    double const z = std::log(after / (usual_minutes * slowness_of(shape))) / spread_of(shape);
    return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

double log_density(std::size_t shape, double after)
{
    // A tenth of a minute is as early as an answer can be told from another.
    double const at = std::max(after, 0.1);
    double const z = std::log(at / (usual_minutes * slowness_of(shape))) / spread_of(shape);
    return std::max(-12.0, -0.5 * z * z - std::log(at * spread_of(shape)) - 0.918938533204673);
}

}  // namespace delay
}  // namespace tocsin::rules
