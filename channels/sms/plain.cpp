// SPDX-License-Identifier: Apache-2.0
#include "channels/sms/plain.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tocsin::channels::sms {
namespace {

struct family {
    std::u32string_view members;
    std::string_view form;
};

/// French and the common letters of Europe, with Vietnamese and the transcriptions of other scripts that Latin letters carry.
/// What the default alphabet has (à ä å æ è é ì ñ ò ö ø ß ù ü Ä Å Æ Ç É Ñ Ö Ø Ü) is not replaced.
constexpr std::array families{
    family{U"áâãāăąǎạảấầẩẫậắằẳẵặ", "a"}, family{U"ÀÁÂÃĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶ", "A"},
    family{U"çćĉċč", "c"}, family{U"ĆĈĊČ", "C"},
    family{U"ďđðḍ", "d"}, family{U"ĎĐÐḌ", "D"},
    family{U"êëēĕėęěẹẻẽếềểễệǝə", "e"}, family{U"ÈÊËĒĔĖĘĚẸẺẼẾỀỂỄỆƏ", "E"},
    family{U"ĝğġģǧ", "g"}, family{U"ĜĞĠĢǦ", "G"},
    family{U"ĥħḥ", "h"}, family{U"ĤĦḤ", "H"},
    family{U"íîïĩīĭįıǐỉị", "i"}, family{U"ÌÍÎÏĨĪĬĮİǏỈỊ", "I"},
    family{U"ĵǰ", "j"}, family{U"Ĵ", "J"},
    family{U"ķĸǩ", "k"}, family{U"ĶǨ", "K"},
    family{U"ĺļľŀł", "l"}, family{U"ĹĻĽĿŁ", "L"},
    family{U"ńņň", "n"}, family{U"ŃŅŇ", "N"}, family{U"ŋ", "ng"}, family{U"Ŋ", "NG"}, family{U"ŉ", "'n"},
    family{U"óôõōŏǒơọỏốồổỗộớờởỡợ", "o"}, family{U"ÒÓÔÕŌŎǑƠỌỎỐỒỔỖỘỚỜỞỠỢ", "O"}, family{U"ő", "ö"}, family{U"Ő", "Ö"},
    family{U"ŕŗř", "r"}, family{U"ŔŖŘ", "R"},
    family{U"śŝşšșṣſ", "s"}, family{U"ŚŜŞŠȘṢ", "S"}, family{U"ẞ", "SS"},
    family{U"ţťŧțṭ", "t"}, family{U"ŢŤŦȚṬ", "T"}, family{U"þ", "th"}, family{U"Þ", "TH"},
    family{U"úûũūŭůųǔưụủứừửữự", "u"}, family{U"ÙÚÛŨŪŬŮŲǓƯỤỦỨỪỬỮỰ", "U"}, family{U"ű", "ü"}, family{U"Ű", "Ü"},
    family{U"ŵẁẃẅ", "w"}, family{U"ŴẀẂẄ", "W"},
    family{U"ýÿŷỳỵỷỹ", "y"}, family{U"ÝŸŶỲỴỶỸ", "Y"},
    family{U"źżžẓ", "z"}, family{U"ŹŻŽẒ", "Z"},
    family{U"œ", "oe"}, family{U"Œ", "OE"}, family{U"ĳ", "ij"}, family{U"Ĳ", "IJ"}, family{U"ǽ", "æ"}, family{U"Ǽ", "Æ"},
    family{U"ǿ", "ø"}, family{U"Ǿ", "Ø"}, family{U"ǻ", "å"}, family{U"Ǻ", "Å"},
    family{U"ﬁ", "fi"}, family{U"ﬂ", "fl"}, family{U"ﬀ", "ff"}, family{U"ﬃ", "ffi"}, family{U"ﬄ", "ffl"},
    // 1ᵉʳ, 2ᵈᵉ, Mᵐᵉ
    family{U"ᵃª", "a"}, family{U"ᵈ", "d"}, family{U"ᵉ", "e"}, family{U"ᵐ", "m"}, family{U"ⁿ", "n"}, family{U"ᵒ", "o"},
    family{U"ʳ", "r"}, family{U"ˢ", "s"}, family{U"ᵗ", "t"}, family{U"⁰₀", "0"}, family{U"¹₁", "1"}, family{U"²₂", "2"},
    family{U"³₃", "3"}, family{U"⁴₄", "4"}, family{U"⁵₅", "5"}, family{U"⁶₆", "6"}, family{U"⁷₇", "7"}, family{U"⁸₈", "8"}, family{U"⁹₉", "9"},
    family{U"’‘‛′´`ʼʹʻ‹›＇", "'"}, family{U"“”„‟″＂", "\""}, family{U"‚", ","},
    family{U"…", "..."}, family{U"‐‑‒–—―−⁃•◦▪‣", "-"}, family{U"·∙", "."}, family{U"⁄∕", "/"}, family{U"¦", "|"},
    family{U"×✕", "x"}, family{U"÷", "/"}, family{U"±", "+/-"}, family{U"≤", "<="}, family{U"≥", ">="}, family{U"≈", "~"},
    family{U"→", "->"}, family{U"←", "<-"}, family{U"⇒", "=>"}, family{U"½", "1/2"}, family{U"¼", "1/4"}, family{U"¾", "3/4"},
    family{U"№", "no"}, family{U"©", "(c)"}, family{U"®", "(R)"}, family{U"™", "TM"}, family{U"℃", "C"},
    family{U"\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "},
    family{U"\u0085\u2028\u2029\v", "\n"},
    // What shows nothing: soft hyphens, joiners, marks of direction, choosers of a variant, a keycap's frame.
    family{U"\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufe0e\ufe0f\u20e3", ""},
};

/// By code point, made once: a text meets it for each of its characters.
std::vector<std::pair<char32_t, std::string_view>> const& table()
{
    static auto const sorted = [] {
        std::vector<std::pair<char32_t, std::string_view>> all;
        for (auto const& each : families)
            for (char32_t const code : each.members)
                all.emplace_back(code, each.form);
        std::sort(all.begin(), all.end());
        return all;
    }();
    return sorted;
}

bool is_mark(char32_t code) { return code >= 0x300 && code <= 0x36f; }

}  // namespace

std::optional<std::string_view> plain_form(char32_t code)
{
    if (is_mark(code))
        return "";  // the letter before it stays
    auto const& all = table();
    auto const found = std::lower_bound(all.begin(), all.end(), std::pair{code, std::string_view{}});
    return found != all.end() && found->first == code ? std::optional{found->second} : std::nullopt;
}

std::optional<std::string_view> latin1_form(char32_t code)
{
    switch (code) {
    case U'€': return "EUR";
    case U'Γ': return "G";
    case U'Δ': return "D";
    case U'Θ': return "O";
    case U'Λ': return "L";
    case U'Ξ': return "X";
    case U'Π': return "P";
    case U'Σ': return "S";
    case U'Φ': return "F";
    case U'Ψ': return "Y";
    case U'Ω': return "O";
    default: return std::nullopt;
    }
}

std::u32string composed(std::u32string_view codes)
{
    struct accent {
        char32_t mark;
        std::u32string_view bases;
        std::u32string_view whole;
    };
    static constexpr std::array<accent, 7> accents{{
        {U'\u0300', U"aeiouAEIOU", U"àèìòùÀÈÌÒÙ"},
        {U'\u0301', U"aeiouyAEIOUY", U"áéíóúýÁÉÍÓÚÝ"},
        {U'\u0302', U"aeiouAEIOU", U"âêîôûÂÊÎÔÛ"},
        {U'\u0303', U"anoANO", U"ãñõÃÑÕ"},
        {U'\u0308', U"aeiouyAEIOU", U"äëïöüÿÄËÏÖÜ"},
        {U'\u030a', U"aA", U"åÅ"},
        {U'\u0327', U"cC", U"çÇ"},
    }};
    std::u32string out;
    for (char32_t const code : codes) {
        auto const mark = std::find_if(accents.begin(), accents.end(), [code](accent const& each) { return each.mark == code; });
        auto const base = mark == accents.end() || out.empty() ? std::u32string_view::npos : mark->bases.find(out.back());
        if (base == std::u32string_view::npos)
            out += code;
        else
            out.back() = mark->whole[base];
    }
    return out;
}

}  // namespace tocsin::channels::sms
