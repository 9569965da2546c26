#pragma once
/// The words around a quantity that tell what it is: read from data/claims.toml and
/// data/datasets.txt, found by one automaton. Threads: immutable once made.

#include "identify/automaton.h"
#include "identify/claims.h"
#include "identify/scope.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

enum class TermKind : std::uint8_t {
  kMetric,
  kUnit,
  kChange,
  kAchieve,
  kTake,
  kVersus,
  kBound,
  kPrior,
  kOthers,  ///< What others made: counts as the subject of a clause.
  kOwn,
  kReject,
  kAmount,
  kSetting,
  kHead,
  kCommon,
  kDataset,
  kUnsureDataset,
  kCue,  ///< What of the words around it is so (scope.h).
};
inline constexpr std::size_t kTermKindCount = static_cast<std::size_t>(TermKind::kCue) + 1;

enum class UnitKind : std::uint8_t {
  kNone,
  kPercent,
  kPoints,
  kFactor,
  kTime,
  kSpan,  ///< Hours and days: more often an amount of data than a result.
  kMemory,
  kLevel,
  kRate,
  kSize,
};

enum class Effect : std::uint8_t { kNone, kUp, kDown, kBetter, kWorse };

/// One entry of the data files.
struct TermType {
  TermKind kind = TermKind::kMetric;
  std::string name;
  Better better = Better::kUnknown;  ///< Of a metric.
  UnitKind unit = UnitKind::kNone;   ///< Of a unit.
  Effect effect = Effect::kNone;     ///< Of a change.
  Bound bound = Bound::kExact;       ///< Of a bound.
  bool in_percent = false;           ///< A metric that is itself counted in per cent.
  std::uint32_t kinds = 0;           ///< Of a metric: bit of each UnitKind it is counted in.
  bool general = false;              ///< A metric that gives way to any other: "performance".
  std::string dimension;             ///< Of a unit: "time".
  double scale = 1;                  ///< Of a unit: what one is in its dimension's base unit.
  Cue cue = Cue::kDenies;            ///< Of a cue.
};

/// A term found: tokens [first, last].
struct Term {
  std::uint32_t type = 0;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  TermKind kind = TermKind::kMetric;
};

/// What a single word does in the grammar of a claim.
enum class Role : std::uint8_t {
  kNone,
  kAnd,  ///< and, or
  kOf,
  kBy,
  kTo,
  kFrom,
  kOn,
  kThe,      ///< the, a, an, its, our
  kBetween,  ///< between, ranging, varying
  kIn,
  kLink,   ///< Other prepositions and words at which a name ends.
  kWhich,  ///< which, that, whose
  kFactor,
  kOrder,
  kMagnitude,
  kNumberWord,
  kScale,  ///< million, billion, k ...
  kFold,   ///< half, twice, doubles, tenfold: a factor in one word
  kRespectively,
};

struct TermSet {
  Automaton automaton;
  std::vector<TermType> types;
  std::vector<Role> roles;           ///< By WordId.
  std::vector<double> values;        ///< By WordId: of number words, scales and factors in a word.
  std::vector<std::uint16_t> marks;  ///< By WordId: bits of WordMark.

  [[nodiscard]] Role role(const Token& token) const noexcept { return roles[token.word]; }
};

/// Reads the files' contents; of the lexicon [scope] is read. Throws kInvalid with FILE:LINE of
/// what is wrong as the place: a phrase under two units or a metric named like a function word as
/// well.
TermSet read_terms(std::string_view claims_toml, std::string_view datasets,
                   std::string_view lexicon_toml);

/// The terms among the tokens, by first token; within one kind none lies inside another.
void find_terms(const TermSet& terms, const std::vector<Token>& tokens, std::vector<Match>& matches,
                std::vector<Term>& out);

}  // namespace assay::identify
