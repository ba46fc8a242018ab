// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/stage.hpp"

#include <algorithm>
#include <memory>

namespace tocsin::simulation {
namespace {

struct calling final : support::virtual_clock::waker {
    explicit calling(std::function<void()> what_) : what(std::move(what_)) {}

    void wake() override { what(); }

    std::function<void()> what;
};

}  // namespace

std::uint64_t mixed(std::uint64_t value)
{
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

stage::stage(std::uint64_t dice, wall_time begins) : clock_(begins), dice_(dice) {}

stage::~stage() { clock_.forget(this); }

double stage::chance() { return static_cast<double>(below(1U << 30U)) / static_cast<double>(1U << 30U); }

std::uint64_t stage::below(std::uint64_t limit)
{
    dice_ += 0x9e3779b97f4a7c15U;
    return mixed(dice_) % std::max<std::uint64_t>(1, limit);
}

void stage::later(mono_time when, std::function<void()> what)
{
    clock_.add(when, this, std::make_unique<calling>(std::move(what)));
}

}  // namespace tocsin::simulation
