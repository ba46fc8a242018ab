// SPDX-License-Identifier: Apache-2.0
#include "channels/smpp/status.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace tocsin::channels::smpp {
namespace {

struct meaning {
    std::uint32_t status;
    std::string_view name;
    verdict what;
    std::string_view why;
};

// SMPP 3.4 issue 1.2, section 5.1.3, table 5-2: every code and its name. The verdict is ours; the reasons are in the last
// column. Transient: the same message may be taken a while later, or by
// another channel: what is wrong with our account gives nobody up. Permanent: as it is, it never will be.
constexpr auto table = std::to_array<meaning>({
    {0x00, "ESME_ROK", verdict::taken, "taken"},
    {0x01, "ESME_RINVMSGLEN", verdict::permanent, "the message length is invalid"},
    {0x02, "ESME_RINVCMDLEN", verdict::permanent, "the command length is invalid"},
    {0x03, "ESME_RINVCMDID", verdict::permanent, "the command is not known there"},
    {0x04, "ESME_RINVBNDSTS", verdict::transient, "the line is not bound for this"},
    {0x05, "ESME_RALYBND", verdict::transient, "already bound"},
    {0x06, "ESME_RINVPRTFLG", verdict::permanent, "the priority is invalid"},
    {0x07, "ESME_RINVREGDLVFLG", verdict::permanent, "asking for a receipt is invalid"},
    {0x08, "ESME_RSYSERR", verdict::transient, "the centre is in trouble"},
    {0x0a, "ESME_RINVSRCADR", verdict::transient, "our sender's address is invalid: whom we write to has no part in it"},
    {0x0b, "ESME_RINVDSTADR", verdict::permanent, "the recipient's address is invalid"},
    {0x0c, "ESME_RINVMSGID", verdict::permanent, "the message id is invalid"},
    {0x0d, "ESME_RBINDFAIL", verdict::transient, "the bind failed"},
    {0x0e, "ESME_RINVPASWD", verdict::permanent, "the password is wrong"},
    {0x0f, "ESME_RINVSYSID", verdict::permanent, "the system_id is wrong"},
    {0x11, "ESME_RCANCELFAIL", verdict::permanent, "cancel_sm failed"},
    {0x13, "ESME_RREPLACEFAIL", verdict::permanent, "replace_sm failed"},
    {0x14, "ESME_RMSGQFUL", verdict::throttled, "the centre's queue is full: it wants less"},
    {0x15, "ESME_RINVSERTYP", verdict::transient, "our service type is invalid"},
    {0x33, "ESME_RINVNUMDESTS", verdict::permanent, "the number of destinations is invalid"},
    {0x34, "ESME_RINVDLNAME", verdict::permanent, "the distribution list is invalid"},
    {0x40, "ESME_RINVDESTFLAG", verdict::permanent, "the destination flag is invalid"},
    {0x42, "ESME_RINVSUBREP", verdict::permanent, "replacing is invalid"},
    {0x43, "ESME_RINVESMCLASS", verdict::permanent, "the esm_class is invalid"},
    {0x44, "ESME_RCNTSUBDL", verdict::permanent, "cannot submit to a distribution list"},
    {0x45, "ESME_RSUBMITFAIL", verdict::transient, "the submission failed: no reason is given"},
    {0x48, "ESME_RINVSRCTON", verdict::transient, "our sender's type of number is invalid"},
    {0x49, "ESME_RINVSRCNPI", verdict::transient, "our sender's numbering plan is invalid"},
    {0x50, "ESME_RINVDSTTON", verdict::permanent, "the recipient's type of number is invalid"},
    {0x51, "ESME_RINVDSTNPI", verdict::permanent, "the recipient's numbering plan is invalid"},
    {0x53, "ESME_RINVSYSTYP", verdict::transient, "our system_type is invalid"},
    {0x54, "ESME_RINVREPFLAG", verdict::permanent, "the replace flag is invalid"},
    {0x55, "ESME_RINVNUMMSGS", verdict::permanent, "the number of messages is invalid"},
    {0x58, "ESME_RTHROTTLED", verdict::throttled, "more than was agreed"},
    {0x61, "ESME_RINVSCHED", verdict::permanent, "the schedule is invalid"},
    {0x62, "ESME_RINVEXPIRY", verdict::permanent, "the validity period is invalid"},
    {0x63, "ESME_RINVDFTMSGID", verdict::permanent, "the predefined message is invalid"},
    {0x64, "ESME_RX_T_APPN", verdict::transient, "temporary, by the name"},
    {0x65, "ESME_RX_P_APPN", verdict::permanent, "permanent, by the name"},
    {0x66, "ESME_RX_R_APPN", verdict::permanent, "rejected, by the name"},
    {0x67, "ESME_RQUERYFAIL", verdict::permanent, "query_sm failed"},
    {0xc0, "ESME_RINVOPTPARSTREAM", verdict::permanent, "the optional parameters are malformed"},
    {0xc1, "ESME_ROPTPARNOTALLWD", verdict::permanent, "an optional parameter is not allowed"},
    {0xc2, "ESME_RINVPARLEN", verdict::permanent, "a parameter's length is invalid"},
    {0xc3, "ESME_RMISSINGOPTPARAM", verdict::permanent, "an optional parameter is missing"},
    {0xc4, "ESME_RINVOPTPARAMVAL", verdict::permanent, "an optional parameter is invalid"},
    {0xfe, "ESME_RDELIVERYFAILURE", verdict::transient, "delivery failed just now"},
    {0xff, "ESME_RUNKNOWNERR", verdict::transient, "the centre does not know why itself"},
});

meaning const* find(std::uint32_t status)
{
    auto const* const place = std::find_if(table.begin(), table.end(), [status](auto const& each) { return each.status == status; });
    return place == table.end() ? nullptr : place;
}

bool contains(std::vector<std::uint32_t> const& list, std::uint32_t status)
{
    return std::find(list.begin(), list.end(), status) != list.end();
}

}  // namespace

verdict verdict_of(std::uint32_t status, status_overrides const& own)
{
    if (status == status_ok)
        return verdict::taken;
    if (contains(own.throttled, status))
        return verdict::throttled;
    if (contains(own.permanent, status))
        return verdict::permanent;
    if (contains(own.transient, status))
        return verdict::transient;
    auto const* const known = find(status);
    // Reserved and vendor-specific codes: trying again within the deadline harms nobody, giving a person up might.
    return known ? known->what : verdict::transient;
}

std::string name_of(std::uint32_t status)
{
    char number[16];
    std::snprintf(number, sizeof number, "0x%02X", status);
    auto const* const known = find(status);
    return known ? std::string{known->name} + " (" + number + ")" : std::string{number};
}

std::string meaning_of(std::uint32_t status)
{
    auto const* const known = find(status);
    return known ? std::string{known->why} + ", " + name_of(status) : name_of(status);
}

outcome outcome_of(std::uint32_t status, status_overrides const& own)
{
    auto const* const known = find(status);
    std::string why{known ? known->why : "a status that the standard does not name"};
    switch (verdict_of(status, own)) {
    case verdict::throttled: return throttled{};
    case verdict::permanent: return refused{permanence::permanent, name_of(status), std::move(why)};
    case verdict::taken:
    case verdict::transient: break;
    }
    return refused{permanence::transient, name_of(status), std::move(why)};
}

}  // namespace tocsin::channels::smpp
