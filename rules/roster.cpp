// SPDX-License-Identifier: Apache-2.0
#include "rules/roster.hpp"

#include "rules/availability.hpp"
#include "rules/fold.hpp"
#include "rules/numbering.hpp"
#include "rules/words/digits.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tocsin::rules {
namespace {

struct alias {
    std::string_view theirs;
    std::string_view ours;
    bool platform;  ///< only JeVeuxAider writes it so
};

// The design's names, then those of JeVeuxAider's export and of the attributes it gives its mailing service.
constexpr std::array aliases{
    alias{"id", "id", false},
    alias{"first_name", "first_name", false},
    alias{"last_name", "last_name", false},
    alias{"language", "language", false},
    alias{"birth_date", "birth_date", false},
    alias{"mobile", "mobile", false},
    alias{"email", "email", false},
    alias{"postcode", "postcode", false},
    alias{"commune", "commune", false},
    alias{"latitude", "latitude", false},
    alias{"longitude", "longitude", false},
    alias{"radius_km", "radius_km", false},
    alias{"skills", "skills", false},
    alias{"availability", "availability", false},
    alias{"consent_sms", "consent_sms", false},
    alias{"consent_email", "consent_email", false},
    alias{"drill", "drill", false},
    alias{"prenom", "first_name", true},
    alias{"nom", "last_name", true},
    alias{"sms", "mobile", true},
    alias{"telephone", "mobile", true},
    alias{"code_postal", "postcode", true},
    alias{"ville", "commune", true},
    alias{"date_de_naissance", "birth_date", true},
    alias{"disponibilites", "availability", true},
    alias{"certifications", "skills", true},
    alias{"activites", "skills", true},
    alias{"competences", "skills", true},
    alias{"rayon_km", "radius_km", true},
    alias{"consent_crise_sms", "consent_sms", true},
    alias{"consent_crise_email", "consent_email", true},
    alias{"etat", "state", true},
};

std::string const all_columns = "id,first_name,last_name,language,birth_date,mobile,email,postcode,commune,latitude,longitude,"
                                "radius_km,skills,availability,consent_sms,consent_email";

std::string column_name(std::string_view text)
{
    std::string name;
    for (char const c : fold(text))
        name += c == ' ' || c == '-' ? '_' : c;
    while (!name.empty() && name.back() == '_')
        name.pop_back();
    return name;
}

std::string trimmed_cell(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return std::string{text};
}

std::optional<double> decimal(std::string text)
{
    std::replace(text.begin(), text.end(), ',', '.');
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

/// ISO, or day/month/year as French forms write it.
std::optional<std::chrono::year_month_day> date(std::string const& text)
{
    if (auto const iso = parse_date(std::string_view{text}.substr(0, 10)))
        return iso;
    if (text.size() == 10 && (text[2] == '/' || text[2] == '-'))
        return parse_date(text.substr(6, 4) + '-' + text.substr(3, 2) + '-' + text.substr(0, 2));
    return std::nullopt;
}

enum class consent { yes, no, not_said, unreadable };

consent consent_of(std::string const& text)
{
    auto const said = fold_name(text);
    if (said.empty())
        return consent::not_said;
    if (said == "yes" || said == "oui" || said == "true" || said == "1" || said == "y" || said == "o")
        return consent::yes;
    if (said == "no" || said == "non" || said == "false" || said == "0" || said == "n")
        return consent::no;
    return date(text) ? consent::yes : consent::unreadable;  // the platform writes the day it was given
}

bool looks_valid(std::string const& text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Postcodes as France writes them; a spreadsheet may have eaten the leading zero.
std::string postcode_of(std::string text)
{
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    if (text.size() == 4 && all_digits(text))
        text.insert(text.begin(), '0');
    return text;
}

class line_reading {
public:
    line_reading(place_lookup const& places, std::function<std::string(std::string_view)> field)
        : places_(places), field_(std::move(field))
    {
    }

    roster_line read(std::string const& default_language)
    {
        who_.external_id = field_("id");
        if (who_.external_id.empty() || who_.external_id.size() > 100 || !looks_valid(who_.external_id))
            return rejected("id", bilingual{
                "manque, ou n'est pas un identifiant ; chaque volontaire en a un, stable",
                "is missing or no identifier; each volunteer needs a stable one"});
        auto const state = fold_name(field_("state"));
        if (state == "archived" || state == "banned" || state == "anonymous")
            return rejected("etat", bilingual{
                "la plateforme a archivé, banni ou anonymisé cette personne",
                "the platform has archived, banned or anonymised this person"});
        who_.first_name = name("first_name");
        who_.last_name = name("last_name");
        language(default_language);
        birth_date();
        place();
        addresses();
        who_.skills = normal_skills(field_("skills"));
        availability();
        if (!who_.mobile && !who_.email)
            return rejected("mobile", bilingual{
                "ni mobile ni adresse électronique utilisable : personne ne pourrait la joindre",
                "no usable mobile and no usable e-mail: nobody could reach this person"});
        consents();
        roster_line line;
        line.who = std::move(who_);
        line.remarks = std::move(remarks_);
        return line;
    }

private:
    void remark(std::string column, bilingual reason) { remarks_.push_back({std::move(column), std::move(reason)}); }

    roster_line rejected(std::string column, bilingual reason)
    {
        remark(std::move(column), std::move(reason));
        roster_line line;
        line.remarks = std::move(remarks_);
        return line;
    }

    std::string name(std::string_view column)
    {
        auto text = field_(column);
        if (text.size() > 200 || !looks_valid(text)) {
            remark(
                std::string{column}, bilingual{"n'est pas un nom et n'a pas été repris", "is no name and was left out"}
            );
            text.clear();
        }
        return text;
    }

    void language(std::string const& fallback)
    {
        auto text = fold(field_("language"));
        text = text.substr(0, text.find_first_of("-_"));
        bool const tag = text.size() >= 2 && text.size() <= 3 &&
                         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        if (!text.empty() && !tag)
            remark("language", bilingual{
                "n'est pas un code de langue comme fr ; c'est la langue de la maison qui vaut",
                "is no language tag such as fr; the house's language is used"});
        who_.language = tag ? text : fallback;
    }

    void birth_date()
    {
        auto const text = field_("birth_date");
        if (text.empty())
            return;
        who_.birth_date = date(text);
        if (!who_.birth_date)
            remark("birth_date", bilingual{
                "n'est pas une date comme 17/05/1984 ; l'âge reste inconnu",
                "is no date such as 1984-05-17; the age is unknown"});
    }

    void place()
    {
        who_.postcode = postcode_of(field_("postcode"));
        auto const commune = field_("commune");
        auto const here = places_.by_postcode(who_.postcode);
        if (!commune.empty()) {
            who_.commune = places_.by_code(commune);
            if (who_.commune.empty()) {
                auto const named = places_.by_name(commune);
                for (auto const& code : named)
                    if (std::find(here.begin(), here.end(), code) != here.end() || (here.empty() && named.size() == 1))
                        who_.commune = code;
            }
            if (who_.commune.empty())
                remark("commune", bilingual{
                    "n'est pas un code INSEE, et aucune commune de ce nom n'a ce code postal",
                    "is no INSEE code, and no commune of that name has that postcode"});
        }
        if (who_.commune.empty() && !here.empty()) {
            who_.commune = here.front();
            if (here.size() > 1 && !commune.empty())
                remark("commune", bilingual{
                    "prise comme la première commune du code postal",
                    "taken as the first commune of the postcode"});
        }
        position();
        if (who_.commune.empty() && !who_.position)
            remark("postcode", bilingual{
                "la personne ne peut pas être située : seule une mobilisation sans zone la trouverait",
                "the person cannot be placed: only a mobilisation without a zone could find them"});
        if (auto const text = field_("radius_km"); !text.empty()) {
            auto const radius = decimal(text);
            if (radius && *radius > 0 && *radius < 2000)
                who_.radius_km = radius;
            else
                remark("radius_km", bilingual{
                    "n'est pas une distance en kilomètres ; aucune limite personnelle n'est gardée",
                    "is no distance in kilometres; no limit of their own is kept"});
        }
    }

    void position()
    {
        auto const latitude = field_("latitude");
        auto const longitude = field_("longitude");
        if (latitude.empty() && longitude.empty())
            return;
        auto const north = decimal(latitude);
        auto const east = decimal(longitude);
        if (!north || !east || !(*north >= -90 && *north <= 90) || !(*east >= -180 && *east <= 180) || (*north == 0 && *east == 0))
            remark("latitude", bilingual{
                "latitude et longitude ne sont pas des degrés WGS 84 ; c'est la commune qui vaut",
                "latitude and longitude are no WGS 84 degrees; the commune is used"});
        else
            who_.position = geo_point{*north, *east};
    }

    void addresses()
    {
        if (auto const text = field_("mobile"); !text.empty()) {
            auto const read = parse_phone(text, region_of_postcode(who_.postcode));
            if (!read) {
                remark("mobile", read.error());
            } else {
                who_.mobile = read->number;
                who_.mobile_takes_sms = read->line == line_kind::mobile;
                if (!who_.mobile_takes_sms)
                    remark("mobile", bilingual{
                        "n'est pas un numéro de mobile : aucun SMS ne peut l'atteindre",
                        "is no mobile number: no SMS can reach it"});
            }
        }
        if (auto const text = field_("email"); !text.empty()) {
            who_.email = mailbox::parse(text);
            if (!who_.email)
                remark("email", bilingual{"n'est pas une adresse électronique", "is no mail address"});
        }
    }

    void availability()
    {
        who_.availability = field_("availability");
        if (auto const read = schedule::parse(who_.availability); !read) {
            remark("availability", bilingual{
                "n'est pas compris et compte comme inconnu ; écrire par exemple Mo-Fr 18:00-22:00",
                "is not understood and counts as unknown; write for example Mo-Fr 18:00-22:00"});
            who_.availability.clear();
        }
    }

    void consents()
    {
        auto const given = [this](std::string_view column) {
            auto const said = consent_of(field_(column));
            if (said == consent::unreadable)
                remark(std::string{column}, bilingual{
                    "n'est ni oui ni non ; compte comme non",
                    "is neither yes nor no; it counts as no"});
            return said == consent::yes;
        };
        who_.consent_sms = given("consent_sms");
        who_.consent_email = given("consent_email");
        who_.drill = given("drill");
    }

    place_lookup const& places_;
    std::function<std::string(std::string_view)> field_;
    volunteer who_;
    std::vector<roster_remark> remarks_;
};

/// Exports put an apostrophe before what a spreadsheet would take for a formula (phones begin with '+'); it is not part
/// of the value, and what was exported has to come back as it was.
std::string without_guard(std::string text)
{
    bool const is_guarded = text.size() > 1 && text[0] == '\'' && std::string_view{"=+-@\t"}.find(text[1]) != std::string_view::npos;
    return is_guarded ? text.substr(1) : text;
}

}  // namespace

boost::system::result<roster_reader, bilingual>
roster_reader::from_header(std::vector<std::string> const& header, place_lookup places, std::string default_language)
{
    roster_reader reader;
    reader.width_ = header.size();
    bool has_id = false;
    bool has_address = false;
    for (std::size_t i = 0; i < header.size(); ++i) {
        auto const name = column_name(header[i]);
        for (auto const& known : aliases) {
            if (known.theirs != name)
                continue;
            reader.columns_.emplace_back(known.ours, i);
            reader.platform_ = reader.platform_ || known.platform;
            has_id = has_id || known.ours == "id";
            has_address = has_address || known.ours == "mobile" || known.ours == "email";
        }
    }
    if (!has_id || !has_address)
        return bilingual{
            "la première ligne doit nommer les colonnes, au moins id et mobile ou email : " + all_columns,
            "the first line must name the columns, id and mobile or email at least: " + all_columns};
    reader.places_ = std::move(places);
    reader.default_language_ = std::move(default_language);
    return reader;
}

std::string roster_reader::field(std::vector<std::string> const& fields, std::string_view column) const
{
    std::string text;
    for (auto const& [name, index] : columns_)
        if (name == column && index < fields.size()) {
            auto const value = without_guard(trimmed_cell(fields[index]));
            text += (text.empty() || value.empty() ? "" : ",") + value;  // several columns may feed one: skills
        }
    return text;
}

roster_line roster_reader::read(std::vector<std::string> const& fields) const
{
    if (fields.size() != width_) {
        roster_line line;
        auto const found = std::to_string(fields.size());
        auto const named = std::to_string(width_);
        bilingual const reason{
            "a " + found + " champs alors que l'en-tête en a " + named,
            "has " + found + " fields where the header has " + named};
        line.remarks.push_back({"", reason});
        return line;
    }
    return line_reading{places_, [&](std::string_view column) { return field(fields, column); }}.read(default_language_);
}

std::string normal_skill(std::string_view name)
{
    std::string skill;
    for (char const c : fold(name)) {
        bool const kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        if (kept)
            skill += c;
        else if (!skill.empty() && skill.back() != '_')
            skill += '_';
    }
    while (!skill.empty() && skill.back() == '_')
        skill.pop_back();
    for (std::string_view const course : {"psc", "pse"})
        if (skill.starts_with(std::string{course} + '_') && skill.size() == 5)
            skill.erase(3, 1);
    return skill;
}

std::vector<std::string> normal_skills(std::string_view list)
{
    std::vector<std::string> skills;
    std::string word;
    auto const finish = [&] {
        if (auto skill = normal_skill(word); !skill.empty())
            skills.push_back(std::move(skill));
        word.clear();
    };
    for (char const c : list) {
        if (c == ',' || c == ';' || c == '|' || c == '[' || c == ']' || c == '"')
            finish();
        else
            word += c;
    }
    finish();
    // First-aid diplomas include one another (référentiels nationaux PSC 1, PSE 1, PSE 2).
    auto const has = [&skills](std::string_view skill) { return std::find(skills.begin(), skills.end(), skill) != skills.end(); };
    if (has("pse2") && !has("pse1"))
        skills.emplace_back("pse1");
    if (has("pse1") && !has("psc1"))
        skills.emplace_back("psc1");
    std::sort(skills.begin(), skills.end());
    skills.erase(std::unique(skills.begin(), skills.end()), skills.end());
    return skills;
}

}  // namespace tocsin::rules
