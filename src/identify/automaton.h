#pragma once
/// Finds phrases in tokens: every phrase of lexicon, taxonomy and gazetteer in one automaton.
/// Threads: immutable once built; find is pure.

#include "identify/tokens.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

class AutomatonBuilder;
class AutomatonForm;

/// A phrase found: tokens [first, last] and the number that was given with the phrase.
struct Match {
  std::uint32_t entry = 0;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

/// Names for pieces of phrases, such as "time" for "{number} (ms|seconds)".
using Macros = std::map<std::string, std::string, std::less<>>;

/// The grammar of phrases, written as words with blanks between:
///   word        that word, whatever its case; hyphens and blanks are the same
///   ~word       its regular inflections: ~reduce is reduce, reduces, reduced, reducing
///   (a|b c)     one of these
///   [a b]       this or nothing
///   <3>         up to three words of the same sentence, none of them a negation
///   {number}    digits; {large} digits of at least 1000 that are no year
///   {name}      the macro of that name
///   ^word       that word with a capital letter in it; ^^word with no small one
/// A phrase never runs over the end of a sentence, a semicolon or a bar. Signs other than the
/// hyphen and the slash are not allowed in a word, and a bracket stands apart from it.
class Automaton {
 public:
  /// Appends what is found to `out`, in order of the first token; of one entry at one token only
  /// the longest. `wanted(entry)` tells which entries count here. Cost: linear in the tokens.
  template <typename Wanted>
  void find(const std::vector<Token>& tokens, const Wanted& wanted, std::vector<Match>& out) const {
    for (std::uint32_t at = 0; at < tokens.size(); ++at) {
      const Token& token = tokens[at];
      if (token.word != kUnknownWord) {
        find_from(tokens, at, starts_[token.word], starts_[token.word + 1], wanted, out);
      }
      if ((token.flags & kIsNumber) != 0) {
        find_from(tokens, at, starts_.back(), static_cast<std::uint32_t>(start_list_.size()),
                  wanted, out);
      }
    }
  }

  [[nodiscard]] const Vocabulary& vocabulary() const noexcept { return vocabulary_; }
  /// True for words that gaps do not step over (see AutomatonBuilder::add_barrier).
  [[nodiscard]] bool is_barrier(WordId word) const noexcept { return barriers_[word] != 0; }

 private:
  friend class AutomatonBuilder;
  friend class AutomatonForm;  // compiled.cpp: to bytes and back
  struct Edge {
    std::uint32_t label = 0;
    std::uint32_t target = 0;
  };
  struct State {
    std::uint32_t words = 0;     // edges_[words, specials) by word, sorted
    std::uint32_t specials = 0;  // edges_[specials, end) by kind of token
    std::uint32_t end = 0;
    bool accepts = false;
  };
  struct Start {
    std::uint32_t entry = 0;
    std::uint32_t label = 0;
    std::uint32_t target = 0;
    std::uint64_t next = 0;  // bit of each word that may follow, so that most starts end at once
  };
  static constexpr std::uint64_t kAnyNext = ~std::uint64_t{0};
  static constexpr std::uint64_t next_bit(WordId word) noexcept {
    return word == kUnknownWord ? 0 : std::uint64_t{1} << (word % 64U);
  }

  template <typename Wanted>
  void find_from(const std::vector<Token>& tokens, std::uint32_t at, std::uint32_t begin,
                 std::uint32_t end, const Wanted& wanted, std::vector<Match>& out) const {
    std::uint32_t best = 0;
    const bool more =
        at + 1 < tokens.size() && (tokens[at + 1].flags & (kStartsSentence | kStartsPart)) == 0;
    const std::uint64_t next = more ? next_bit(tokens[at + 1].word) : 0;
    for (std::uint32_t i = begin; i < end; ++i) {
      const Start& start = start_list_[i];
      const bool hopeful = (start.next & next) != 0 || start.next == kAnyNext;
      if (hopeful && label_fits(start.label, tokens[at]) && wanted(start.entry)) {
        longest(tokens, start.target, at + 1, best);
      }
      if (best > 0 && (i + 1 == end || start_list_[i + 1].entry != start.entry)) {
        out.push_back({start.entry, at, best - 1});
        best = 0;
      }
    }
  }

  static bool label_fits(std::uint32_t label, const Token& token) noexcept;
  /// Raises `best` to the furthest end of a match that continues at `state`.
  void longest(const std::vector<Token>& tokens, std::uint32_t state, std::uint32_t at,
               std::uint32_t& best) const;

  /// What Start::next holds for a start that leads to `state`.
  [[nodiscard]] std::uint64_t next_words(std::uint32_t state) const;

  Vocabulary vocabulary_;
  std::vector<State> states_;
  std::vector<Edge> edges_;
  std::vector<Start> start_list_;
  std::vector<std::uint32_t> starts_;  // by word; the last one begins those of numbers
  std::vector<std::uint8_t> barriers_;
};

/// Gathers phrases, then makes the automaton. One thread.
class AutomatonBuilder {
 public:
  explicit AutomatonBuilder(Macros macros);
  /// Adds a phrase for `entry`. Throws kInvalid when the phrase is malformed, may be empty, or
  /// begins with a gap; kInvalid as well for a macro that is unknown or contains itself.
  void add(std::uint32_t entry, std::string_view phrase);
  /// A word that a gap does not step over.
  void add_barrier(std::string_view word);
  /// The labels of each way to word what was added for `entry`, those of up to `most` words
  /// ({number}, gaps and capitals have labels of their own). Cost: their number.
  [[nodiscard]] std::set<std::vector<std::uint32_t>> wordings(std::uint32_t entry,
                                                              std::size_t most);
  /// Number of a single word, given a new one when it is new.
  WordId add_word(std::string_view word);
  /// The automaton of all that was added; the builder is empty afterwards.
  Automaton build();

 private:
  friend class PhraseParser;
  struct Draft {
    std::vector<Automaton::Edge> edges;
    std::vector<std::uint32_t> empty;  // states reached without a token
    bool accepts = false;
    std::uint32_t visit = 0;
  };
  std::uint32_t new_state();
  bool close(std::uint32_t state, std::vector<Automaton::Edge>& edges);
  void spell(const Automaton::Edge& edge, std::size_t most, std::vector<std::uint32_t>& labels,
             std::set<std::vector<std::uint32_t>>& all);
  std::vector<std::uint32_t> build_states(Automaton& made);
  static void add_state(Automaton& made, bool accepts, const std::vector<std::uint64_t>& follows);

  Macros macros_;
  Vocabulary vocabulary_;
  std::vector<Draft> drafts_;
  std::vector<Automaton::Start> starts_;
  std::vector<WordId> barriers_;
  std::uint32_t visit_ = 0;
};

}  // namespace assay::identify
