#pragma once
/// How a sentence means a quantity: as a fact or denied, of the authors' work or of others'.
/// Threads: pure functions.

#include "identify/claim_parts_internal.h"

namespace assay::identify {

struct Voice {
  bool unreal = false;  ///< Denied or only supposed.
  bool turned = false;  ///< "cannot take more than": its bound is the other one.
  bool others = false;  ///< A level that others' work reaches.
};

/// The voice of a quantity. `level`: it is neither a change nor a factor.
Voice find_voice(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                 const Quantity& quantity, const Parts& parts, bool level);

/// "at least" for "at most" and the other way round.
Bound turned(Bound bound) noexcept;

/// Whether nothing but a word of comparison and an article stands between two quantities of one
/// kind: "2 GB instead of 5 GB", "88.5 % vs. 85.0 %".
bool is_compared_with(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                      const Quantity& before, const Quantity& quantity);

}  // namespace assay::identify
