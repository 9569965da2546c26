#pragma once
/// Numbers with their units in a sentence: "up to 3.2x", "20-2{,}000$\times$", "from 76.3 % to
/// 78.1 %", "two orders of magnitude", "halves". Threads: pure functions.

#include "identify/claim_terms_internal.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace assay::identify {

/// A text split once: tokens, and the terms among them by first token.
struct ClaimText {
  std::string_view text;
  std::vector<Token> tokens;
  std::vector<Term> terms;
  std::vector<std::uint8_t> scope;  ///< Of each token its ScopeBits.
};

/// Tokens [first, end) of a sentence with its terms [terms_begin, terms_end).
struct Sentence {
  std::uint32_t first = 0;
  std::uint32_t end = 0;
  std::uint32_t terms_begin = 0;
  std::uint32_t terms_end = 0;
};

struct Quantity {
  std::uint32_t first = 0;  ///< Tokens [first, last], number and unit, "from A" as well.
  std::uint32_t last = 0;
  std::uint32_t lead = 0;    ///< First token of "up to", "at least" before it; `first` without.
  std::uint32_t number = 0;  ///< Token of the (last) number.
  Span at;                   ///< Bytes of the same, with sign and closing per cent sign.
  double value = 0;
  double high = 0;
  std::optional<double> from;
  const TermType* unit = nullptr;
  UnitKind kind = UnitKind::kNone;
  Bound bound = Bound::kExact;
  Effect effect = Effect::kNone;  ///< Of a factor in one word: "halves".
  bool plus = false;              ///< Written with a plus sign.
  bool minus = false;             ///< Written with a minus sign, after a bracket or a blank.
  bool by = false;                ///< "by a factor of", "by 3x".
  bool attached = false;          ///< The unit stands without a blank: "3x".
  bool in_words = false;          ///< The number is a word.
};

/// Appends the quantities of the sentence in order; numbers that name things ("GPT-3", "CIFAR-10",
/// "x_1", "10^5", "3D", "k = 5"), years and parts of formulas are left out.
void find_quantities(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                     std::vector<Quantity>& out);

}  // namespace assay::identify
