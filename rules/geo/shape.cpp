// SPDX-License-Identifier: Apache-2.0
#include "rules/geo/shape.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tocsin::rules {
namespace {

constexpr double km_per_degree = 6371.0088 * std::numbers::pi / 180.0;

double longitude_scale(double latitude) { return std::cos(latitude * std::numbers::pi / 180.0); }

geo_box around(std::vector<geo_point> const& points)
{
    geo_box box{points.front(), points.front()};
    for (auto const& point : points) {
        box.low.latitude = std::min(box.low.latitude, point.latitude);
        box.low.longitude = std::min(box.low.longitude, point.longitude);
        box.high.latitude = std::max(box.high.latitude, point.latitude);
        box.high.longitude = std::max(box.high.longitude, point.longitude);
    }
    return box;
}

bool overlap_boxes(geo_box const& a, geo_box const& b)
{
    return a.low.latitude <= b.high.latitude && b.low.latitude <= a.high.latitude &&
           a.low.longitude <= b.high.longitude && b.low.longitude <= a.high.longitude;
}

/// Liang-Barsky: does the segment meet the box?
bool segment_meets(geo_point from, geo_point to, geo_box const& box)
{
    double enter = 0;
    double leave = 1;
    double const moves[2] = {to.latitude - from.latitude, to.longitude - from.longitude};
    double const starts[2] = {from.latitude, from.longitude};
    double const lows[2] = {box.low.latitude, box.low.longitude};
    double const highs[2] = {box.high.latitude, box.high.longitude};
    for (int axis = 0; axis < 2; ++axis) {
        if (moves[axis] == 0) {
            if (starts[axis] < lows[axis] || starts[axis] > highs[axis])
                return false;
            continue;
        }
        double near = (lows[axis] - starts[axis]) / moves[axis];
        double far = (highs[axis] - starts[axis]) / moves[axis];
        if (near > far)
            std::swap(near, far);
        enter = std::max(enter, near);
        leave = std::min(leave, far);
        if (enter > leave)
            return false;
    }
    return true;
}

/// From the point to the segment, in degrees of latitude, on the plane tangent at the point.
double square_of_distance(geo_point from, geo_point to, geo_point point, double scale)
{
    double const ax = (from.longitude - point.longitude) * scale;
    double const ay = from.latitude - point.latitude;
    double const dx = (to.longitude - from.longitude) * scale;
    double const dy = to.latitude - from.latitude;
    double const length = dx * dx + dy * dy;
    double const along = length > 0 ? std::clamp(-(ax * dx + ay * dy) / length, 0.0, 1.0) : 0.0;
    double const x = ax + along * dx;
    double const y = ay + along * dy;
    return x * x + y * y;
}

double half_diagonal_km(geo_box const& box)
{
    return distance_km(box.low, box.high) / 2;
}

geo_point middle(geo_box const& box)
{
    return {(box.low.latitude + box.high.latitude) / 2, (box.low.longitude + box.high.longitude) / 2};
}

}  // namespace

geo_box grown(geo_box box, double km)
{
    double const latitude = km / km_per_degree;
    double const widest = std::max(std::abs(box.low.latitude), std::abs(box.high.latitude)) + latitude;
    double const longitude = latitude / std::max(0.01, longitude_scale(std::min(widest, 89.0)));
    box.low.latitude -= latitude;
    box.high.latitude += latitude;
    box.low.longitude -= longitude;
    box.high.longitude += longitude;
    return box;
}

prepared_polygon::prepared_polygon(geo_polygon const& shape) : bounds_(around(shape.ring))
{
    for (std::size_t i = 0; i + 1 < shape.ring.size(); ++i) {
        auto const& from = shape.ring[i];
        auto const& to = shape.ring[i + 1];
        double const rise = to.latitude - from.latitude;
        if (from != to)
            edges_.push_back({from, to, around({from, to}), rise == 0 ? 0 : (to.longitude - from.longitude) / rise});
    }
    auto const count = std::clamp<std::size_t>(edges_.size(), 1, 1024);
    slabs_.resize(count + 1);
    double const height = bounds_.high.latitude - bounds_.low.latitude;
    slabs_per_degree_ = height > 0 ? static_cast<double>(count) / height : 0;
    auto const for_each_slab = [this](edge const& each, auto take) {
        for (auto slab = slab_of(each.box.low.latitude); slab <= slab_of(each.box.high.latitude); ++slab)
            take(slab);
    };
    for (auto const& each : edges_)
        for_each_slab(each, [this](std::size_t slab) { ++slabs_[slab]; });
    for (std::size_t slab = 1; slab <= count; ++slab)
        slabs_[slab] += slabs_[slab - 1];
    in_slab_.resize(slabs_.back());
    for (std::uint32_t i = 0; i < edges_.size(); ++i)
        for_each_slab(edges_[i], [this, i](std::size_t slab) { in_slab_[--slabs_[slab]] = i; });
}

std::size_t prepared_polygon::slab_of(double latitude) const
{
    auto const slab = static_cast<std::ptrdiff_t>((latitude - bounds_.low.latitude) * slabs_per_degree_);
    return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(slab, 0, std::ssize(slabs_) - 2));
}

template <class Holds>
bool prepared_polygon::any_edge(double low, double high, Holds holds) const
{
    auto const from = slabs_[slab_of(low)];
    auto const until = slabs_[slab_of(high) + 1];
    for (auto i = from; i < until; ++i)
        if (holds(edges_[in_slab_[i]]))
            return true;
    return false;
}

bool prepared_polygon::contains(geo_point point) const
{
    if (point.latitude < bounds_.low.latitude || point.latitude > bounds_.high.latitude ||
        point.longitude < bounds_.low.longitude || point.longitude > bounds_.high.longitude)
        return false;
    bool inside = false;
    any_edge(point.latitude, point.latitude, [&](edge const& each) {
        bool const level = (each.box.low.latitude <= point.latitude) & (point.latitude < each.box.high.latitude);
        double const crossing = each.from.longitude + (point.latitude - each.from.latitude) * each.slope;
        inside ^= level & (point.longitude < crossing);
        return false;
    });
    return inside;
}

double prepared_polygon::distance_to_edge_km(geo_point point) const
{
    double const scale = longitude_scale(point.latitude);
    double nearest = std::numeric_limits<double>::infinity();
    for (auto const& each : edges_)
        nearest = std::min(nearest, square_of_distance(each.from, each.to, point, scale));
    return std::sqrt(nearest) * km_per_degree;
}

bool prepared_polygon::edge_within(geo_point point, double km) const
{
    double const reach = km / km_per_degree;
    double const scale = longitude_scale(point.latitude);
    double const low = point.latitude - reach;
    double const high = point.latitude + reach;
    if (low > bounds_.high.latitude || high < bounds_.low.latitude)
        return false;
    return any_edge(low, high, [&](edge const& each) {
        bool const far = each.box.low.latitude > high || each.box.high.latitude < low ||
                         (each.box.low.longitude - point.longitude) * scale > reach ||
                         (point.longitude - each.box.high.longitude) * scale > reach;
        return !far && square_of_distance(each.from, each.to, point, scale) <= reach * reach;
    });
}

bool prepared_polygon::edge_enters(geo_box const& box) const
{
    return overlap_boxes(box, bounds_) && any_edge(box.low.latitude, box.high.latitude, [&box](edge const& each) {
               return overlap_boxes(each.box, box) && segment_meets(each.from, each.to, box);
           });
}

shape_test::shape_test(area const& where) : circles_(where.circles), widen_km_(where.widen_km)
{
    for (auto const& shape : where.polygons) {
        prepared_polygon prepared{shape};
        auto const reach = grown(prepared.bounds(), widen_km_);
        polygons_.push_back({std::move(prepared), reach});
    }
}

bool shape_test::touches(geo_point centre, double uncertainty_km) const
{
    double const reach = widen_km_ + uncertainty_km;
    for (auto const& [shape, box] : polygons_)
        if (shape.contains(centre) || (reach > 0 && shape.edge_within(centre, reach)))
            return true;
    for (auto const& circle : circles_)
        if (distance_km(circle.centre, centre) <= circle.radius_km + reach)
            return true;
    return false;
}

shape_test::overlap shape_test::over(geo_box const& box) const
{
    bool undecided = false;
    auto const centre = middle(box);
    bool const measured = widen_km_ > 0 || !circles_.empty();
    double const half = measured ? half_diagonal_km(box) * 1.01 : 0;  // the box is not quite flat
    for (auto const& [shape, reach] : polygons_) {
        if (!overlap_boxes(box, reach))
            continue;
        if (!shape.edge_enters(box)) {
            if (shape.contains(centre))
                return overlap::inside;
            if (widen_km_ == 0)
                continue;
        }
        double const away = widen_km_ > 0 ? shape.distance_to_edge_km(centre) : 0;
        if (widen_km_ > 0 && away + half <= widen_km_)
            return overlap::inside;
        if (widen_km_ > 0 && !shape.contains(centre) && away - half > widen_km_)
            continue;
        undecided = true;
    }
    for (auto const& circle : circles_) {
        double const away = distance_km(circle.centre, centre);
        double const radius = circle.radius_km + widen_km_;
        if (away + half <= radius)
            return overlap::inside;
        undecided = undecided || away - half <= radius;
    }
    return undecided ? overlap::partly : overlap::outside;
}

geo_box shape_test::bounds() const
{
    std::vector<geo_point> corners;
    auto add = [&corners](geo_box const& box) {
        corners.push_back(box.low);
        corners.push_back(box.high);
    };
    for (auto const& each : polygons_)
        add(each.reach);
    for (auto const& circle : circles_)
        add(grown({circle.centre, circle.centre}, circle.radius_km + widen_km_));
    return around(corners);
}

}  // namespace tocsin::rules
