// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/store/sole_owner.hpp"

#include "dispatcher/store/remedy.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace tocsin::dispatcher {

sole_owner::sole_owner(std::string const& path)
    : descriptor_(::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
{
    if (descriptor_ < 0)
        throw std::runtime_error{"cannot create " + path + ".lock" + reason_and_remedy(errno)};
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor_);
        throw std::runtime_error{"another tocsind already works on " + path + ": stop it first"};
    }
}

sole_owner::~sole_owner() { ::close(descriptor_); }

}  // namespace tocsin::dispatcher
