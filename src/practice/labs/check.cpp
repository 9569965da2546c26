#include "practice/labs/check.h"

#include "base/error.h"
#include "base/text.h"
#include "practice/labs/planned_internal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::practice {
namespace {

/// What every kind of check asks first: that each call went well, changed nothing of its input and
/// has the declared shapes.
Finding find_misfit(const Lab& lab, const Calls& calls, const Outcomes& outcomes) {
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Function& function = *lab.find_function(calls[i].function);
    Finding finding;
    finding.call = i;
    if (!outcomes[i].error.empty()) {
      finding.message = outcomes[i].error;
      return finding;
    }
    const auto shapes = result_shapes(function, calls[i].arguments);
    for (std::size_t r = 0; r < shapes.size(); ++r) {
      const std::string& name = function.results[r].name;
      if (r >= outcomes[i].results.size()) {
        finding.message = name + " is missing among the results";
        return finding;
      }
      const std::vector<std::size_t>& shape = outcomes[i].results[r].shape;
      if (shapes[r] ? shape != *shapes[r] : shape.size() != 1) {
        finding.message = name + " has another shape than the statement says";
        finding.expected = shapes[r] ? shape_words(*shapes[r]) : "one axis of any length";
        finding.got = shape_words(shape);
        return finding;
      }
    }
    if (!outcomes[i].changed.empty() && outcomes[i].changed.front() < function.arguments.size()) {
      finding.message = "it changes its argument " +
                        function.arguments[outcomes[i].changed.front()].name +
                        ": the caller still needs that; work on a copy";
      return finding;
    }
  }
  return {};
}

std::string input_words(const Lab& lab, const Call& call) {
  const Function& function = *lab.find_function(call.function);
  std::string out;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Array& one = call.arguments[i];
    out += (i == 0 ? "" : "\n") + function.arguments[i].name + " = " + array_words(one);
    if (one.size() > 24) {
      out += " (" + shape_words(one.shape) + ")";
    }
  }
  return out;
}

/// "turned": axes in reverse order, in what goes out and in what comes back.
void turn(Values& values) {
  for (Array& one : values) {
    if (one.shape.size() > 1) {
      one = transposed(one);
    }
  }
}

/// A call as the learner's program gets it.
Call as_seen(Call call, const Lab& whole, bool is_turned) {
  const Function& function = *whole.find_function(call.function);
  Values kept;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (!function.arguments.at(i).option) {
      kept.push_back(std::move(call.arguments[i]));
    }
  }
  call.arguments = std::move(kept);
  if (is_turned) {
    turn(call.arguments);
  }
  return call;
}

/// Whether it says something of the input, not of the program as a whole.
bool tells_of_input(const std::string& message, const std::string& trouble) {
  constexpr std::string_view kNotWritten = "not written yet";
  return message != trouble && message.substr(0, kNotWritten.size()) != kNotWritten;
}

/// `seen` and `outcomes`: the check's calls as the program got them, and what it gave; `trouble`:
/// of the whole program.
CheckResult result_of(const Lab& lab, const PlannedCheck& planned, const Calls& seen,
                      Outcomes outcomes, bool is_turned, const std::string& trouble) {
  CheckResult result;
  result.name = planned.name;
  result.kind = planned.kind;
  Finding finding = find_misfit(lab, seen, outcomes);
  if (!finding.failed()) {
    for (Outcome& one : outcomes) {
      if (is_turned) {
        turn(one.results);
      }
    }
    finding = planned.judge(planned.calls, outcomes);
    if (planned.draw != nullptr) {
      result.plot = planned.draw(outcomes, finding);
    }
    if (planned.only_tells) {
      result.message = finding.message;
      finding = {};
    }
  }
  result.passed = !finding.failed();
  if (!result.passed) {
    result.message = finding.message;
    result.expected = finding.expected;
    result.got = finding.got;
    if (!seen.empty() && tells_of_input(finding.message, trouble)) {
      result.input = input_words(lab, seen.at(finding.call));
    }
  }
  return result;
}

template <typename List>
List part_of(const List& all, std::size_t from, std::size_t count) {
  return List(all.begin() + static_cast<std::ptrdiff_t>(from),
              all.begin() + static_cast<std::ptrdiff_t>(from + count));
}

}  // namespace

struct Checker::Plan {
  Lab whole;  ///< With this form's options: what the reference is asked.
  Lab seen;   ///< What the learner's program is asked.
  std::string form;
  ProgramSettings settings;
  std::vector<std::vector<PlannedCheck>> seeds;
  Calls calls;  ///< Of all seeds, as seen.
};

Checker::Checker(const Lab& lab, const Variant& variant, const std::vector<std::uint64_t>& seeds,
                 ProgramSettings settings)
    : plan_(std::make_unique<Plan>()) {
  plan_->whole = lab_in_form(lab, variant);
  plan_->seen = lab_as_seen(lab, variant);
  plan_->form = variant.name;
  plan_->settings = std::move(settings);
  const Teacher teacher(plan_->whole, plan_->settings);
  for (const std::uint64_t seed : seeds) {
    const bool first = plan_->seeds.empty();
    for (const PlannedCheck& check :
         plan_->seeds.emplace_back(plan_checks(plan_->whole, teacher, seed, first))) {
      for (const Call& call : check.calls) {
        plan_->calls.push_back(as_seen(call, plan_->whole, variant.name == "turned"));
      }
    }
  }
}

Checker::~Checker() = default;

std::vector<LabReport> Checker::check(const Solution& solution) const {
  const ProgramRun run =
      run_program(plan_->seen, solution, plan_->calls, plan_->settings, plan_->seeds.size());
  std::vector<LabReport> reports;
  std::size_t from = 0;
  for (const std::vector<PlannedCheck>& plan : plan_->seeds) {
    LabReport& report = reports.emplace_back();
    report.lab = plan_->whole.name;
    report.variant = plan_->form;
    report.printed = run.printed;
    report.seconds = run.seconds;
    report.trouble = run.trouble;
    report.too_long = run.too_long;
    for (const PlannedCheck& check : plan) {
      if (check.of_first) {
        report.checks.push_back(reports.front().checks.at(report.checks.size()));
        continue;
      }
      const std::size_t count = check.calls.size();
      report.checks.push_back(result_of(plan_->seen, check, part_of(plan_->calls, from, count),
                                        part_of(run.outcomes, from, count), plan_->form == "turned",
                                        run.trouble));
      from += count;
    }
    report.passed = std::all_of(report.checks.begin(), report.checks.end(),
                                [](const CheckResult& one) { return one.passed; });
  }
  return reports;
}

std::vector<LabReport> check_solution(const Lab& lab, const Variant& variant,
                                      const Solution& solution,
                                      const std::vector<std::uint64_t>& seeds,
                                      const ProgramSettings& settings) {
  return Checker(lab, variant, seeds, settings).check(solution);
}

bool is_caught(const Lab& lab, const LabReport& report) {
  if (report.trouble.empty() || report.passed) {
    return !report.passed;
  }
  const bool measured = std::any_of(lab.checks.begin(), lab.checks.end(),
                                    [](const CheckText& one) { return one.kind == "cost"; });
  return (report.too_long && measured) ||
         std::any_of(report.checks.begin(), report.checks.end(), [&](const CheckResult& one) {
           return !one.passed && one.message != report.trouble;
         });
}

std::string to_json(const LabReport& report) {
  nlohmann::ordered_json checks = nlohmann::ordered_json::array();
  for (const CheckResult& one : report.checks) {
    checks.push_back({{"name", one.name},
                      {"kind", one.kind},
                      {"passed", one.passed},
                      {"message", one.message},
                      {"input", one.input},
                      {"expected", one.expected},
                      {"got", one.got},
                      {"plot", one.plot ? plot_json(*one.plot) : nullptr}});
  }
  return nlohmann::ordered_json{{"lab", report.lab},         {"variant", report.variant},
                                {"passed", report.passed},   {"checks", checks},
                                {"printed", report.printed}, {"seconds", report.seconds}}
      .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string to_kept_json(const LabReport& report) {
  std::string text = to_json(report);
  if (text.size() <= kMostKeptBytes) {
    return text;
  }
  LabReport less = report;
  for (CheckResult& one : less.checks) {
    one.plot.reset();
  }
  text = to_json(less);
  if (text.size() <= kMostKeptBytes) {
    return text;
  }
  less.printed.clear();
  for (CheckResult& one : less.checks) {
    one.input.clear();
    one.expected.clear();
    one.got.clear();
  }
  return to_json(less);
}

}  // namespace assay::practice
