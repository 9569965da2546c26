#pragma once
/// Holds what a helper in words wrote against the passages that it was given: which of them each
/// sentence cites, which numbers are of no passage, which figures stand in none of those cited.
/// It tells where to look; whether a passage bears a sentence out is for the reader to see.
/// Threads: pure functions.

#include "plan/helper_material.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

struct CitedSentence {
  std::string text;                  ///< Without the citations and marks of Markdown.
  std::vector<std::size_t> cites;    ///< Numbers of passages, in order, each once.
  std::vector<std::string> unfound;  ///< Figures of two digits or more in none of those passages.
  std::size_t paragraph = 0;         ///< 0, 1, ...
  /// False for a sentence that cites no passage: it may come from anywhere.
  [[nodiscard]] bool in_text() const noexcept { return !cites.empty(); }
};

struct CheckedText {
  std::vector<CitedSentence> sentences;
  std::vector<std::string> struck;  ///< Citations of no passage, as written: "9"; each once.
};

/// A citation is [1], [1][2], [1, 3] or [1-3], before or behind the sentence's stop. What stands
/// between <think> and </think> is passed over. Cost: linear in the text times the passages cited.
CheckedText check_citations(std::string_view text, std::span<const HelperPassage> passages);

}  // namespace assay::plan
