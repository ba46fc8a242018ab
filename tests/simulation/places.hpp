// SPDX-License-Identifier: Apache-2.0
// Whether places were given out rightly, judged by what the outside saw: what each person was sent, what each wrote, and
// when the house took it. Nobody beyond the ceiling, a place given back handed on, one last word for everybody.
#pragma once

#include "rules/words/message.hpp"
#include "rules/words/mobilisation.hpp"
#include "tests/simulation/provider.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::simulation {

class places {
public:
    /// Somebody wrote a yes, a no or a STOP; `id` is the provider's, the same when it tells of it again.
    void offered(std::string const& number, std::string const& id, std::string const& text, mono_time at);
    /// The house has taken it.
    void taken(std::string const& number, std::string const& id, mono_time at);

    struct ending {
        int need = 0;
        mobilisation_state state = mobilisation_state::closed;
        mono_time at;
        bool undisturbed = true;  ///< nothing but a provider's whims stood between the house and people
        std::set<std::string> unreachable;  ///< numbers that a receipt called undeliverable
    };

    /// At all times: nobody is told to come beyond the ceiling, or after a no was taken.
    /// How many people were told to come at some time.
    int told_to_come(std::vector<witnessed> const& log) const;
    std::vector<std::string> while_it_ran(std::vector<witnessed> const& log, int need) const;
    /// Once it is over and everything has left.
    std::vector<std::string> after_the_end(std::vector<witnessed> const& log, ending const& end) const;

private:
    struct statement {
        std::string id;
        reply_meaning meaning = reply_meaning::unclear;
        mono_time offered;
        std::optional<mono_time> taken;

        /// Whether it may have counted after an instant: what was offered first is not always taken first.
        bool after(mono_time instant) const { return offered > instant || (taken && *taken > instant); }
    };

    /// What one person was told, each message once however often it came.
    struct told {
        std::vector<mono_time> come;
        bool asked = false;
        bool wait = false;
        bool late = false;
        int ends = 0;
        int noted = 0;
    };

    std::optional<statement> last_before(std::string const& number, mono_time when) const;
    bool withdrew(std::string const& number, mono_time from, mono_time until) const;
    bool ever_withdrew(std::string const& number) const;
    /// Whether they wrote a yes that the house took before that.
    bool said_yes(std::string const& number, mono_time until) const;
    /// Whether all they ever wrote is one no, which the house took before that.
    bool only_said_no(std::string const& number, mono_time until) const;
    bool comes(std::string const& number, told const& heard, mono_time end) const;
    std::map<std::string, told> stories(std::vector<witnessed> const& log) const;

    std::map<std::string, std::vector<statement>> said_;
};

}  // namespace tocsin::simulation
