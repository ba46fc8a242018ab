// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/outside_routes.hpp"

namespace tocsin::dispatcher::api {

std::vector<route> all_routes()
{
    std::vector<route> all;
    for (auto const family :
         {alert_routes(),
          rule_routes(),
          mobilisation_routes(),
          decision_routes(),
          rehearsal_routes(),
          report_routes(),
          attention_routes(),
          volunteer_routes(),
          rights_routes(),
          reply_routes(),
          channel_routes(),
          feed_routes(),
          webhook_routes(),
          audit_routes(),
          backup_routes(),
          explain_routes(),
          client_routes(),
          error_page_routes(),
          answer_page_routes(),
          board_routes(),
          health_routes()})
        all.insert(all.end(), family.begin(), family.end());
    return all;
}

}  // namespace tocsin::dispatcher::api
