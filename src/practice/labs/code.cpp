#include "practice/labs/code.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

namespace assay::practice {

void LabCode::reference(std::string function, Reference code) {
  references_.emplace(std::move(function), std::move(code));
}

const LabCode::Reference* LabCode::find_reference(const std::string& function) const {
  const auto found = references_.find(function);
  return found == references_.end() ? nullptr : &found->second;
}

void LabCode::example(const std::string& function, std::string name, std::string teach,
                      std::vector<Values> arguments, double tolerance) {
  Calls calls;
  for (Values& one : arguments) {
    calls.push_back({function, std::move(one)});
  }
  const Reference reference = references_.at(function);
  check({std::move(name), "value", [calls](Draw&) { return calls; },
         [reference, tolerance, teach = std::move(teach)](const Calls& made,
                                                          const Outcomes& outcomes) {
           for (std::size_t i = 0; i < made.size(); ++i) {
             Finding finding =
                 compare(outcomes[i].results, reference(made[i].arguments), tolerance, teach, i);
             if (finding.failed()) {
               return finding;
             }
           }
           return Finding();
         }});
}

void LabCode::relation(const std::string& function, std::string name, std::string teach,
                       std::function<Values(Draw&, Values)> change,
                       std::function<Values(const Values&, Values)> follow, double tolerance) {
  constexpr std::size_t kCases = 3;
  check({std::move(name), "invariant",
         [function, change = std::move(change)](Draw& draw) {
           Calls calls;
           for (std::size_t i = 0; i < kCases; ++i) {
             Values drawn = draw.arguments(function, i);
             calls.push_back({function, drawn});
             calls.push_back({function, change(draw, std::move(drawn))});
           }
           return calls;
         },
         [follow = std::move(follow), tolerance, teach = std::move(teach)](
             const Calls& calls, const Outcomes& outcomes) {
           for (std::size_t i = 0; i + 1 < calls.size(); i += 2) {
             Finding finding =
                 compare(outcomes[i + 1].results, follow(calls[i].arguments, outcomes[i].results),
                         tolerance, teach, i + 1);
             if (finding.failed()) {
               return finding;
             }
           }
           return Finding();
         }});
}

double distance(const Array& a, const Array& b, std::size_t* at) {
  if (a.shape != b.shape) {
    return std::numeric_limits<double>::infinity();
  }
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a.data[i];
    const double y = b.data[i];
    if (x == y || (std::isnan(x) && std::isnan(y))) {
      continue;
    }
    double off = std::abs(x - y) / std::max(1.0, std::abs(y));
    if (!std::isfinite(off)) {
      off = std::numeric_limits<double>::infinity();
    }
    if (off > worst) {
      worst = off;
      if (at != nullptr) {
        *at = i;
      }
    }
  }
  return worst;
}

Finding compare(const Values& got, const Values& expected, double tolerance,
                const std::string& teach, std::size_t call) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    std::size_t at = 0;
    const double off =
        i < got.size() ? distance(got[i], expected[i], &at) : std::numeric_limits<double>::max();
    if (off <= tolerance) {
      continue;
    }
    Finding finding;
    finding.message = teach;
    finding.call = call;
    if (i < got.size()) {
      finding.expected = array_words(expected[i]);
      finding.got = array_words(got[i]);
      if (got[i].shape == expected[i].shape && expected[i].size() > 1) {
        finding.message += fmt::format(
            "{}the first number that is far off is number {} of result {}: {:.6g} where {:.6g} is "
            "expected",
            teach.empty() ? "" : "; ", at + 1, i + 1, got[i].data[at], expected[i].data[at]);
      }
    }
    if (finding.message.empty()) {
      finding.message = "the result differs from what its definition gives";
    }
    return finding;
  }
  return {};
}

}  // namespace assay::practice
