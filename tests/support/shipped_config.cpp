// SPDX-License-Identifier: Apache-2.0
#include "tests/support/shipped_config.hpp"
#include "where.hpp"

namespace tocsin::support {

dispatcher::settings shipped_settings()
{
    std::filesystem::path const config{TOCSIN_SOURCE_DIR "/config"};
    dispatcher::settings from;
    from.instance = "prefecture-04";
    from.display_name = "Préfecture 04";
    from.rules = config / "rules";
    from.templates = config / "templates";
    from.gazetteer = config / "gazetteer";
    from.holidays = config / "holidays/school.csv";
    return from;
}

std::shared_ptr<dispatcher::rulebooks const> shipped_rulebooks()
{
    static auto const books = dispatcher::load_rulebooks(shipped_settings()).value();
    return books;
}

}  // namespace tocsin::support
