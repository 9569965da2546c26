#pragma once
/// A query after analysis: which runs of terms to look for.

#include "search/analysis_internal.h"
#include "search/query.h"

#include <string>
#include <vector>

namespace assay::search {

/// Words that stand side by side.
struct Sequence {
  std::vector<std::string> words;  ///< Folded, as names are indexed.
  std::vector<std::string> terms;  ///< Stemmed, as running text is indexed.
  bool operator==(const Sequence&) const = default;
};

/// Ways to say one thing: "pre-training" is the run "pre train" or the word "pretrain".
struct PlanTerm {
  std::vector<Sequence> alternatives;  ///< At least one, each with at least one word.
  bool prefix = false;                 ///< The last word of each may go on.
  bool operator==(const PlanTerm&) const = default;
};

struct PlanClause {
  std::vector<PlanTerm> any_of;
  bool negated = false;
  bool required = false;
  bool operator==(const PlanClause&) const = default;
};

struct Plan {
  std::vector<PlanClause> clauses;
  bool nothing = false;  ///< The query asks for words, but none has a letter or digit.
};

/// Analyses the clauses of `query`. Words without letters and digits are left out, and so are stop
/// words that are neither quoted nor all there is; what is said twice counts once.
Plan make_plan(const Query& query, Analyser& analyser);

/// Folded words of a filter's value ("Hinton, Geoffrey" -> hinton, geoffrey).
std::vector<std::string> name_words(std::string_view value, Analyser& analyser);

}  // namespace assay::search
