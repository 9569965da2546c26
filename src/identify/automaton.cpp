#include "identify/automaton.h"

#include "base/error.h"
#include "identify/phrase_internal.h"

#include <algorithm>
#include <cassert>
#include <map>
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
  if (label < kCapitalsBit) {
    return label == token.word;
  }
  if (label == kNumberLabel) {
    return (token.flags & kIsNumber) != 0;
  }
  if (label == kLargeLabel) {
    return is_large(token);
  }
  const bool small = (label & kCapitalsBit) != 0 && (token.flags & kHasSmall) != 0;
  return (label & ~kCaseBits) == token.word && (token.flags & kHasCapital) != 0 && !small;
}

void Automaton::longest(const std::vector<Token>& tokens, std::uint32_t state, std::uint32_t at,
                        std::uint32_t& best) const {
  const State& here = states_[state];
  if (here.accepts && at > best) {
    best = at;
  }
  if (at >= tokens.size() || (tokens[at].flags & (kStartsSentence | kStartsPart)) != 0) {
    return;
  }
  const Token& token = tokens[at];
  if (token.word != kUnknownWord) {
    const auto first = edges_.begin() + here.words;
    const auto last = edges_.begin() + here.specials;
    auto edge = std::lower_bound(first, last, token.word, [](const Edge& e, WordId word) {
      return (e.label & ~kCaseBits) < word;
    });
    for (; edge != last && (edge->label & ~kCaseBits) == token.word; ++edge) {
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
    bits |= next_bit(edges_[i].label & ~kCaseBits);
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

void AutomatonBuilder::spell(const Automaton::Edge& edge, std::size_t most,
                             std::vector<std::uint32_t>& labels,
                             std::set<std::vector<std::uint32_t>>& all) {
  if (labels.size() == most) {
    return;
  }
  labels.push_back(edge.label);
  std::vector<Automaton::Edge> edges;
  if (close(edge.target, edges)) {
    all.insert(labels);
  }
  for (const Automaton::Edge& next : edges) {
    spell(next, most, labels, all);
  }
  labels.pop_back();
}

std::set<std::vector<std::uint32_t>> AutomatonBuilder::wordings(std::uint32_t entry,
                                                                std::size_t most) {
  std::set<std::vector<std::uint32_t>> all;
  std::vector<std::uint32_t> labels;
  for (const Automaton::Start& start : starts_) {
    if (start.entry == entry) {
      spell({start.label, start.target}, most, labels, all);
    }
  }
  return all;
}

/// `follows`: label and target of each edge, words first.
void AutomatonBuilder::add_state(Automaton& made, bool accepts,
                                 const std::vector<std::uint64_t>& follows) {
  Automaton::State state;
  state.accepts = accepts;
  state.words = static_cast<std::uint32_t>(made.edges_.size());
  state.specials = state.words;
  for (const std::uint64_t step : follows) {
    const auto label = static_cast<std::uint32_t>(step >> 32U);
    made.edges_.push_back({label, static_cast<std::uint32_t>(step)});
    state.specials += label < kFirstSpecialLabel ? 1 : 0;
  }
  state.end = static_cast<std::uint32_t>(made.edges_.size());
  made.states_.push_back(state);
}

/// Makes the states of `made`: those that a start leads to, with the edges over empty steps drawn
/// through; what is followed by the same becomes one state. Returns their numbers by draft.
std::vector<std::uint32_t> AutomatonBuilder::build_states(Automaton& made) {
  const auto key = [](const Automaton::Edge& e) {
    return std::tuple(e.label >= kFirstSpecialLabel, e.label & ~kCaseBits, e.label, e.target);
  };
  struct Closed {
    bool wanted = false;
    bool accepts = false;
    std::vector<Automaton::Edge> edges;
  };
  std::vector<Closed> closed(drafts_.size());
  for (const Automaton::Start& start : starts_) {
    closed[start.target].wanted = true;
  }
  for (std::uint32_t i = 0; i < drafts_.size(); ++i) {
    if (closed[i].wanted) {
      closed[i].accepts = close(i, closed[i].edges);
      for (const Automaton::Edge& edge : closed[i].edges) {
        assert(edge.target > i);  // a token's step leads to a new draft
        closed[edge.target].wanted = true;
      }
    }
  }
  std::vector<std::uint32_t> numbers(drafts_.size());
  std::map<std::pair<bool, std::vector<std::uint64_t>>, std::uint32_t> known;
  for (std::size_t i = drafts_.size(); i-- > 0;) {
    auto& [wanted, accepts, edges] = closed[i];
    if (!wanted) {
      continue;
    }
    for (Automaton::Edge& edge : edges) {
      edge.target = numbers[edge.target];
    }
    std::sort(
        edges.begin(), edges.end(),
        [&key](const Automaton::Edge& a, const Automaton::Edge& b) { return key(a) < key(b); });
    std::vector<std::uint64_t> follows;
    for (const Automaton::Edge& edge : edges) {
      const std::uint64_t step = std::uint64_t{edge.label} << 32U | edge.target;
      if (follows.empty() || follows.back() != step) {
        follows.push_back(step);
      }
    }
    const auto [state, is_new] = known.try_emplace({accepts, std::move(follows)}, known.size());
    numbers[i] = state->second;
    if (is_new) {
      add_state(made, accepts, state->first.second);
    }
  }
  return numbers;
}

Automaton AutomatonBuilder::build() {
  Automaton made;
  const std::vector<std::uint32_t> numbers = build_states(made);
  for (Automaton::Start& start : starts_) {
    start.target = numbers[start.target];
  }
  const std::uint32_t words = static_cast<std::uint32_t>(vocabulary_.size());
  const auto slot = [words](const Automaton::Start& start) {
    return start.label >= kFirstSpecialLabel ? words + 1 : start.label & ~kCaseBits;
  };
  std::sort(starts_.begin(), starts_.end(),
            [&slot](const Automaton::Start& a, const Automaton::Start& b) {
              return std::tuple(slot(a), a.entry, a.label, a.target) <
                     std::tuple(slot(b), b.entry, b.label, b.target);
            });
  starts_.erase(std::unique(starts_.begin(), starts_.end(),
                            [](const Automaton::Start& a, const Automaton::Start& b) {
                              return std::tie(a.entry, a.label, a.target) ==
                                     std::tie(b.entry, b.label, b.target);
                            }),
                starts_.end());
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
