// SPDX-License-Identifier: Apache-2.0
#include "channels/curl/setup.hpp"

#include <curl/curl.h>

#include <stdexcept>

namespace tocsin::channels::curl {

void set_up()
{
    static bool const done = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    if (!done)
        throw std::runtime_error{"libcurl cannot be initialised"};
}

}  // namespace tocsin::channels::curl
