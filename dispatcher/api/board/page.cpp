// SPDX-License-Identifier: Apache-2.0
#include "dispatcher/api/board/page.hpp"

#include "rules/escaped.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dispatcher::api::board {
namespace {

using rules::escaped;

std::string head_of(std::string_view title, language in, std::string_view base, seen_on where = seen_on::desk)
{
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\"{}><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><title>{}</title>"
        "<link rel=\"stylesheet\" href=\"{}board.css?{}\">",
        to_string(in), where == seen_on::wall ? " class=\"wall\"" : "", escaped(title), base, edition()
    );
}

/// A part of the page with a name; `tall` ones can be scrolled, with the keyboard too.
std::string
part(std::string_view id, std::string_view title, std::string_view content, bool tall = false, std::string_view before = "")
{
    return fmt::format(
        "<section class=\"part part-{0}\" aria-labelledby=\"{0}-title\"><h2 id=\"{0}-title\">{1}</h2>{4}<div id=\"{0}\"{3}>{2}</div></section>",
        id, title, content, tall ? fmt::format(" class=\"tall\" tabindex=\"0\" role=\"group\" aria-labelledby=\"{}-title\"", id) : std::string{},
        before
    );
}

std::string tools(facts const& now, onlooker const& who, bool may_leave, seen_on where)
{
    auto const in = who.in;
    auto const which = now.seen.what ? "m=" + to_string(now.seen.what->id) + "&amp;" : std::string{};
    auto html = fmt::format(
        "<div class=\"tools\"><p class=\"clock\"><span id=\"clock\">{}</span> <span id=\"line\" class=\"line\">{}</span></p>",
        clock_text(now, now.now, in), say(in, "page fixe", "still page")
    );
    html += fmt::format("<p class=\"links\"><button type=\"button\" id=\"print\" hidden>{}</button> ", say(in, "Imprimer", "Print"));
    bool const is_far = where == seen_on::wall;
    if (who.how == board_view::names)
        html += fmt::format(
            "<a href=\"?{}lang={}{}\">{}</a> ", which, to_string(in), is_far ? "" : "&amp;wall=1",
            is_far ? say(in, "De près", "From close by") : say(in, "De loin", "From afar")
        );
    html += fmt::format(
        "<a href=\"?{}lang={}{}\" lang=\"{}\" hreflang=\"{}\">{}</a>", which, say(in, "en", "fr"), is_far ? "&amp;wall=1" : "",
        say(in, "en", "fr"), say(in, "en", "fr"), say(in, "English", "Français")
    );
    html += "</p>";
    if (may_leave)
        html += fmt::format("<form method=\"post\" action=\"board/leave\"><button>{}</button></form>", say(in, "Se déconnecter", "Sign out"));
    return html + "</div>";
}

std::string filter(facts const& now, language in)
{
    auto html = fmt::format(
        "<p class=\"filter\" id=\"filter\" hidden><label for=\"find\">{}</label> <input id=\"find\" type=\"search\" autocomplete=\"off\">",
        say(in, "Filtrer", "Filter")
    );
    if (now.seen.what && !now.seen.what->request.roles.empty()) {
        html += fmt::format(
            " <label for=\"skill\">{}</label> <select id=\"skill\"><option value=\"\">{}</option>", say(in, "Compétence", "Skill"),
            say(in, "toutes", "all")
        );
        for (auto const& [skill, count] : now.seen.what->request.roles)
            html += fmt::format("<option>{}</option>", escaped(skill));
        html += "</select>";
    }
    return html + "</p>";
}

}  // namespace

std::string board_page(facts const& now, onlooker const& who, bool follows, bool may_leave, seen_on where)
{
    auto const in = who.in;
    auto const sections = sections_of(now, who);
    auto const of = [&sections](std::string_view id) -> std::string const& {
        return std::find_if(sections.begin(), sections.end(), [id](auto const& each) { return each.id == id; })->html;
    };
    auto const title = now.seen.what ? to_string(now.seen.what->id) + " · " + now.seen.what->request.event : std::string{say(in, "Situation", "Situation")};
    auto html = head_of(title + " · " + now.house, in, "board/", where);
    html += "<noscript><meta http-equiv=\"refresh\" content=\"30\"></noscript></head>";
    html += fmt::format(
        "<body class=\"board{}\" data-events=\"board/events?lang={}{}{}\" data-edition=\"{}\" data-live=\"{}\" data-lost=\"{}\" data-stale=\"{}\">",
        now.seen.what ? "" : " empty", to_string(in), now.seen.what ? "&amp;m=" + to_string(now.seen.what->id) : "", follows ? "&amp;follow=1" : "",
        edition(), say(in, "en direct", "live"), say(in, "Liaison coupée : ceci est ancien.", "The line is cut: this is old."),
        say(in, "La base de données ne répond pas : ceci est ancien.", "The database does not answer: this is old.")
    );
    html += fmt::format("<a class=\"skip\" href=\"#main\">{}</a>", say(in, "Aller au contenu", "Skip to the content"));
    html += fmt::format("<header><div class=\"head\" id=\"head\">{}</div>{}</header>", of("head"), tools(now, who, may_leave, where));
    html += fmt::format(
        "<p id=\"trouble\" class=\"trouble\" role=\"alert\">{}</p>",
        now.is_stale ? say(in, "La base de données ne répond pas : ceci est ancien.", "The database does not answer: this is old.") : ""
    );
    html += fmt::format("<p id=\"say\" class=\"unseen\" role=\"status\">{}</p>", of("say"));
    html += fmt::format("<nav id=\"calls\" class=\"calls\" aria-label=\"{}\">{}</nav>", say(in, "Mobilisations", "Mobilisations"), of("calls"));
    html += "<main id=\"main\" tabindex=\"-1\">";
    if (now.seen.what) {
        html += part("figures", say(in, "Qui vient", "Who comes"), of("figures"));
        html += part("forecast", say(in, "Prévision", "Forecast"), of("forecast"));
        if (now.map && !now.map->empty()) {
            auto const caption = std::string{say(in, "Zone : ", "Zone: ")} + now.zone;
            html += fmt::format(
                "<section class=\"part part-map\" aria-labelledby=\"map-name\"><h2 id=\"map-name\">{}</h2>{}{}{}<details><summary>{}</summary><p id=\"map-told\">{}</p></details></section>",
                escaped(caption), now.map->bare_svg(now.by_commune, "map", caption, to_string(in)), now.map->key(to_string(in)),
                rules::picture::map_sheet::far_key(to_string(in)), say(in, "La carte en mots", "The map in words"), of("map-told")
            );
        }
        html += part("curve", say(in, "Cours de l'appel", "Course of the call"), of("curve"));
        html += part("coming", say(in, "Arrivées", "Arrivals"), of("coming"), true, who.how == board_view::names ? filter(now, in) : "");
    }
    html += part("inbox", say(in, "Réponses à traiter", "Answers for a person"), of("inbox"), true);
    html += part("channels", say(in, "Canaux", "Channels"), of("channels"));
    return html + fmt::format("</main><footer>{} · Tocsin</footer><script src=\"board/board.js?{}\"></script></body></html>\n", escaped(now.house), edition());
}

std::string sign_in_page(refusal why, std::string_view house, language in, std::string_view base)
{
    std::string_view said;
    switch (why) {
    case refusal::none: break;
    case refusal::wrong_token: said = say(in, "Ce jeton n'est pas connu.", "This token is not known."); break;
    case refusal::no_right: said = say(in, "Ce jeton ne donne pas accès au tableau : il faut celui d'un membre du service.", "This token does not open the board: it takes a member of staff's."); break;
    case refusal::too_often: said = say(in, "Trop d'essais. Réessayez dans une minute.", "Too many attempts. Try again in a minute."); break;
    case refusal::not_now: said = say(in, "La base de données ne répond pas. Réessayez.", "The database does not answer. Try again."); break;
    }
    auto html = head_of(std::string{say(in, "Situation", "Situation")} + " · " + std::string{house}, in, base);
    if (why == refusal::not_now)
        html += "<meta http-equiv=\"refresh\" content=\"10\">";  // nobody stands before a wall to press a key
    html += "</head><body class=\"door\"><main>";
    html += fmt::format("<h1>{}</h1>", escaped(house));
    if (!said.empty())
        html += fmt::format("<p class=\"refusal\" role=\"alert\">{}</p>", said);
    html += fmt::format(
        "<form method=\"post\" action=\"{}session?lang={}\"><input name=\"user\" autocomplete=\"username\" hidden><p><label for=\"token\">{}</label><input id=\"token\" name=\"token\" type=\"password\" "
        "autocomplete=\"current-password\" required></p><p><label class=\"tick\"><input type=\"checkbox\" name=\"wall\" value=\"1\"> {}</label></p>"
        "<p><button>{}</button></p></form><p class=\"quiet\">{}</p>",
        base, to_string(in), say(in, "Jeton d'accès", "Access token"),
        say(in, "Écran mural : ne montrer ni noms ni messages", "Wall screen: show neither names nor messages"),
        say(in, "Ouvrir le tableau", "Open the board"),
        say(in, "Le jeton vient de « tocsin clients add --role staff ».", "The token comes from “tocsin clients add --role staff”.")
    );
    return html + "</main></body></html>\n";
}

}  // namespace tocsin::dispatcher::api::board
