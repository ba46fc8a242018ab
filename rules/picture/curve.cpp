// SPDX-License-Identifier: Apache-2.0
#include "rules/picture/curve.hpp"

#include "rules/escaped.hpp"
#include "rules/picture/axis.hpp"
#include "rules/words/bilingual.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace tocsin::rules::picture {
namespace {

constexpr double letter = 7.2;  ///< about the width of one at 14
constexpr double wide_letter = 8.3;  ///< in a wide face
constexpr double row = 20;
constexpr double near_sample = 26;  ///< of a line, in the legend
constexpr double far_sample = 21;
constexpr double left_edge = 52;
constexpr double right_edge = 24;  ///< half of an hour's text

struct look {
    std::string_view name;  ///< after "course-"
    std::string_view width;
    std::string_view dashes;  ///< empty: one unbroken line
};

constexpr look confirmed{"confirmed", "3.5", ""};
constexpr look need{"need", "1.5", "9 5"};
constexpr look asked{"asked", "1.5", ""};
constexpr look delivered{"delivered", "2.5", "2 3"};
constexpr look deadline{"deadline", "1.5", "9 3 2 3"};
constexpr look present{"now", "1", "1 3"};
constexpr look grid{"grid", "0.5", ""};

/// With one decimal, which is finer than any screen.
std::string figure(double value)
{
    auto const tenths = std::llround(value * 10);
    auto const whole = std::to_string(std::llabs(tenths) / 10);
    auto const rest = std::llabs(tenths) % 10;
    return (tenths < 0 ? "-" : "") + whole + (rest != 0 ? "." + std::to_string(rest) : "");
}

std::string stroke(look const& how)
{
    auto text = " class=\"course-" + std::string{how.name} + "\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"";
    text += std::string{how.width} + '"';
    if (how.name == grid.name)
        text += " stroke-opacity=\"0.5\"";
    if (!how.dashes.empty())
        text += " stroke-dasharray=\"" + std::string{how.dashes} + '"';
    return text;
}

int count_at(std::vector<count_since> const& steps, wall_time when)
{
    int count = 0;
    for (auto const& each : steps)
        if (each.at <= when)
            count = each.count;
    return count;
}

int most_of(std::vector<count_since> const& steps)
{
    int most = 0;
    for (auto const& each : steps)
        most = std::max(most, each.count);
    return most;
}

/// Hours across, counts upward.
struct panel {
    wall_time from;
    wall_time to;
    double left = 0;
    double right = 0;
    double top = 0;
    double bottom = 0;
    int highest = 1;

    double x(wall_time at) const
    {
        auto const share = static_cast<double>((std::clamp(at, from, to) - from).count()) / static_cast<double>((to - from).count());
        return left + share * (right - left);
    }

    double y(int count) const
    {
        return bottom - static_cast<double>(std::clamp(count, 0, highest)) / highest * (bottom - top);
    }
};

class picture_writer {
public:
    picture_writer(course const& what, drawing const& how) : what_(what), how_(how)
    {
        if (what_.to <= what_.from)
            what_.to = what_.from + minutes{1};
        end_ = std::min(what_.now.value_or(what_.to), what_.to);
    }

    std::string written()
    {
        open();
        if (how_.far)
            from_afar();
        else
            whole();
        out_ += "</svg>\n";
        return std::move(out_);
    }

private:
    struct legend_item {
        look how;
        std::string said;
    };

    void whole()
    {
        auto const across = panel{what_.from, what_.to, left_edge, how_.width - right_edge, 0, 0, 1};
        auto upper = across;
        upper.top = legend(4, people_legend()) + 10;
        auto const lower_legend = legend_rows(messages_legend()) * row;
        auto const hours_height = 2 * row;
        auto const room = how_.height - upper.top - lower_legend - 30 - hours_height;
        upper.bottom = upper.top + room * 0.64;
        auto lower = across;
        lower.top = legend(upper.bottom + 14, messages_legend()) + 6;
        lower.bottom = how_.height - hours_height;
        auto const marks = time_marks(
            what_.from, what_.to, std::max(2, static_cast<int>((across.right - across.left) / 70)), how_.local, how_.language
        );
        people(upper, marks);
        messages(lower, marks);
        hours(lower, marks);
    }

    void from_afar()
    {
        auto const numbers = letters(number(people_counts().back())) * wide_letter + 10;
        panel in{what_.from, what_.to, numbers, how_.width - right_edge, 0, how_.height - row, 1};
        in.top = legend(0, people_legend()) + 8;
        auto const marks = time_marks(what_.from, what_.to, 2, how_.local, how_.language);
        people(in, marks);
        hours(in, marks);
    }

    std::string word(bilingual const& what) const { return what.in(how_.language); }
    std::string number(int count) const { return grouped(count, how_.language); }

    std::string moment(wall_time at) const
    {
        auto const civil = how_.local(at);
        auto const minute = (civil - std::chrono::floor<std::chrono::days>(civil)).count();
        auto const digits = [](auto value) { return (value < 10 ? "0" : "") + std::to_string(value); };
        return digits(minute / 60) + ':' + digits(minute % 60);
    }

    void open()
    {
        auto const name = escaped(how_.name);
        out_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"course\" role=\"img\" viewBox=\"0 0 " +
               std::to_string(how_.width) + ' ' + std::to_string(how_.height) + "\" font-size=\"14\" lang=\"" +
               (how_.language.starts_with("en") ? "en" : "fr") + "\" aria-labelledby=\"" + name + "-title " + name + "-desc\">\n";
        out_ += "<title id=\"" + name + "-title\">" + word({"Sollicités, remis et confirmés au fil du temps", "Asked, delivered and confirmed over time"}) +
                "</title>\n<desc id=\"" + name + "-desc\">" + escaped(told()) + "</desc>\n";
    }

    /// The picture for whoever does not see it.
    std::string told() const
    {
        auto text = word({"À ", "At "}) + moment(end_) + word({" : ", ": "}) + number(count_at(what_.confirmed, end_)) +
                    word({" confirmés pour un besoin de ", " confirmed, needed "}) + number(what_.need) + word({" ; ", "; "}) +
                    number(count_at(what_.asked, end_)) + word({" sollicités, ", " asked, "}) +
                    number(count_at(what_.delivered, end_)) + word({" messages remis.", " messages delivered."});
        if (what_.deadline)
            text += word({" Échéance ", " Deadline "}) + moment(*what_.deadline) + '.';
        if (!what_.forecast.empty())
            text += word({" Prévision pour ", " Forecast for "}) + moment(what_.forecast.back().at) + word({" : entre ", ": between "}) +
                    number(what_.forecast.back().low) + word({" et ", " and "}) + number(what_.forecast.back().high) + '.';
        return text;
    }

    double legend_left() const { return how_.far ? 0 : left_edge; }
    double sample() const { return how_.far ? far_sample : near_sample; }

    std::vector<legend_item> people_legend() const
    {
        if (how_.far) {  // the counts stand beside it, as large as a hand
            std::vector<legend_item> items{{confirmed, word({"confirmés", "confirmed"})}, {need, word({"besoin", "need"})}};
            if (!what_.forecast.empty())
                items.push_back({{"forecast", "1", "4 3"}, word({"prévision", "forecast"})});
            return items;
        }
        std::vector<legend_item> items{
            {confirmed, word({"confirmés ", "confirmed "}) + number(count_at(what_.confirmed, end_))},
            {need, word({"besoin ", "need "}) + number(what_.need)}};
        if (!what_.forecast.empty())
            items.push_back({{"forecast", "1", "4 3"}, word({"prévision ", "forecast "}) + number(what_.forecast.back().low) + '-' +
                                                           number(what_.forecast.back().high)});
        return items;
    }

    std::vector<legend_item> messages_legend() const
    {
        return {{asked, word({"sollicités ", "asked "}) + number(count_at(what_.asked, end_))},
                {delivered, word({"remis ", "delivered "}) + number(count_at(what_.delivered, end_))}};
    }

    double width_of(legend_item const& item) const { return sample() + 6 + letters(item.said) * (how_.far ? wide_letter : letter) + (how_.far ? 6 : 18); }

    int legend_rows(std::vector<legend_item> const& items) const
    {
        int rows = 1;
        double x = legend_left();
        for (auto const& each : items) {
            if (x > legend_left() && x + width_of(each) > how_.width) {
                ++rows;
                x = legend_left();
            }
            x += width_of(each);
        }
        return rows;
    }

    /// Gives where it ends.
    double legend(double top, std::vector<legend_item> const& items)
    {
        auto x = legend_left();
        for (auto const& each : items) {
            if (x > legend_left() && x + width_of(each) > how_.width) {
                top += row;
                x = legend_left();
            }
            auto const middle = top + row / 2;
            if (each.how.name == "forecast")
                area({{x, middle - 6}, {x + sample(), middle - 6}, {x + sample(), middle + 6}, {x, middle + 6}});
            else
                line(x, middle, x + sample(), middle, each.how);
            text(x + sample() + 6, middle + 5, each.said, "start");
            x += width_of(each);
        }
        return top + row;
    }

    void frame(panel const& in, std::vector<int> const& counts, std::vector<time_mark> const& marks)
    {
        for (auto const count : counts) {
            line(in.left, in.y(count), in.right, in.y(count), grid);
            text(in.left - 6, in.y(count) + 5, number(count), "end");
        }
        for (auto const& each : marks)
            line(in.x(each.at), in.top, in.x(each.at), in.bottom, grid);
        if (what_.deadline && *what_.deadline >= what_.from && *what_.deadline <= what_.to)
            line(in.x(*what_.deadline), in.top, in.x(*what_.deadline), in.bottom, deadline);
        if (what_.now && *what_.now < what_.to)
            line(in.x(end_), in.top, in.x(end_), in.bottom, present);
    }

    std::vector<int> people_counts() const
    {
        auto const least = std::max({what_.need, most_of(what_.confirmed), 1});
        int forecast = 0;
        for (auto const& each : what_.forecast)
            forecast = std::max(forecast, each.high);
        return count_marks(std::max(least, std::min(forecast, least + least / 2)), how_.far ? 3 : 5);
    }

    void people(panel in, std::vector<time_mark> const& marks)
    {
        auto const counts = people_counts();
        in.highest = counts.back();
        frame(in, counts, marks);
        band(in);
        line(in.left, in.y(what_.need), in.right, in.y(what_.need), need);
        steps(in, what_.confirmed, confirmed);
        if (what_.deadline && *what_.deadline >= what_.from && *what_.deadline <= what_.to) {
            auto const said = word({"échéance ", "deadline "}) + moment(*what_.deadline);
            auto const right_of = in.x(*what_.deadline) + 4 + letters(said) * letter < how_.width;
            text(in.x(*what_.deadline) + (right_of ? 4 : -4), in.bottom - 6, said, right_of ? "start" : "end");
        }
    }

    void messages(panel in, std::vector<time_mark> const& marks)
    {
        auto const counts = count_marks(std::max(most_of(what_.asked), most_of(what_.delivered)), 3);
        in.highest = counts.back();
        frame(in, counts, marks);
        steps(in, what_.asked, asked);
        steps(in, what_.delivered, delivered);
    }

    void hours(panel const& in, std::vector<time_mark> const& marks)
    {
        for (auto const& each : marks) {
            text(in.x(each.at), in.bottom + row - 2, each.hour.empty() ? each.day : each.hour, "middle");
            if (!each.hour.empty() && !each.day.empty() && !how_.far)
                text(in.x(each.at), in.bottom + 2 * row - 4, each.day, "middle");
        }
    }

    void band(panel const& in)
    {
        std::vector<std::pair<double, double>> corners;
        auto const inside = [&](forecast_at const& each) { return each.at >= what_.from && each.at <= what_.to; };
        for (auto const& each : what_.forecast)
            if (inside(each))
                corners.emplace_back(in.x(each.at), in.y(each.high));
        for (auto each = what_.forecast.rbegin(); each != what_.forecast.rend(); ++each)
            if (inside(*each))
                corners.emplace_back(in.x(each->at), in.y(each->low));
        if (corners.size() >= 4)
            area(corners);
    }

    void area(std::vector<std::pair<double, double>> const& corners)
    {
        out_ += "<polygon class=\"course-forecast\" fill=\"currentColor\" fill-opacity=\"0.14\" stroke=\"currentColor\" "
                "stroke-width=\"1\" stroke-dasharray=\"4 3\" points=\"";
        for (auto const& [x, y] : corners)
            out_ += figure(x) + ',' + figure(y) + ' ';
        out_.back() = '"';
        out_ += "/>\n";
    }

    /// One corner for each unit of the view box at most: of the counts that fall on it the last is seen.
    void steps(panel const& in, std::vector<count_since> const& counts, look const& how)
    {
        auto path = 'M' + figure(in.left) + ' ' + figure(in.y(count_at(counts, what_.from)));
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i].at <= what_.from || counts[i].at > end_)
                continue;
            auto const x = std::round(in.x(counts[i].at));
            if (i + 1 < counts.size() && counts[i + 1].at <= end_ && std::round(in.x(counts[i + 1].at)) == x)
                continue;
            path += 'H' + figure(x) + 'V' + figure(in.y(counts[i].count));
        }
        out_ += "<path" + stroke(how) + " d=\"" + path + 'H' + figure(in.x(end_)) + "\"/>\n";
    }

    void line(double x1, double y1, double x2, double y2, look const& how)
    {
        out_ += "<path" + stroke(how) + " d=\"M" + figure(x1) + ' ' + figure(y1) + 'L' + figure(x2) + ' ' + figure(y2) + "\"/>\n";
    }

    void text(double x, double y, std::string const& said, std::string_view anchor)
    {
        out_ += "<text class=\"course-text\" fill=\"currentColor\" x=\"" + figure(x) + "\" y=\"" + figure(y) + "\" text-anchor=\"" +
                std::string{anchor} + "\">" + escaped(said) + "</text>\n";
    }

    course what_;
    drawing const& how_;
    wall_time end_;
    std::string out_;
};

}  // namespace

std::string draw(course const& what, drawing const& how) { return picture_writer{what, how}.written(); }

}  // namespace tocsin::rules::picture
