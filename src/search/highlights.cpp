#include "search/analysis_internal.h"
#include "search/index.h"
#include "search/plan_internal.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {
namespace {

/// The words of a plan, by which most tokens of a text are passed over.
class Wanted {
 public:
  explicit Wanted(const Plan& plan) {
    for (const PlanClause& clause : plan.clauses) {
      if (clause.negated) {
        continue;
      }
      for (const PlanTerm& term : clause.any_of) {
        add(term);
      }
    }
  }

  [[nodiscard]] bool has(const Token& token) const {
    return std::find(terms_.begin(), terms_.end(), token.term) != terms_.end() ||
           std::any_of(openings_.begin(), openings_.end(),
                       [&](std::string_view opening) { return token.word.starts_with(opening); });
  }

 private:
  void add(const PlanTerm& term) {
    for (const Sequence& sequence : term.alternatives) {
      terms_.insert(terms_.end(), sequence.terms.begin(), sequence.terms.end());
      if (term.prefix) {
        openings_.push_back(sequence.words.back());
      }
    }
  }

  std::vector<std::string_view> terms_;
  std::vector<std::string_view> openings_;
};

/// A token of the text, by position.
struct Spot {
  std::string term;
  std::string word;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::size_t position = 0;
};

/// The wanted tokens of a text, in order of position.
class Spots final : public TokenSink {
 public:
  explicit Spots(const Wanted& wanted) : wanted_(wanted) {}

  void token(const Token& token) override {
    if (!token.colocated()) {
      ++positions_;
    }
    if (wanted_.has(token)) {
      spots_.push_back({std::string(token.term), std::string(token.word), token.begin, token.end,
                        positions_ - 1});
    }
  }

  void find(const Sequence& sequence, bool prefix, Field field, std::vector<Highlight>& out) const {
    for (const Spot& spot : spots_) {
      if (prefix && sequence.terms.size() == 1) {
        if (spot.word.starts_with(sequence.words.back())) {
          out.push_back({field, spot.begin, spot.end});
        }
      } else if (spot.term == sequence.terms.front()) {
        if (const Spot* last = follow(sequence, prefix, spot)) {
          out.push_back({field, spot.begin, std::max(spot.end, last->end)});
        }
      }
    }
  }

 private:
  /// The last token of the run that starts with `first`; null when the run is another.
  [[nodiscard]] const Spot* follow(const Sequence& sequence, bool prefix, const Spot& first) const {
    const Spot* last = &first;
    for (std::size_t n = 1; n < sequence.terms.size(); ++n) {
      const bool open = prefix && n + 1 == sequence.terms.size();
      last = spot_at(first.position + n, open ? sequence.words[n] : sequence.terms[n], open);
      if (last == nullptr) {
        return nullptr;
      }
    }
    return last;
  }

  [[nodiscard]] const Spot* spot_at(std::size_t position, const std::string& term,
                                    bool prefix) const {
    auto one = std::lower_bound(
        spots_.begin(), spots_.end(), position,
        [](const Spot& spot, std::size_t sought) { return spot.position < sought; });
    for (; one != spots_.end() && one->position == position; ++one) {
      if (prefix ? one->word.starts_with(term) : one->term == term) {
        return &*one;
      }
    }
    return nullptr;
  }

  const Wanted& wanted_;
  std::vector<Spot> spots_;
  std::size_t positions_ = 0;
};

/// Spans in order, those that overlap made one.
void append_merged(std::vector<Highlight> found, std::vector<Highlight>& out) {
  std::sort(found.begin(), found.end(),
            [](const Highlight& a, const Highlight& b) { return a.begin < b.begin; });
  const std::size_t first = out.size();
  for (const Highlight& highlight : found) {
    if (out.size() > first && highlight.begin < out.back().end) {
      out.back().end = std::max(out.back().end, highlight.end);
    } else {
      out.push_back(highlight);
    }
  }
}

}  // namespace

std::vector<Highlight> find_highlights(const Query& query, const Work& work) {
  Analyser& analyser = local_analyser();
  const Plan plan = make_plan(query, analyser);
  std::vector<Highlight> out;
  if (plan.clauses.empty()) {
    return out;
  }
  const Wanted wanted(plan);
  const auto look = [&](Field field, std::string_view text) {
    if (text.empty()) {
      return;
    }
    Spots spots(wanted);
    analyser.run(text, Style::kText, spots);
    std::vector<Highlight> found;
    for (const PlanClause& clause : plan.clauses) {
      if (clause.negated) {
        continue;
      }
      for (const PlanTerm& term : clause.any_of) {
        for (const Sequence& sequence : term.alternatives) {
          spots.find(sequence, term.prefix, field, found);
        }
      }
    }
    append_merged(std::move(found), out);
  };
  look(Field::kTitle, work.title);
  look(Field::kAbstract, work.abstract);
  look(Field::kText, work.text);
  return out;
}

}  // namespace assay::search
