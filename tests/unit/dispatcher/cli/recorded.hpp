// SPDX-License-Identifier: Apache-2.0
// What the daemon answers, as docs/openapi.yaml describes it.
#pragma once

#include <string>

namespace tocsin::cli::recorded {

inline std::string const preview = R"({"preview": {
  "event": "Inondation", "need": 40, "ready": true, "population": 5000, "candidates": 143, "zone": ["04070"],
  "roles": {"boat": 4}, "at": "Gymnase Beau de Rochas, 2 avenue des Thermes, 04000 Digne-les-Bains",
  "by": "2026-11-24T17:00:00Z", "until": "2026-11-24T21:00:00Z", "exercise": false, "needs_approval": false,
  "funnel": [{"reason": "outside_zone", "count": 4120}, {"reason": "not_reachable", "count": 212},
             {"reason": "under_age", "count": 0}],
  "texts": [
    {"purpose": "ask", "medium": "sms", "language": "fr", "subject": "", "parts": 1,
     "body": "PREF 04: inondation. 40 volontaires avant 18h, gymnase Beau de Rochas, Digne. Repondez OUI ou NON"},
    {"purpose": "ask", "medium": "email", "language": "fr", "subject": "Inondation : pouvez-vous venir ?", "parts": 1,
     "body": "Bonjour,\n\nla préfecture cherche 40 volontaires."},
    {"purpose": "confirm", "medium": "sms", "language": "fr", "subject": "", "parts": 1, "body": "Merci."}],
  "legs": [{"medium": "sms", "channel": "sms-main", "people": 120, "parts": 120, "cost": 6.0, "seconds": 4},
           {"medium": "email", "channel": "", "people": 23, "parts": 23, "cost": 0, "seconds": 0}],
  "cost": 6.0, "seconds": 4,
  "warnings": ["23 personnes n'ont qu'une adresse électronique et aucun canal de courriel n'est configuré."]}})";

inline std::string status(std::string const& state, int confirmed, int waiting)
{
    return R"({"id": "M7", "state": ")" + state + R"(", "event": "Inondation", "need": 40, "asked": 143, "waiting": )" +
           std::to_string(waiting) + R"(, "confirmed": )" + std::to_string(confirmed) +
           R"(, "reserve": 0, "declined": 12, "silent": 0, "unreachable": 2, "released": 0, "by": "2026-11-24T17:00:00Z",
  "until": "2026-11-24T21:00:00Z", "exercise": false, "origin": "alice", "created": "2026-11-24T03:00:00Z",
  "waves": [{"id": "W1", "at": "2026-11-24T03:00:10Z", "asked": 143, "complete": true}],
  "at": "Gymnase Beau de Rochas", "zone": ["04070"], "possible_duplicates": 1,
  "roles": {"boat": {"need": 4, "confirmed": 2}},
  "messages": {"queued": 0, "sending": 3, "accepted": 20, "delivered": 118, "refused": 2, "expired": 0,
   "unreachable": 0, "cancelled": 0, "suppressed": 0}})";
}

}  // namespace tocsin::cli::recorded
