#pragma once
/// Works labelled by people, for measuring identify. Threads: plain values.

#include "work/verdict.h"
#include "work/work.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::bench {

struct Labelled {
  Work work;
  std::string stratum;
  int score = 0;             ///< 0..3 on the scale of docs/identify.md.
  std::uint32_t clues = 0;   ///< Bit i set: clue type i is named.
  std::uint32_t topics = 0;  ///< Bit i set: topic i is named.

  [[nodiscard]] bool positive() const noexcept { return score >= 2; }
  /// In the half of the works whose texts nobody looked at while writing the lexicon.
  [[nodiscard]] bool unseen() const noexcept;
  /// Drawn without looking for engineering words.
  [[nodiscard]] bool unenriched() const noexcept {
    return stratum == "conf-random" || stratum == "arxiv-random";
  }
};

/// Reads labelled works, one JSON object a line. Throws kIo or kInvalid.
std::vector<Labelled> read_labelled(const std::filesystem::path& path);

/// The work with nothing but its title.
Work title_only(const Work& work);

}  // namespace assay::bench
