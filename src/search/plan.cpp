#include "base/text.h"
#include "search/plan_internal.h"

#include <algorithm>
#include <utility>

namespace assay::search {
namespace {

/// Both ways to read a text: with compounds in parts, and with compounds as one word.
class Reading final : public TokenSink {
 public:
  void token(const Token& token) override {
    if (token.type == TokenType::kLoose) {
      return;
    }
    if (token.type == TokenType::kJoined) {
      // Takes the place of its first part, which was sent before it, and of those that follow.
      joined.words.back() = token.word;
      joined.terms.back() = token.term;
      covered_ = token.span - 1U;
      return;
    }
    parts.words.emplace_back(token.word);
    parts.terms.emplace_back(token.term);
    if (covered_ > 0) {
      --covered_;
      return;
    }
    joined.words.emplace_back(token.word);
    joined.terms.emplace_back(token.term);
  }

  Sequence parts;
  Sequence joined;

 private:
  unsigned covered_ = 0;
};

PlanTerm plan_term(const Term& term, Analyser& analyser) {
  Reading reading;
  analyser.run(join(term.words, " "), Style::kText, reading);
  PlanTerm out;
  out.prefix = term.prefix;
  if (reading.parts.words.empty()) {
    return out;
  }
  out.alternatives.push_back(std::move(reading.parts));
  if (reading.joined != out.alternatives.front()) {
    out.alternatives.push_back(std::move(reading.joined));
  }
  return out;
}

bool is_stop_clause(const PlanClause& clause) {
  return !clause.required && !clause.negated && clause.any_of.size() == 1 &&
         !clause.any_of.front().prefix && clause.any_of.front().alternatives.size() == 1 &&
         clause.any_of.front().alternatives.front().words.size() == 1 &&
         is_stop_word(clause.any_of.front().alternatives.front().words.front());
}

}  // namespace

Plan make_plan(const Query& query, Analyser& analyser) {
  Plan plan;
  bool asked = false;
  bool found = false;
  std::vector<PlanClause> stop_clauses;
  for (const Clause& clause : query.clauses) {
    PlanClause out;
    out.negated = clause.negated;
    out.required = clause.required || clause.any_of.size() > 1;
    for (const Term& term : clause.any_of) {
      PlanTerm planned = plan_term(term, analyser);
      if (!planned.alternatives.empty()) {
        out.any_of.push_back(std::move(planned));
      }
    }
    asked = asked || !clause.negated;
    if (out.any_of.empty()) {
      continue;
    }
    found = found || !clause.negated;
    std::vector<PlanClause>& place = is_stop_clause(out) ? stop_clauses : plan.clauses;
    if (std::find(place.begin(), place.end(), out) == place.end()) {
      place.push_back(std::move(out));
    }
  }
  if (std::none_of(plan.clauses.begin(), plan.clauses.end(),
                   [](const PlanClause& clause) { return !clause.negated; })) {
    plan.clauses.insert(plan.clauses.end(), stop_clauses.begin(), stop_clauses.end());
  }
  plan.nothing = asked && !found;
  return plan;
}

std::vector<std::string> name_words(std::string_view value, Analyser& analyser) {
  Reading reading;
  analyser.run(value, Style::kNames, reading);
  return std::move(reading.parts.words);
}

}  // namespace assay::search
