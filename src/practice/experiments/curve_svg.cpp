// Curves as one SVG picture.
#include "base/error.h"
#include "base/markup.h"
#include "base/text.h"
#include "practice/experiments/curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace assay::practice {
namespace {

// Pixels.
constexpr double kWidth = 760;
constexpr double kHeight = 440;
constexpr double kLeft = 72;
constexpr double kRight = 20;
constexpr double kTop = 44;
constexpr double kBottom = 92;
constexpr double kPlotWidth = kWidth - kLeft - kRight;
constexpr double kPlotHeight = kHeight - kTop - kBottom;
constexpr std::size_t kMostLegend = 8;
constexpr std::size_t kLegendColumns = 26;

// Colours that are told apart with any kind of colour vision (Okabe and Ito), then the same dashed.
constexpr std::array<const char*, 7> kColours = {"#0b6bb0", "#d55e00", "#0a8f6c", "#b65a93",
                                                 "#8a6d00", "#3d7fa6", "#444444"};
constexpr const char* kInk = "#1f2933";
constexpr const char* kQuiet = "#5b6875";
constexpr const char* kGrid = "#dde3ea";

struct Scale {
  double low = 0;
  double high = 1;
};

Scale padded(Scale scale) {
  if (scale.high > scale.low) {
    const double room = 0.04 * (scale.high - scale.low);
    return {scale.low - room, scale.high + room};
  }
  const double room = scale.low == 0 ? 1 : 0.1 * std::abs(scale.low);
  return {scale.low - room, scale.high + room};
}

class Picture {
 public:
  Picture(const std::vector<ArmCurve>& curves, std::string metric)
      : curves_(curves), metric_(std::move(metric)) {
    steps_ = {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    values_ = steps_;
    for (const ArmCurve& curve : curves) {
      for (const BandPoint& point : curve.band) {
        values_.low = std::min(values_.low, point.low);
        values_.high = std::max(values_.high, point.high);
      }
      for (const BandPoint& point : curve.line) {
        steps_.low = std::min(steps_.low, point.step);
        steps_.high = std::max(steps_.high, point.step);
      }
    }
    if (!(steps_.low <= steps_.high)) {
      throw Error(Errc::kNotFound, "no run has points of \"" + metric_ + "\" to draw");
    }
    values_ = padded(values_);
    if (steps_.low == steps_.high) {
      steps_ = {steps_.low - 1, steps_.high + 1};
    }
  }

  std::string draw(const std::string& title) {
    const std::string words = description();
    out_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-labelledby=\"t d\" "
        "font-family=\"system-ui, sans-serif\">\n<title id=\"t\">{2}</title>\n<desc id=\"d\">{3}"
        "</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        kWidth, kHeight, escape_markup(title), escape_markup(words));
    text(kLeft, 26, 15, kInk, "start", ellipsize(title, 84));
    axes();
    for (std::size_t i = 0; i < curves_.size(); ++i) {
      curve(i);
    }
    legend();
    text(kLeft, kHeight - 10, 11, kQuiet, "start", words);
    return out_ + "</svg>\n";
  }

 private:
  [[nodiscard]] double x_of(double step) const {
    return kLeft + kPlotWidth * (step - steps_.low) / (steps_.high - steps_.low);
  }
  [[nodiscard]] double y_of(double value) const {
    return kTop + kPlotHeight * (values_.high - value) / (values_.high - values_.low);
  }

  void text(double x, double y, int size, const char* colour, const char* anchor,
            std::string_view words) {
    out_ += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\" fill=\"{}\" text-anchor=\"{}\">{}"
        "</text>\n",
        x, y, size, colour, anchor, escape_markup(words));
  }

  [[nodiscard]] std::string description() const {
    std::uint64_t points = 0;
    std::uint64_t strange = 0;
    std::size_t runs = 0;
    for (const ArmCurve& one : curves_) {
      points += one.points;
      strange += one.strange;
      runs += one.runs;
    }
    std::string out = fmt::format("line: mean of runs; band: smallest to largest run; {} {}, {} {}",
                                  with_commas(runs), runs == 1 ? "run" : "runs",
                                  with_commas(points), points == 1 ? "point" : "points");
    if (strange > 0) {
      out += fmt::format(", {} of them no number and not drawn", with_commas(strange));
    }
    return out;
  }

  void axes() {
    for (const double tick : axis_ticks(values_.low, values_.high, 6)) {
      out_ += fmt::format(
          "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\"/>\n", kLeft,
          y_of(tick), kLeft + kPlotWidth, y_of(tick), kGrid);
      text(kLeft - 8, y_of(tick) + 4, 12, kQuiet, "end", fmt::format("{:.6g}", tick));
    }
    for (const double tick : axis_ticks(steps_.low, steps_.high, 7)) {
      text(x_of(tick), kTop + kPlotHeight + 18, 12, kQuiet, "middle", fmt::format("{:.7g}", tick));
    }
    out_ += fmt::format(
        "<path d=\"M{0:.1f} {1:.1f}V{2:.1f}H{3:.1f}\" fill=\"none\" "
        "stroke=\"{4}\"/>\n",
        kLeft, kTop, kTop + kPlotHeight, kLeft + kPlotWidth, kQuiet);
    text(kLeft + kPlotWidth, kTop + kPlotHeight + 34, 12, kQuiet, "end", "step");
    text(kLeft, kTop - 6, 12, kQuiet, "start", ellipsize(metric_, 40));
  }

  void curve(std::size_t i) {
    const ArmCurve& one = curves_[i];
    const char* colour = kColours[i % kColours.size()];
    if (one.runs > 1 && one.band.size() > 1) {
      std::string path;
      for (const BandPoint& point : one.band) {
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x_of(point.step),
                            y_of(point.high));
      }
      for (auto point = one.band.rbegin(); point != one.band.rend(); ++point) {
        path += fmt::format("L{:.1f} {:.1f}", x_of(point->step), y_of(point->low));
      }
      out_ += fmt::format("<path d=\"{}Z\" fill=\"{}\" fill-opacity=\"0.18\"/>\n", path, colour);
    }
    if (one.line.size() == 1) {
      out_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"{}\"/>\n",
                          x_of(one.line[0].step), y_of(one.line[0].mean), colour);
      return;
    }
    std::string path;
    for (const BandPoint& point : one.line) {
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x_of(point.step),
                          y_of(point.mean));
    }
    if (!path.empty()) {
      out_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\"{}/>\n",
                          path, colour, dashes(i));
    }
  }

  static std::string dashes(std::size_t i) {
    constexpr std::array<const char*, 4> kDashes = {"", "6 3", "2 3", "8 3 2 3"};
    const char* dash = kDashes[i % kDashes.size()];
    return *dash == '\0' ? std::string() : fmt::format(" stroke-dasharray=\"{}\"", dash);
  }

  void legend() {
    const std::size_t shown = std::min(curves_.size(), kMostLegend);
    for (std::size_t i = 0; i < shown; ++i) {
      const double x = kLeft + static_cast<double>(i % 4) * kPlotWidth / 4;
      const std::size_t row = i / 4;
      const double y = kHeight - 44 + static_cast<double>(row) * 17;
      out_ += fmt::format(
          "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" "
          "stroke-width=\"2.5\"{}/>\n",
          x, y - 4, x + 22, y - 4, kColours[i % kColours.size()], dashes(i));
      const bool last = i + 1 == shown && curves_.size() > shown;
      text(x + 28, y, 12, kInk, "start",
           last ? fmt::format("and {} more", curves_.size() - shown + 1)
                : ellipsize(curves_[i].name, kLegendColumns - 4));
    }
  }

  const std::vector<ArmCurve>& curves_;
  std::string metric_;
  Scale steps_;
  Scale values_;
  std::string out_;
};

}  // namespace

std::vector<double> axis_ticks(double low, double high, std::size_t wanted) {
  std::vector<double> out;
  if (!(high > low) || wanted == 0 || !std::isfinite(high - low)) {
    return out;
  }
  const double rough = (high - low) / static_cast<double>(wanted);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (rough <= factor * power) {
      step = factor * power;
      break;
    }
  }
  for (double n = std::ceil(low / step); n * step <= high; n += 1) {
    out.push_back(n == 0 ? 0 : n * step);
    if (out.size() > 4 * wanted) {
      break;  // a range below what doubles can tell apart
    }
  }
  return out;
}

std::string curves_svg(const std::vector<ArmCurve>& curves, const std::string& title,
                       const std::string& metric) {
  return Picture(curves, metric).draw(title);
}

}  // namespace assay::practice
