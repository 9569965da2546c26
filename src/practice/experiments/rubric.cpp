#include "practice/experiments/rubric.h"

#include "base/error.h"
#include "practice/experiments/stop_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace assay::practice {
namespace {

/// The word behind `first`, when the condition begins with it.
std::optional<std::string> word_behind(const std::string& condition, std::string_view first) {
  if (condition.rfind(std::string(first) + " ", 0) != 0) {
    return std::nullopt;
  }
  return condition.substr(first.size() + 1);
}

bool holds(const std::string& condition, const Run& run) {
  if (condition == "started") {
    const int code = run.exit_code.value_or(0);
    return code != kNotExecutable && code != kNoSuchCommand;
  }
  if (condition == "finished") {
    return run.status == RunStatus::kFinished;
  }
  const auto of = [&](const std::string& name) {
    const auto found = run.metrics.find(name);
    return found == run.metrics.end() ? MetricSummary() : found->second;
  };
  if (const auto name = word_behind(condition, "logged")) {
    return of(*name).count > of(*name).strange;
  }
  if (const auto name = word_behind(condition, "falls")) {
    return of(*name).last < of(*name).first && !of(*name).last_strange;
  }
  if (const auto name = word_behind(condition, "rises")) {
    return of(*name).last > of(*name).first && !of(*name).last_strange;
  }
  StopRule rule(condition);
  const MetricSummary summary = of(rule.metric());
  return summary.count > 0 && !summary.last_strange && rule.ends_at(rule.metric(), summary.last);
}

double verdict_score(const std::string& verdict) {
  return verdict == "reproduced" ? 1 : verdict == "partly" ? 0.5 : 0;
}

Grade grade_leaf(const RubricCheck& check, const std::vector<Run>& runs,
                 const std::map<std::string, std::string>& verdicts) {
  Grade out;
  out.name = check.name;
  if (const auto claim = word_behind(check.condition, "claim")) {
    const auto verdict = verdicts.find(*claim);
    out.found = verdict == verdicts.end() ? "no verdict yet" : verdict->second;
    out.score = verdict == verdicts.end() ? 0 : verdict_score(verdict->second);
    return out;
  }
  std::size_t counted = 0;
  std::size_t good = 0;
  for (const Run& run : runs) {
    if (run.status != RunStatus::kInterrupted && run.status != RunStatus::kRunning) {
      ++counted;
      good += holds(check.condition, run) ? 1U : 0U;
    }
  }
  out.found = counted == 0 ? "no runs" : fmt::format("{} of {} runs", good, counted);
  out.score = counted == 0 ? 0 : static_cast<double>(good) / static_cast<double>(counted);
  return out;
}

double weighted(const Experiment& experiment, const std::vector<Grade>& grades,
                const std::string& parent) {
  double sum = 0;
  double weights = 0;
  for (std::size_t i = 0; i < grades.size(); ++i) {
    if (experiment.checks[i].parent == parent) {
      sum += experiment.checks[i].weight * grades[i].score;
      weights += experiment.checks[i].weight;
    }
  }
  return weights > 0 ? sum / weights : 0;
}

}  // namespace

std::vector<Grade> grade(const Experiment& experiment, const std::vector<Run>& runs,
                         const std::map<std::string, std::string>& verdicts) {
  const std::vector<RubricCheck>& checks = experiment.checks;
  std::vector<Grade> grades;
  for (const RubricCheck& check : checks) {
    const bool inner = std::any_of(checks.begin(), checks.end(), [&](const RubricCheck& other) {
      return other.parent == check.name;
    });
    if (!inner && check.condition.empty()) {
      throw Error(Errc::kInvalid, "the check \"" + check.name + "\" has no condition",
                  experiment.name, "write when = \"finished\" or the like");
    }
    try {
      grades.push_back(inner ? Grade{check.name, 0, 0, ""} : grade_leaf(check, runs, verdicts));
    } catch (const Error& error) {
      throw Error(Errc::kInvalid, "the check \"" + check.name + "\": " + error.message(),
                  experiment.name, error.hint());
    }
  }
  // A parent stands before its children, so from the end every child is graded before it.
  for (std::size_t i = checks.size(); i-- > 0;) {
    if (checks[i].condition.empty()) {
      grades[i].score = weighted(experiment, grades, checks[i].name);
    }
  }
  for (std::size_t i = 0; i < checks.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (checks[j].name == checks[i].parent) {
        grades[i].depth = grades[j].depth + 1;
      }
    }
  }
  Grade all{"all", 0, weighted(experiment, grades, ""), ""};
  for (Grade& one : grades) {
    ++one.depth;
  }
  grades.insert(grades.begin(), std::move(all));
  return grades;
}

std::vector<RubricCheck> usual_checks(const Experiment& experiment) {
  const std::string metric = experiment.metric.empty() ? "loss" : experiment.metric;
  std::vector<RubricCheck> out = {{"code runs", "", "the command starts and ends well", 1, ""},
                                  {"starts", "code runs", "", 1, "started"},
                                  {"finishes", "code runs", "", 2, "finished"},
                                  {"trains", "", "the loss falls, and the metric is there", 1, ""},
                                  {"loss falls", "trains", "", 1, "falls loss"},
                                  {"metric is logged", "trains", "", 1, "logged " + metric}};
  if (!experiment.claims.empty()) {
    out.push_back({"matches", "", "the claims hold", 2, ""});
    for (const TestedClaim& claim : experiment.claims) {
      out.push_back({"claim " + claim.name, "matches", "", 1, "claim " + claim.name});
    }
  }
  return out;
}

}  // namespace assay::practice
