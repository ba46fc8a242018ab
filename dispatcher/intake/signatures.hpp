// SPDX-License-Identifier: Apache-2.0
// XML signatures of alerts, verified by a program beside us (xmlsig/tocsin_xmlsig.cpp): a crash, a loop or a hole in the
// libraries that read signed XML stays there, and ends with it after seconds.
#pragma once

#include "channels/port/runtime.hpp"
#include "channels/port/tasks.hpp"
#include "rules/words/bilingual.hpp"

#include <boost/system/result.hpp>

#include <filesystem>
#include <string>

namespace tocsin::dispatcher {

class signature_desk {
public:
    /// `program` is the verifier; one runs at a time. The world outlives the desk.
    signature_desk(channels::runtime& world, std::filesystem::path program);

    /// What is signed of a document, as its signer canonicalised it; why not, in words for whoever sent it. Waits some
    /// milliseconds, six seconds at most; cancelling ends the program.
    task<boost::system::result<std::string, bilingual>> signed_part(std::string document, std::string certificate);

private:
    channels::runtime& world_;
    std::filesystem::path program_;
    channels::turnstile one_at_a_time_;
};

/// Where the verifier is installed: beside this program.
std::filesystem::path signature_program();

}  // namespace tocsin::dispatcher
