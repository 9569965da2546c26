#include "identify/automaton.h"

#include "base/error.h"
#include "identify/phrase_internal.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace assay::identify {
namespace {

constexpr double kLarge = 1000;
constexpr double kFirstYear = 1900;
constexpr double kLastYear = 2100;

bool is_large(const Token& token) noexcept {
  const bool year =
      token.value >= kFirstYear && token.value <= kLastYear && token.end - token.begin == 4;
  return (token.flags & kIsNumber) != 0 && token.value >= kLarge && !year;
}

}  // namespace

bool Automaton::label_fits(std::uint32_t label, const Token& token) noexcept {
  if (label < kCapitalBit) {
    return label == token.word;
  }
  if (label == kNumberLabel) {
    return (token.flags & kIsNumber) != 0;
  }
  if (label == kLargeLabel) {
    return is_large(token);
  }
  return (label & ~kCapitalBit) == token.word && (token.flags & kHasCapital) != 0;
}

void Automaton::longest(const std::vector<Token>& tokens, std::uint32_t state, std::uint32_t at,
                        std::uint32_t& best) const {
  const State& here = states_[state];
  if (here.accepts && at > best) {
    best = at;
  }
  if (at >= tokens.size() || (tokens[at].flags & kStartsSentence) != 0) {
    return;
  }
  const Token& token = tokens[at];
  if (token.word != kUnknownWord) {
    const auto first = edges_.begin() + here.words;
    const auto last = edges_.begin() + here.specials;
    auto edge = std::lower_bound(first, last, token.word, [](const Edge& e, WordId word) {
      return (e.label & ~kCapitalBit) < word;
    });
    for (; edge != last && (edge->label & ~kCapitalBit) == token.word; ++edge) {
      if (label_fits(edge->label, token)) {
        longest(tokens, edge->target, at + 1, best);
      }
    }
  }
  for (std::uint32_t i = here.specials; i < here.end; ++i) {
    const Edge& edge = edges_[i];
    const bool fits =
        edge.label == kAnyLabel ? barriers_[token.word] == 0 : label_fits(edge.label, token);
    if (fits) {
      longest(tokens, edge.target, at + 1, best);
    }
  }
}

std::uint64_t Automaton::next_words(std::uint32_t state) const {
  const State& here = states_[state];
  if (here.accepts || here.specials < here.end) {
    return kAnyNext;
  }
  std::uint64_t bits = 0;
  for (std::uint32_t i = here.words; i < here.specials; ++i) {
    bits |= next_bit(edges_[i].label & ~kCapitalBit);
  }
  return bits;
}

AutomatonBuilder::AutomatonBuilder(Macros macros) : macros_(std::move(macros)) {}

std::uint32_t AutomatonBuilder::new_state() {
  drafts_.emplace_back();
  return static_cast<std::uint32_t>(drafts_.size() - 1);
}

WordId AutomatonBuilder::add_word(std::string_view word) {
  return vocabulary_.add(word_hash(word));
}

void AutomatonBuilder::add_barrier(std::string_view word) {
  barriers_.push_back(add_word(word));
}

/// Edges of `state` and of all states reached from it without a token; true when one accepts.
bool AutomatonBuilder::close(std::uint32_t state, std::vector<Automaton::Edge>& edges) {
  bool accepts = false;
  ++visit_;
  drafts_[state].visit = visit_;
  std::vector<std::uint32_t> reached = {state};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Draft& draft = drafts_[reached[i]];
    accepts = accepts || draft.accepts;
    edges.insert(edges.end(), draft.edges.begin(), draft.edges.end());
    for (const std::uint32_t next : draft.empty) {
      if (drafts_[next].visit != visit_) {
        drafts_[next].visit = visit_;
        reached.push_back(next);
      }
    }
  }
  return accepts;
}

void AutomatonBuilder::add(std::uint32_t entry, std::string_view phrase) {
  const std::uint32_t start = new_state();
  drafts_[PhraseParser(*this, phrase).parse(start)].accepts = true;
  std::vector<Automaton::Edge> edges;
  if (close(start, edges)) {
    throw Error(Errc::kInvalid, "the phrase may match nothing", std::string(phrase));
  }
  for (const Automaton::Edge& edge : edges) {
    if (edge.label == kAnyLabel) {
      throw Error(Errc::kInvalid, "the phrase begins with a gap", std::string(phrase));
    }
    starts_.push_back({entry, edge.label, edge.target, 0});
  }
}

/// Makes the states of `made`, with the edges over empty steps drawn through.
void AutomatonBuilder::build_states(Automaton& made) {
  const auto key = [](const Automaton::Edge& e) {
    return std::tuple(e.label >= kFirstSpecialLabel, e.label & ~kCapitalBit, e.label, e.target);
  };
  std::vector<Automaton::Edge> edges;
  for (std::uint32_t i = 0; i < drafts_.size(); ++i) {
    edges.clear();
    Automaton::State state;
    state.accepts = close(i, edges);
    std::sort(
        edges.begin(), edges.end(),
        [&key](const Automaton::Edge& a, const Automaton::Edge& b) { return key(a) < key(b); });
    state.words = static_cast<std::uint32_t>(made.edges_.size());
    made.edges_.insert(made.edges_.end(), edges.begin(), edges.end());
    state.end = static_cast<std::uint32_t>(made.edges_.size());
    state.specials = state.words;
    while (state.specials < state.end && made.edges_[state.specials].label < kFirstSpecialLabel) {
      ++state.specials;
    }
    made.states_.push_back(state);
  }
}

Automaton AutomatonBuilder::build() {
  Automaton made;
  build_states(made);
  const std::uint32_t words = static_cast<std::uint32_t>(vocabulary_.size());
  const auto slot = [words](const Automaton::Start& start) {
    return start.label >= kFirstSpecialLabel ? words + 1 : start.label & ~kCapitalBit;
  };
  std::sort(starts_.begin(), starts_.end(),
            [&slot](const Automaton::Start& a, const Automaton::Start& b) {
              return std::tuple(slot(a), a.entry, a.label, a.target) <
                     std::tuple(slot(b), b.entry, b.label, b.target);
            });
  made.starts_.assign(words + 2, 0);
  for (Automaton::Start& start : starts_) {
    start.next = made.next_words(start.target);
    if (slot(start) <= words) {
      ++made.starts_[slot(start) + 1];
    }
  }
  for (std::size_t w = 1; w < made.starts_.size(); ++w) {
    made.starts_[w] += made.starts_[w - 1];
  }
  made.start_list_ = std::exchange(starts_, {});
  made.barriers_.assign(words + 1, 0);
  for (const WordId word : barriers_) {
    made.barriers_[word] = 1;
  }
  made.vocabulary_ = std::exchange(vocabulary_, {});
  drafts_.clear();
  barriers_.clear();
  return made;
}

}  // namespace assay::identify
