#pragma once
/// Reads a work and says how developer-led and how much research it is, with the evidence.
/// Threads: a Judge is immutable; judge() may run in many threads at once.

#include "identify/model.h"
#include "work/verdict.h"
#include "work/work.h"

#include <memory>
#include <string>
#include <string_view>

namespace assay::identify {

/// The lexicon, gazetteer and weights compiled for matching.
class Judge {
 public:
  /// From the data that the program carries (data/lexicon.toml, data/taxonomy.toml,
  /// data/organisations.txt, models/developer-4.bin). Cost: a few milliseconds; make one and keep
  /// it.
  Judge();
  /// With other weights.
  explicit Judge(const Model& model);
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;
  Judge(Judge&&) = delete;
  Judge& operator=(Judge&&) = delete;
  ~Judge();

  /// The verdict with all its clues. Pure: the same work gives the same verdict.
  /// Cost: linear in the text; text beyond the first 256 KiB of a field is not read.
  [[nodiscard]] Verdict judge(const Work& work) const;

  /// Names of weights and lexicon, such as "developer-4/lexicon-4": changes whenever verdicts may.
  [[nodiscard]] std::string_view model() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

/// The shared instance, made on first use.
const Judge& default_judge();

}  // namespace assay::identify
