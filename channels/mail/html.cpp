// SPDX-License-Identifier: Apache-2.0
#include "channels/mail/own_words.hpp"
#include "rules/words/spelling.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tocsin::channels::mail {
namespace {

/// What French and English mails write as names; https://html.spec.whatwg.org/multipage/named-characters.html.
constexpr auto names = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"amp", "&"},      {"lt", "<"},       {"gt", ">"},       {"quot", "\""},    {"apos", "'"},     {"nbsp", " "},
     {"eacute", "é"},   {"egrave", "è"},   {"ecirc", "ê"},    {"euml", "ë"},     {"agrave", "à"},   {"acirc", "â"},
     {"ccedil", "ç"},   {"ocirc", "ô"},    {"icirc", "î"},    {"iuml", "ï"},     {"ugrave", "ù"},   {"ucirc", "û"},
     {"Eacute", "É"},   {"Egrave", "È"},   {"Agrave", "À"},   {"Ccedil", "Ç"},   {"oelig", "œ"},    {"rsquo", "’"},
     {"lsquo", "‘"},    {"ldquo", "“"},    {"rdquo", "”"},    {"laquo", "«"},    {"raquo", "»"},    {"hellip", "…"},
     {"ndash", "–"},    {"mdash", "—"},    {"euro", "€"},     {"zwnj", ""}}
);
constexpr auto never_shown = std::to_array<std::string_view>({"head", "style", "script", "title", "blockquote"});
/// They have no end tag: nothing can be inside.
constexpr auto void_elements = std::to_array<std::string_view>({"br", "hr", "img", "input", "link", "meta"});
constexpr auto line_makers = std::to_array<std::string_view>(
    {"br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6"}
);
constexpr auto quoting_classes = std::to_array<std::string_view>(
    {"gmail_quote", "gmail_signature", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "moz-signature", "protonmail_quote",
     "protonmail_signature_block", "id=\"signature\"", "ms-outlook-mobile-signature"}
);
/// Outlook's quotation stands behind such an element, not in it.
constexpr auto end_marks = std::to_array<std::string_view>(
    {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"}
);

template <class List>
bool among(std::string_view word, List const& list)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

template <class List>
bool mentions(std::string_view text, List const& list)
{
    return std::any_of(list.begin(), list.end(), [text](auto each) { return text.find(each) != text.npos; });
}

std::string utf8(unsigned long code)
{
    if (code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return " ";
    std::string out;
    auto const put = [&out](unsigned long byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0U | code >> 6U);
        put(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        put(0xe0U | code >> 12U);
        put(0x80U | (code >> 6U & 0x3fU));
        put(0x80U | (code & 0x3fU));
    } else {
        put(0xf0U | code >> 18U);
        put(0x80U | (code >> 12U & 0x3fU));
        put(0x80U | (code >> 6U & 0x3fU));
        put(0x80U | (code & 0x3fU));
    }
    return code == 0xa0 ? " " : out;
}

struct tag {
    std::string name;
    std::string attributes;  ///< in lower case
    bool closes = false;
};

class page {
public:
    explicit page(std::string_view html) : rest_(html) {}

    std::string text()
    {
        while (!rest_.empty() && !ended_) {
            if (rest_.front() != '<')
                take_text();
            else if (rest_.starts_with("<!--"))
                skip_past("-->");
            else
                meet(take_tag());
        }
        return std::move(out_);
    }

private:
    void skip_past(std::string_view what)
    {
        auto const at = rest_.find(what);
        rest_.remove_prefix(at == rest_.npos ? rest_.size() : at + what.size());
    }

    void take_text()
    {
        auto const text = rest_.substr(0, rest_.find('<'));
        rest_.remove_prefix(text.size());
        if (!dropping_.empty())
            return;
        for (std::size_t i = 0; i < text.size();) {
            if (text[i] == '&')
                i += take_name(text.substr(i));
            else
                put(text.substr(i++, 1));
        }
    }

    void put(std::string_view piece)
    {
        bool const blank = piece == " " || piece == "\t" || piece == "\r" || piece == "\n";
        if (!blank)
            out_ += piece;
        else if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n')
            out_ += ' ';
    }

    /// "&eacute;", "&#233;", "&#xE9;", or a lone "&". Returns its length.
    std::size_t take_name(std::string_view text)
    {
        auto const end = text.substr(0, 12).find(';');
        auto const name = end == text.npos ? std::string_view{} : text.substr(1, end - 1);
        auto const known = std::find_if(names.begin(), names.end(), [name](auto const& each) { return each.first == name; });
        if (!name.empty() && known != names.end()) {
            put(known->second);
            return end + 1;
        }
        if (name.size() > 1 && name.front() == '#') {
            bool const hexadecimal = name[1] == 'x' || name[1] == 'X';
            auto const digits = name.substr(hexadecimal ? 2 : 1);
            unsigned long code = 0;
            auto const read = std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
            if (read.ec == std::errc{} && read.ptr == digits.data() + digits.size()) {
                put(utf8(code));
                return end + 1;
            }
        }
        put("&");
        return 1;
    }

    tag take_tag()
    {
        tag read;
        rest_.remove_prefix(1);
        if (rest_.starts_with('/')) {
            read.closes = true;
            rest_.remove_prefix(1);
        }
        char quote = 0;
        std::size_t i = 0;
        for (; i < rest_.size() && (quote != 0 || rest_[i] != '>'); ++i) {
            char const c = rest_[i];
            if (quote == 0 && (c == '"' || c == '\''))
                quote = c;
            else if (c == quote)
                quote = 0;
        }
        for (char const c : rest_.substr(0, i))
            read.attributes += ascii_lower(c);
        rest_.remove_prefix(std::min(i + 1, rest_.size()));
        auto const end = std::min(read.attributes.find_first_of(" \t\r\n/"), read.attributes.size());
        read.name = read.attributes.substr(0, end);
        read.attributes.erase(0, end);
        return read;
    }

    void meet(tag const& met)
    {
        if (!dropping_.empty()) {
            if (met.name == dropping_)
                depth_ += met.closes ? -1 : 1;
            if (depth_ == 0)
                dropping_.clear();
            return;
        }
        if (among(met.name, line_makers) && !out_.empty() && (met.name == "br" || out_.back() != '\n'))
            out_ += '\n';
        if (met.closes)
            return;
        if (mentions(met.attributes, end_marks)) {
            ended_ = true;
        } else if (among(met.name, never_shown) || (!among(met.name, void_elements) && mentions(met.attributes, quoting_classes))) {
            dropping_ = met.name;
            depth_ = 1;
        }
    }

    std::string_view rest_;
    std::string out_;
    std::string dropping_;  ///< the element whose end is awaited; empty: none
    int depth_ = 0;
    bool ended_ = false;
};

}  // namespace

std::string plain_text(std::string_view html) { return page{html}.text(); }

}  // namespace tocsin::channels::mail
