// Acceptance and residual: Leviathan, Kalman and Matias 2023, section 2.3 and algorithm 1; the
// share that is accepted: their section 3; the lenience: their appendix.
#include "practice/labs/code.h"
#include "practice/labs/statistics.h"

#include <algorithm>
#include <numeric>

namespace assay::practice::references {
namespace {

constexpr std::size_t kDraws = 20000;
constexpr double kAlpha = 1e-6;

std::size_t drawn(const std::vector<double>& p, double u) {
  std::size_t token = 0;
  double sum = p[0];
  while (token + 1 < p.size() && !(sum > u)) {
    sum += p[++token];
  }
  return token;
}

Array residual(const Array& p, const Array& q) {
  Array r = p;
  for (std::size_t i = 0; i < r.size(); ++i) {
    r.data[i] = std::max(0.0, p.data[i] - q.data[i]);
  }
  const double total = std::accumulate(r.data.begin(), r.data.end(), 0.0);
  if (total == 0) {
    return p;
  }
  for (double& one : r.data) {
    one /= total;
  }
  return r;
}

Array sample(const Values& in) {
  const Array rest = residual(in[0], in[1]);
  Array tokens = Array::zeros(in[2].shape);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto x = static_cast<std::size_t>(in[2].data[i]);
    const bool accepted = in[3].data[i] < in[0].data[x] / (in[5].value() * in[1].data[x]);
    tokens.data[i] = static_cast<double>(accepted ? x : drawn(rest.data, in[4].data[i]));
  }
  return tokens;
}

/// What comes out of it, by token: p, unless there is lenience.
std::vector<double> distribution(const Values& in) {
  const Array rest = residual(in[0], in[1]);
  std::vector<double> out = in[1].data;
  double rejected = 1;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = std::min(out[i], in[0].data[i] / in[5].value());
    rejected -= out[i];
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] += rejected * rest.data[i];
  }
  return out;
}

/// Many tokens that were drafted from q.
Call many(Draw& draw) {
  Values in = draw.arguments_of("sample", {{"n", kDraws}, {"v", 4}});
  for (double& token : in[2].data) {
    token = static_cast<double>(drawn(in[1].data, draw.uniform()));
  }
  return {"sample", in};
}

}  // namespace

LabCode speculative() {
  LabCode lab;
  lab.reference("residual", [](const Values& in) -> Values { return {residual(in[0], in[1])}; });
  lab.reference("accepted_share", [](const Values& in) -> Values {
    double share = 0;
    for (std::size_t i = 0; i < in[0].size(); ++i) {
      share += std::min(in[0].data[i] / in[2].value(), in[1].data[i]);
    }
    return {Array::number(share)};
  });
  lab.reference("sample", [](const Values& in) -> Values { return {sample(in)}; });
  lab.example("residual", "residual: draft and target agree",
              "where nothing is missing, the residual is p itself, and no 0 / 0",
              {{Array::vector({0.25, 0.75}), Array::vector({0.25, 0.75})}});
  lab.check({"sample: on the edges", "value",
             [](Draw& draw) {
               Values in = draw.arguments_of("sample", {{"n", 4}, {"v", 3}});
               in[0] = Array::vector({0.125, 0.625, 0.25});
               in[1] = Array::vector({0.5, 0.25, 0.25});
               in[2].data = {0, 0, 0, 1};
               in[3].data = {0.9375, 0.25, 0.5, 0};  // edges of both forms
               in[4].data = {0, 0.5, 0.5, 0};
               return Calls{{"sample", in}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               return compare(outcomes[0].results, {sample(calls[0].arguments)}, 1e-7,
                              "a token is accepted where u is below the ratio, not where it is the "
                              "ratio; and w = 0 does not draw a token of probability 0");
             }});
  lab.check({"sample: the target distribution", "statistics",
             [](Draw& draw) {
               return Calls{many(draw), many(draw), many(draw)};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               Finding finding;
               for (std::size_t i = 0; i < calls.size() && !finding.failed(); ++i) {
                 const Values& in = calls[i].arguments;
                 finding =
                     judge_draws(outcomes[i].results[0], distribution(in),
                                 kAlpha / static_cast<double>(calls.size()),
                                 in[5].value() == 1
                                     ? "tokens drafted from q are to come out distributed as p"
                                     : "tokens drafted from q are to come out by this form's rule",
                                 i);
               }
               return finding;
             }});
  return lab;
}

}  // namespace assay::practice::references
