#pragma once
/// The vector of a work as the index makes it, in floats. Threads: one.

#include "search/analysis_internal.h"
#include "search/encoder.h"

#include <span>
#include <string>
#include <vector>

namespace assay::bench {

class WorkEncoder final : private search::TokenSink {
 public:
  /// Of length one, or zeros; valid until the next call.
  std::span<const float> encode(const std::string& title, const std::string& abstract);

 private:
  void run(const std::string& text, float weight);
  void token(const search::Token& token) override;

  const search::StaticEncoder& encoder_ = search::StaticEncoder::shipped();
  search::Analyser analyser_;
  std::vector<search::WeightedToken> tokens_;
  std::vector<float> vector_;
  float weight_ = 0;
};

}  // namespace assay::bench
