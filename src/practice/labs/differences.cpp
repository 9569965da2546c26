#include "base/error.h"
#include "practice/labs/planned_internal.h"

#include <optional>

namespace assay::practice {
namespace {

constexpr double kStep = 1e-5;

std::optional<std::size_t> place_of(const std::vector<Slot>& slots, const std::string& name) {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].name == name) {
      return i;
    }
  }
  return std::nullopt;
}

/// How the arguments of a gradient's function fit those of the function that it belongs to.
struct Fit {
  std::vector<std::size_t> arguments;               ///< Of the forward, among the backward's.
  std::vector<std::optional<std::size_t>> weights;  ///< d<result>, by result of the forward.
  std::vector<std::size_t> wanted;  ///< By result of the backward: argument of the forward.
};

Fit fit(const Function& forward, const Function& backward) {
  Fit out;
  for (const Slot& slot : forward.arguments) {
    const auto place = place_of(backward.arguments, slot.name);
    if (!place) {
      throw Error(Errc::kInvalid, backward.name + " lacks the argument " + slot.name);
    }
    out.arguments.push_back(*place);
  }
  for (const Slot& slot : forward.results) {
    out.weights.push_back(place_of(backward.arguments, "d" + slot.name));
  }
  for (const Slot& slot : backward.results) {
    const auto place =
        slot.name.empty() ? std::nullopt : place_of(forward.arguments, slot.name.substr(1));
    if (!place) {
      throw Error(Errc::kInvalid,
                  "the gradient " + slot.name + " is of no argument of " + forward.name);
    }
    out.wanted.push_back(*place);
  }
  return out;
}

double objective(const Values& results, const Fit& how, const Values& given, bool any_weight) {
  double total = 0;
  for (std::size_t r = 0; r < results.size(); ++r) {
    if (how.weights[r]) {
      for (std::size_t i = 0; i < results[r].size(); ++i) {
        total += results[r].data[i] * given[*how.weights[r]].data[i];
      }
    } else if (!any_weight && results[r].shape.empty()) {
      total += results[r].value();
    }
  }
  return total;
}

}  // namespace

std::vector<Values> central_differences(const Lab& lab, const Teacher& teacher,
                                        const std::string& forward, const Calls& calls) {
  const Function& function = *lab.find_function(forward);
  const Function& backward = *lab.find_function(calls.front().function);
  const Fit how = fit(function, backward);
  bool any_weight = false;
  for (const auto& weight : how.weights) {
    any_weight = any_weight || weight.has_value();
  }
  Calls moved;
  for (const Call& call : calls) {
    Values base;
    for (const std::size_t place : how.arguments) {
      base.push_back(call.arguments[place]);
    }
    for (const std::size_t wanted : how.wanted) {
      for (std::size_t i = 0; i < base[wanted].size(); ++i) {
        for (const double step : {kStep, -kStep}) {
          Call& one = moved.emplace_back();
          one.function = forward;
          one.arguments = base;
          one.arguments[wanted].data[i] += step;
        }
      }
    }
  }
  const std::vector<Values> answers = teacher.answer(moved);
  std::vector<Values> out;
  std::size_t at = 0;
  for (const Call& call : calls) {
    Values& gradients = out.emplace_back();
    for (const std::size_t wanted : how.wanted) {
      Array gradient = call.arguments[how.arguments[wanted]];
      gradient.integers = false;
      for (double& value : gradient.data) {
        const double up = objective(answers[at], how, call.arguments, any_weight);
        const double down = objective(answers[at + 1], how, call.arguments, any_weight);
        value = (up - down) / (2 * kStep);
        at += 2;
      }
      gradients.push_back(std::move(gradient));
    }
  }
  return out;
}

}  // namespace assay::practice
