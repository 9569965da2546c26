#pragma once
/// What belongs to a quantity in its sentence: the metric, the change, the data set, what it is
/// compared with, the hardware. Threads: pure functions.

#include "identify/claim_quantities_internal.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::identify {

/// Tokens [first, last]; none when `last` < `first`.
struct Phrase {
  std::uint32_t first = 1;
  std::uint32_t last = 0;
  [[nodiscard]] bool empty() const noexcept { return last < first; }
};

/// The parts of one quantity. Pointers are into ClaimText::terms.
struct Parts {
  const Term* metric = nullptr;
  double metric_cost = 0;  ///< How far away it was found: 0 right beside.
  const Term* change = nullptr;
  bool change_after = false;      ///< "3x faster" rather than "speeds up by 3x".
  std::uint32_t inherited = 0;    ///< The verb is the quantity's before: what it changes begins
                                  ///< here. "reduces time by 2x and *memory* by 4x".
  const Term* achieve = nullptr;  ///< "achieves", "with" ... before it.
  const Term* take = nullptr;     ///< "takes", "runs", "fits" ... before it.
  const Term* versus = nullptr;
  const Term* setting = nullptr;
  Phrase measured;  ///< Where no metric is known: "reduces the <NP> by 3x".
  Phrase dataset;
  Phrase baseline;
  bool in_group = false;  ///< One of a list of quantities, but not its first.
};

/// Names of data sets and benchmarks by place: those of the list, and those that look like names
/// before "dataset" and the like or after "on". They do not overlap.
std::vector<Phrase> find_datasets(const TermSet& terms, const ClaimText& text,
                                  const Sentence& sentence,
                                  const std::vector<Quantity>& quantities);

/// One sentence with its terms and quantities. Borrows all of them.
class SentenceView {
 public:
  SentenceView(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
               const std::vector<Quantity>& quantities)
      : terms_(terms), text_(text), sentence_(sentence), quantities_(quantities) {}

  [[nodiscard]] const Token& token(std::uint32_t i) const { return text_.tokens[i]; }
  [[nodiscard]] Role role(std::uint32_t i) const { return terms_.role(token(i)); }
  [[nodiscard]] std::string_view word(std::uint32_t i) const {
    return text_.text.substr(token(i).begin, token(i).end - token(i).begin);
  }
  [[nodiscard]] bool starts_clause(std::uint32_t i) const {
    return (token(i).flags & kStartsClause) != 0;
  }
  [[nodiscard]] const TermType& type(const Term& term) const { return terms_.types[term.type]; }

  [[nodiscard]] bool quantity_between(std::uint32_t first, std::uint32_t end) const {
    return std::any_of(quantities_.begin(), quantities_.end(),
                       [&](const Quantity& q) { return q.first < end && q.last >= first; });
  }

  [[nodiscard]] std::uint32_t clauses_between(std::uint32_t first, std::uint32_t last) const {
    std::uint32_t count = 0;
    for (std::uint32_t i = first; i <= last; ++i) {
      count += starts_clause(i) ? 1U : 0U;
    }
    return count;
  }

  template <typename Accept>
  void each_term(TermKind kind, const Accept& accept) const {
    for (std::uint32_t k = sentence_.terms_begin; k < sentence_.terms_end; ++k) {
      if (text_.terms[k].kind == kind) {
        accept(text_.terms[k]);
      }
    }
  }

  /// A verb of change, of reaching or of taking begins at token i.
  [[nodiscard]] bool begins_verb(std::uint32_t i) const {
    bool verb = false;
    for (const TermKind kind : {TermKind::kChange, TermKind::kAchieve, TermKind::kTake}) {
      each_term(kind, [&](const Term& term) { verb = verb || term.first == i; });
    }
    return verb;
  }

 protected:
  const TermSet& terms_;
  const ClaimText& text_;
  const Sentence& sentence_;
  const std::vector<Quantity>& quantities_;
};

/// Whether what stands at token `at` (a data set, a word of comparison) belongs to the figure of
/// another predicate and not to quantities [begin, end): "fits in 16 GB and is 2x faster on A".
/// Changes, figures of one family and levels of quality ("84 %") share what they were measured on.
bool is_of_another(const SentenceView& sentence, std::size_t begin, std::size_t end,
                   std::uint32_t at);

/// Sets change, change_after and inherited of parts[i]; the quantities before and its own metric
/// are bound.
void bind_change(const SentenceView& sentence, std::size_t i, std::vector<Parts>& parts);

/// The parts of each quantity; same length and order.
std::vector<Parts> find_parts(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                              const std::vector<Quantity>& quantities);

}  // namespace assay::identify
