#include "practice/experiments/report.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "practice/experiments/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::practice {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t kCurveColumns = 668;
constexpr std::size_t kMostListed = 60;

std::string number(double value) {
  return std::isfinite(value) ? short_number(value) : "–";
}

std::string range(const Interval& interval) {
  return std::isfinite(interval.low) ? number(interval.low) + " to " + number(interval.high) : "–";
}

void add_verdict(Document& out, const Comparison& comparison) {
  out.heading("Verdict");
  if (comparison.claims.empty()) {
    out.paragraph("No claim is under test: experiment.toml has none.");
    return;
  }
  const Judgement& verdict = comparison.verdict.front();
  std::string words = std::string(standing_words(verdict.standing));
  words[0] = static_cast<char>(words[0] - 'a' + 'A');
  if (verdict.standing == Standing::kTooFew && verdict.more > 0) {
    words += verdict.more > kMostRuns
                 ? "; no sensible number of runs would decide"
                 : fmt::format("; about {} more would be needed", verdict.more);
  }
  out.paragraph(words + ".");
  Rows rows = {{"claim", "verdict", "why"}};
  for (const ClaimResult& claim : comparison.claims) {
    rows.push_back({claim.text.empty() ? claim.name : claim.name + ": " + claim.text,
                    std::string(standing_words(claim.judgement.standing)), claim.judgement.reason});
  }
  out.table(rows);
}

void add_figures(Document& out, const Comparison& comparison) {
  out.heading("Figures");
  out.paragraph(
      fmt::format("{}, {} point of each run.", comparison.metric, which_point_name(comparison.at)));
  Rows arms = {{"arm", "runs", "mean", "sd", "95 % interval (t)", "95 % interval (bootstrap)"}};
  for (const Arm& arm : comparison.arms) {
    arms.push_back({arm.name, std::to_string(arm.values.size()), number(arm.mean), number(arm.sd),
                    range(arm.interval), range(arm.bootstrap)});
  }
  out.table(arms);
  Rows contrasts = {{"against " + (comparison.contrasts.empty() ? std::string()
                                                                : comparison.contrasts[0].baseline),
                     "difference", "95 % interval", "effect", "p (t)", "p (Holm)",
                     "p (sign flip)"}};
  for (const Contrast& one : comparison.contrasts) {
    contrasts.push_back({one.arm, number(one.difference.mean), range(one.difference.interval),
                         (one.paired ? "dz " : "g ") + number(one.size), p_words(one.p),
                         p_words(one.p_holm), p_words(one.p_flip)});
  }
  out.table(contrasts);
}

void add_run_list(Document& out, const std::vector<Run>& runs, const std::string& metric) {
  out.heading("Runs");
  Rows rows = {{"run", "parameters", "seed", "state", "time", metric.empty() ? "–" : metric}};
  for (std::size_t i = 0; i < std::min(runs.size(), kMostListed); ++i) {
    const Run& run = runs[i];
    const auto found = run.metrics.find(metric);
    rows.push_back({run.id, arm_name(run, {}), std::to_string(run.seed),
                    std::string(run_status_name(run.status)), duration_words(run.wall_seconds),
                    found == run.metrics.end()   ? "–"
                    : found->second.last_strange ? "no number"
                                                 : number(found->second.last)});
  }
  out.table(rows);
  if (runs.size() > kMostListed) {
    out.paragraph(fmt::format("And {} more.", runs.size() - kMostListed));
  }
}

void add_how(Document& out, const Facts& facts) {
  out.heading("How to run it again");
  if (!facts.commits.empty()) {
    out.paragraph("Code: " + join(facts.commits, "; ") + ".");
  }
  std::string commands;
  for (const std::string& command : facts.commands) {
    commands += command + "\n";
  }
  if (!commands.empty()) {
    out.code(commands);
  }
  std::vector<std::string> items;
  for (const std::string& parameter : facts.parameters) {
    items.push_back(parameter);
  }
  for (const std::string& interpreter : facts.interpreters) {
    items.push_back(interpreter);
  }
  for (const std::string& machine : facts.machines) {
    items.push_back(machine);
  }
  items.push_back(fmt::format(
      "{} runs, {} in all, the longest {}; peak memory {}{}", facts.runs,
      duration_words(facts.seconds), duration_words(facts.longest_seconds),
      size_words(facts.peak_bytes),
      facts.joules > 0 ? fmt::format("; {:.3g} kJ", facts.joules / 1000) : std::string()));
  if (!facts.packages.empty()) {
    items.push_back("packages: " + join(facts.packages, ", "));
  }
  for (const std::string& package : facts.mixed_packages) {
    items.push_back("differs between runs: " + package);
  }
  for (const std::string& input : facts.inputs) {
    items.push_back("read: " + input);
  }
  for (const std::string& output : facts.outputs) {
    items.push_back("output: " + output);
  }
  out.list(items);
}

void add_checklist(Document& out, const Checklist& checklist) {
  out.heading(checklist.name);
  out.paragraph("Filled in from the record; \"yours\" is for a person to answer. Source: " +
                checklist.source + ".");
  Rows rows = {{"", "question", "answer", "record", "missing"}};
  for (const CheckItem& item : checklist.items) {
    rows.push_back({item.id, item.question, std::string(answer_name(item.answer)), item.evidence,
                    join(item.missing, "; ")});
  }
  out.table(rows);
}

std::string draw_curves(const Selection& selection, const Comparison& comparison) {
  const std::vector<ArmCurve> curves = read_curves(selection, comparison, kCurveColumns);
  const bool some = std::any_of(curves.begin(), curves.end(),
                                [](const ArmCurve& curve) { return curve.line.size() > 1; });
  return some ? curves_svg(curves, comparison.experiment, comparison.metric) : std::string();
}

}  // namespace

Report make_report(const Selection& selection, const std::string& curve_file, std::int64_t at) {
  const Experiment& experiment = selection.experiment;
  Report out;
  Document document(experiment.question.empty() ? "Experiment " + experiment.name
                                                : experiment.question);
  std::string why;
  out.comparison = try_compare(selection, why);
  document.paragraph(fmt::format(
      "Experiment {}, {}, written on {}.", experiment.name,
      experiment.work.empty()
          ? "of no work"
          : "of " + (experiment.title.empty() ? "" : experiment.title + ", ") + experiment.work,
      format_instant(at).substr(0, 10)));
  if (!experiment.dataset.empty()) {
    document.paragraph("Data: " + experiment.dataset + ".");
  }
  if (out.comparison) {
    add_verdict(document, *out.comparison);
    add_figures(document, *out.comparison);
    out.svg = draw_curves(selection, *out.comparison);
    if (!out.svg.empty()) {
      document.picture(out.svg, curve_file, "curves of " + out.comparison->metric);
    }
  } else {
    document.heading("Verdict");
    document.paragraph("None: " + why + ".");
  }
  const Facts facts = facts_of(selection.runs);
  std::vector<std::string> doubts =
      out.comparison ? out.comparison->remarks : std::vector<std::string>();
  doubts.insert(doubts.end(), facts.notes.begin(), facts.notes.end());
  doubts.insert(doubts.end(), selection.troubles.begin(), selection.troubles.end());
  if (!doubts.empty()) {
    document.heading("What to know about these figures");
    document.list(doubts);
  }
  add_run_list(document, selection.runs, out.comparison ? out.comparison->metric : std::string());
  add_how(document, facts);
  for (const Venue venue : {Venue::kNeurips, Venue::kAcl}) {
    add_checklist(document, fill_checklist(venue, experiment, selection.runs, out.comparison));
  }
  out.document = std::move(document);
  return out;
}

std::string report_text(const Selection& selection, std::int64_t at) {
  constexpr std::size_t kMostReport = std::size_t{16} << 20;
  const Experiment& experiment = selection.experiment;
  const std::filesystem::path kept = experiment.folder / "report.md";
  std::error_code ignored;
  if (std::filesystem::is_regular_file(kept, ignored)) {
    return read_file(kept, kMostReport);
  }
  if (selection.runs.empty()) {
    throw Error(Errc::kNotFound, "the experiment has neither a run nor a report yet",
                experiment.folder.string(),
                "`assay run -e " + experiment.name + " --seeds 5 -- COMMAND`");
  }
  return make_report(selection, {}, at).document.markdown();
}

}  // namespace assay::practice
