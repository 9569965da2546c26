// Lundberg and Lee 2017, section 2.4 (classic Shapley values), a missing feature having the
// baseline's value. The form "banzhaf" has the index of Banzhaf 1965.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

/// v(S), S being the bits of `members`.
double value(const Values& in, unsigned members) {
  Vector x = vector_of(in[1]);
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    if ((members >> static_cast<unsigned>(i) & 1U) != 0) {
      x(i) = in[0].data[static_cast<std::size_t>(i)];
    }
  }
  const Vector hidden = (matrix_of(in[2]).transpose() * x).array().tanh();
  return hidden.dot(vector_of(in[3]));
}

/// n!, exact for the few features here.
double factorial(int n) {
  return n < 2 ? 1 : n * factorial(n - 1);
}

Vector shares(const Values& in) {
  const auto d = static_cast<int>(in[0].size());
  Vector phi = Vector::Zero(d);
  for (int i = 0; i < d; ++i) {
    const unsigned own = 1U << static_cast<unsigned>(i);
    for (unsigned members = 0; members < 1U << static_cast<unsigned>(d); ++members) {
      if ((members & own) == 0) {
        const int size = __builtin_popcount(members);
        const double weight = in[4].value() != 0
                                  ? 1 / std::exp2(d - 1)
                                  : factorial(size) * factorial(d - size - 1) / factorial(d);
        phi(i) += weight * (value(in, members | own) - value(in, members));
      }
    }
  }
  return phi;
}

Finding whole_is_shared(const Calls& calls, const Outcomes& outcomes) {
  const Values& in = calls[0].arguments;
  const unsigned all = (1U << static_cast<unsigned>(in[0].size())) - 1;
  if (in[4].value() != 0) {
    return {};  // those of the other form need not add up to it
  }
  const double sum = vector_of(outcomes[0].results[0]).sum();
  return compare({Array::number(sum)}, {Array::number(value(in, all) - value(in, 0))}, 1e-9,
                 "the shares are to add up to what the model gives for x less what it gives for "
                 "the baseline");
}

}  // namespace

LabCode shapley() {
  LabCode lab;
  lab.reference("coalition", [](const Values& in) -> Values {
    unsigned members = 0;
    for (std::size_t i = 0; i < in[4].size(); ++i) {
      members |= in[4].data[i] != 0 ? 1U << i : 0U;
    }
    return {Array::number(value(in, members))};
  });
  lab.reference("shapley", [](const Values& in) -> Values { return {row_of(shares(in))}; });
  lab.check({"shapley: nothing is lost", "invariant",
             [](Draw& draw) {
               return Calls{{"shapley", draw.arguments_of("shapley", {{"d", 4}})}};
             },
             whole_is_shared});
  lab.check({"shapley: twins", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("shapley", {{"d", 3}});
               for (std::size_t part = 0; part < 2; ++part) {
                 in[part].data[1] = in[part].data[0];
               }
               for (std::size_t j = 0; j < in[2].dim(1); ++j) {
                 in[2].at(1, j) = in[2].at(0, j);
               }
               return Calls{{"shapley", in}};
             },
             [](const Calls&, const Outcomes& outcomes) {
               const Array& phi = outcomes[0].results[0];
               return compare({Array::number(phi.data[1])}, {Array::number(phi.data[0])}, 1e-9,
                              "two features that are the same to the model are to have the same "
                              "share");
             }});
  return lab;
}

}  // namespace assay::practice::references
