#include "base/markup.h"
#include "base/text.h"
#include "practice/audit/plots_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::practice {
namespace {

constexpr std::array<const char*, kMostPlotted> kColours = {
    "#0b6bb0", "#d55e00", "#0a8f6c", "#b65a93", "#e0a800", "#5aa9dc", "#000000", "#7a7a7a"};
constexpr double kSquare = 260;
constexpr double kMargin = 34;
constexpr double kRow = 22;
constexpr double kNamesWidth = 150;
constexpr double kWide = 420;
constexpr std::size_t kMostBars = 24;

std::string open(double width, double height, const std::string& title) {
  return fmt::format(
      "<svg role=\"img\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\">"
      "<title>{2}</title>\n",
      width, height, escape_markup(title));
}

std::string line(double x1, double y1, double x2, double y2, const char* colour, double width) {
  return fmt::format(
      "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" "
      "stroke-width=\"{:g}\"/>\n",
      x1, y1, x2, y2, colour, width);
}

std::string label(double x, double y, const char* anchor, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     escape_markup(text));
}

double across(double value) {
  return kMargin + value * (kSquare - kMargin - 8);
}
double upwards(double value) {
  return kSquare - kMargin - value * (kSquare - kMargin - 8);
}

/// A unit square with axes, and the diagonal.
std::string square(const std::string& title, const char* below, const char* beside) {
  std::string out = open(kSquare, kSquare, title);
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    out += line(across(tick), upwards(0), across(tick), upwards(1), "#e3e7ec", 1);
    out += line(across(0), upwards(tick), across(1), upwards(tick), "#e3e7ec", 1);
    if (tick == 0 || tick == 0.5 || tick == 1) {
      out += label(across(tick), upwards(0) + 13, "middle", fmt::format("{:g}", tick));
      out += label(across(0) - 4, upwards(tick) + 4, "end", fmt::format("{:g}", tick));
    }
  }
  out += line(across(0), upwards(0), across(1), upwards(1), "#9aa5b1", 1);
  out += label(across(0.5), kSquare - 4, "middle", below);
  out += fmt::format(
      "<text x=\"10\" y=\"{0:.1f}\" text-anchor=\"middle\" transform=\"rotate(-90 10 {0:.1f})\">"
      "{1}</text>\n",
      upwards(0.5), beside);
  return out;
}

}  // namespace

const char* group_colour(std::size_t index) noexcept {
  return kColours[index % kColours.size()];
}

std::string rates_svg(const AttributeAudit& attribute, Measure measure) {
  const double height = kRow * static_cast<double>(attribute.groups.size()) + 40;
  const double right = kWide - 16;
  const auto place = [&](double value) { return kNamesWidth + value * (right - kNamesWidth); };
  std::string out =
      open(kWide, height,
           std::string(measure_words(measure)) + " by " + attribute.name + ", with intervals");
  out += label(kNamesWidth, 14, "start", measure_words(measure));
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    out += line(place(tick), 22, place(tick), height - 16, "#e3e7ec", 1);
    out += label(place(tick), height - 4, "middle", fmt::format("{:g}", tick));
  }
  for (std::size_t i = 0; i < attribute.groups.size(); ++i) {
    const GroupAudit& group = attribute.groups[i];
    const double y = 34 + kRow * static_cast<double>(i);
    out += label(kNamesWidth - 8, y + 4, "end", ellipsize(group.name, 22));
    const IntervalEstimate& figure = group.figure(measure);
    if (!figure.known()) {
      out += label(kNamesWidth + 4, y + 4, "start", "none to rate");
      continue;
    }
    if (figure.bounded()) {
      out += line(place(figure.low), y, place(figure.high), y, group_colour(i), 3);
    }
    out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\" fill=\"{}\"/>\n",
                       place(figure.value), y, group_colour(i));
  }
  return out + "</svg>\n";
}

std::string reliability_svg(const GroupAudit& group) {
  std::string out = square("reliability of " + group.name, "mean score", "share of positives");
  std::string path;
  for (const ReliabilityBin& bin : group.reliability) {
    if (bin.rows == 0) {
      continue;
    }
    const double x = across(bin.mean_score);
    out += line(x, upwards(bin.positives.low), x, upwards(bin.positives.high), kColours[0], 2);
    out += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"><title>{} rows</title></circle>\n",
        x, upwards(bin.positives.value), kColours[0], with_commas(bin.rows));
    path += fmt::format("{:.1f},{:.1f} ", x, upwards(bin.positives.value));
  }
  out += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\"/>\n", path, kColours[0]);
  return out + "</svg>\n";
}

std::string roc_svg(const AttributeAudit& attribute) {
  std::string out =
      square("ROC curves by " + attribute.name, "false positive rate", "true positive rate");
  for (std::size_t i = 0; i < std::min(attribute.groups.size(), kMostPlotted); ++i) {
    std::string path;
    for (const RocPoint& point : attribute.groups[i].roc) {
      path += fmt::format("{:.1f},{:.1f} ", across(point.fpr), upwards(point.tpr));
    }
    if (!path.empty()) {
      out += fmt::format(
          "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"><title>{}</title>"
          "</polyline>\n",
          path, group_colour(i), escape_markup(attribute.groups[i].name));
    }
  }
  return out + "</svg>\n";
}

std::string shares_svg(const DriftFigure& figure, const std::string& column) {
  const std::size_t shown = std::min(figure.shares.size(), kMostBars);
  const double height = kRow * static_cast<double>(shown) + 10;
  double most = 0.01;
  for (std::size_t i = 0; i < shown; ++i) {
    most = std::max({most, figure.shares[i].before, figure.shares[i].after});
  }
  std::string out = open(kWide, height, "shares of " + column + ", before and after");
  for (std::size_t i = 0; i < shown; ++i) {
    const DriftShare& share = figure.shares[i];
    const double y = 6 + kRow * static_cast<double>(i);
    const double full = kWide - kNamesWidth - 60;
    out += label(kNamesWidth - 8, y + 12, "end", ellipsize(share.value, 22));
    const auto bar = [&](double from, double value, const char* colour) {
      out += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"7\" fill=\"{}\"/>\n",
          kNamesWidth, from, full * value / most, colour);
    };
    bar(y, share.before, "#9aa5b1");
    bar(y + 8, share.after, kColours[0]);
    out += label(kNamesWidth + full + 6, y + 12, "start",
                 fmt::format("{:.1f}%", 100 * (share.after - share.before)));
  }
  return out + "</svg>\n";
}

}  // namespace assay::practice
