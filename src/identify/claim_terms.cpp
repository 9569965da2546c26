#include "base/error.h"
#include "identify/claim_terms_internal.h"
#include "identify/gazetteer_internal.h"
#include "identify/scope_internal.h"
#include "identify/toml_internal.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace assay::identify {
namespace {

struct KindName {
  std::string_view table;
  TermKind kind;
};
constexpr std::array<KindName, 16> kKinds = {{{"metric", TermKind::kMetric},
                                              {"unit", TermKind::kUnit},
                                              {"change", TermKind::kChange},
                                              {"achieve", TermKind::kAchieve},
                                              {"take", TermKind::kTake},
                                              {"versus", TermKind::kVersus},
                                              {"bound", TermKind::kBound},
                                              {"prior", TermKind::kPrior},
                                              {"others", TermKind::kOthers},
                                              {"own", TermKind::kOwn},
                                              {"later", TermKind::kCue},
                                              {"reject", TermKind::kReject},
                                              {"amount", TermKind::kAmount},
                                              {"setting", TermKind::kSetting},
                                              {"head", TermKind::kHead},
                                              {"common", TermKind::kCommon}}};

template <typename Value>
using Table = std::initializer_list<std::pair<std::string_view, Value>>;

template <typename Value>
Value look_up(const Table<Value>& table, const std::string& name, const std::string& where) {
  for (const auto& [key, value] : table) {
    if (key == name) {
      return value;
    }
  }
  throw Error(Errc::kInvalid, "unknown value \"" + name + "\"", where);
}

const Table<UnitKind> kUnitKinds = {
    {"percent", UnitKind::kPercent}, {"points", UnitKind::kPoints}, {"factor", UnitKind::kFactor},
    {"time", UnitKind::kTime},       {"span", UnitKind::kSpan},     {"memory", UnitKind::kMemory},
    {"level", UnitKind::kLevel},     {"rate", UnitKind::kRate},     {"size", UnitKind::kSize}};
const Table<Effect> kEffects = {{"up", Effect::kUp},
                                {"down", Effect::kDown},
                                {"better", Effect::kBetter},
                                {"worse", Effect::kWorse}};
const Table<Bound> kBoundNames = {{"up_to", Bound::kUpTo},
                                  {"at_least", Bound::kAtLeast},
                                  {"at_most", Bound::kAtMost},
                                  {"about", Bound::kAbout}};
const Table<Better> kBetters = {
    {"", Better::kUnknown}, {"higher", Better::kHigher}, {"lower", Better::kLower}};

const Table<Cue> kCues = {{"plans", Cue::kPlans}, {"supposes", Cue::kSupposes}};

struct RoleWord {
  std::string_view words;  // separated by blanks
  Role role;
};
constexpr std::array<RoleWord, 14> kRoles = {{
    {"and or", Role::kAnd},
    {"of", Role::kOf},
    {"by", Role::kBy},
    {"to", Role::kTo},
    {"from", Role::kFrom},
    {"on", Role::kOn},
    {"the a an its our their", Role::kThe},
    {"between ranging varying ranges", Role::kBetween},
    {"in", Role::kIn},
    {"with while when for at using is are was were without under across within after before "
     "per during as has have had can into through via respectively while whereas although since "
     "both but yet whilst despite because if where it we they this these those than",
     Role::kLink},
    {"which that whose who", Role::kWhich},
    {"factor factors", Role::kFactor},
    {"magnitude", Role::kMagnitude},
    {"order orders", Role::kOrder},
}};

struct ValueWord {
  std::string_view word;
  Role role;
  double value;
};
constexpr std::array<ValueWord, 56> kValues = {{
    {"one", Role::kNumberWord, 1},
    {"two", Role::kNumberWord, 2},
    {"three", Role::kNumberWord, 3},
    {"four", Role::kNumberWord, 4},
    {"five", Role::kNumberWord, 5},
    {"six", Role::kNumberWord, 6},
    {"seven", Role::kNumberWord, 7},
    {"eight", Role::kNumberWord, 8},
    {"nine", Role::kNumberWord, 9},
    {"ten", Role::kNumberWord, 10},
    {"eleven", Role::kNumberWord, 11},
    {"twelve", Role::kNumberWord, 12},
    {"fifteen", Role::kNumberWord, 15},
    {"twenty", Role::kNumberWord, 20},
    {"thirty", Role::kNumberWord, 30},
    {"fifty", Role::kNumberWord, 50},
    {"hundred", Role::kNumberWord, 100},
    {"k", Role::kScale, 1e3},
    {"m", Role::kScale, 1e6},
    {"b", Role::kScale, 1e9},
    {"bn", Role::kScale, 1e9},
    {"thousand", Role::kScale, 1e3},
    {"million", Role::kScale, 1e6},
    {"millions", Role::kScale, 1e6},
    {"billion", Role::kScale, 1e9},
    {"billions", Role::kScale, 1e9},
    {"trillion", Role::kScale, 1e12},
    {"half", Role::kFold, 0.5},
    {"third", Role::kFold, 1.0 / 3},
    {"quarter", Role::kFold, 0.25},
    {"quadrupled", Role::kFold, 4},
    {"quadrupling", Role::kFold, 4},
    {"halve", Role::kFold, 0.5},
    {"halves", Role::kFold, 0.5},
    {"halved", Role::kFold, 0.5},
    {"halving", Role::kFold, 0.5},
    {"twice", Role::kFold, 2},
    {"thrice", Role::kFold, 3},
    {"double", Role::kFold, 2},
    {"doubles", Role::kFold, 2},
    {"doubled", Role::kFold, 2},
    {"doubling", Role::kFold, 2},
    {"triple", Role::kFold, 3},
    {"triples", Role::kFold, 3},
    {"tripled", Role::kFold, 3},
    {"tripling", Role::kFold, 3},
    {"quadruple", Role::kFold, 4},
    {"quadruples", Role::kFold, 4},
    {"twofold", Role::kFold, 2},
    {"threefold", Role::kFold, 3},
    {"fourfold", Role::kFold, 4},
    {"fivefold", Role::kFold, 5},
    {"sixfold", Role::kFold, 6},
    {"eightfold", Role::kFold, 8},
    {"tenfold", Role::kFold, 10},
    {"hundredfold", Role::kFold, 100},
}};

/// Those of the lexicon, whose cues are read too, and the file's own, which go first.
Macros macros_of(const toml::table& file, const toml::table& lexicon) {
  Macros macros = read_macros(lexicon);
  for (const auto& [name, phrase] : read_macros(file)) {
    macros[name] = phrase;
  }
  return macros;
}

class TermReader {
 public:
  TermReader(const toml::table& file, const toml::table& lexicon)
      : file_(file), lexicon_(lexicon), builder_(macros_of(file, lexicon)) {}

  TermSet read(const Names& datasets) {
    for (const KindName& kind : kKinds) {
      read_kind(kind);
    }
    add_names(datasets.sure, TermKind::kDataset);
    add_names(datasets.unsure, TermKind::kUnsureDataset);
    add_roles();
    if (const toml::table* scope = lexicon_["scope"].as_table()) {
      marks_ = read_marks(*scope, builder_);
      add_cues(*scope, builder_, [this](Cue cue) {
        TermType type;
        type.kind = TermKind::kCue;
        type.cue = cue;
        made_.types.push_back(std::move(type));
        return static_cast<std::uint32_t>(made_.types.size() - 1);
      });
    }
    check_units();
    check_metrics();
    made_.automaton = builder_.build();
    const std::size_t words = made_.automaton.vocabulary().size() + 1;
    made_.roles.assign(words, Role::kNone);
    made_.values.assign(words, 0);
    made_.marks = by_word(marks_, words);
    for (const auto& [word, value] : words_) {
      made_.roles[word] = value.role;
      made_.values[word] = value.value;
    }
    return std::move(made_);
  }

 private:
  void read_kind(const KindName& kind) {
    const toml::array* array = file_[kind.table].as_array();
    if (array == nullptr) {
      throw Error(Errc::kInvalid, "there is no [[" + std::string(kind.table) + "]]",
                  place_of(file_));
    }
    for (const toml::node& node : *array) {
      const toml::table* table = node.as_table();
      if (table != nullptr) {
        read_entry(kind, *table);
      }
    }
  }

  void read_entry(const KindName& kind, const toml::table& table) {
    TermType type;
    type.kind = kind.kind;
    type.name = table["name"].value_or(std::string());
    const std::string where = place_of(table);
    if (kind.kind == TermKind::kUnit) {
      type.unit = look_up(kUnitKinds, table["kind"].value_or(std::string()), where);
      type.dimension = table["dimension"].value_or(std::string());
      type.scale = table["scale"].value_or(1.0);
    } else if (kind.kind == TermKind::kCue) {
      type.cue = look_up(kCues, type.name, where);
    } else if (kind.kind == TermKind::kChange) {
      type.effect = look_up(kEffects, type.name, where);
    } else if (kind.kind == TermKind::kBound) {
      type.bound = look_up(kBoundNames, type.name, where);
    } else if (kind.kind == TermKind::kMetric) {
      type.better = look_up(kBetters, table["better"].value_or(std::string()), where);
      type.in_percent = table["in_percent"].value_or(false);
      type.general = table["general"].value_or(false);
      type.kinds = unit_kinds(table, where);
    }
    add_phrases(builder_, static_cast<std::uint32_t>(made_.types.size()), table);
    made_.types.push_back(std::move(type));
    places_.push_back(where);
  }

  /// What is written one way is one unit.
  void check_units() {
    constexpr std::size_t kMostWords = 4;
    std::map<std::vector<std::uint32_t>, std::uint32_t> seen;
    for (std::uint32_t i = 0; i < places_.size(); ++i) {
      if (made_.types[i].kind != TermKind::kUnit) {
        continue;
      }
      for (const std::vector<std::uint32_t>& wording : builder_.wordings(i, kMostWords)) {
        if (const auto [known, is_new] = seen.try_emplace(wording, i); !is_new) {
          throw Error(Errc::kInvalid,
                      "one phrase stands under \"" + made_.types[known->second].name + "\" and \"" +
                          made_.types[i].name + "\"",
                      places_[i]);
        }
      }
    }
  }

  /// A word of grammar is no metric, unless capitals tell it apart.
  void check_metrics() {
    for (std::uint32_t i = 0; i < places_.size(); ++i) {
      if (made_.types[i].kind != TermKind::kMetric) {
        continue;
      }
      for (const std::vector<std::uint32_t>& wording : builder_.wordings(i, 1)) {
        for (const auto& [word, value] : words_) {
          if (wording[0] == word) {
            throw Error(Errc::kInvalid,
                        "a phrase of \"" + made_.types[i].name + "\" is a word of grammar",
                        places_[i]);
          }
        }
      }
    }
  }

  /// Bits of the kinds that a metric is counted in; per cent, factors and bare numbers do for all,
  /// points for those that are not counted in time, memory or sizes alone.
  static std::uint32_t unit_kinds(const toml::table& table, const std::string& where) {
    constexpr std::uint32_t kPoints = 1U << static_cast<unsigned>(UnitKind::kPoints);
    constexpr std::uint32_t kAbstract = 1U << static_cast<unsigned>(UnitKind::kLevel) |
                                        1U << static_cast<unsigned>(UnitKind::kRate);
    std::uint32_t bits = 1U << static_cast<unsigned>(UnitKind::kNone) |
                         1U << static_cast<unsigned>(UnitKind::kPercent) |
                         1U << static_cast<unsigned>(UnitKind::kFactor);
    const toml::array* kinds = table["kinds"].as_array();
    for (std::size_t i = 0; kinds != nullptr && i < kinds->size(); ++i) {
      bits |= 1U << static_cast<unsigned>(
                  look_up(kUnitKinds, (*kinds)[i].value_or(std::string()), where));
    }
    if (kinds == nullptr || kinds->empty() || (bits & kAbstract) != 0) {
      bits |= kPoints;
    }
    return bits;
  }

  void add_names(const std::vector<std::string>& names, TermKind kind) {
    for (const std::string& name : names) {
      builder_.add(static_cast<std::uint32_t>(made_.types.size()), name);
    }
    TermType type;
    type.kind = kind;
    made_.types.push_back(std::move(type));
  }

  struct Value {
    Role role = Role::kNone;
    double value = 0;
  };

  void add_roles() {
    for (const RoleWord& entry : kRoles) {
      for (std::size_t at = 0; at < entry.words.size();) {
        const std::size_t end = std::min(entry.words.find(' ', at), entry.words.size());
        words_.emplace_back(builder_.add_word(entry.words.substr(at, end - at)),
                            Value{entry.role, 0});
        at = end + 1;
      }
    }
    for (const ValueWord& entry : kValues) {
      words_.emplace_back(builder_.add_word(entry.word), Value{entry.role, entry.value});
    }
  }

  const toml::table& file_;
  const toml::table& lexicon_;
  AutomatonBuilder builder_;
  TermSet made_;
  std::vector<std::string> places_;  // of the types that the file tells of
  WordMarks marks_;
  std::vector<std::pair<WordId, Value>> words_;
};

}  // namespace

TermSet read_terms(std::string_view claims_toml, std::string_view datasets,
                   std::string_view lexicon_toml) {
  const toml::table file = parse_toml(claims_toml, "claims.toml");
  const toml::table lexicon = parse_toml(lexicon_toml, "lexicon.toml");
  return TermReader(file, lexicon).read(read_names(datasets));
}

void find_terms(const TermSet& terms, const std::vector<Token>& tokens, std::vector<Match>& matches,
                std::vector<Term>& out) {
  matches.clear();
  terms.automaton.find(
      tokens, [](std::uint32_t) { return true; }, matches);
  // By first token, the longest first: what ends no later than an earlier one of its kind is in it.
  std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    return a.first != b.first ? a.first < b.first
           : a.last != b.last ? a.last > b.last
                              : a.entry < b.entry;
  });
  std::array<std::uint32_t, kTermKindCount> reached{};  // by kind: one past the last token taken
  for (const Match& match : matches) {
    const TermKind kind = terms.types[match.entry].kind;
    std::uint32_t& end = reached[static_cast<std::size_t>(kind)];
    if (match.last >= end) {
      end = match.last + 1;
      out.push_back({match.entry, match.first, match.last, kind});
    }
  }
}

}  // namespace assay::identify
