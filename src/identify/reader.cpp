#include "identify/addresses_internal.h"
#include "identify/extra_internal.h"
#include "identify/fields_internal.h"
#include "identify/reader_internal.h"
#include "identify/tables_internal.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace assay::identify {
namespace {

constexpr std::uint32_t kSentenceWords = 80;  // looked through for near and unless
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
    case Target::kCue:
      break;
  }
  return 0;
}

/// Of words that are denied: what they weigh is learnt apart.
constexpr std::uint64_t kDeniedWord = 0x64656e696564ULL;

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
    read_scope();
    keep_wording(field);
    if (field == Field::kText) {
      add_tables();
    }
    choose(field);
  }

  /// What of the text is denied or supposed; takes the cues out of the matches.
  void read_scope() {
    cues_.clear();
    std::size_t kept = 0;
    for (const Match& match : matches_) {
      const Entry& entry = lexicon_.entries[match.entry];
      if (entry.target == Target::kCue) {
        cues_.push_back({match.first, match.last, entry.cue});
      } else {
        matches_[kept++] = match;
      }
    }
    matches_.resize(kept);
    find_scope(text_, tokens_, lexicon_.word_marks, cues_, scope_);
  }

  /// The rows of figures that the text's tables begin with, as matches without a phrase.
  void add_tables() {
    tables_.clear();
    find_tables(text_, tables_);
    const std::size_t tables = tables_.size();
    find_arrows(text_, tables_);
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      const TableRow& row = tables_[i];
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
      const auto add = [&](std::uint32_t entry) {
        matches_.push_back({entry, static_cast<std::uint32_t>(first - tokens_.begin()),
                            static_cast<std::uint32_t>(last - tokens_.begin() - 1)});
      };
      if (i < tables) {
        std::for_each(lexicon_.table_entries.begin(), lexicon_.table_entries.end(), add);
      }
      if (row.compares && tells_of_changes()) {
        add(lexicon_.change_entry);
      }
    }
  }

  /// Whether figures before and after count for works of this kind.
  [[nodiscard]] bool tells_of_changes() const {
    return (lexicon_.entries[lexicon_.change_entry].kinds >> static_cast<unsigned>(work_.kind) &
            1U) != 0;
  }

  void keep_wording(Field field) {
    const bool counts =
        field == Field::kTitle || field == Field::kAbstract || field == Field::kComments ||
        (field == Field::kText && (work_.abstract.empty() || work_.kind != Kind::kPaper));
    if (!counts) {
      return;
    }
    const std::size_t count = std::min(tokens_.size(), kWordingWords);
    for (std::size_t i = 0; i < count; ++i) {
      const Token& token = tokens_[i];
      const bool number = text_[token.begin] >= '0' && text_[token.begin] <= '9';
      const std::uint64_t denied = (scope_[i] & kDenied) != 0 ? kDeniedWord : 0;
      reading_.words.push_back({number ? kNumberHash : token.hash ^ denied, token.begin, token.end,
                                field, i == 0 || (token.flags & kStartsSentence) != 0});
    }
  }

  /// Keeps the strongest of overlapping matches of one group, and none that overlaps one that is
  /// denied: of "not deployed in production" nothing is left, not even "in production".
  void choose(Field field) {
    candidates_.clear();
    taken_.assign(tokens_.size(), 0);
    for (std::size_t i = 0; i < matches_.size(); ++i) {
      const Match& match = matches_[i];
      const Entry& entry = lexicon_.entries[match.entry];
      if (field != Field::kOrganisations && is_unreal(entry, match)) {
        mark(match.first, match.last, group_bit(entry));
      } else if (holds(entry, match, field) && !is_begun_too_early(i)) {
        candidates_.push_back({match, group_bit(entry), std::abs(entry.prior),
                               tokens_[match.first].begin, tokens_[match.last].end});
        if (entry.address) {
          Candidate& found = candidates_.back();
          widen_address(text_, found.begin, found.end);
        }
      }
    }
    const auto key = [](const Candidate& c) {
      return std::tuple(-c.strength, c.begin - c.end, c.begin, c.match.entry);
    };
    std::sort(candidates_.begin(), candidates_.end(),
              [&key](const Candidate& a, const Candidate& b) { return key(a) < key(b); });
    const std::uint32_t own =
        field == Field::kAbstract
            ? own_begin(tokens_, [this](std::uint32_t i) { return has_mark(tokens_[i], kSelf); })
            : 0;
    for (const Candidate& candidate : candidates_) {
      if (take(candidate)) {
        const double factor = factor_of(candidate.match, field, own);
        reading_.findings.push_back(
            {candidate.match.entry, field, candidate.begin, candidate.end, factor});
      }
    }
  }

  void mark(std::uint32_t first, std::uint32_t last, std::uint32_t group) {
    for (std::uint32_t i = first; i <= last; ++i) {
      taken_[i] |= group;
    }
  }

  /// "scale, serving 40 million users": a later match of the entry has the same end and begins in
  /// the clause that the end is in.
  [[nodiscard]] bool is_begun_too_early(std::size_t at) const {
    const Match& match = matches_[at];
    for (std::size_t i = at + 1; i < matches_.size() && matches_[i].first <= match.last; ++i) {
      const Match& later = matches_[i];
      if (later.entry == match.entry && later.last == match.last && later.first > match.first &&
          (tokens_[later.first].flags & kAfterPause) != 0) {
        return true;
      }
    }
    return false;
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
    mark(first, last, candidate.group);
    return true;
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

  [[nodiscard]] bool has_mark(const Token& token, unsigned marks) const {
    return (lexicon_.word_marks[token.word] & marks) != 0;
  }

  /// Denied or only supposed.
  [[nodiscard]] bool is_unreal(const Entry& entry, const Match& match) const {
    return entry.negatable &&
           (entry.target == Target::kClue || entry.target == Target::kResearch) &&
           ((scope_[match.first] | scope_[match.last]) & (kDenied | kSupposed)) != 0;
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

  /// A university's or school's word in the same item of a list of organisations, or near it in a
  /// long one. An institute is a company's where the item begins with the company.
  [[nodiscard]] bool inside_school(const Match& match) const {
    constexpr std::uint32_t kReach = 24;  // names of organisations are shorter
    const auto splits = [this](std::uint32_t i) {
      return (tokens_[i].flags & (kStartsClause | kStartsSentence)) != 0 ||
             has_mark(tokens_[i], kAnd);
    };
    std::uint32_t begin = match.first;
    while (begin > 0 && match.first - begin < kReach && !splits(begin)) {
      --begin;
    }
    const unsigned marks = begin == match.first ? kAcademic : kAcademic | kInstitute;
    for (std::uint32_t i = begin; i < match.first; ++i) {
      if (has_mark(tokens_[i], marks)) {
        return true;
      }
    }
    for (std::uint32_t i = match.last + 1;
         i < tokens_.size() && i - match.last <= kReach && !splits(i); ++i) {
      if (has_mark(tokens_[i], marks)) {
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
  std::vector<CueAt> cues_;
  std::vector<std::uint8_t> scope_;
};

}  // namespace

Reading read_work(const Lexicon& lexicon, const Work& work) {
  return WorkReader(lexicon, work).read();
}

}  // namespace assay::identify
