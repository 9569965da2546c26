// Reverse mode on a list of operations: Baydin et al. 2015, section 3.2 (adjoints, and the trace of
// their table 3); the rule of each operation is its derivative.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <algorithm>
#include <cmath>

namespace assay::practice::references {
namespace {

enum class Op { kAdd, kSubtract, kMultiply, kTanh, kSine, kLarger };

struct Node {
  Op op = Op::kAdd;
  Eigen::Index left = 0;
  Eigen::Index right = 0;
};

/// `larger`: of the form in which operation 1 is no subtraction.
std::vector<Node> nodes_of(const Values& in, bool larger) {
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < in[0].size(); ++i) {
    const auto op = static_cast<Op>(static_cast<int>(in[0].data[i]));
    nodes.push_back({larger && op == Op::kSubtract ? Op::kLarger : op,
                     static_cast<Eigen::Index>(in[1].data[i]),
                     static_cast<Eigen::Index>(in[2].data[i])});
  }
  return nodes;
}

double apply(Op op, double a, double b) {
  switch (op) {
    case Op::kAdd:
      return a + b;
    case Op::kSubtract:
      return a - b;
    case Op::kMultiply:
      return a * b;
    case Op::kTanh:
      return std::tanh(a);
    case Op::kSine:
      return std::sin(a);
    case Op::kLarger:
      return std::max(a, b);
  }
  return 0;
}

/// Derivatives of a node by its parents.
std::pair<double, double> slopes(Op op, double a, double b) {
  switch (op) {
    case Op::kAdd:
      return {1, 1};
    case Op::kSubtract:
      return {1, -1};
    case Op::kMultiply:
      return {b, a};
    case Op::kTanh:
      return {1 - std::tanh(a) * std::tanh(a), 0};
    case Op::kSine:
      return {std::cos(a), 0};
    case Op::kLarger:
      return a >= b ? std::pair{1.0, 0.0} : std::pair{0.0, 1.0};
  }
  return {0, 0};
}

Vector values_of(const Values& in, const std::vector<Node>& nodes) {
  const auto k = static_cast<Eigen::Index>(in[3].size());
  Vector v(k + static_cast<Eigen::Index>(nodes.size()));
  v.head(k) = vector_of(in[3]);
  Eigen::Index at = k;
  for (const Node& node : nodes) {
    v(at++) = apply(node.op, v(node.left), v(node.right));
  }
  return v;
}

Vector forward(const Values& in) {
  return values_of(in, nodes_of(in, in[4].value() != 0));
}

Vector backward(const Values& in) {
  const std::vector<Node> nodes = nodes_of(in, in[5].value() != 0);
  const Vector v = values_of(in, nodes);
  Vector adjoint = vector_of(in[4]);
  for (std::size_t i = nodes.size(); i-- > 0;) {
    const Node& node = nodes[i];
    const double own = adjoint(static_cast<Eigen::Index>(in[3].size() + i));
    const auto [by_left, by_right] = slopes(node.op, v(node.left), v(node.right));
    adjoint(node.left) += own * by_left;
    adjoint(node.right) += own * by_right;
  }
  return adjoint.head(static_cast<Eigen::Index>(in[3].size()));
}

/// A graph whose nodes read any node before them.
Values deep(Draw& draw, const std::string& function) {
  Values in = draw.arguments_of(function, {{"k", 2}, {"m", 6}});
  for (std::size_t i = 0; i < in[1].size(); ++i) {
    in[1].data[i] = static_cast<double>(draw.integer(0, in[3].size() + i - 1));
    in[2].data[i] = static_cast<double>(draw.integer(0, in[3].size() + i - 1));
  }
  return in;
}

/// What a deep graph gives is to be the reference's.
CodedCheck deep_check(const std::string& function, const std::string& kind,
                      const std::string& teach, Vector (*right)(const Values&)) {
  return {function + ": nodes that read nodes", kind,
          [function](Draw& draw) {
            Calls calls;
            for (int i = 0; i < 4; ++i) {
              calls.push_back({function, deep(draw, function)});
            }
            return calls;
          },
          [teach, right](const Calls& calls, const Outcomes& outcomes) {
            Finding finding;
            for (std::size_t i = 0; i < calls.size() && !finding.failed(); ++i) {
              finding =
                  compare(outcomes[i].results, {row_of(right(calls[i].arguments))}, 1e-7, teach, i);
            }
            return finding;
          }};
}

}  // namespace

LabCode autodiff() {
  LabCode lab;
  lab.reference("forward", [](const Values& in) -> Values { return {row_of(forward(in))}; });
  lab.reference("backward", [](const Values& in) -> Values { return {row_of(backward(in))}; });
  lab.check(
      deep_check("forward", "value", "parents may be inputs or any node before this one", forward));
  lab.check(deep_check("backward", "gradient",
                       "a node's gradient is handed on when all that read it have handed theirs "
                       "over, and not before",
                       backward));
  lab.relation(
      "backward", "backward: twice the loss, twice the gradient",
      "the gradient is linear in what the loss asks of the nodes",
      [](Draw&, Values in) {
        for (double& value : in[4].data) {
          value *= 2;
        }
        return in;
      },
      [](const Values&, Values out) {
        for (double& value : out[0].data) {
          value *= 2;
        }
        return out;
      });
  return lab;
}

}  // namespace assay::practice::references
