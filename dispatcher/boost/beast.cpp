// SPDX-License-Identifier: Apache-2.0
// Beast's non-template half, compiled once.
#include <boost/beast/src.hpp>
