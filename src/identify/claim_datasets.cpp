#include "identify/claim_parts_internal.h"

#include <algorithm>

namespace assay::identify {
namespace {

/// Finds the names of data sets in one sentence.
class DatasetFinder {
 public:
  DatasetFinder(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                const std::vector<Quantity>& quantities)
      : terms_(terms), text_(text), sentence_(sentence), quantities_(quantities) {}

  std::vector<Phrase> find() {
    each_term(TermKind::kDataset, [&](const Term& term) { add_dataset({term.first, term.last}); });
    each_term(TermKind::kHead, [&](const Term& head) { name_before(head); });
    for (std::uint32_t i = sentence_.first; i + 1 < sentence_.end; ++i) {
      if (role(i) == Role::kOn) {
        names_after(i + 1);
      }
    }
    std::sort(datasets_.begin(), datasets_.end(),
              [](const Phrase& a, const Phrase& b) { return a.first < b.first; });
    return std::move(datasets_);
  }

 private:
  [[nodiscard]] const Token& token(std::uint32_t i) const { return text_.tokens[i]; }
  [[nodiscard]] Role role(std::uint32_t i) const { return terms_.role(token(i)); }
  [[nodiscard]] bool starts_clause(std::uint32_t i) const {
    return (token(i).flags & kStartsClause) != 0;
  }

  [[nodiscard]] bool in_quantity(std::uint32_t i) const {
    return std::any_of(quantities_.begin(), quantities_.end(),
                       [i](const Quantity& q) { return q.first <= i && i <= q.last; });
  }

  template <typename Accept>
  void each_term(TermKind kind, const Accept& accept) const {
    for (std::uint32_t k = sentence_.terms_begin; k < sentence_.terms_end; ++k) {
      if (text_.terms[k].kind == kind) {
        accept(text_.terms[k]);
      }
    }
  }

  /// A word that looks like a name: a capital after its first letter, or a digit in it.
  [[nodiscard]] bool is_namelike(std::uint32_t i) const {
    const Token& t = token(i);
    const std::string_view word = text_.text.substr(t.begin, t.end - t.begin);
    return std::any_of(word.begin() + 1, word.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  }

  [[nodiscard]] bool is_capital(std::uint32_t i) const {
    return (token(i).flags & kHasCapital) != 0;
  }

  [[nodiscard]] bool inside(TermKind kind, std::uint32_t i) const {
    bool found = false;
    each_term(kind,
              [&](const Term& term) { found = found || (term.first <= i && i <= term.last); });
    return found;
  }

  void add_dataset(const Phrase& name) {
    for (const Phrase& known : datasets_) {
      if (known.first <= name.last && name.first <= known.last) {
        return;
      }
    }
    datasets_.push_back(name);
  }

  /// "the Levy-Holt dataset": the capitals before a head word.
  void name_before(const Term& head) {
    constexpr std::uint32_t kMost = 5;
    std::uint32_t first = head.first;
    bool capital = false;
    while (first > sentence_.first && head.first - first < kMost && !starts_clause(first)) {
      const std::uint32_t i = first - 1;
      const bool number = (token(i).flags & kIsNumber) != 0 && token(i).end - token(i).begin <= 4;
      if (!(is_capital(i) || number) || in_quantity(i) || role(i) != Role::kNone ||
          inside(TermKind::kCommon, i) || (token(i).flags & kStartsSentence) != 0 ||
          inside(TermKind::kOwn, i)) {
        break;
      }
      capital = capital || is_capital(i);
      first = i;
    }
    if (capital) {
      add_dataset({first, head.first - 1});
    }
  }

  /// "on SST-2 and the FooBar": names after "on" that look like names.
  void names_after(std::uint32_t i) {
    constexpr std::uint32_t kMost = 5;
    for (std::uint32_t names = 0; names < 4 && i < sentence_.end; ++names) {
      while (i < sentence_.end && role(i) == Role::kThe) {
        ++i;
      }
      std::uint32_t end = i;
      bool namelike = false;
      while (end < sentence_.end && end - i < kMost && (end == i || !starts_clause(end)) &&
             (is_capital(end) || (end > i && (token(end).flags & kIsNumber) != 0)) &&
             !in_quantity(end) && !inside(TermKind::kSetting, end) &&
             !inside(TermKind::kCommon, end)) {
        namelike = namelike || is_namelike(end);
        ++end;
      }
      if (end == i) {
        return;
      }
      if (namelike || inside(TermKind::kUnsureDataset, i)) {
        add_dataset({i, end - 1});
      }
      if (end >= sentence_.end || (role(end) != Role::kAnd && !starts_clause(end))) {
        return;
      }
      i = role(end) == Role::kAnd ? end + 1 : end;
    }
  }

  const TermSet& terms_;
  const ClaimText& text_;
  const Sentence& sentence_;
  const std::vector<Quantity>& quantities_;
  std::vector<Phrase> datasets_;
};

}  // namespace

std::vector<Phrase> find_datasets(const TermSet& terms, const ClaimText& text,
                                  const Sentence& sentence,
                                  const std::vector<Quantity>& quantities) {
  return DatasetFinder(terms, text, sentence, quantities).find();
}

}  // namespace assay::identify
