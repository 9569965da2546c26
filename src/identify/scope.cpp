#include "base/text.h"
#include "identify/scope_internal.h"

#include <algorithm>

namespace assay::identify {
namespace {

constexpr std::uint32_t kClauseWords = 40;    // that a negation reaches at most
constexpr std::uint32_t kSupposedWords = 10;  // that a hedge reaches
constexpr std::uint32_t kNounWords = 8;       // that "without" reaches
constexpr std::uint32_t kBesideWords = 8;     // looked at for the end of a list or an insertion
constexpr std::uint32_t kSentenceWords = 80;  // that a plan reaches to either side

class ScopeFinder {
 public:
  ScopeFinder(std::string_view text, const std::vector<Token>& tokens,
              const std::vector<std::uint16_t>& marks, std::vector<std::uint8_t>& out)
      : text_(text), tokens_(tokens), marks_(marks), out_(out) {}

  void find(const std::vector<CueAt>& cues) {
    out_.assign(tokens_.size(), 0);
    std::size_t next = 0;
    std::uint32_t behind = 0;  // one past the last token of the phrases before
    for (std::uint32_t i = 0; i < size(); ++i) {
      for (; next < cues.size() && cues[next].first == i; ++next) {
        apply(cues[next]);
        behind = std::max(behind, cues[next].last + 1);
      }
      if (i < behind) {
        continue;
      }
      if (has(i, kNegates)) {
        negate(i);
      } else if (has(i, kHedges) && !is_month(i)) {
        spread(i + 1, clause_end(i + 1, kSupposedWords), kSupposed);
      }
    }
  }

 private:
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(tokens_.size()); }
  [[nodiscard]] bool has(std::uint32_t i, unsigned marks) const {
    return i < size() && (marks_[tokens_[i].word] & marks) != 0;
  }
  [[nodiscard]] bool flagged(std::uint32_t i, unsigned flags) const {
    return (tokens_[i].flags & flags) != 0;
  }
  [[nodiscard]] std::string_view word(std::uint32_t i) const {
    return text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
  }

  void spread(std::uint32_t first, std::uint32_t end, unsigned bits) {
    for (std::uint32_t i = first; i < end; ++i) {
      out_[i] = static_cast<std::uint8_t>(out_[i] | bits);
    }
  }

  void apply(const CueAt& at) {
    const std::uint32_t next = at.last + 1;
    switch (at.cue) {
      case Cue::kDenies:
        if (!bound(at.first)) {
          spread(next, clause_end(next, kClauseWords), kDenied);
        }
        break;
      case Cue::kDoubts:
        spread(next, clause_end(next, kClauseWords), kDenied | kDoubted);
        break;
      case Cue::kExcludes:
        if (!bound(at.last)) {
          spread(next, noun_end(next), kDenied);
        }
        break;
      case Cue::kSupposes:
        spread(next, clause_end(next, kClauseWords), kSupposed);
        break;
      case Cue::kUndone:
        spread(clause_begin(at.first), at.first, kDenied);
        spread(denied_within(at), clause_end(next, kClauseWords), kDenied);
        break;
      case Cue::kPlans:
        suppose_sentence(at.first);
        break;
      case Cue::kAsserts:
        break;
    }
  }

  /// A negation in one word.
  void negate(std::uint32_t at) {
    if (has(at + 1, kOnly) || bound(at)) {
      return;
    }
    const bool begins = flagged(at, kStartsSentence | kStartsClause) ||
                        has(at == 0 ? at : at - 1, kEndsClause | kAnd) || has(at + 1, kCompares);
    const bool named = has(at, kNoun) && !begins;
    spread(at + 1, named ? noun_end(at + 1) : clause_end(at + 1, kClauseWords), kDenied);
  }

  /// "no more than 3", "does not take longer than 3", "never exceeds": marks the rest of the
  /// clause.
  bool bound(std::uint32_t at) {
    constexpr std::uint32_t kReach = 3;
    for (std::uint32_t i = at + 1; i < size() && i <= at + kReach; ++i) {
      if (flagged(i, kStartsSentence | kAfterPause | kIsNumber)) {
        return false;  // "not 2x faster than"
      }
      if (has(i, kBounds) || (has(i, kCompares) && than_number(i + 1))) {
        spread(at + 1, clause_end(i, kClauseWords), kBounded);
        return true;
      }
    }
    return false;
  }

  /// "than" with a number after it.
  [[nodiscard]] bool than_number(std::uint32_t i) const {
    return i + 1 < size() && tokens_[i].hash == than_ &&
           (flagged(i + 1, kIsNumber) || (i + 2 < size() && flagged(i + 2, kIsNumber)));
  }

  /// One past the last token of the clause that token `at` goes on in.
  [[nodiscard]] std::uint32_t clause_end(std::uint32_t at, std::uint32_t most) const {
    const std::uint32_t limit = std::min(size(), at + most);
    for (std::uint32_t i = at; i < limit; ++i) {
      if (flagged(i, kStartsSentence | kStartsPart) || ends_clause(i)) {
        return i;
      }
      if (flagged(i, kAfterPause)) {
        const std::uint32_t beyond = i == at ? insertion_end(i) : is_listed(i) ? i : 0;
        if (beyond == 0) {
          return i;
        }
        i = beyond;
      } else if (has(i, kAnd) && begins_clause(i + 1)) {
        return i;
      }
    }
    return std::max(limit, std::min(at, size()));
  }

  /// First token of a cue that it denies itself: behind its negation ("was not | measured"), and
  /// between its ends without one ("leave | it out").
  [[nodiscard]] std::uint32_t denied_within(const CueAt& at) const {
    for (std::uint32_t i = at.first; i <= at.last; ++i) {
      if (has(i, kNegates)) {
        return i + 1;
      }
    }
    return at.last > at.first + 1 ? at.first + 1 : at.last + 1;
  }

  /// First token of the clause that goes on in `at`, as far as what is said in it is what `at`
  /// speaks of: "we deployed it, and | latency", "we note that | latency", "latency, throughput and
  /// memory".
  [[nodiscard]] std::uint32_t clause_begin(std::uint32_t at) const {
    const std::uint32_t limit = at > kClauseWords ? at - kClauseWords : 0;
    bool joined = false;  // an "and" stands between
    for (std::uint32_t i = at; i > limit; --i) {
      if (flagged(i, kStartsSentence | kStartsPart)) {
        return i;
      }
      const std::uint32_t before = i - 1;
      if (flagged(i, kAfterPause) && !joined) {
        const std::uint32_t inserted = i == at ? insertion_begin(i) : 0;
        if (inserted == 0) {
          return i;
        }
        i = inserted;  // "latency, for now, was not measured"
        continue;
      }
      const bool relative = iequals(word(before), "that") || iequals(word(before), "which");
      if (has(before, kEndsClause) || (relative && i < at) ||
          (has(before, kAnd) && speaks_of_self(before))) {
        return i;
      }
      joined = joined || has(before, kAnd | kOr);
    }
    return limit;
  }

  /// The token after the comma that an insertion before `i` begins with; 0 for none.
  [[nodiscard]] std::uint32_t insertion_begin(std::uint32_t i) const {
    for (std::uint32_t k = i - 1; k > 0 && k + kBesideWords >= i; --k) {
      if (flagged(k, kStartsSentence | kStartsPart)) {
        return 0;
      }
      if (flagged(k, kAfterPause)) {
        return k;
      }
    }
    return 0;
  }

  /// The authors are named before token `i` of the sentence: another clause ends there.
  [[nodiscard]] bool speaks_of_self(std::uint32_t i) const {
    for (std::uint32_t k = i; k > 0 && i - k < kClauseWords; --k) {
      if (has(k - 1, kSelf)) {
        return true;
      }
      if (flagged(k - 1, kStartsSentence)) {
        return false;
      }
    }
    return false;
  }

  /// A word that begins another clause, and is not the last of its own: "not (for now) deployed".
  [[nodiscard]] bool ends_clause(std::uint32_t i) const {
    return has(i, kEndsClause) && i + 1 < size() &&
           !flagged(i + 1, kStartsClause | kStartsSentence);
  }

  /// "not, however, deployed": where the sentence goes on after the comma at `i`; 0 for nowhere.
  [[nodiscard]] std::uint32_t insertion_end(std::uint32_t i) const {
    for (std::uint32_t k = i + 1; k < size() && k <= i + kBesideWords; ++k) {
      if (flagged(k, kStartsSentence | kStartsPart)) {
        return 0;
      }
      if (flagged(k, kAfterPause)) {
        return k;
      }
    }
    return 0;
  }

  /// Whether the comma before `i` parts the items of a list that "or" ends.
  [[nodiscard]] bool is_listed(std::uint32_t i) const {
    const std::string_view gap =
        text_.substr(tokens_[i - 1].end, tokens_[i].begin - tokens_[i - 1].end);
    if (gap.find(',') == std::string_view::npos) {
      return false;
    }
    for (std::uint32_t k = i; k < size() && k <= i + kBesideWords; ++k) {
      if (has(k, kOr)) {
        return true;
      }
      if (flagged(k, kStartsSentence | kStartsPart) || has(k, kEndsClause | kSubject)) {
        return false;
      }
    }
    return false;
  }

  /// A subject, or a verb like "runs", after "and".
  [[nodiscard]] bool begins_clause(std::uint32_t i) const {
    if (i >= size() || has(i, kSubject)) {
      return true;
    }
    const std::string_view text = word(i);
    return text.size() > 3 && text.back() == 's' && text[text.size() - 2] != 's' &&
           !flagged(i, kHasCapital);
  }

  /// One past the last token of the noun phrase that begins at `at`, or of the clause where what it
  /// names happens somewhere.
  [[nodiscard]] std::uint32_t noun_end(std::uint32_t at) const {
    const std::uint32_t limit = std::min(size(), at + kNounWords);
    for (std::uint32_t i = at; i < limit; ++i) {
      if (flagged(i, kStartsSentence | kAfterPause) || has(i, kEndsClause) ||
          (i > at && (has(i, kEndsNoun) || flagged(i, kIsNumber) ||
                      (has(i, kSubject) && !has(i - 1, kEndsNoun))))) {
        return i;
      }
      if (has(i, kEvent)) {
        return clause_end(i, kClauseWords);
      }
    }
    return limit;
  }

  void suppose_sentence(std::uint32_t at) {
    std::uint32_t first = at;
    while (first > 0 && !flagged(first, kStartsSentence) && at - first < kSentenceWords) {
      --first;
    }
    std::uint32_t end = at + 1;
    while (end < size() && !flagged(end, kStartsSentence) && end - at <= kSentenceWords) {
      ++end;
    }
    if (end <= planned_to_) {
      return;  // so that many plans in one long sentence cost no more than one
    }
    spread(std::max(first, planned_to_), end, kSupposed);
    planned_to_ = end;
  }

  /// "In May 2021", "since May".
  [[nodiscard]] bool is_month(std::uint32_t i) const {
    if (word(i) != "May") {
      return false;
    }
    const bool number_after = i + 1 < size() && flagged(i + 1, kIsNumber);
    const bool number_before = i > 0 && flagged(i - 1, kIsNumber);
    return number_after || number_before ||
           (i > 0 && !flagged(i, kStartsSentence) && has(i - 1, kEndsNoun | kEndsClause));
  }

  std::string_view text_;
  const std::vector<Token>& tokens_;
  const std::vector<std::uint16_t>& marks_;
  std::vector<std::uint8_t>& out_;
  std::uint32_t planned_to_ = 0;
  std::uint64_t than_ = word_hash("than");
};

}  // namespace

WordMarks read_marks(const toml::table& scope, AutomatonBuilder& builder) {
  constexpr std::pair<const char*, WordMark> kLists[] = {{"negations", kNegates},
                                                         {"hedges", kHedges},
                                                         {"only", kOnly},
                                                         {"schools", kAcademic},
                                                         {"and", kAnd},
                                                         {"self", kSelf},
                                                         {"comparatives", kCompares},
                                                         {"exceeding", kBounds},
                                                         {"clause_ends", kEndsClause},
                                                         {"noun_ends", kEndsNoun},
                                                         {"subjects", kSubject},
                                                         {"events", kEvent},
                                                         {"or", kOr},
                                                         {"of_nouns", kNoun},
                                                         {"institutes", kInstitute}};
  WordMarks marks;
  for (const auto& [list, mark] : kLists) {
    for (const std::string& word : read_texts(scope, list)) {
      marks.emplace_back(builder.add_word(word), mark);
      if (mark == kNegates) {
        builder.add_barrier(word);
      }
    }
  }
  return marks;
}

std::vector<std::uint16_t> by_word(const WordMarks& marks, std::size_t words) {
  std::vector<std::uint16_t> all(words, 0);
  for (const auto& [word, mark] : marks) {
    all[word] = static_cast<std::uint16_t>(all[word] | mark);
  }
  return all;
}

void find_scope(std::string_view text, const std::vector<Token>& tokens,
                const std::vector<std::uint16_t>& marks, const std::vector<CueAt>& cues,
                std::vector<std::uint8_t>& out) {
  ScopeFinder(text, tokens, marks, out).find(cues);
}

}  // namespace assay::identify
