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
  bool required = false;  ///< Was quoted, or has alternatives: only works with one of them match.
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
  double led_above = -1;     ///< led:>0.7; strictly above (led:>=0.7 is the next number below)
  double led_below = 2;      ///< led:<0.3; strictly below
  std::optional<bool> code;  ///< code:yes
  bool code_alive = false;   ///< code:alive, its code was found alive when last looked at
  std::optional<bool> read;  ///< read:no
};

struct Query {
  std::string text;  ///< As typed.
  std::vector<Clause> clauses;
  Filters filters;
};

/// Parses a query of any bytes. Plain words side by side need not all occur: a work with any of
/// them matches and BM25 ranks; quoted text and alternatives must occur, "-word" must not. An
/// unclosed quote is closed silently; an OR that joins nothing is a word; a word with a colon that
/// is no filter is a word. An empty query matches everything. Throws: kUsage naming the part that
/// is wrong: `led:>x`, `kind:papr` with the near name, `since:` with a date that is none, a negated
/// filter, more than kMaxClauses words.
Query parse_query(std::string_view text);

inline constexpr std::size_t kMaxClauses = 256;

}  // namespace assay::search
