// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/attention.hpp"

#include "dispatcher/api/coded_phrase.hpp"
#include "dispatcher/api/kept_json.hpp"
#include "rules/picture/axis.hpp"
#include "rules/wave/plan.hpp"

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::dispatcher::api {
namespace {

namespace json = boost::json;

constexpr minutes deadline_is_near{60};
constexpr hours backup_is_old{7 * 24};

constexpr std::array reasons{
    coded_phrase{"link-down", {"la liaison est coupée", "its link is down"}},
    coded_phrase{"errors", {"il ne répond que des erreurs", "it answers errors only"}},
    coded_phrase{"silent", {"il ne répond pas", "it does not answer"}},
    coded_phrase{"failing", {"trop d'envois échouent", "too many messages fail"}},
    coded_phrase{"throttled", {"il nous freine", "it slows us down"}},
    coded_phrase{"slow", {"il est lent", "it is slow"}},
    coded_phrase{"no-receipts", {"il ne dit plus ce qui arrive", "it no longer says what arrives"}},
    coded_phrase{"quota", {"son quota du jour est épuisé", "its day's quota is used up"}},
    coded_phrase{"recovering", {"il se remet", "it is recovering"}},
};

/// "12 min", "3 h 20", "2 j".
std::string how_long(wall_time since, wall_time now, language in)
{
    auto const whole = std::chrono::floor<minutes>(std::max(now - since, milliseconds{0})).count();
    if (whole < 1)
        return std::string{phrase{"moins d'une minute", "less than a minute"}.in(in)};
    if (whole < 60)
        return fmt::format("{}\u00a0min", whole);
    if (whole < 48 * 60)
        return whole % 60 == 0 ? fmt::format("{}\u00a0h", whole / 60) : fmt::format("{}\u00a0h\u00a0{:02}", whole / 60, whole % 60);
    return fmt::format("{}\u00a0{}", whole / (24 * 60), phrase{"j", "d"}.in(in));
}

/// What the planner saw when it last looked.
struct outlook {
    bool hopeless = false;  ///< not even everybody who is left would probably do
    std::string roles;  ///< that low and high speak of, and a blank; empty: everybody
    int low = 0;
    int high = 0;
};

std::optional<outlook> read_outlook(std::string const& written)
{
    auto const read = object_of(written);
    if (!read)
        return std::nullopt;
    auto const& decision = *read;
    outlook seen;
    auto const* const verdict = decision.if_contains("verdict");
    auto const* const at_most = decision.if_contains("at_most");
    auto const* const expected = at_most != nullptr ? at_most : decision.if_contains("expected");
    if (expected == nullptr || !expected->is_object())
        return std::nullopt;
    // Nobody is left to ask, and those who were asked will hardly do.
    bool const nobody_left = verdict != nullptr && *verdict == "nobody_left";
    seen.hopeless = at_most != nullptr || (nobody_left && rules::is_unlikely(expected->at("fills").to_number<double>()));
    if (auto const* const roles = expected->as_object().if_contains("roles"))
        seen.roles = std::string{roles->as_string()} + ' ';
    seen.low = expected->at("low").to_number<int>();
    seen.high = expected->at("high").to_number<int>();
    return seen;
}

class looking {
public:
    looking(house_now const& house, language in, std::function<std::string(wall_time)> const& local)
        : house_(house), in_(in), local_(local)
    {
    }

    std::vector<attention> seen()
    {
        house_itself();
        for (auto const& each : house_.open)
            mobilisation_now(each);
        replies();
        for (auto const& each : house_.channels)
            each.since ? unread(each) : failing(each);
        for (auto const& each : house_.feeds)
            add(urgency::soon, "feed", each.name,
                say(each.stale ? phrase{"Flux {} : il répond, mais rien n'y est récent.", "Feed {}: it answers, but nothing in it is recent."}
                               : phrase{"Flux {} : il ne répond plus ; ses alertes n'arrivent pas.", "Feed {}: it is silent; its alerts do not arrive."},
                    each.name),
                "tocsin feeds");
        backup();
        std::stable_sort(found_.begin(), found_.end(), [](auto const& a, auto const& b) { return a.how < b.how; });
        return std::move(found_);
    }

private:
    template <class... Values>
    std::string say(phrase what, Values const&... values) const
    {
        return fmt::format(fmt::runtime(what.in(in_)), values...);
    }

    attention& add(urgency how, std::string kind, std::string about, std::string what, std::string command)
    {
        attention one;
        one.how = how;
        one.kind = std::move(kind);
        one.about = std::move(about);
        one.what = std::move(what);
        one.command = std::move(command);
        found_.push_back(std::move(one));
        return found_.back();
    }

    std::string reason(std::string const& code) const
    {
        return std::string{said_of(reasons, code, in_, code)};
    }

    std::string number(int count) const { return rules::picture::grouped(count, to_string(in_)); }

    void house_itself()
    {
        if (house_.disk_full)
            add(urgency::now, "disk-full", "", say({"Le disque est plein : plus rien n'est pris ni envoyé.", "The disk is full: nothing more is taken or sent."}),
                "tocsin explain TOC0005");
        if (house_.database_busy)
            add(urgency::now, "database-busy", "",
                say({"Un autre programme tient la base : plus rien n'est pris ni envoyé.",
                     "Another program holds the database: nothing more is taken or sent."}),
                "tocsin explain TOC0013");
        if (house_.journal_held)
            add(urgency::now, "journal-held", "",
                say({"Le journal ne s'explique pas : plus rien ne part avant que quelqu'un l'accepte.",
                     "The journal does not add up: nothing leaves until somebody accepts it."}),
                "tocsin audit verify");
        if (!house_.register_ready)
            add(urgency::soon, "register-loading", "", say({"Le registre est encore en lecture.", "The register is still being read."}), "tocsin");
        else if (!house_.anybody)
            add(urgency::soon, "register-empty", "", say({"Le registre est vide : personne ne peut être sollicité.", "The register is empty: nobody can be asked."}),
                "tocsin volunteers import FILE");
    }

    void mobilisation_now(open_mobilisation const& each)
    {
        auto const before = found_.size();
        switch (each.what.state) {
        case mobilisation_state::proposed: proposed(each.what); break;
        case mobilisation_state::paused: paused(each); break;
        case mobilisation_state::filled: filled(each); break;
        default: running(each); break;
        }
        if (each.counts.orders_lost > 0)
            add(urgency::now, "orders-lost", to_string(each.what.id),
                each.counts.orders_lost == 1
                    ? say({"{} : 1 personne a une place et n'a pas reçu l'ordre de venir. Appelez-la.",
                           "{}: 1 person has a place and did not get the order to come. Call them."}, name(each.what))
                    : say({"{} : {} personnes ont une place et n'ont pas reçu l'ordre de venir. Appelez-les.",
                           "{}: {} people have a place and did not get the order to come. Call them."}, name(each.what), number(each.counts.orders_lost)),
                "tocsin inbox")
                .count = each.counts.orders_lost;
        for (auto i = before; i < found_.size(); ++i)
            found_[i].exercise = each.what.request.exercise;
    }

    /// "EXERCICE M7 · Crue".
    std::string name(mobilisation const& what) const
    {
        auto const mark = what.request.exercise ? std::string{phrase{"EXERCICE ", "EXERCISE "}.in(in_)} : std::string{};
        return mark + to_string(what.id) + " · " + what.request.event;
    }

    std::string so_far(open_mobilisation const& each) const
    {
        return say({"{} sur {} confirmés", "{} of {} confirmed"}, number(each.counts.confirmed), number(each.what.request.need));
    }

    std::string by(mobilisation const& what) const { return local_(what.request.by); }

    void proposed(mobilisation const& what)
    {
        auto const id = to_string(what.id);
        if (what.request.by <= house_.now) {
            add(urgency::soon, "proposed-too-late", id,
                say({"{} : proposée, jamais approuvée, et son échéance est passée.", "{}: proposed, never approved, and its deadline has passed."}, name(what)),
                "tocsin cancel " + id)
                .since = what.created;
            return;
        }
        add(urgency::now, "awaits-approval", id,
            say(what.request.need == 1
                    ? phrase{"{} attend un accord depuis {} : {} personne pour {}.", "{} has waited for approval for {}: {} person by {}."}
                    : phrase{"{} attend un accord depuis {} : {} personnes pour {}.", "{} has waited for approval for {}: {} people by {}."},
                name(what), how_long(what.created, house_.now, in_), number(what.request.need), by(what)),
            "tocsin approve " + id)
            .since = what.created;
    }

    void paused(open_mobilisation const& each)
    {
        auto const id = to_string(each.what.id);
        add(urgency::now, "paused", id,
            say({"{} est en pause, personne n'est sollicité : {}, échéance {}.", "{} is paused, nobody is being asked: {}, deadline {}."},
                name(each.what), so_far(each), by(each.what)),
            "tocsin resume " + id);
    }

    void filled(open_mobilisation const& each)
    {
        auto const id = to_string(each.what.id);
        bool const late = each.what.request.by <= house_.now;
        add(late ? urgency::soon : urgency::know, late ? "to-close" : "filled", id,
            late ? say({"{} est pourvue et son échéance est passée : elle peut être close.", "{} is filled and its deadline has passed: it can be closed."}, name(each.what))
                 : say({"{} est pourvue : {}, échéance {}.", "{} is filled: {}, deadline {}."}, name(each.what), so_far(each), by(each.what)),
            (late ? "tocsin close " : "tocsin watch ") + id);
    }

    void running(open_mobilisation const& each)
    {
        auto const id = to_string(each.what.id);
        auto const left = each.what.request.by - house_.now;
        if (left <= minutes{0}) {
            add(urgency::now, "overdue", id,
                say({"{} : l'échéance est passée, {}.", "{}: the deadline has passed, {}."}, name(each.what), so_far(each)), "tocsin close " + id)
                .since = each.what.request.by;
            return;
        }
        auto const seen = read_outlook(each.counts.outlook);
        if (seen && seen->hopeless)
            add(urgency::now, "will-not-fill", id,
                say({"{} ne sera sans doute pas pourvue : {}, {}de {} à {} attendus au mieux pour {}.",
                     "{} will probably not be filled: {}, {}{} to {} expected at best by {}."},
                    name(each.what), so_far(each), seen->roles, number(seen->low), number(seen->high), by(each.what)),
                "tocsin status " + id);
        else if (left <= deadline_is_near)
            add(urgency::now, "deadline-near", id,
                say({"{} : {}, et l'échéance est dans {}.", "{}: {}, and the deadline is in {}."},
                    name(each.what), so_far(each), how_long(house_.now, each.what.request.by, in_)),
                "tocsin watch " + id);
        else
            add(urgency::know, "running", id,
                say({"{} est en cours : {}, échéance {}.", "{} is running: {}, deadline {}."}, name(each.what), so_far(each), by(each.what)),
                "tocsin watch " + id);
    }

    void failing(channel_trouble const& each)
    {
        add(each.replaced ? urgency::soon : urgency::now, "channel", each.name,
            say(each.replaced ? phrase{"Canal {} : {} ; un autre porte ses messages.", "Channel {}: {}; another one carries its messages."}
                              : phrase{"Canal {} : {} ; ses messages attendent.", "Channel {}: {}; its messages wait."},
                each.name, reason(each.reason)),
            "tocsin channels");
    }

    void unread(channel_trouble const& each)
    {
        add(urgency::now, "replies-unread", each.name,
            say({"Canal {} : ses réponses ne peuvent être lues depuis {}.", "Channel {}: its replies cannot be read, for {}."},
                each.name, how_long(*each.since, house_.now, in_)),
            "tocsin channels")
            .since = each.since;
    }

    void replies()
    {
        int waiting = 0;
        std::optional<wall_time> oldest;
        for (auto const& each : house_.inbox) {
            if (each.why == "order-lost")
                continue;  // told with its mobilisation
            ++waiting;
            if (!oldest || each.received < *oldest)
                oldest = each.received;
        }
        if (waiting == 0)
            return;
        auto const age = how_long(*oldest, house_.now, in_);
        auto& said = add(
            urgency::now, "replies", "",
            waiting == 1 ? say({"1 réponse attend d'être lue, depuis {}.", "1 reply waits to be read, for {}."}, age)
                         : say({"{} réponses attendent d'être lues, la première depuis {}.", "{} replies wait to be read, the first for {}."}, number(waiting), age),
            "tocsin inbox"
        );
        said.since = oldest;
        said.count = waiting;
    }

    void backup()
    {
        if (!house_.anybody || (house_.backed_up && house_.now - *house_.backed_up < backup_is_old))
            return;
        add(urgency::know, "backup-old", "",
            house_.backed_up ? say({"La dernière sauvegarde date de {}.", "The last backup is {} old."}, how_long(*house_.backed_up, house_.now, in_))
                             : say({"Aucune sauvegarde n'est connue.", "No backup is known of."}),
            "tocsin backup FILE")
            .since = house_.backed_up;
    }

    house_now const& house_;
    language in_;
    std::function<std::string(wall_time)> const& local_;
    std::vector<attention> found_;
};

}  // namespace

std::string_view to_string(urgency value)
{
    switch (value) {
    case urgency::now: return "now";
    case urgency::soon: return "soon";
    case urgency::know: break;
    }
    return "know";
}

std::vector<attention>
attention_for(house_now const& house, language in, std::function<std::string(wall_time)> const& local)
{
    return looking{house, in, local}.seen();
}

}  // namespace tocsin::dispatcher::api
