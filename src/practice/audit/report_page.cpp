#include "base/markup.h"
#include "base/text.h"
#include "practice/audit/plots_internal.h"
#include "practice/audit/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::practice {
namespace {

constexpr std::array<Measure, 4> kPlotted = {Measure::kSelectionRate, Measure::kTruePositiveRate,
                                             Measure::kFalsePositiveRate, Measure::kPrecision};
constexpr std::array<const char*, 3> kClasses = {"fine", "unsure", "clear"};

constexpr std::string_view kHead =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n";
constexpr std::string_view kStyle =
    "<style>\nbody{font:16px/1.5 system-ui,sans-serif;color:#1f2933;background:#fff;max-width:"
    "60rem;margin:2rem auto;padding:0 1rem}\ntable{border-collapse:collapse;display:block;"
    "overflow-x:auto}\nth,td{padding:.2rem .6rem;border-bottom:1px solid #e3e7ec;text-align:right;"
    "white-space:nowrap}\nth:first-child,td:first-child{text-align:left}\nsvg{margin:.4rem;"
    "max-width:100%;height:auto}\nsvg text{font:11px system-ui,sans-serif;fill:#1f2933}\n"
    "li{margin:.3rem 0}\n.clear::marker{color:#c2562d;content:'\\25B2  '}\n"
    ".unsure::marker{color:#8a6d00;content:'?  '}\n.fine::marker{color:#2f7d5b;content:'\\2713  "
    "'}\n"
    ".key span{display:inline-block;width:.8rem;height:.8rem;margin:0 .3rem 0 1rem}\n"
    "figure{display:inline-block;margin:0}\nfigcaption{text-align:center;font-size:.85rem}\n"
    "</style>\n</head>\n<body>\n";

std::string open_page(const std::string& title) {
  return std::string(kHead) + "<title>" + escape_markup(title) + "</title>\n" +
         std::string(kStyle) + "<h1>" + escape_markup(title) + "</h1>\n";
}

std::string row(const std::string& name, const GroupAudit& group) {
  std::string out = "<tr><td>" + escape_markup(name) + (group.small ? " <em>small</em>" : "") +
                    "</td><td>" + with_commas(group.rows) + "</td>";
  for (std::size_t i = 0; i < kMeasures; ++i) {
    out += "<td>" + figure_words(group.figures.at(i), is_rate(static_cast<Measure>(i))) + "</td>";
  }
  return out + "</tr>\n";
}

std::string table(const AttributeAudit* attribute, const GroupAudit& all) {
  std::string out = "<table>\n<tr><th>group</th><th>rows</th>";
  for (std::size_t i = 0; i < kMeasures; ++i) {
    out += "<th>" + std::string(measure_words(static_cast<Measure>(i))) + "</th>";
  }
  out += "</tr>\n";
  if (attribute != nullptr) {
    for (const GroupAudit& group : attribute->groups) {
      out += row(group.name, group);
    }
  }
  return out + row("everyone", all) + "</table>\n";
}

std::string readings(const AttributeAudit& attribute) {
  std::string out = "<ul>\n";
  for (const Reading& reading : attribute.readings) {
    out += fmt::format("<li class=\"{}\"><strong>{}.</strong> {}</li>\n",
                       kClasses.at(static_cast<std::size_t>(reading.weight)),
                       escape_markup(reading.about), escape_markup(reading.text));
  }
  return out + "</ul>\n";
}

std::string plots(const AttributeAudit& attribute) {
  std::string out = "<p class=\"key\">";
  for (std::size_t i = 0; i < std::min(attribute.groups.size(), kMostPlotted); ++i) {
    out += fmt::format("<span style=\"background:{}\"></span>{}", group_colour(i),
                       escape_markup(attribute.groups[i].name));
  }
  out += "</p>\n";
  for (const Measure measure : kPlotted) {
    out += rates_svg(attribute, measure);
  }
  if (attribute.groups.front().reliability.empty()) {
    return out;
  }
  out += "<h3>ranking and calibration</h3>\n<figure>" + roc_svg(attribute) +
         "<figcaption>ROC curves</figcaption></figure>\n";
  for (std::size_t i = 0; i < std::min(attribute.groups.size(), kMostPlotted); ++i) {
    out += "<figure>" + reliability_svg(attribute.groups[i]) + "<figcaption>" +
           escape_markup(attribute.groups[i].name) + "</figcaption></figure>\n";
  }
  if (attribute.groups.size() > kMostPlotted) {
    out += fmt::format("<p>Curves of {} more groups are left out; their figures are above.</p>\n",
                       attribute.groups.size() - kMostPlotted);
  }
  return out;
}

std::string plan_table(const ThresholdPlan& plan) {
  std::string out = fmt::format(
      "<h2>thresholds that equalise {} by {}</h2>\n<table>\n<tr><th>group</th><th>threshold</th>"
      "<th>selection rate</th><th>true positive rate</th><th>false positive rate</th></tr>\n",
      equalise_name(plan.what), escape_markup(plan.attribute));
  for (const GroupThreshold& group : plan.groups) {
    std::string threshold = threshold_words(group.threshold);
    if (group.between > 0) {
      threshold +=
          fmt::format(", and {:.1f}% from {}", 100 * group.between, threshold_words(group.lower));
    }
    if (group.coin_share > 0) {
      threshold += fmt::format("; {:.1f}% of rows by a coin of {:.1f}%", 100 * group.coin_share,
                               100 * group.coin);
    }
    out += fmt::format(
        "<tr><td>{}</td><td>{}</td><td>{:.1f}%</td><td>{:.1f}%</td><td>{:.1f}%</td></tr>\n",
        escape_markup(group.group), threshold, 100 * group.selection, 100 * group.tpr,
        100 * group.fpr);
  }
  return out + fmt::format("</table>\n<p>Accuracy {:.1f}% before, {:.1f}% after.</p>\n",
                           100 * plan.accuracy_before, 100 * plan.accuracy_after);
}

}  // namespace

std::string to_html(const FairnessAudit& audit, const std::vector<ThresholdPlan>& plans,
                    const std::string& title) {
  std::string out = open_page(title);
  out += fmt::format(
      "<p>{} rows, {} left out. Intervals hold {:g} % of the time; the largest gap of several "
      "groups is given a wider one. {}</p>\n",
      with_commas(audit.rows), with_commas(audit.left_out), 100 * (1 - audit.alpha),
      audit.columns.decision.empty()
          ? fmt::format("Selected: a score of at least {:g}.", audit.columns.threshold)
          : "Selected: as decided in the file.");
  if (audit.attributes.empty()) {
    out += table(nullptr, audit.all);
  }
  for (const AttributeAudit& attribute : audit.attributes) {
    out += "<h2>" + escape_markup(attribute.name) + "</h2>\n" + readings(attribute) +
           table(&attribute, audit.all) + plots(attribute);
  }
  for (const ThresholdPlan& plan : plans) {
    out += plan_table(plan);
  }
  return out + "</body>\n</html>\n";
}

std::string to_html(const DriftReport& report, const std::string& title) {
  std::string out = open_page(title);
  out += fmt::format("<p>{} rows before (grey), {} after (blue){}.</p>\n",
                     with_commas(report.before), with_commas(report.after),
                     report.rows_left_out > 0
                         ? fmt::format(", {} left out", with_commas(report.rows_left_out))
                         : "");
  for (const ColumnDrift& column : report.columns) {
    out += "<h2>" + escape_markup(column.column) +
           "</h2>\n<table>\n<tr><th>group</th><th>before</th><th>after</th><th>PSI</th>"
           "<th>by chance up to</th><th>KS</th><th>p</th><th>reading</th></tr>\n";
    for (const DriftGroup& group : column.groups) {
      const DriftFigure& figure = group.figure;
      out += fmt::format(
          "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.4f}</td><td>{:.4f}</td><td>{}</td><td>{}"
          "</td><td>{}</td></tr>\n",
          escape_markup(group.attribute.empty() ? "all" : group.attribute + ": " + group.group),
          with_commas(figure.before), with_commas(figure.after), figure.psi, figure.psi_by_chance,
          figure.ks ? fmt::format("{:.4f}", *figure.ks) : "",
          figure.ks ? fmt::format("{:.2g}", figure.ks_p) : "", psi_words(figure));
    }
    out += "</table>\n" + shares_svg(column.groups.front().figure, column.column);
  }
  return out + "</body>\n</html>\n";
}

}  // namespace assay::practice
