#include "search/analysis_internal.h"
#include "search/index.h"
#include "search/plan_internal.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay::search {
namespace {

/// A token of the text, by position.
struct Spot {
  std::string term;
  std::string word;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::size_t position = 0;
};

class Spots final : public TokenSink {
 public:
  void token(const Token& token) override {
    if (!token.colocated()) {
      ++positions_;
    }
    spots_.push_back(
        {std::string(token.term), std::string(token.word), token.begin, token.end, positions_ - 1});
  }

  /// Index of the first token at each position; one more at the end.
  [[nodiscard]] std::vector<std::size_t> starts() const {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < spots_.size(); ++i) {
      if (spots_[i].position == starts.size()) {
        starts.push_back(i);
      }
    }
    starts.push_back(spots_.size());
    return starts;
  }
  [[nodiscard]] const std::vector<Spot>& spots() const noexcept { return spots_; }

 private:
  std::vector<Spot> spots_;
  std::size_t positions_ = 0;
};

/// Finds sequences in one text.
class Finder {
 public:
  explicit Finder(const Spots& spots) : spots_(spots.spots()), starts_(spots.starts()) {
    for (std::size_t i = 0; i < spots_.size(); ++i) {
      by_term_[spots_[i].term].push_back(i);
    }
  }

  void find(const Sequence& sequence, bool prefix, Field field, std::vector<Highlight>& out) const {
    if (prefix && sequence.terms.size() == 1) {
      for (const Spot& spot : spots_) {
        if (spot.word.starts_with(sequence.words.back())) {
          out.push_back({field, spot.begin, spot.end});
        }
      }
      return;
    }
    const auto first = by_term_.find(sequence.terms.front());
    if (first == by_term_.end()) {
      return;
    }
    for (const std::size_t i : first->second) {
      const Spot* last = follow(sequence, prefix, i);
      if (last != nullptr) {
        out.push_back({field, spots_[i].begin, std::max(spots_[i].end, last->end)});
      }
    }
  }

 private:
  /// The last token of the run that starts with token `i`; null when the run is another.
  [[nodiscard]] const Spot* follow(const Sequence& sequence, bool prefix, std::size_t i) const {
    const Spot* last = &spots_[i];
    for (std::size_t n = 1; n < sequence.terms.size(); ++n) {
      const bool open = prefix && n + 1 == sequence.terms.size();
      last = token_at(spots_[i].position + n, open ? sequence.words[n] : sequence.terms[n], open);
      if (last == nullptr) {
        return nullptr;
      }
    }
    return last;
  }

  [[nodiscard]] const Spot* token_at(std::size_t position, const std::string& term,
                                     bool prefix) const {
    if (position + 1 >= starts_.size()) {
      return nullptr;
    }
    for (std::size_t i = starts_[position]; i < starts_[position + 1]; ++i) {
      if (prefix ? spots_[i].word.starts_with(term) : spots_[i].term == term) {
        return &spots_[i];
      }
    }
    return nullptr;
  }

  const std::vector<Spot>& spots_;
  std::vector<std::size_t> starts_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_term_;
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
  const auto look = [&](Field field, std::string_view text) {
    if (text.empty()) {
      return;
    }
    Spots spots;
    analyser.run(text, Style::kText, spots);
    const Finder finder(spots);
    std::vector<Highlight> found;
    for (const PlanClause& clause : plan.clauses) {
      if (clause.negated) {
        continue;
      }
      for (const PlanTerm& term : clause.any_of) {
        for (const Sequence& sequence : term.alternatives) {
          finder.find(sequence, term.prefix, field, found);
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
