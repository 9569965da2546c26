#include "base/error.h"
#include "base/text.h"
#include "identify/bytes_internal.h"
#include "identify/compiled_internal.h"

#include <array>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace assay::identify {
namespace {

constexpr std::string_view kMagic = "assaywds";
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kHead = 24;
constexpr const char* kWhere = "compiled word list";

enum class List : std::uint32_t { kLexicon = 1, kTaxonomy = 2, kTerms = 3 };

void require(bool holds, const char* what) {
  if (!holds) {
    throw Error(Errc::kCorrupt, what, kWhere);
  }
}

std::string seal(List list, const std::string& body) {
  std::string out(kMagic);
  put(out, kVersion);
  put(out, static_cast<std::uint32_t>(list));
  put(out, hash64(body));
  return out + body;
}

Bytes open(List list, std::string_view bytes) {
  require(bytes.size() >= kHead && bytes.substr(0, kMagic.size()) == kMagic, "this is none");
  Bytes head(bytes.substr(kMagic.size(), kHead - kMagic.size()), kWhere);
  require(head.take<std::uint32_t>() == kVersion, "it is of another version");
  require(head.take<std::uint32_t>() == static_cast<std::uint32_t>(list), "it is another list");
  const std::string_view body = bytes.substr(kHead);
  require(head.take<std::uint64_t>() == hash64(body), "its checksum is wrong");
  return {body, kWhere};
}

void put_count(std::string& out, std::size_t count) {
  put(out, static_cast<std::uint32_t>(count));
}

void put_string(std::string& out, std::string_view text) {
  put_count(out, text.size());
  out += text;
}

std::string take_string(Bytes& in) {
  return std::string(in.take_bytes(in.take<std::uint32_t>()));
}

template <typename T>
void put_numbers(std::string& out, const std::vector<T>& numbers) {
  put_count(out, numbers.size());
  for (const T number : numbers) {
    put(out, number);
  }
}

template <typename T>
std::vector<T> take_numbers(Bytes& in) {
  static_assert(std::is_arithmetic_v<T>);
  return in.take_all<T>(in.take<std::uint32_t>());
}

template <std::size_t kSize>
void put_array(std::string& out, const std::array<double, kSize>& numbers) {
  for (const double number : numbers) {
    put(out, number);
  }
}

template <std::size_t kSize>
void take_array(Bytes& in, std::array<double, kSize>& numbers) {
  for (double& number : numbers) {
    number = in.take_number();
  }
}

template <typename Enum>
void put_enum(std::string& out, Enum value) {
  put(out, static_cast<std::uint8_t>(value));
}

/// An enumerator up to `last`.
template <typename Enum>
Enum take_enum(Bytes& in, Enum last) {
  const auto number = in.take<std::uint8_t>();
  require(number <= static_cast<std::uint8_t>(last), "an enumerator is unknown");
  return static_cast<Enum>(number);
}

bool take_bool(Bytes& in) {
  return in.take<std::uint8_t>() != 0;
}

constexpr auto kLastTopic = static_cast<Topic>(kTopicCount - 1);

}  // namespace

/// The one that sees into an Automaton besides its builder.
class AutomatonForm {
 public:
  static void put_automaton(std::string& out, const Automaton& automaton) {
    put_numbers(out, automaton.vocabulary_.hashes());
    put_count(out, automaton.states_.size());
    for (const Automaton::State& state : automaton.states_) {
      put(out, state.words);
      put(out, state.specials);
      put(out, state.end);
      put(out, std::uint32_t{state.accepts});
    }
    put_count(out, automaton.edges_.size());
    for (const Automaton::Edge& edge : automaton.edges_) {
      put(out, edge.label);
      put(out, edge.target);
    }
    put_count(out, automaton.start_list_.size());
    for (const Automaton::Start& start : automaton.start_list_) {
      put(out, start.entry);
      put(out, start.label);
      put(out, start.target);
      put(out, start.next);
    }
    put_numbers(out, automaton.starts_);
    put_numbers(out, automaton.barriers_);
  }

  /// An automaton whose matches are of `entries` entries.
  static Automaton take_automaton(Bytes& in, std::size_t entries) {
    Automaton made;
    take_vocabulary(in, made.vocabulary_);
    take_states(in, made);
    take_starts(in, made, entries);
    made.starts_ = take_numbers<std::uint32_t>(in);
    const std::size_t words = made.vocabulary_.size();
    require(made.starts_.size() == words + 2, "the starts are not those of the words");
    for (std::size_t i = 0; i < made.starts_.size(); ++i) {
      const std::uint32_t next = i + 1 < made.starts_.size()
                                     ? made.starts_[i + 1]
                                     : static_cast<std::uint32_t>(made.start_list_.size());
      require(made.starts_[i] <= next, "the starts are out of order");
    }
    made.barriers_ = take_numbers<std::uint8_t>(in);
    require(made.barriers_.size() == words + 1, "the barriers are not those of the words");
    return made;
  }

 private:
  static void take_vocabulary(Bytes& in, Vocabulary& vocabulary) {
    WordId number = 0;
    for (const std::uint64_t hash : take_numbers<std::uint64_t>(in)) {
      require(vocabulary.add(hash) == ++number, "a word stands there twice");
    }
  }

  static void take_states(Bytes& in, Automaton& made) {
    struct Flat {
      std::uint32_t words, specials, end, accepts;
    };
    const std::vector<Flat> states = in.take_all<Flat>(in.take<std::uint32_t>());
    made.edges_ = in.take_all<Automaton::Edge>(in.take<std::uint32_t>());
    made.states_.reserve(states.size());
    for (const Flat& state : states) {
      require(state.words <= state.specials && state.specials <= state.end &&
                  state.end <= made.edges_.size(),
              "a state's edges are out of bounds");
      made.states_.push_back({state.words, state.specials, state.end, state.accepts != 0});
    }
    for (const Automaton::Edge& edge : made.edges_) {
      require(edge.target < states.size(), "an edge leads nowhere");
    }
  }

  static void take_starts(Bytes& in, Automaton& made, std::size_t entries) {
    const auto count = in.take<std::uint32_t>();
    Bytes starts(in.take_bytes(count * std::size_t{20}), kWhere);
    made.start_list_.reserve(count);
    while (!starts.empty()) {
      Automaton::Start start;
      start.entry = starts.take<std::uint32_t>();
      start.label = starts.take<std::uint32_t>();
      start.target = starts.take<std::uint32_t>();
      start.next = starts.take<std::uint64_t>();
      require(start.entry < entries && start.target < made.states_.size(), "a start leads nowhere");
      made.start_list_.push_back(start);
    }
  }
};

namespace {

void put_entry(std::string& out, const Entry& entry) {
  put_string(out, entry.name);
  put_enum(out, entry.target);
  put_enum(out, entry.clue);
  put_enum(out, entry.topic);
  put_enum(out, entry.cue);
  put(out, entry.weight);
  put(out, entry.prior);
  put(out, entry.led);
  put(out, entry.title);
  put(out, entry.address);
  put(out, entry.negatable);
  put(out, entry.fields);
  put(out, entry.kinds);
  put_numbers(out, entry.near);
  put_numbers(out, entry.unless);
  put_numbers(out, entry.unless_next);
}

Entry take_entry(Bytes& in) {
  Entry entry;
  entry.name = take_string(in);
  entry.target = take_enum(in, Target::kCue);
  entry.clue = take_enum(in, ClueType::kWording);
  entry.topic = take_enum(in, kLastTopic);
  entry.cue = take_enum(in, Cue::kAsserts);
  entry.weight = in.take_number();
  entry.prior = in.take_number();
  entry.led = in.take_number();
  entry.title = in.take_number();
  entry.address = take_bool(in);
  entry.negatable = take_bool(in);
  entry.fields = in.take<std::uint32_t>();
  entry.kinds = in.take<std::uint32_t>();
  entry.near = take_numbers<WordId>(in);
  entry.unless = take_numbers<WordId>(in);
  entry.unless_next = take_numbers<WordId>(in);
  return entry;
}

void put_type(std::string& out, const TermType& type) {
  put_enum(out, type.kind);
  put_string(out, type.name);
  put_enum(out, type.better);
  put_enum(out, type.unit);
  put_enum(out, type.effect);
  put_enum(out, type.bound);
  put(out, type.in_percent);
  put(out, type.kinds);
  put(out, type.general);
  put_string(out, type.dimension);
  put(out, type.scale);
  put_enum(out, type.cue);
}

TermType take_type(Bytes& in) {
  TermType type;
  type.kind = take_enum(in, TermKind::kCue);
  type.name = take_string(in);
  type.better = take_enum(in, Better::kLower);
  type.unit = take_enum(in, UnitKind::kSize);
  type.effect = take_enum(in, Effect::kWorse);
  type.bound = take_enum(in, Bound::kUpTo);
  type.in_percent = take_bool(in);
  type.kinds = in.take<std::uint32_t>();
  type.general = take_bool(in);
  type.dimension = take_string(in);
  type.scale = in.take_number();
  type.cue = take_enum(in, Cue::kAsserts);
  return type;
}

/// The number of a table's item, below `count`.
std::size_t take_index(Bytes& in, std::size_t count) {
  const auto index = in.take<std::uint32_t>();
  require(index < count, "a number is out of bounds");
  return index;
}

}  // namespace

std::string compile(const Lexicon& lexicon) {
  std::string out;
  put_string(out, lexicon.name);
  put_count(out, lexicon.entries.size());
  for (const Entry& entry : lexicon.entries) {
    put_entry(out, entry);
  }
  AutomatonForm::put_automaton(out, lexicon.automaton);
  put(out, lexicon.decay);
  put(out, lexicon.text_factor);
  put(out, lexicon.title_alone);
  put(out, lexicon.background);
  put_array(out, lexicon.developer);
  put_array(out, lexicon.research);
  put_array(out, lexicon.topic_bias);
  put_numbers(out, lexicon.word_marks);
  put(out, lexicon.code_entry);
  put(out, lexicon.change_entry);
  put_numbers(out, lexicon.table_entries);
  return seal(List::kLexicon, out);
}

Lexicon load_lexicon(std::string_view bytes) {
  Bytes in = open(List::kLexicon, bytes);
  Lexicon lexicon;
  lexicon.name = take_string(in);
  const auto entries = in.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < entries; ++i) {
    lexicon.entries.push_back(take_entry(in));
  }
  lexicon.automaton = AutomatonForm::take_automaton(in, entries);
  lexicon.decay = in.take_number();
  lexicon.text_factor = in.take_number();
  lexicon.title_alone = in.take_number();
  lexicon.background = in.take_number();
  take_array(in, lexicon.developer);
  take_array(in, lexicon.research);
  take_array(in, lexicon.topic_bias);
  lexicon.word_marks = take_numbers<std::uint16_t>(in);
  require(lexicon.word_marks.size() == lexicon.automaton.vocabulary().size() + 1,
          "the marks are not those of the words");
  lexicon.code_entry = in.take<std::uint32_t>();
  lexicon.change_entry = in.take<std::uint32_t>();
  require(lexicon.code_entry < entries && lexicon.change_entry < entries,
          "a number is out of bounds");
  lexicon.table_entries = take_numbers<std::uint32_t>(in);
  for (const std::uint32_t entry : lexicon.table_entries) {
    require(entry < entries, "a number is out of bounds");
  }
  require(in.empty(), "something follows its end");
  return lexicon;
}

std::string compile(const TaxonomyTables& tables) {
  std::string out;
  put_count(out, tables.reasons.size());
  for (const std::string& reason : tables.reasons) {
    put_string(out, reason);
  }
  put_count(out, tables.topics.size());
  for (const TopicEntry& topic : tables.topics) {
    put_string(out, topic.name);
    put_string(out, topic.title);
    put_count(out, topic.reason);
    put(out, topic.topic.has_value());
    put_enum(out, topic.topic.value_or(Topic{}));
  }
  put_count(out, tables.words.size());
  for (const WordsEntry& words : tables.words) {
    put_count(out, words.topic);
    put(out, words.fields);
    put(out, words.users);
  }
  AutomatonForm::put_automaton(out, tables.automaton);
  put(out, tables.users_words);
  return seal(List::kTaxonomy, out);
}

TaxonomyTables load_taxonomy(std::string_view bytes) {
  Bytes in = open(List::kTaxonomy, bytes);
  TaxonomyTables tables;
  for (auto left = in.take<std::uint32_t>(); left > 0; --left) {
    tables.reasons.push_back(take_string(in));
  }
  for (auto left = in.take<std::uint32_t>(); left > 0; --left) {
    TopicEntry& entry = tables.topics.emplace_back();
    entry.name = take_string(in);
    entry.title = take_string(in);
    entry.reason = take_index(in, tables.reasons.size());
    const bool known = take_bool(in);
    const Topic topic = take_enum(in, kLastTopic);
    entry.topic = known ? std::optional(topic) : std::nullopt;
  }
  for (auto left = in.take<std::uint32_t>(); left > 0; --left) {
    WordsEntry& words = tables.words.emplace_back();
    words.topic = take_index(in, tables.topics.size());
    words.fields = in.take<std::uint32_t>();
    words.users = take_bool(in);
  }
  tables.automaton = AutomatonForm::take_automaton(in, tables.words.size());
  tables.users_words = take_bool(in);
  require(in.empty(), "something follows its end");
  return tables;
}

std::string compile(const TermSet& terms) {
  std::string out;
  put_count(out, terms.types.size());
  for (const TermType& type : terms.types) {
    put_type(out, type);
  }
  AutomatonForm::put_automaton(out, terms.automaton);
  put_count(out, terms.roles.size());
  for (const Role role : terms.roles) {
    put_enum(out, role);
  }
  put_numbers(out, terms.values);
  put_numbers(out, terms.marks);
  return seal(List::kTerms, out);
}

TermSet load_terms(std::string_view bytes) {
  Bytes in = open(List::kTerms, bytes);
  TermSet terms;
  const auto types = in.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < types; ++i) {
    terms.types.push_back(take_type(in));
  }
  terms.automaton = AutomatonForm::take_automaton(in, types);
  for (auto left = in.take<std::uint32_t>(); left > 0; --left) {
    terms.roles.push_back(take_enum(in, Role::kRespectively));
  }
  terms.values = take_numbers<double>(in);
  terms.marks = take_numbers<std::uint16_t>(in);
  const std::size_t words = terms.automaton.vocabulary().size() + 1;
  require(
      terms.roles.size() == words && terms.values.size() == words && terms.marks.size() == words,
      "the roles are not those of the words");
  require(in.empty(), "something follows its end");
  return terms;
}

}  // namespace assay::identify
