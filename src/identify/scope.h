#pragma once
/// Which words of a text are denied ("has not yet been deployed"), only supposed ("could be"), or
/// bounded ("no more than"): one reading for clues and for claims, by the lists of [scope] in
/// data/lexicon.toml. Threads: pure functions.

#include "identify/tokens.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::identify {

/// What a single word does to the scope of a negation, and other marks of the lexicon's words.
enum WordMark : std::uint16_t {
  kNegates = 1,
  kHedges = 2,
  kOnly = 4,      ///< "not only" negates nothing.
  kAcademic = 8,  ///< Part of the names of universities and schools.
  kAnd = 16,
  kSelf = 32,          ///< The authors speak of their own work: "we", "paper".
  kCompares = 64,      ///< "no more than" bounds, and denies nothing.
  kBounds = 128,       ///< "never exceeds" bounds without a "than".
  kEndsClause = 256,   ///< "but", "while": what is denied ends here.
  kEndsNoun = 512,     ///< A preposition: what "without" excludes ends here.
  kSubject = 1024,     ///< After "and" it begins a clause of its own.
  kEvent = 2048,       ///< What "without" excludes goes on: "without deployment in production".
  kOr = 4096,          ///< Ends a list: "not a, b or c".
  kNoun = 8192,        ///< A negation of what is named after it: "no".
  kInstitute = 16384,  ///< Of a university unless a company's name is before it.
};

/// What a phrase does to the words around it.
enum class Cue : std::uint8_t {
  kDenies,    ///< The rest of the clause: "fails to".
  kDoubts,    ///< The rest of the clause, bounds as well: "do not claim that".
  kExcludes,  ///< The next noun phrase: "without".
  kSupposes,  ///< The rest of the clause: "plan to".
  kPlans,     ///< The whole sentence: "future work".
  kUndone,    ///< The clause it ends: "latency was not measured".
  kAsserts,   ///< Nothing, whatever its words do alone: "no doubt".
};

/// A cue found: tokens [first, last].
struct CueAt {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  Cue cue = Cue::kDenies;
};

/// Bits of a token's state.
enum ScopeBit : std::uint8_t {
  kDenied = 1,
  kSupposed = 2,
  kBounded = 4,  ///< A negation before it stands to a comparative: "cannot take more than".
  kDoubted = 8,  ///< With kDenied: a bound changes nothing.
};

/// Sets out[i] to the ScopeBits of token i. `cues`: by first token. `marks`: by WordId.
/// Cost: linear in the tokens.
void find_scope(std::string_view text, const std::vector<Token>& tokens,
                const std::vector<std::uint16_t>& marks, const std::vector<CueAt>& cues,
                std::vector<std::uint8_t>& out);

}  // namespace assay::identify
