// Modified precision: Papineni et al. 2002, section 2.1; brevity penalty and score: section 2.3,
// the penalty with the best match length of section 2.2.2. Smoothing: Lin and Och 2004 (ORANGE),
// section 4.
#include "practice/labs/code.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace assay::practice::references {
namespace {

using Grams = std::map<std::vector<double>, double>;

Grams grams(const double* text, std::size_t length, std::size_t n) {
  Grams out;
  for (std::size_t i = 0; i + n <= length; ++i) {
    ++out[std::vector<double>(text + i, text + i + n)];
  }
  return out;
}

std::pair<double, double> clipped(const Values& in, std::size_t n) {
  Grams most;
  for (std::size_t k = 0; k < in[1].dim(0); ++k) {
    const auto length = static_cast<std::size_t>(in[2].data[k]);
    for (const auto& [gram, count] : grams(in[1].data.data() + k * in[1].dim(1), length, n)) {
      most[gram] = std::max(most[gram], count);
    }
  }
  std::pair<double, double> out{0, 0};
  for (const auto& [gram, count] : grams(in[0].data.data(), in[0].size(), n)) {
    const auto found = most.find(gram);
    out.first += found == most.end() ? 0 : std::min(count, found->second);
    out.second += count;
  }
  return out;
}

double nearest_length(const Values& in) {
  const auto c = static_cast<double>(in[0].size());
  return *std::min_element(in[2].data.begin(), in[2].data.end(), [&](double a, double b) {
    return std::pair(std::abs(a - c), a) < std::pair(std::abs(b - c), b);
  });
}

}  // namespace

LabCode bleu() {
  LabCode lab;
  lab.reference("clipped", [](const Values& in) -> Values {
    const auto [found, total] = clipped(in, static_cast<std::size_t>(in[3].value()));
    return {Array::number(found), Array::number(total)};
  });
  lab.reference("bleu", [](const Values& in) -> Values {
    const auto order = static_cast<std::size_t>(in[3].value());
    double logs = 0;
    for (std::size_t n = 1; n <= order; ++n) {
      auto [found, total] = clipped(in, n);
      if (in[4].value() != 0 && n > 1) {
        ++found;
        ++total;
      }
      if (found == 0 || total == 0) {
        return {Array::number(0)};
      }
      logs += std::log(found / total) / static_cast<double>(order);
    }
    const double ratio = nearest_length(in) / static_cast<double>(in[0].size());
    return {Array::number(std::min(1.0, std::exp(1 - ratio)) * std::exp(logs))};
  });
  // "the the the the the the the", "the cat is on the mat", "there is a cat on the mat": example 2
  // of section 2.1, with 2 of 7.
  lab.example("clipped", "clipped: the published example",
              "one word, seven times, of which the references have at most two: 2 of 7",
              {{Array::vector({0, 0, 0, 0, 0, 0, 0}),
                {{2, 7}, {0, 1, 2, 3, 0, 4, 9, 5, 2, 6, 1, 3, 0, 4}},
                Array::vector({6, 7}),
                Array::integer(1)}});
  lab.relation(
      "clipped", "clipped: the order of references does not matter",
      "references in another order give the same counts",
      [](Draw&, Values in) {
        Values out = in;
        const std::size_t width = in[1].dim(1);
        const std::size_t rows = in[1].dim(0);
        for (std::size_t i = 0; i < in[1].size(); ++i) {
          out[1].data[i] = in[1].data[(rows - 1 - i / width) * width + i % width];
        }
        std::reverse(out[2].data.begin(), out[2].data.end());
        return out;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
