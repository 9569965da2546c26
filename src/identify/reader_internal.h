#pragma once
/// Finds the entries of a lexicon in a work. Threads: pure.

#include "identify/lexicon.h"

#include <cstdint>
#include <vector>

namespace assay::identify {

/// An entry found at the bytes [begin, end) of field_text(work, field).
struct Finding {
  std::uint32_t entry = 0;
  Field field = Field::kTitle;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  double factor = 1;  ///< How much a find in this field counts.
};

/// A word of the title or of what the work says of itself.
/// The hash of every number: that one stands there may say something, which one does not.
inline constexpr std::uint64_t kNumberHash = 0x6e756d626572ULL;

struct WordAt {
  std::uint64_t hash = 0;  ///< Of a word that is denied ("not deployed") another than its own.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  Field field = Field::kTitle;
  bool starts = false;  ///< The first of a sentence or a field: no pair with the word before.
};

struct Reading {
  std::vector<Finding> findings;
  /// Title, abstract and comments; the text's beginning where there is no abstract or it is no
  /// paper.
  std::vector<WordAt> words;
  Features features{};
};

/// Words of a field that count as its wording.
inline constexpr std::size_t kWordingWords = 500;

/// Everything found in the work, negated and planned things left out; what speaks for one clue
/// type, one topic or the research dial never overlaps in one field. Cost: linear in the text.
Reading read_work(const Lexicon& lexicon, const Work& work);

}  // namespace assay::identify
