// SPDX-License-Identifier: MIT
#pragma once
/// sei/report/chart/svg.hpp: what a chart is drawn with: axes, lines, marks and text in an inline SVG
/// picture.
///
/// Colours, strokes and fonts come from the style sheet by class name, so that one picture serves light, dark
/// and paper. Lengths are CSS pixels; y grows downwards.
/// `take` ends the picture; a group left open throws sei::error. Tick steps as in Heckbert, "Nice numbers for
/// graph labels", Graphics Gems, 1990.

#include <sei/report/detail/words.hpp>
#include <sei/report/markup.hpp>

#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sei::report::inline SEI_RELEASE {

struct point {
    double x = 0;
    double y = 0;
};

struct box {
    point corner;
    double width = 0;
    double height = 0;
};

/// Maps values to pixels, linearly or by their logarithm. Values beyond the ends are drawn at the ends.
class axis {
public:
    enum class scale : std::uint8_t { linear, logarithmic };

    /// From value `low` at pixel `from` to value `high` at pixel `to`. A logarithmic axis needs low > 0.
    axis(scale kind, double low, double high, double from, double to)
        : kind_(kind), low_(low), high_(high > low ? high : low + 1), from_(from), to_(to) {}

    [[nodiscard]] double operator()(double value) const {
        const double position = (bent(clamped(value)) - bent(low_)) / (bent(high_) - bent(low_));
        return from_ + position * (to_ - from_);
    }

    /// Round numbers on the axis, about `count` of them: steps of 1, 2 or 5 times a power of ten.
    [[nodiscard]] std::vector<double> ticks(int count) const {
        return kind_ == scale::linear ? linear_ticks(count) : logarithmic_ticks(count);
    }

private:
    [[nodiscard]] double clamped(double value) const { return (std::min)((std::max)(value, low_), high_); }

    [[nodiscard]] double bent(double value) const { return kind_ == scale::linear ? value : std::log(value); }

    [[nodiscard]] std::vector<double> linear_ticks(int count) const {
        const double raw = (high_ - low_) / count;
        const double power = std::pow(10.0, std::floor(std::log10(raw)));
        const double lead = raw / power;
        const double step = power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
        std::vector<double> values;
        const double slack = step * 1e-6;
        for (double i = std::ceil((low_ - slack) / step); i * step <= high_ + slack; ++i)
            values.push_back(i * step);
        return values;
    }

    /// Powers of ten with 2 and 5 times them, thinned to 1 and then to every few powers when there are many.
    [[nodiscard]] std::vector<double> logarithmic_ticks(int count) const {
        const double decades = std::log10(high_ / low_);
        const bool fine = decades * 3 <= count + 2;
        std::vector<double> values;
        for (double power = std::floor(std::log10(low_)); power <= std::ceil(std::log10(high_)); ++power)
            for (const double lead : {1.0, 2.0, 5.0}) {
                const double value = lead * std::pow(10.0, power);
                if ((fine || lead == 1.0) && value >= low_ * (1 - 1e-9) && value <= high_ * (1 + 1e-9))
                    values.push_back(value);
            }
        return values;
    }

    scale kind_;
    double low_;
    double high_;
    double from_;
    double to_;
};

/// How a mark looks; the shape tells the kind of design also without colour.
enum class mark : std::uint8_t { circle, square, triangle, star };

/// One picture. `id` must be unique in the page; title and description are what a screen reader tells.
class svg {
public:
    svg(double width, double height, const std::string& id, std::string_view title,
        std::string_view description, const std::string& style = {}) {
        picture_.open("svg", {{"viewBox", "0 0 " + pixels(width) + ' ' + pixels(height)},
                              {"width", pixels(width)},
                              {"height", pixels(height)},
                              {"class", style},
                              {"role", "img"},
                              {"aria-labelledby", id + "-title " + id + "-description"}});
        picture_.element("title", {{"id", id + "-title"}}, title);
        picture_.element("desc", {{"id", id + "-description"}}, description);
    }

    void line(point from, point to, const std::string& style) {
        picture_.empty("line", {{"x1", pixels(from.x)},
                                {"y1", pixels(from.y)},
                                {"x2", pixels(to.x)},
                                {"y2", pixels(to.y)},
                                {"class", style}});
    }

    void polyline(std::span<const point> points, const std::string& style) {
        picture_.empty("polyline", {{"points", list(points)}, {"class", style}});
    }

    void rectangle(point corner, double width, double height, const std::string& style) {
        picture_.empty("rect", {{"x", pixels(corner.x)},
                                {"y", pixels(corner.y)},
                                {"width", pixels((std::max)(width, 0.0))},
                                {"height", pixels((std::max)(height, 0.0))},
                                {"class", style}});
    }

    /// Many rectangles of one style as one element: far shorter than one element each.
    void boxes(std::span<const box> all, const std::string& style) {
        std::string path;
        for (const box& each : all)
            path += 'M' + pixels(each.corner.x) + ',' + pixels(each.corner.y) + 'h' + pixels(each.width) +
                    'v' + pixels(each.height) + "h-" + pixels(each.width) + 'z';
        picture_.empty("path", {{"d", path}, {"class", style}});
    }

    /// `anchor` is start, middle or end.
    void text(point at, std::string_view content, const std::string& style,
              const std::string& anchor = "start") {
        picture_.element(
            "text", {{"x", pixels(at.x)}, {"y", pixels(at.y)}, {"text-anchor", anchor}, {"class", style}},
            content);
    }

    void draw(mark shape, point at, double radius, const std::string& style) {
        if (shape == mark::circle) {
            picture_.empty(
                "circle",
                {{"cx", pixels(at.x)}, {"cy", pixels(at.y)}, {"r", pixels(radius)}, {"class", style}});
            return;
        }
        picture_.empty("polygon", {{"points", list(outline(shape, at, radius))}, {"class", style}});
    }

    /// What follows until `end` is one thing with a name: a tooltip where there is a mouse.
    void begin(std::string_view name, const std::string& style = {}) {
        picture_.open("g", {{"class", style}}).element("title", name);
    }
    void end() { picture_.close(); }

    [[nodiscard]] std::string take() {
        picture_.close();
        return picture_.take();
    }

private:
    [[nodiscard]] static std::string pixels(double value) { return trimmed(value, 1); }

    [[nodiscard]] static std::string list(std::span<const point> points) {
        std::string text;
        for (const point& each : points)
            text += (text.empty() ? "" : " ") + pixels(each.x) + ',' + pixels(each.y);
        return text;
    }

    /// Corners of a square, a triangle or a five-pointed star of about the same area as the circle.
    [[nodiscard]] static std::vector<point> outline(mark shape, point at, double radius) {
        constexpr double full_turn = 6.283185307179586;
        const int corners = shape == mark::square ? 4 : shape == mark::triangle ? 3 : 10;
        const double first = shape == mark::square ? full_turn / 8 : -full_turn / 4;
        const double size = radius * (shape == mark::square ? 1.25 : shape == mark::triangle ? 1.4 : 1.6);
        std::vector<point> points;
        for (int corner = 0; corner < corners; ++corner) {
            const double angle = first + full_turn * corner / corners;
            const double reach = shape == mark::star && corner % 2 == 1 ? size * 0.45 : size;
            points.push_back({at.x + reach * std::cos(angle), at.y + reach * std::sin(angle)});
        }
        return points;
    }

    markup picture_;
};

} // namespace sei::report::inline SEI_RELEASE
