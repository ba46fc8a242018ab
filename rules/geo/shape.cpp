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
    for (std::size_t i = 0; i + 1 < shape.ring.size(); ++i)
        if (shape.ring[i] != shape.ring[i + 1])
            edges_.push_back({shape.ring[i], shape.ring[i + 1]});
    auto const count = std::clamp<std::size_t>(edges_.size(), 1, 1024);
    slabs_.resize(count);
    double const height = bounds_.high.latitude - bounds_.low.latitude;
    slabs_per_degree_ = height > 0 ? static_cast<double>(count) / height : 0;
    for (std::uint32_t i = 0; i < edges_.size(); ++i) {
        auto const [low, high] = std::minmax(edges_[i].from.latitude, edges_[i].to.latitude);
        for (auto slab = slab_of(low); slab <= slab_of(high); ++slab)
            slabs_[slab].push_back(i);
    }
}

std::size_t prepared_polygon::slab_of(double latitude) const
{
    auto const slab = static_cast<std::ptrdiff_t>((latitude - bounds_.low.latitude) * slabs_per_degree_);
    return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(slab, 0, std::ssize(slabs_) - 1));
}

bool prepared_polygon::contains(geo_point point) const
{
    if (point.latitude < bounds_.low.latitude || point.latitude > bounds_.high.latitude ||
        point.longitude < bounds_.low.longitude || point.longitude > bounds_.high.longitude)
        return false;
    bool inside = false;
    for (auto const index : slabs_[slab_of(point.latitude)]) {
        auto const& [a, b] = edges_[index];
        if ((a.latitude > point.latitude) == (b.latitude > point.latitude))
            continue;
        double const crossing =
            a.longitude + (point.latitude - a.latitude) / (b.latitude - a.latitude) * (b.longitude - a.longitude);
        if (point.longitude < crossing)
            inside = !inside;
    }
    return inside;
}

double prepared_polygon::distance_to_edge_km(geo_point point) const
{
    double const scale = longitude_scale(point.latitude);
    double nearest = std::numeric_limits<double>::infinity();
    for (auto const& [from, to] : edges_) {
        double const ax = (from.longitude - point.longitude) * scale;
        double const ay = from.latitude - point.latitude;
        double const dx = (to.longitude - from.longitude) * scale;
        double const dy = to.latitude - from.latitude;
        double const length = dx * dx + dy * dy;
        double const along = length > 0 ? std::clamp(-(ax * dx + ay * dy) / length, 0.0, 1.0) : 0.0;
        nearest = std::min(nearest, std::hypot(ax + along * dx, ay + along * dy));
    }
    return nearest * km_per_degree;
}

bool prepared_polygon::edge_enters(geo_box const& box) const
{
    if (!overlap_boxes(box, bounds_))
        return false;
    for (auto slab = slab_of(box.low.latitude); slab <= slab_of(box.high.latitude); ++slab)
        for (auto const index : slabs_[slab])
            if (segment_meets(edges_[index].from, edges_[index].to, box))
                return true;
    return false;
}

shape_test::shape_test(area const& where) : circles_(where.circles), widen_km_(where.widen_km)
{
    for (auto const& shape : where.polygons)
        polygons_.emplace_back(shape);
}

bool shape_test::touches(geo_point centre, double uncertainty_km) const
{
    double const reach = widen_km_ + uncertainty_km;
    for (auto const& shape : polygons_)
        if (shape.contains(centre) || (reach > 0 && shape.distance_to_edge_km(centre) <= reach))
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
    double const half = half_diagonal_km(box) * 1.01;  // the box is not quite flat
    for (auto const& shape : polygons_) {
        bool const far = !overlap_boxes(box, grown(shape.bounds(), widen_km_));
        if (far)
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
    for (auto const& shape : polygons_)
        add(grown(shape.bounds(), widen_km_));
    for (auto const& circle : circles_)
        add(grown({circle.centre, circle.centre}, circle.radius_km + widen_km_));
    return around(corners);
}

}  // namespace tocsin::rules
