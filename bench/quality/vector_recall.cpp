/// Measures the nearest vectors of a segment against a look at all of them:
///   vector_recall FILE.seg TITLES
/// TITLES: NAME<TAB>and|or<TAB>WORDS, each a query. Prints recall of the ten nearest, and times.

#include "search/analysis_internal.h"
#include "search/encoder.h"
#include "search/segment_internal.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

namespace {

using assay::search::Neighbour;
using assay::search::StaticEncoder;
using assay::search::Token;
using assay::search::WeightedToken;
using Clock = std::chrono::steady_clock;

class Tokens final : public assay::search::TokenSink {
 public:
  void token(const Token& token) override {
    const std::uint32_t word = StaticEncoder::shipped().find(token.term);
    if (!token.colocated() && word != StaticEncoder::kNoWord) {
      tokens.push_back({word, assay::search::token_weight(1)});
    }
  }
  std::vector<WeightedToken> tokens;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: vector_recall FILE.seg TITLES\n");
    return 2;
  }
  const assay::search::Segment segment(argv[1]);
  const StaticEncoder& encoder = StaticEncoder::shipped();
  std::vector<float> vector(encoder.dimensions());
  std::ifstream in(argv[2]);
  std::vector<double> fast_ms;
  std::vector<double> exact_ms;
  std::size_t found = 0;
  std::size_t wanted = 0;
  const auto all = [](std::uint32_t /*doc*/) { return true; };
  assay::search::Analyser analyser;
  for (std::string line; std::getline(in, line);) {
    Tokens tokens;
    analyser.run(line.substr(line.rfind('\t') + 1), assay::search::Style::kText, tokens);
    if (tokens.tokens.empty()) {
      continue;
    }
    encoder.encode(tokens.tokens, vector.data());
    const auto start = Clock::now();
    const std::vector<Neighbour> fast = segment.vectors().nearest(vector.data(), 10, all);
    const auto middle = Clock::now();
    const std::vector<Neighbour> exact = segment.vectors().nearest_exactly(vector.data(), 10, all);
    const auto end = Clock::now();
    fast_ms.push_back(std::chrono::duration<double, std::milli>(middle - start).count());
    exact_ms.push_back(std::chrono::duration<double, std::milli>(end - middle).count());
    for (const Neighbour& near : exact) {
      found += static_cast<std::size_t>(std::count_if(
          fast.begin(), fast.end(), [&](const Neighbour& other) { return other.doc == near.doc; }));
      ++wanted;
    }
  }
  fmt::print(
      "{{\"documents\":{},\"queries\":{},\"recall_at_10\":{:.4f},\"ms\":{:.3f},"
      "\"exhaustive_ms\":{:.3f}}}\n",
      segment.docs(), fast_ms.size(),
      static_cast<double>(found) / static_cast<double>(std::max<std::size_t>(1, wanted)),
      median(fast_ms), median(exact_ms));
  return 0;
}
