// Absmax: Dettmers et al. 2022 (LLM.int8()), section 2.1, by rows as in its section 3.1. Levels and
// blocks: Dettmers et al. 2023 (QLoRA), section 3, NF4 of its appendix E.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <algorithm>
#include <cmath>

namespace assay::practice::references {
namespace {

const std::vector<double>& nf4() {
  static const std::vector<double> levels = {-1,
                                             -0.6961928009986877,
                                             -0.5250730514526367,
                                             -0.39491748809814453,
                                             -0.28444138169288635,
                                             -0.18477343022823334,
                                             -0.09105003625154495,
                                             0,
                                             0.07958029955625534,
                                             0.16093020141124725,
                                             0.24611230194568634,
                                             0.33791524171829224,
                                             0.44070982933044434,
                                             0.5626170039176941,
                                             0.7229568362236023,
                                             1};
  return levels;
}

double largest(const Array& x, std::size_t row) {
  double most = 0;
  for (std::size_t j = 0; j < x.dim(1); ++j) {
    most = std::max(most, std::abs(x.at(row, j)));
  }
  return most;
}

std::size_t nearest(const std::vector<double>& levels, double x) {
  const auto closer = [&](double a, double b) { return std::abs(a - x) < std::abs(b - x); };
  return static_cast<std::size_t>(std::min_element(levels.begin(), levels.end(), closer) -
                                  levels.begin());
}

/// Each code, of rows with a scale, as far from its number as its bound allows, at most.
Finding within_bound(const Call& call, const Outcome& outcome, std::size_t n,
                     const std::vector<double>& levels, double bound, const char* teach) {
  const Array& x = call.arguments[0];
  const Array& codes = outcome.results[0];
  Array far = Array::zeros(x.shape);
  bool broken = false;
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double scale = outcome.results[1].data[i];
    for (std::size_t j = 0; j < x.dim(1); ++j) {
      const double code = codes.at(i, j);
      const bool known = levels.empty() || (code >= 0 && code < 16 && code == std::floor(code));
      const double restored = scale * (levels.empty() ? code
                                       : known        ? levels[static_cast<std::size_t>(code)]
                                                      : 9);
      far.at(i, j) = std::abs(x.at(i, j) - restored) / (bound * scale);
      broken = broken || !(far.at(i, j) <= 1 + 1e-9);
    }
  }
  return broken ? Finding{teach, n, "errors of at most 1 bound", array_words(far) + " bounds"}
                : Finding();
}

void add_codings(LabCode& lab) {
  lab.reference("absmax", [](const Values& in) -> Values {
    Array codes = in[0];
    Array scale = Array::zeros({codes.dim(0)});
    const double top = std::pow(2.0, in[1].value() - 1) - 1;
    for (std::size_t i = 0; i < codes.dim(0); ++i) {
      const double most = largest(in[0], i);
      scale.data[i] = most == 0 ? 1 : most / top;
      for (std::size_t j = 0; j < codes.dim(1); ++j) {
        codes.at(i, j) = std::nearbyint(in[0].at(i, j) / scale.data[i]);
      }
    }
    return {codes, scale};
  });
  lab.reference("nearest_level", [](const Values& in) -> Values {
    Array codes = in[0];
    Array scale = Array::zeros({codes.dim(0)});
    for (std::size_t i = 0; i < codes.dim(0); ++i) {
      const double most = largest(in[0], i);
      scale.data[i] = most == 0 ? 1 : most;
      for (std::size_t j = 0; j < codes.dim(1); ++j) {
        codes.at(i, j) = static_cast<double>(nearest(in[1].data, in[0].at(i, j) / scale.data[i]));
      }
    }
    return {codes, scale};
  });
  lab.reference("restore", [](const Values& in) -> Values {
    Array x = in[0];
    x.integers = false;
    for (std::size_t i = 0; i < x.dim(0); ++i) {
      for (std::size_t j = 0; j < x.dim(1); ++j) {
        x.at(i, j) = in[1].data[i] * in[2].data[static_cast<std::size_t>(in[0].at(i, j))];
      }
    }
    return {x};
  });
}

void add_error_bounds(LabCode& lab) {
  lab.check({"absmax: the error bound", "invariant",
             [](Draw& draw) {
               return Calls{{"absmax", draw.arguments_of("absmax", {{"n", 3}, {"b", 40}})}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               return within_bound(
                   calls[0], outcomes[0], 0, {}, 0.5,
                   "no number may be further than half a step, scale / 2, from what "
                   "its code stands for");
             }});
  lab.check({"nearest_level: the error bound of NF4", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("nearest_level", {{"n", 3}, {"b", 40}});
               in[1] = Array::vector(nf4());
               return Calls{{"nearest_level", in}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               return within_bound(calls[0], outcomes[0], 0, nf4(), (nf4()[1] - nf4()[0]) / 2,
                                   "no number may be further from its level than half the widest "
                                   "gap between levels, times the scale");
             }});
}

}  // namespace

LabCode quantisation() {
  LabCode lab;
  add_codings(lab);
  add_error_bounds(lab);
  lab.check({"absmax: rows of zeros", "stability",
             [](Draw& draw) {
               Values in = draw.arguments_of("absmax", {{"n", 2}, {"b", 3}});
               in[0] = {{2, 3}, {0, 0, 0, 1, -2, 0.5}};
               Values same = {in[0], Array::vector(nf4())};
               return Calls{{"absmax", in}, {"nearest_level", same}};
             },
             [](const Calls&, const Outcomes& outcomes) {
               Finding finding;
               for (std::size_t i = 0; i < 2 && !finding.failed(); ++i) {
                 const Array& codes = outcomes[i].results[0];
                 Array row = Array::vector(
                     {codes.data[0], codes.data[1], codes.data[2], outcomes[i].results[1].data[0]});
                 const double zero = i == 0 ? 0 : 7;
                 finding = compare({row}, {Array::vector({zero, zero, zero, 1})}, 0,
                                   "a row of zeros has scale 1 and the code of 0, and no 0 / 0", i);
               }
               return finding;
             }});
  lab.relation(
      "absmax", "absmax: twice the numbers, the same codes",
      "codes do not depend on the unit of a row; the scale carries it",
      [](Draw&, Values in) {
        for (double& one : in[0].data) {
          one *= 2;
        }
        return in;
      },
      [](const Values&, Values out) {
        for (double& one : out[1].data) {
          one *= 2;
        }
        return out;
      });
  return lab;
}

}  // namespace assay::practice::references
