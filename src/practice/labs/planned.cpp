#include "base/error.h"
#include "practice/labs/planned_internal.h"
#include "practice/labs/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>

namespace assay::practice {
namespace {

constexpr std::size_t kTimesRepeated = 3;

/// Expected results, worked out when they are first asked for.
using Expected = std::vector<Values>;

/// What a picture shows: the first result that the finding is about, of the call that it names.
struct Shown {
  const Array* got = nullptr;
  const Array* expected = nullptr;
  std::string name;
};

Shown shown_of(const Function& function, const Outcomes& outcomes, const Expected& expected,
               const Finding& finding, double tolerance) {
  const std::size_t call = finding.failed() ? finding.call : outcomes.size() - 1;
  const Values& got = outcomes[call].results;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const Array& right = expected[call][i];
    if (got[i].shape == right.shape && (!finding.failed() || distance(got[i], right) > tolerance)) {
      return {&got[i], &right, function.results[i].name};
    }
  }
  return {};
}

/// Values are drawn where they are wrong, as a matrix or as a list; weights and masks also where
/// they are right, since one sees in them what attention does.
bool shows_weights(const CheckText& text, const Function& function) {
  const std::string& name = function.results.front().name;
  return name == "weights" || name == "allowed" ||
         std::any_of(text.draws.begin(), text.draws.end(),
                     [](const auto& draw) { return draw.second == "identity"; });
}

std::optional<Plot> draw_values(const Shown& shown, bool failed, bool weights) {
  constexpr std::size_t kLeastNumbers = 3;
  if (shown.got == nullptr || shown.got->size() < kLeastNumbers || (!failed && !weights)) {
    return std::nullopt;
  }
  return shown.got->shape.size() >= 2
             ? plot_grid(weights ? "weights" : shown.name, *shown.got, *shown.expected)
             : plot_errors(shown.name, *shown.got, *shown.expected);
}

PlannedCheck plan_values(const CheckText& text, const Lab& lab, const Teacher& teacher,
                         Draw& draw) {
  PlannedCheck check{text.name, text.kind, {}, {}};
  for (std::size_t i = 0; i < text.cases; ++i) {
    check.calls.push_back({text.function, draw.arguments(text.function, i, &text)});
  }
  const auto expected = std::make_shared<Expected>(teacher.answer(check.calls));
  check.judge = [=](const Calls&, const Outcomes& outcomes) {
    Finding smallest;
    for (std::size_t i = 0; i < outcomes.size() && !smallest.failed(); ++i) {
      smallest = compare(outcomes[i].results, expected->at(i), text.tolerance, text.teach, i);
    }
    return smallest;
  };
  const Function function = *lab.find_function(text.function);
  check.draw = [=, weights = shows_weights(text, function)](const Outcomes& outcomes,
                                                            const Finding& finding) {
    return draw_values(shown_of(function, outcomes, *expected, finding, text.tolerance),
                       finding.failed(), weights);
  };
  return check;
}

PlannedCheck plan_gradient(const CheckText& text, const Lab& lab, const Teacher& teacher,
                           Draw& draw) {
  PlannedCheck check{text.name, text.kind, {}, {}};
  const std::size_t cases = std::min<std::size_t>(text.cases, 3);
  for (std::size_t i = 0; i < cases; ++i) {
    check.calls.push_back({text.function, draw.arguments(text.function, i, &text)});
  }
  const auto expected =
      std::make_shared<Expected>(central_differences(lab, teacher, text.of, check.calls));
  const std::string teach = text.teach.empty()
                                ? "the gradient differs from central differences of " + text.of
                                : text.teach;
  check.judge = [=](const Calls&, const Outcomes& outcomes) {
    Finding finding;
    for (std::size_t i = 0; i < outcomes.size() && !finding.failed(); ++i) {
      finding = compare(outcomes[i].results, expected->at(i), text.tolerance, teach, i);
    }
    return finding;
  };
  const Function function = *lab.find_function(text.function);
  check.draw = [=](const Outcomes& outcomes, const Finding& finding) -> std::optional<Plot> {
    const Shown shown = shown_of(function, outcomes, *expected, finding, text.tolerance);
    if (!finding.failed() || shown.got == nullptr || shown.got->size() < 2) {
      return std::nullopt;
    }
    return plot_errors("gradient " + shown.name, *shown.got, *shown.expected);
  };
  return check;
}

/// The slope of log(cost) over log(size) by least squares.
double growth(const std::vector<std::size_t>& sizes, const std::vector<double>& costs) {
  double mx = 0;
  double my = 0;
  const auto n = static_cast<double>(sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    mx += std::log(static_cast<double>(sizes[i])) / n;
    my += std::log(std::max(costs[i], 1e-9)) / n;
  }
  double above = 0;
  double below = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double x = std::log(static_cast<double>(sizes[i])) - mx;
    above += x * (std::log(std::max(costs[i], 1e-9)) - my);
    below += x * x;
  }
  return above / below;
}

/// The least time of each size's repetitions, or its memory.
std::vector<double> costs_of(const Outcomes& outcomes, std::size_t steps, bool memory) {
  const std::size_t times = memory ? 1 : kTimesRepeated;
  std::vector<double> costs;
  for (std::size_t i = 0; i < steps; ++i) {
    double least = memory ? outcomes[i].peak_bytes : outcomes[i * times].seconds;
    for (std::size_t k = 0; k < times && !memory; ++k) {
      least = std::min(least, outcomes[i * times + k].seconds);
    }
    costs.push_back(least);
  }
  return costs;
}

PlannedCheck plan_cost(const CheckText& text, Draw& draw) {
  PlannedCheck check{text.name, text.kind, {}, {}};
  const bool memory = text.measure == "memory";
  const std::size_t times = memory ? 1 : kTimesRepeated;
  for (const std::size_t step : text.steps) {
    const Values drawn = draw.arguments_of(text.function, {{text.grow, step}}, &text);
    for (std::size_t i = 0; i < times; ++i) {
      check.calls.push_back({text.function, drawn, memory});
    }
  }
  check.judge = [=](const Calls&, const Outcomes& outcomes) {
    const std::vector<double> costs = costs_of(outcomes, text.steps.size(), memory);
    std::string told;
    for (std::size_t i = 0; i < text.steps.size(); ++i) {
      const double least = costs[i];
      told += fmt::format("{}{} = {}: {}", i == 0 ? "" : ", ", text.grow, text.steps[i],
                          memory ? fmt::format("{:.0f} KiB", least / 1024)
                                 : fmt::format("{:.1f} ms", least * 1000));
    }
    const double power = growth(text.steps, costs);
    Finding finding;
    if (power > text.exponent) {
      finding.message = fmt::format("{}{} grows as {} to the power {:.1f}",
                                    text.teach.empty() ? "" : text.teach + "; ",
                                    memory ? "memory" : "time", text.grow, power);
      finding.expected = fmt::format("at most the power {:.1f}", text.exponent);
      finding.got = told;
    }
    return finding;
  };
  check.draw = [=](const Outcomes& outcomes, const Finding&) {
    Plot plot;
    plot.kind = Plot::Kind::kGrowth;
    plot.title = text.measure;
    plot.at = text.steps;
    plot.got = costs_of(outcomes, text.steps.size(), memory);
    plot.unit = memory ? "bytes" : "s";
    plot.grows = text.grow;
    plot.power = growth(text.steps, plot.got);
    plot.most = text.exponent;
    return plot;
  };
  return check;
}

PlannedCheck plan_statistics(const CheckText& text, const Lab& lab, Draw& draw) {
  PlannedCheck check{text.name, text.kind, {}, {}};
  for (std::size_t i = 0; i < text.cases; ++i) {
    check.calls.push_back({text.function, draw.arguments(text.function, i + 1, &text)});
  }
  const std::vector<Slot>& slots = lab.find_function(text.function)->arguments;
  std::size_t place = 0;
  while (slots.at(place).name != text.of) {
    ++place;
  }
  check.judge = [=](const Calls& calls, const Outcomes& outcomes) {
    Finding finding;
    for (std::size_t i = 0; i < calls.size() && !finding.failed(); ++i) {
      finding = judge_draws(outcomes[i].results.front(), calls[i].arguments.at(place).data,
                            text.alpha / static_cast<double>(text.cases), text.teach, i);
    }
    return finding;
  };
  return check;
}

PlannedCheck plan_speed(const CheckText& text, const Teacher& teacher, Draw& draw) {
  PlannedCheck check{text.name, text.kind, {}, {}, true};
  check.calls.push_back({text.function, draw.arguments(text.function, 1, &text)});
  const double reference = teacher.seconds(check.calls.front());
  const char* language = teacher.code() == nullptr ? "" : " in C++";
  check.judge = [reference, language](const Calls&, const Outcomes& outcomes) {
    Finding told;
    told.message = fmt::format("{:.2f} ms; the reference{} takes {:.2f} ms",
                               outcomes.front().seconds * 1000, language, reference * 1000);
    return told;
  };
  return check;
}

}  // namespace

Teacher::Teacher(const Lab& lab, const ProgramSettings& settings)
    : lab_(lab), settings_(settings), code_(find_code(lab.name)) {
  if (!lab.reference_python.empty()) {
    code_ = nullptr;
  } else if (code_ == nullptr) {
    throw Error(Errc::kInvalid, "the lab has no reference.py", lab.name,
                "write one beside its lab.toml, in NumPy");
  }
}

std::vector<Values> Teacher::answer(const Calls& calls) const {
  std::vector<Values> out;
  if (code_ != nullptr) {
    for (const Call& call : calls) {
      const LabCode::Reference* reference = code_->find_reference(call.function);
      if (reference == nullptr) {
        throw Error(Errc::kInternal, "no reference of " + call.function, lab_.name);
      }
      out.push_back((*reference)(call.arguments));
    }
    return out;
  }
  const ProgramRun run =
      run_program(lab_, {Language::kPython, lab_.reference_python}, calls, settings_);
  for (const Outcome& one : run.outcomes) {
    if (!one.error.empty()) {
      throw Error(Errc::kInvalid, "reference.py fails: " + one.error, lab_.name);
    }
    out.push_back(one.results);
  }
  return out;
}

double Teacher::seconds(const Call& call) const {
  double least = std::numeric_limits<double>::infinity();
  if (code_ == nullptr) {
    const ProgramRun run = run_program(lab_, {Language::kPython, lab_.reference_python},
                                       Calls(kTimesRepeated, call), settings_);
    for (const Outcome& one : run.outcomes) {
      least = std::min(least, one.seconds);
    }
    return least;
  }
  for (std::size_t i = 0; i < kTimesRepeated; ++i) {
    const auto start = std::chrono::steady_clock::now();
    static_cast<void>(answer({call}));
    least = std::min(
        least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return least;
}

std::vector<PlannedCheck> plan_checks(const Lab& lab, const Teacher& teacher, std::uint64_t seed,
                                      bool first) {
  Draw draw(lab, seed);
  std::vector<PlannedCheck> checks;
  for (const CheckText& text : lab.checks) {
    if (!first && (text.kind == "cost" || text.kind == "speed")) {
      checks.push_back({text.name, text.kind, {}, {}, false, true});
    } else if (text.kind == "gradient") {
      checks.push_back(plan_gradient(text, lab, teacher, draw));
    } else if (text.kind == "cost") {
      checks.push_back(plan_cost(text, draw));
    } else if (text.kind == "statistics") {
      checks.push_back(plan_statistics(text, lab, draw));
    } else if (text.kind == "speed") {
      checks.push_back(plan_speed(text, teacher, draw));
    } else {
      checks.push_back(plan_values(text, lab, teacher, draw));
    }
  }
  if (teacher.code() != nullptr) {
    for (const CodedCheck& coded : teacher.code()->checks()) {
      checks.push_back({coded.name, coded.kind, coded.plan(draw), coded.judge});
    }
  }
  return checks;
}

}  // namespace assay::practice
