// The nucleus and its distribution: Holtzman et al. 2020, section 3.1; the temperature
// of its section 3.3. Beam search as in Graves 2012 (arXiv 1211.3711), without blanks.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"
#include "practice/labs/statistics.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace assay::practice::references {
namespace {

Array nucleus(const Values& in) {
  const Matrix p = softmax_rows(matrix_of(in[0]) / in[2].value());
  std::vector<std::size_t> order(in[0].size());
  std::iota(order.begin(), order.end(), 0U);
  const auto chance = [&](std::size_t i) { return p(0, static_cast<Eigen::Index>(i)); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return chance(a) > chance(b); });
  Array out = Array::zeros(in[0].shape);
  double total = 0;
  for (std::size_t r = 0; r < order.size(); ++r) {
    if (total < in[1].value() || static_cast<double>(r) < in[3].value()) {
      total += out.data[order[r]] = chance(order[r]);
    }
  }
  for (double& one : out.data) {
    one /= total;
  }
  return out;
}

Array draw_tokens(const Values& in) {
  Array tokens = Array::zeros(in[1].shape);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    double sum = in[0].data[0];
    std::size_t token = 0;
    while (token + 1 < in[0].size() && !(sum > in[1].data[i])) {
      sum += in[0].data[++token];
    }
    tokens.data[i] = static_cast<double>(token);
  }
  return tokens;
}

struct Path {
  std::vector<double> tokens;
  double score = 0;
};

Path beam(const Values& in) {
  const std::size_t v = in[0].size();
  std::vector<Path> kept = {{}};
  for (std::size_t t = 0; t < static_cast<std::size_t>(in[2].value()); ++t) {
    std::vector<Path> all;
    for (const Path& path : kept) {
      for (std::size_t token = 0; token < v; ++token) {
        Path longer = path;
        longer.score += t == 0 ? in[0].data[token]
                               : in[1].at(static_cast<std::size_t>(path.tokens.back()), token);
        longer.tokens.push_back(static_cast<double>(token));
        all.push_back(std::move(longer));
      }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Path& a, const Path& b) { return a.score > b.score; });
    all.resize(std::min(all.size(), static_cast<std::size_t>(in[3].value())));
    kept = std::move(all);
  }
  return kept.front();
}

}  // namespace

LabCode sampling() {
  LabCode lab;
  lab.reference("nucleus", [](const Values& in) -> Values { return {nucleus(in)}; });
  lab.reference("draw", [](const Values& in) -> Values { return {draw_tokens(in)}; });
  lab.reference("beam", [](const Values& in) -> Values {
    const Path best = beam(in);
    return {Array::vector(best.tokens), Array::number(best.score)};
  });
  lab.relation(
      "nucleus", "nucleus: a constant added to the logits changes nothing",
      "probabilities do not know of a constant that is added to all logits",
      [](Draw&, Values in) {
        for (double& one : in[0].data) {
          one += 2000;
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  lab.example(
      "draw", "draw: on the edges of the pieces",
      "a piece begins with its lower edge and ends before its upper one: what has probability "
      "0 is never drawn, not even by u = 0",
      {{Array::vector({0, 0.25, 0.25, 0.5}), Array::vector({0, 0.25, 0.5, 0.75})}});
  lab.example("draw", "draw: just below 1",
              "ten tenths do not add up to 1 in doubles: where no sum exceeds u, the last token is "
              "drawn",
              {{Array::vector(std::vector<double>(10, 0.1)), Array::vector({1 - 0x1p-53})}});
  lab.check({"beam: better than the first that comes", "invariant",
             [](Draw&) {
               // Greedy choice takes token 0 and regrets it; a beam of two does not.
               const Values in = {Array::vector({-0.5, -0.6, -9}),
                                  {{3, 3}, {-5, -5, -5, -5, -0.1, -5, -1, -1, -1}},
                                  Array::integer(3),
                                  Array::integer(2)};
               return Calls{{"beam", in}};
             },
             [](const Calls&, const Outcomes& outcomes) {
               return compare(outcomes[0].results, {Array::vector({1, 1, 1}), Array::number(-0.8)},
                              1e-9,
                              "a sequence whose first token is second best may win in the end: two "
                              "sequences are to be kept");
             }});
  return lab;
}

}  // namespace assay::practice::references
