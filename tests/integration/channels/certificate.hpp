// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/integration/channels/program.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace tocsin::integration {

/// A certificate that signs itself; with -1 days its time was over yesterday.
struct certificate {
    explicit certificate(std::string const& names, int days = 2) : pem(folder.path() / "cert.pem"), key(folder.path() / "key.pem")
    {
        auto const request = (folder.path() / "request.pem").string();
        auto const command = "(openssl req -newkey rsa:2048 -nodes -subj /CN=smsc -addext 'subjectAltName=" + names + "' -keyout " +
                             key.string() + " -out " + request + " && openssl x509 -req -in " + request + " -signkey " + key.string() +
                             " -days " + std::to_string(days) + " -copy_extensions copy -out " + pem.string() + ") 2>/dev/null";
        if (std::system(command.c_str()) != 0)
            throw std::runtime_error{"openssl made no certificate"};
    }

    temp_folder folder;
    std::filesystem::path pem;
    std::filesystem::path key;
};

}  // namespace tocsin::integration
