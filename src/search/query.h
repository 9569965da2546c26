#pragma once
/// The query language: words, "phrases", -not, a OR b, prefix*, and filters such as kind:paper.
/// Threads: plain values and pure functions.

#include "base/time.h"
#include "work/verdict.h"
#include "work/work.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

/// One thing to find: a word, a prefix, or a phrase of several words. `words` are as the user typed
/// them.
struct Term {
  std::vector<std::string> words;
  bool prefix = false;  ///< The last word may go on ("quant*").
};

/// Alternatives of which at least one must (or, when `negated`, none may) occur: "a OR b".
struct Clause {
  std::vector<Term> any_of;
  bool negated = false;
};

struct Filters {
  std::vector<Kind> kinds;           ///< kind:paper kind:repository -> any of them
  std::vector<Topic> topics;         ///< topic:fairness -> all of them
  std::vector<std::string> authors;  ///< author:hinton -> all of them, words of one author's name
  std::vector<std::string> organisations;  ///< org:google -> all of them
  std::vector<std::string> venues;         ///< venue:acl -> any of them
  std::vector<std::string> sources;        ///< source:arxiv -> any of them
  std::optional<Day> since;                ///< inclusive
  std::optional<Day> until;                ///< inclusive: until:2021 means to its last day
  double led_above = -1;                   ///< led:>0.7
  double led_below = 2;                    ///< led:<0.3
  std::optional<bool> code;                ///< code:yes
  std::optional<bool> read;                ///< read:no
};

struct Query {
  std::string text;  ///< As typed.
  std::vector<Clause> clauses;
  Filters filters;
};

/// Parses a query. Words side by side must not all occur: they rank (OR) unless every work that has
/// all of them can be shown first, which BM25 does by itself; "-word" and phrases are strict.
/// Throws: kUsage naming the part that is wrong (`led:>x`, `kind:papr` with the near name, `since:`
/// with a date that is none, an unclosed quote is closed silently). An empty query matches
/// everything.
Query parse_query(std::string_view text);

}  // namespace assay::search
