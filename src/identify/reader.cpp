#include "identify/extra_internal.h"
#include "identify/reader_internal.h"
#include "identify/tables_internal.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace assay::identify {
namespace {

constexpr std::uint32_t kSentenceWords = 80;  // looked through for near, unless and plans
constexpr std::uint32_t kAddressBytes = 2048;

/// A match with what choosing among overlapping ones needs.
struct Candidate {
  Match match;
  std::uint32_t group = 0;  // bit of the clue type, topic or dial
  double strength = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

std::uint32_t group_bit(const Entry& entry) {
  switch (entry.target) {
    case Target::kClue:
      return 1U << static_cast<unsigned>(entry.clue);
    case Target::kTopic:
      return 1U << (kClueTypeCount + static_cast<unsigned>(entry.topic));
    case Target::kResearch:
      return 1U << (kClueTypeCount + kTopicCount);
    case Target::kLater:
      break;
  }
  return 0;
}

std::string_view limited(std::string_view text) {
  if (text.size() <= kFieldLimit) {
    return text;
  }
  std::size_t size = kFieldLimit;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  return text.substr(0, size);
}

/// Reads the fields of one work one after another.
class WorkReader {
 public:
  WorkReader(const Lexicon& lexicon, const Work& work) : lexicon_(lexicon), work_(work) {}

  Reading read() {
    for (const Field field : {Field::kTitle, Field::kAbstract, Field::kText, Field::kVenue,
                              Field::kTrack, Field::kComments}) {
      read_field(field, prose(field));
    }
    for (const Field field : {Field::kOrganisations, Field::kKeywords}) {
      read_field(field, field_text(work_, field));
    }
    if (!work_.code.empty() && work_.code.size() <= kAddressBytes) {
      reading_.findings.push_back(
          {lexicon_.code_entry, Field::kCode, 0, static_cast<std::uint32_t>(work_.code.size()), 1});
    }
    reading_.features = features_of(work_);
    return std::move(reading_);
  }

 private:
  [[nodiscard]] std::string_view prose(Field field) const {
    switch (field) {
      case Field::kTitle:
        return work_.title;
      case Field::kAbstract:
        return work_.abstract;
      case Field::kText:
        return work_.text;
      case Field::kVenue:
        return work_.venue;
      case Field::kTrack:
        return work_.track;
      default:
        return work_.comments;
    }
  }

  void read_field(Field field, std::string_view whole) {
    text_ = limited(whole);
    if (text_.empty()) {
      return;
    }
    tokens_.clear();
    tokens_.reserve(text_.size() / 5 + 8);
    tokenise(text_, lexicon_.automaton.vocabulary(), tokens_);
    keep_wording(field);
    const std::uint32_t field_bit = 1U << static_cast<unsigned>(field);
    const std::uint32_t kind_bit = 1U << static_cast<unsigned>(work_.kind);
    matches_.clear();
    lexicon_.automaton.find(
        tokens_,
        [&](std::uint32_t entry) {
          const Entry& e = lexicon_.entries[entry];
          return (e.fields & field_bit) != 0 && (e.kinds & kind_bit) != 0;
        },
        matches_);
    if (field == Field::kText) {
      add_tables();
    }
    choose(field);
  }

  /// The rows of figures that the text's tables begin with, as matches without a phrase.
  void add_tables() {
    tables_.clear();
    find_tables(text_, tables_);
    for (const TableRow& row : tables_) {
      const auto first = std::lower_bound(
          tokens_.begin(), tokens_.end(), row.begin,
          [](const Token& token, std::uint32_t begin) { return token.begin < begin; });
      auto last = first;
      while (last != tokens_.end() && last->end <= row.end) {
        ++last;
      }
      if (first == last) {
        continue;
      }
      for (const std::uint32_t entry : lexicon_.table_entries) {
        matches_.push_back({entry, static_cast<std::uint32_t>(first - tokens_.begin()),
                            static_cast<std::uint32_t>(last - tokens_.begin() - 1)});
      }
    }
  }

  void keep_wording(Field field) {
    const bool counts = field == Field::kTitle || field == Field::kAbstract ||
                        field == Field::kComments ||
                        (field == Field::kText && work_.abstract.empty());
    if (!counts) {
      return;
    }
    const std::size_t count = std::min(tokens_.size(), kWordingWords);
    for (std::size_t i = 0; i < count; ++i) {
      const Token& token = tokens_[i];
      const bool number = text_[token.begin] >= '0' && text_[token.begin] <= '9';
      reading_.words.push_back({number ? kNumberHash : token.hash, token.begin, token.end, field,
                                i == 0 || (token.flags & kStartsSentence) != 0});
    }
  }

  /// Keeps the strongest of overlapping matches of one group.
  void choose(Field field) {
    mark_plans();
    candidates_.clear();
    for (const Match& match : matches_) {
      const Entry& entry = lexicon_.entries[match.entry];
      if (entry.target != Target::kLater && holds(entry, match, field)) {
        candidates_.push_back({match, group_bit(entry), std::abs(entry.prior),
                               tokens_[match.first].begin, tokens_[match.last].end});
        if (entry.address) {
          widen(candidates_.back());
        }
      }
    }
    const auto key = [](const Candidate& c) {
      return std::tuple(-c.strength, c.begin - c.end, c.begin, c.match.entry);
    };
    std::sort(candidates_.begin(), candidates_.end(),
              [&key](const Candidate& a, const Candidate& b) { return key(a) < key(b); });
    taken_.assign(tokens_.size(), 0);
    const std::uint32_t own = field == Field::kAbstract ? own_begin() : 0;
    for (const Candidate& candidate : candidates_) {
      if (take(candidate)) {
        const double factor = factor_of(candidate.match, field, own);
        reading_.findings.push_back(
            {candidate.match.entry, field, candidate.begin, candidate.end, factor});
      }
    }
  }

  [[nodiscard]] double factor_of(const Match& match, Field field, std::uint32_t own) const {
    const Entry& entry = lexicon_.entries[match.entry];
    if (field == Field::kTitle) {
      const bool alone = work_.abstract.empty() && work_.text.empty();
      return entry.title * (alone ? lexicon_.title_alone : 1.0);
    }
    if (field == Field::kText) {
      return lexicon_.text_factor;
    }
    return match.first < own ? lexicon_.background : 1.0;
  }

  /// First token of the sentence in which the authors begin to speak of their own work; 0 when
  /// they never do.
  [[nodiscard]] std::uint32_t own_begin() const {
    std::uint32_t begin = 0;
    for (std::uint32_t i = 0; i < tokens_.size(); ++i) {
      if ((tokens_[i].flags & kStartsSentence) != 0) {
        begin = i;
      }
      if (has_mark(tokens_[i], kSelf)) {
        return begin;
      }
    }
    return 0;
  }

  /// Marks the candidate's tokens; false when one belongs to another of its group.
  bool take(const Candidate& candidate) {
    std::uint32_t first = candidate.match.first;
    while (first > 0 && tokens_[first - 1].end > candidate.begin) {
      --first;
    }
    std::uint32_t last = candidate.match.last;
    while (last + 1 < tokens_.size() && tokens_[last + 1].begin < candidate.end) {
      ++last;
    }
    for (std::uint32_t i = first; i <= last; ++i) {
      if ((taken_[i] & candidate.group) != 0) {
        return false;
      }
    }
    for (std::uint32_t i = first; i <= last; ++i) {
      taken_[i] |= candidate.group;
    }
    return true;
  }

  /// Widens a span to the web address that it is part of.
  void widen(Candidate& candidate) const {
    constexpr std::string_view kStops = " \t\r\n()[]{}<>\"'`|,";
    const std::uint32_t lowest =
        candidate.begin > kAddressBytes ? candidate.begin - kAddressBytes : 0;
    while (candidate.begin > lowest &&
           kStops.find(text_[candidate.begin - 1]) == std::string_view::npos) {
      --candidate.begin;
    }
    while (candidate.begin < text_.size() && is_continuation(candidate.begin)) {
      ++candidate.begin;
    }
    const std::uint32_t highest = candidate.end + kAddressBytes;
    std::uint32_t end = candidate.end;
    while (end < text_.size() && end < highest &&
           kStops.find(text_[end]) == std::string_view::npos) {
      ++end;
    }
    while (end > candidate.end && end < text_.size() && is_continuation(end)) {
      --end;
    }
    while (end > candidate.end &&
           std::string_view(".;:!?\\$*").find(text_[end - 1]) != std::string_view::npos) {
      --end;
    }
    candidate.end = end;
  }

  [[nodiscard]] bool is_continuation(std::size_t i) const {
    return (static_cast<unsigned char>(text_[i]) & 0xC0U) == 0x80U;
  }

  /// The tokens [first, last] of the sentence around a token, cut to a bounded number of words.
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> sentence(std::uint32_t at) const {
    std::uint32_t first = at;
    while (first > 0 && (tokens_[first].flags & kStartsSentence) == 0 &&
           at - first < kSentenceWords) {
      --first;
    }
    std::uint32_t last = at;
    while (last + 1 < tokens_.size() && (tokens_[last + 1].flags & kStartsSentence) == 0 &&
           last - at < kSentenceWords) {
      ++last;
    }
    return {first, last};
  }

  void mark_plans() {
    planned_.clear();
    for (const Match& match : matches_) {
      if (lexicon_.entries[match.entry].target == Target::kLater) {
        planned_.push_back(sentence(match.first));
      }
    }
  }

  /// Whether planned_, which is sorted by place, covers a token.
  [[nodiscard]] bool is_planned(std::uint32_t at) const {
    const auto after = std::upper_bound(
        planned_.begin(), planned_.end(), at,
        [](std::uint32_t a, const auto& sentence_span) { return a < sentence_span.first; });
    return after != planned_.begin() && std::prev(after)->second >= at;
  }

  [[nodiscard]] bool has_mark(const Token& token, unsigned marks) const {
    return (lexicon_.word_marks[token.word] & marks) != 0;
  }

  /// A negation or a hedge within reach before the match, in the same clause.
  [[nodiscard]] bool is_negated(std::uint32_t first) const {
    for (std::uint32_t i = first; i > 0 && first - i < lexicon_.reach; --i) {
      if ((tokens_[i].flags & (kStartsSentence | kStartsClause)) != 0) {
        return false;
      }
      const Token& before = tokens_[i - 1];
      if (has_mark(before, kHedges)) {
        return true;
      }
      if (has_mark(before, kNegates)) {
        return !has_mark(tokens_[i], kOnly);
      }
    }
    return false;
  }

  [[nodiscard]] bool sentence_has(const std::pair<std::uint32_t, std::uint32_t>& span,
                                  const std::vector<WordId>& words) const {
    for (std::uint32_t i = span.first; i <= span.second; ++i) {
      if (tokens_[i].word != kUnknownWord &&
          std::binary_search(words.begin(), words.end(), tokens_[i].word)) {
        return true;
      }
    }
    return false;
  }

  /// A university's or school's word in the same item of a list of organisations.
  [[nodiscard]] bool inside_school(const Match& match) const {
    const auto splits = [this](std::uint32_t i) {
      return (tokens_[i].flags & (kStartsClause | kStartsSentence)) != 0 ||
             has_mark(tokens_[i], kAnd);
    };
    for (std::uint32_t i = match.first; i > 0 && !splits(i); --i) {
      if (has_mark(tokens_[i - 1], kAcademic)) {
        return true;
      }
    }
    for (std::uint32_t i = match.last + 1; i < tokens_.size() && !splits(i); ++i) {
      if (has_mark(tokens_[i], kAcademic)) {
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool holds(const Entry& entry, const Match& match, Field field) const {
    if (!entry.unless_next.empty() && match.last + 1 < tokens_.size() &&
        std::binary_search(entry.unless_next.begin(), entry.unless_next.end(),
                           tokens_[match.last + 1].word)) {
      return false;
    }
    if (field == Field::kOrganisations) {
      return !inside_school(match);
    }
    if (entry.negatable && (entry.target == Target::kClue || entry.target == Target::kResearch) &&
        (is_negated(match.first) || is_planned(match.first))) {
      return false;
    }
    if (!entry.near.empty() || !entry.unless.empty()) {
      const auto span = sentence(match.first);
      return (entry.near.empty() || sentence_has(span, entry.near)) &&
             !sentence_has(span, entry.unless);
    }
    return true;
  }

  const Lexicon& lexicon_;
  const Work& work_;
  Reading reading_;
  std::string_view text_;
  std::vector<Token> tokens_;
  std::vector<Match> matches_;
  std::vector<Candidate> candidates_;
  std::vector<TableRow> tables_;
  std::vector<std::uint32_t> taken_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> planned_;
};

}  // namespace

Reading read_work(const Lexicon& lexicon, const Work& work) {
  return WorkReader(lexicon, work).read();
}

}  // namespace assay::identify
