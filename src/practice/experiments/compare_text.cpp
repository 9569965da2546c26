// A comparison for people, for papers and for programs.
#include "base/text.h"
#include "practice/document.h"
#include "practice/experiments/compare.h"
#include "practice/experiments/indented_internal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace assay::practice {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWidestName = 28;

std::string number(double value) {
  return std::isfinite(value) ? short_number(value) : std::isnan(value) ? "–" : "∞";
}

std::string signed_number(double value) {
  return (std::isfinite(value) && value > 0 ? "+" : "") + number(value);
}

std::string range(const Interval& interval) {
  return std::isnan(interval.low) ? "–" : number(interval.low) + " to " + number(interval.high);
}

std::string heading(const Comparison& comparison) {
  const std::string direction = comparison.direction == Direction::kHigher  ? "higher is better"
                                : comparison.direction == Direction::kLower ? "lower is better"
                                                                            : "as near as can be";
  return fmt::format("{} ({}), {} point of each run", comparison.metric, direction,
                     which_point_name(comparison.at));
}

std::string padded(const std::string& text, std::size_t columns, bool right) {
  const std::string cut = ellipsize(text, columns);
  const std::string space(columns - std::min(columns, display_width(cut)), ' ');
  return right ? space + cut : cut + space;
}

std::size_t name_width(const Comparison& comparison) {
  std::size_t width = 6;
  for (const Arm& arm : comparison.arms) {
    width = std::max(width, display_width(arm.name));
  }
  return std::min(width, kWidestName);
}

std::string how_contrasted(const Contrast& contrast) {
  return contrast.paired ? fmt::format("paired over {} seeds", contrast.difference.runs)
                         : "not paired";
}

std::string claim_title(const ClaimResult& claim) {
  return claim.text.empty() || claim.text == claim.name ? claim.name
                                                        : claim.name + ": " + claim.text;
}

/// Rows for both kinds of table: the arms, then what they are against the baseline.
struct Row {
  std::vector<std::string> cells;
};

std::vector<Row> arm_rows(const Comparison& comparison) {
  std::vector<Row> rows;
  for (const Arm& arm : comparison.arms) {
    rows.push_back({{arm.name, std::to_string(arm.values.size()), number(arm.mean), number(arm.sd),
                     range(arm.interval), range(arm.bootstrap)}});
  }
  return rows;
}

std::vector<Row> contrast_rows(const Comparison& comparison) {
  std::vector<Row> rows;
  for (const Contrast& one : comparison.contrasts) {
    rows.push_back(
        {{one.arm, signed_number(one.difference.mean), range(one.difference.interval),
          (one.paired ? "dz " : "g ") + number(one.size), p_words(one.p), p_words(one.p_holm)}});
  }
  return rows;
}

std::string latex_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\textbackslash{}";
        break;
      case '~':
        out += "\\textasciitilde{}";
        break;
      case '^':
        out += "\\textasciicircum{}";
        break;
      case '<':
      case '>':
      case '|':
        out += {'$', c, '$'};
        break;
      case '\n':
      case '\r':
        out += ' ';  // else the rest of a comment would be text, or a paragraph end the row
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        out += '\\';
        out += c;
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// Figures: the signs that number() and p_words() use, in LaTeX.
std::string latex_figure(std::string text) {
  const auto replace = [&text](std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  };
  replace("–", "--");
  replace("∞", "$\\infty$");
  replace("<", "$<$");
  return text;
}

Json json_number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json json_interval(const Interval& interval) {
  return Json::array({json_number(interval.low), json_number(interval.high)});
}

Json json_judgement(const Judgement& judgement) {
  return {{"verdict", standing_name(judgement.standing)},
          {"runs", judgement.runs},
          {"more", judgement.more},
          {"reason", judgement.reason}};
}

Json json_contrast(const Contrast& one) {
  return {{"arm", one.arm},
          {"baseline", one.baseline},
          {"paired", one.paired},
          {"runs", one.difference.runs},
          {"difference", json_number(one.difference.mean)},
          {"interval", json_interval(one.difference.interval)},
          {"bootstrap", json_interval(one.bootstrap)},
          {"effect", {{"name", one.paired ? "dz" : "g"}, {"size", json_number(one.size)}}},
          {"p", json_number(one.p)},
          {"p_holm", json_number(one.p_holm)},
          {"p_wilcoxon", json_number(one.p_wilcoxon)},
          {"p_sign_flip", json_number(one.p_flip)}};
}

Json json_claim(const ClaimResult& claim) {
  Json out = {
      {"name", claim.name},
      {"text", claim.text},
      {"metric", claim.expected.metric},
      {"kind", claim_kind_name(claim.expected.kind)},
      {"direction", direction_name(claim.expected.direction)},
      {"value", claim.expected.value ? Json(*claim.expected.value) : Json()},
      {"tolerance", claim.expected.tolerance},
      {"measured", claim.measured.runs == 0 ? Json() : json_number(claim.measured.mean)},
      {"interval", claim.measured.runs < 2 ? Json() : json_interval(claim.measured.interval)}};
  out.update(json_judgement(claim.judgement));
  return out;
}

}  // namespace

std::string p_words(double p) {
  constexpr double kSmall = 0.001;
  return std::isnan(p) ? "–" : p < kSmall ? "< 0.001" : fmt::format("{:.3f}", p);
}

std::string to_text(const Comparison& comparison) {
  const std::size_t width = name_width(comparison);
  std::string out = heading(comparison) + "\n\n  " + padded("arm", width, false) +
                    "  runs       mean         sd  95 % interval\n";
  for (const Row& row : arm_rows(comparison)) {
    out += "  " + padded(row.cells[0], width, false) + padded(row.cells[1], 6, true) +
           padded(row.cells[2], 11, true) + padded(row.cells[3], 11, true) + "  " + row.cells[4] +
           "\n";
  }
  if (!comparison.contrasts.empty()) {
    out += "\n" + indented("against " + comparison.contrasts[0].baseline +
                               " (difference, 95 % "
                               "interval, effect size, p of the t test, p after Holm)",
                           2);
    const std::vector<Row> rows = contrast_rows(comparison);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::vector<std::string>& cells = rows[i].cells;
      out += indented(
          fmt::format("{}: {} ({}), {}, p {}, Holm {}; {}", cells[0], cells[1], cells[2], cells[3],
                      cells[4], cells[5], how_contrasted(comparison.contrasts[i])),
          2);
    }
  }
  for (const ClaimResult& claim : comparison.claims) {
    out += "\n" + indented(claim_title(claim), 2) + "    " +
           std::string(standing_words(claim.judgement.standing)) + "\n" +
           indented(claim.judgement.reason, 4);
  }
  if (comparison.claims.size() > 1) {
    out += fmt::format("\n  altogether: {}\n", standing_words(comparison.verdict[0].standing));
  }
  for (std::size_t i = 0; i < comparison.remarks.size(); ++i) {
    out += (i == 0 ? "\n" : "") + indented("- " + comparison.remarks[i], 2);
  }
  return out;
}

std::string to_markdown(const Comparison& comparison) {
  const auto line = [](const Row& row) {
    std::string out = "|";
    for (const std::string& cell : row.cells) {
      out += " " + markdown_escaped(cell) + " |";
    }
    return out + "\n";
  };
  std::string out = heading(comparison) + "\n\n" +
                    "| arm | runs | mean | sd | 95 % interval (t) | 95 % interval (bootstrap) |\n"
                    "|---|---:|---:|---:|---|---|\n";
  for (const Row& row : arm_rows(comparison)) {
    out += line(row);
  }
  if (!comparison.contrasts.empty()) {
    out += "\nAgainst " + markdown_escaped(comparison.contrasts[0].baseline) + " (" +
           how_contrasted(comparison.contrasts[0]) +
           "):\n\n| arm | difference | 95 % interval | effect | p (t) | p (Holm) |\n"
           "|---|---:|---|---:|---:|---:|\n";
    for (const Row& row : contrast_rows(comparison)) {
      out += line(row);
    }
  }
  if (!comparison.claims.empty()) {
    out += "\n| claim | verdict | why |\n|---|---|---|\n";
    for (const ClaimResult& claim : comparison.claims) {
      out += line({{claim_title(claim), std::string(standing_words(claim.judgement.standing)),
                    claim.judgement.reason}});
    }
  }
  for (std::size_t i = 0; i < comparison.remarks.size(); ++i) {
    out += (i == 0 ? "\n- " : "- ") + markdown_escaped(comparison.remarks[i]) + "\n";
  }
  return out;
}

std::string to_latex(const Comparison& comparison) {
  std::string out =
      "% needs \\usepackage{booktabs}\n\\begin{tabular}{lrrrl}\n\\toprule\nArm & Runs & Mean & SD "
      "& 95\\,\\% interval \\\\\n\\midrule\n";
  for (const Row& row : arm_rows(comparison)) {
    out += fmt::format("{} & {} & {} & {} & {} \\\\\n", latex_escaped(row.cells[0]),
                       latex_figure(row.cells[1]), latex_figure(row.cells[2]),
                       latex_figure(row.cells[3]), latex_figure(row.cells[4]));
  }
  if (!comparison.contrasts.empty()) {
    out += "\\midrule\n\\multicolumn{5}{l}{against " +
           latex_escaped(comparison.contrasts[0].baseline) + ": difference, effect, $p$ (Holm)} " +
           "\\\\\n";
    for (const Row& row : contrast_rows(comparison)) {
      out += fmt::format("{} & & {} & {} & {}, $p$ {} ({}) \\\\\n", latex_escaped(row.cells[0]),
                         latex_figure(row.cells[1]), latex_figure(row.cells[3]),
                         latex_figure(row.cells[2]), latex_figure(row.cells[4]),
                         latex_figure(row.cells[5]));
    }
  }
  out += "\\bottomrule\n\\end{tabular}\n";
  for (const ClaimResult& claim : comparison.claims) {
    out += "% " + latex_escaped(claim.name) + ": " +
           std::string(standing_words(claim.judgement.standing)) + "\n";
  }
  return out;
}

std::string to_json(const Comparison& comparison) {
  Json arms = Json::array();
  for (const Arm& arm : comparison.arms) {
    arms.push_back({{"name", arm.name},
                    {"runs", arm.runs},
                    {"seeds", arm.seeds},
                    {"values", arm.values},
                    {"mean", json_number(arm.mean)},
                    {"sd", json_number(arm.sd)},
                    {"interval", json_interval(arm.interval)},
                    {"bootstrap", json_interval(arm.bootstrap)}});
  }
  Json contrasts = Json::array();
  for (const Contrast& one : comparison.contrasts) {
    contrasts.push_back(json_contrast(one));
  }
  Json claims = Json::array();
  for (const ClaimResult& claim : comparison.claims) {
    claims.push_back(json_claim(claim));
  }
  return Json{
      {"experiment", comparison.experiment},
      {"metric", comparison.metric},
      {"direction", direction_name(comparison.direction)},
      {"at", which_point_name(comparison.at)},
      {"arms", arms},
      {"contrasts", contrasts},
      {"claims", claims},
      {"verdict", comparison.verdict.empty() ? Json() : json_judgement(comparison.verdict[0])},
      {"remarks", comparison.remarks}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::practice
