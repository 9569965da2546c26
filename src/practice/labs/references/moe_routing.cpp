// Router probabilities, capacity and the balancing loss: Fedus, Zoph and Shazeer 2021 (Switch
// Transformers), sections 2.1 and 2.2; the softmax over the k largest as in Shazeer et al. 2017
// (arXiv 1701.06538), section 2.1.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace assay::practice::references {
namespace {

/// Experts by falling logit, the earlier of equal ones first.
std::vector<Eigen::Index> order(const Matrix& logits, Eigen::Index token) {
  std::vector<Eigen::Index> out(static_cast<std::size_t>(logits.cols()));
  std::iota(out.begin(), out.end(), 0);
  std::stable_sort(out.begin(), out.end(), [&](Eigen::Index a, Eigen::Index b) {
    return logits(token, a) > logits(token, b);
  });
  return out;
}

}  // namespace

LabCode moe_routing() {
  LabCode lab;
  lab.reference("route", [](const Values& in) -> Values {
    const Matrix logits = matrix_of(in[0]);
    const Matrix p = softmax_rows(logits);
    Matrix gates = Matrix::Zero(p.rows(), p.cols());
    for (Eigen::Index i = 0; i < p.rows(); ++i) {
      const auto best = order(logits, i);
      double total = 0;
      for (std::size_t r = 0; r < static_cast<std::size_t>(in[1].value()); ++r) {
        total += gates(i, best[r]) = p(i, best[r]);
      }
      gates.row(i) /= in[2].value() != 0 ? 1 : total;
    }
    return {array_of(gates)};
  });
  lab.reference("dispatch", [](const Values& in) -> Values {
    Array kept = in[0];
    kept.integers = false;
    for (std::size_t expert = 0; expert < kept.dim(1); ++expert) {
      double taken = 0;
      for (std::size_t token = 0; token < kept.dim(0); ++token) {
        if (kept.at(token, expert) != 0 && ++taken > in[1].value()) {
          kept.at(token, expert) = 0;
        }
      }
    }
    return {kept};
  });
  lab.reference("balance_loss", [](const Values& in) -> Values {
    const Matrix logits = matrix_of(in[0]);
    Vector share = Vector::Zero(logits.cols());
    for (Eigen::Index i = 0; i < logits.rows(); ++i) {
      share[order(logits, i).front()] += 1 / static_cast<double>(logits.rows());
    }
    return {Array::number(static_cast<double>(logits.cols()) *
                          softmax_rows(logits).colwise().mean().dot(share.transpose()))};
  });
  lab.check({"route: equal logits", "value",
             [](Draw& draw) {
               Values in = draw.arguments_of("route", {{"n", 1}, {"e", 4}});
               in[0] = {{1, 4}, {1, 1, 1, 1}};
               in[1] = Array::integer(2);
               return Calls{{"route", in}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               const double each = calls[0].arguments[2].value() != 0 ? 0.25 : 0.5;
               return compare(
                   outcomes[0].results, {{{1, 4}, {each, each, 0, 0}}}, 1e-9,
                   "of equal logits the earlier expert goes first, so that exactly k have "
                   "a weight");
             }});
  lab.relation(
      "balance_loss", "balance_loss: a constant added to a token's logits changes nothing",
      "probabilities do not know of a constant that is added to all logits",
      [](Draw&, Values in) {
        for (double& one : in[0].data) {
          one += 900;
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
