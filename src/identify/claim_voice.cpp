#include "identify/claim_voice_internal.h"

#include <algorithm>

namespace assay::identify {
namespace {

class VoiceFinder {
 public:
  VoiceFinder(const TermSet& terms, const ClaimText& text, const Sentence& sentence)
      : terms_(terms), text_(text), sentence_(sentence) {}

  [[nodiscard]] Voice find(const Quantity& q, const Parts& parts, bool level) const {
    Voice voice;
    const Term* verb = parts.change_after || parts.change == nullptr ? parts.achieve : parts.change;
    unsigned state = text_.scope[q.first];
    if (verb != nullptr && verb->first < q.first) {
      state |= text_.scope[verb->first];
    }
    const bool bounded = q.bound == Bound::kAtLeast || q.bound == Bound::kAtMost;
    const bool outside = (text_.scope[q.lead] & (kBounded | kDenied)) != 0 ||
                         (verb != nullptr && verb->first < q.lead &&
                          (text_.scope[verb->first] & (kBounded | kDenied)) != 0);
    voice.turned = bounded && q.lead < q.first && outside && (state & kDoubted) == 0;
    voice.unreal = (state & kSupposed) != 0 || ((state & kDenied) != 0 && !voice.turned);
    voice.others = level && speaks_of_others(q);
    return voice;
  }

  [[nodiscard]] bool compared(const Quantity& before, const Quantity& q) const {
    constexpr std::uint32_t kNear = 2;
    constexpr std::uint32_t kBetween = 3;  // "2 GB of memory instead of 5 GB"
    return any([&](const Term& term) {
      return term.kind == TermKind::kVersus && term.first > before.last &&
             term.first - before.last <= 1 + kBetween && term.last < q.first &&
             q.lead >= term.first && q.first - term.last <= 1 + kNear;
    });
  }

 private:
  template <typename Holds>
  [[nodiscard]] bool any(const Holds& holds) const {
    return std::any_of(text_.terms.begin() + sentence_.terms_begin,
                       text_.terms.begin() + sentence_.terms_end, holds);
  }

  static bool is_subject(const Term& term) {
    return term.kind == TermKind::kOwn || term.kind == TermKind::kOthers ||
           term.kind == TermKind::kPrior;
  }

  /// First token of the clause that token `at` belongs to: one with a subject of its own.
  [[nodiscard]] std::uint32_t clause_begin(std::uint32_t at) const {
    constexpr std::uint32_t kNear = 2;
    constexpr std::uint32_t kMost = 40;
    for (std::uint32_t i = at; i > sentence_.first && at - i < kMost; --i) {
      const Token& token = text_.tokens[i];
      const unsigned marks = terms_.marks[token.word];
      const bool joined = (token.flags & kAfterPause) != 0 || (marks & kAnd) != 0;
      if ((token.flags & kStartsPart) != 0 || (marks & kEndsClause) != 0 ||
          (joined && any([&](const Term& term) {
             return is_subject(term) && term.first >= i && term.first <= i + kNear;
           }))) {
        return i;
      }
    }
    return sentence_.first;
  }

  /// A verb begins right after token `last`.
  [[nodiscard]] bool verb_follows(std::uint32_t last, std::uint32_t end) const {
    constexpr std::uint32_t kNear = 3;
    for (std::uint32_t i = last + 1; i < end && i <= last + kNear; ++i) {
      if (text_.tokens[i].hash == has_ || text_.tokens[i].hash == had_) {
        return true;
      }
    }
    return any([&](const Term& term) {
      return (term.kind == TermKind::kAchieve || term.kind == TermKind::kTake ||
              term.kind == TermKind::kChange) &&
             term.first > last && term.first <= last + kNear && term.first < end;
    });
  }

  [[nodiscard]] bool after_comparison(std::uint32_t first, std::uint32_t begin) const {
    constexpr std::uint32_t kNear = 3;
    return any([&](const Term& term) {
      return term.kind == TermKind::kVersus && term.first >= begin && term.last < first &&
             first - term.last <= kNear;
    });
  }

  /// The first that its clause speaks of, if it is not the authors' own.
  [[nodiscard]] bool speaks_of_others(const Quantity& q) const {
    const std::uint32_t begin = clause_begin(q.first);
    const Term* subject = nullptr;
    for (std::uint32_t k = sentence_.terms_begin; k < sentence_.terms_end; ++k) {
      const Term& term = text_.terms[k];
      if (term.first < begin || term.first >= q.first || !is_subject(term)) {
        continue;
      }
      if (term.kind == TermKind::kOwn) {
        return false;
      }
      subject = subject == nullptr ? &term : subject;
    }
    if (subject == nullptr || after_comparison(subject->first, begin)) {
      return false;
    }
    constexpr std::uint32_t kNear = 2;
    return subject->kind == TermKind::kPrior ||
           (subject->first - begin <= kNear && verb_follows(subject->last, q.first));
  }

  const TermSet& terms_;
  const ClaimText& text_;
  const Sentence& sentence_;
  std::uint64_t has_ = word_hash("has");
  std::uint64_t had_ = word_hash("had");
};

}  // namespace

Voice find_voice(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                 const Quantity& quantity, const Parts& parts, bool level) {
  return VoiceFinder(terms, text, sentence).find(quantity, parts, level);
}

Bound turned(Bound bound) noexcept {
  return bound == Bound::kAtLeast  ? Bound::kAtMost
         : bound == Bound::kAtMost ? Bound::kAtLeast
                                   : bound;
}

bool is_compared_with(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                      const Quantity& before, const Quantity& quantity) {
  return before.kind == quantity.kind &&
         VoiceFinder(terms, text, sentence).compared(before, quantity);
}

}  // namespace assay::identify
