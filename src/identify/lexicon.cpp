#include "identify/lexicon.h"

#include "base/error.h"
#include "base/text.h"
#include "identify/gazetteer_internal.h"
#include "identify/scope_internal.h"
#include "identify/toml_internal.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace assay::identify {
namespace {

constexpr std::array<std::string_view, kFeatureCount> kFeatureNames = {
    "bias",      "no_abstract",    "paper",      "repository", "post",
    "talk",      "contribution",   "package",    "event",      "discussion",
    "engineers", "company_domain", "identifier", "paper_link", "venue"};

constexpr std::uint32_t field_bit(Field field) {
  return 1U << static_cast<unsigned>(field);
}
constexpr std::uint32_t kProse = field_bit(Field::kTitle) | field_bit(Field::kAbstract) |
                                 field_bit(Field::kText) | field_bit(Field::kComments) |
                                 field_bit(Field::kKeywords);
constexpr std::uint32_t kEveryKind = (1U << kKindCount) - 1;

[[noreturn]] void fail(const std::string& message, const toml::node& at) {
  throw Error(Errc::kInvalid, message, place_of(at));
}

class LexiconReader {
 public:
  LexiconReader(const toml::table& lexicon, const toml::table& taxonomy, const Names& names)
      : lexicon_(lexicon), taxonomy_(taxonomy), names_(names), builder_(macros()) {}

  Lexicon read() {
    made_.name = lexicon_["name"].value_or(std::string("lexicon"));
    made_.decay = lexicon_["tally"]["decay"].value_or(made_.decay);
    made_.text_factor = lexicon_["tally"]["text"].value_or(made_.text_factor);
    made_.title_alone = lexicon_["tally"]["title_alone"].value_or(made_.title_alone);
    made_.background = lexicon_["tally"]["background"].value_or(made_.background);
    title_ = lexicon_["tally"]["title"].value_or(1.0);
    read_features("developer", made_.developer);
    read_features("research", made_.research);
    if (const toml::table* scope = lexicon_["scope"].as_table()) {
      marks_ = read_marks(*scope, builder_);
      add_scope(*scope);
    }
    read_entries(lexicon_, "clue", Target::kClue);
    read_entries(lexicon_, "sign", Target::kResearch);
    read_topics();
    add_gazetteer();
    made_.automaton = builder_.build();
    made_.word_marks = by_word(marks_, made_.automaton.vocabulary().size() + 1);
    return std::move(made_);
  }

 private:
  [[nodiscard]] Macros macros() const {
    Macros macros = read_macros(lexicon_);
    macros["organisation"] = "(" + join(names_.sure, "|") + ")";
    return macros;
  }

  void read_features(const char* table, Features& features) const {
    for (std::size_t i = 0; i < kFeatureCount; ++i) {
      features[i] = lexicon_[table][kFeatureNames[i]].value_or(0.0);
    }
  }

  /// Entries of the cues, looked for in every field and kind.
  void add_scope(const toml::table& scope) {
    add_cues(scope, builder_, [this](Cue cue) {
      Entry entry;
      entry.name = "scope_" + std::to_string(static_cast<unsigned>(cue));
      entry.target = Target::kCue;
      entry.cue = cue;
      entry.fields = ~std::uint32_t{0};
      entry.kinds = kEveryKind;
      made_.entries.push_back(std::move(entry));
      return static_cast<std::uint32_t>(made_.entries.size() - 1);
    });
  }

  std::vector<WordId> words(const toml::table& table, const char* key) {
    std::vector<WordId> all;
    for (const std::string& word : read_texts(table, key)) {
      all.push_back(builder_.add_word(word));
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  template <typename Parse>
  std::uint32_t mask(const toml::table& table, const char* key, std::uint32_t otherwise,
                     const Parse& parse_name) const {
    const std::vector<std::string> names = read_texts(table, key);
    std::uint32_t bits = 0;
    for (const std::string& name : names) {
      const auto value = parse_name(name);
      if (!value) {
        fail("unknown name " + name, *table.get(key));
      }
      bits |= 1U << static_cast<unsigned>(*value);
    }
    return names.empty() ? otherwise : bits;
  }

  /// Adds the entry with its phrases.
  void add(Entry entry, const toml::table& table) {
    entry.weight = table["weight"].value_or(table["prior"].value_or(0.0));
    entry.prior = table["prior"].value_or(entry.weight);
    entry.led = table["led"].value_or(0.0);
    entry.title = table["title"].value_or(title_);
    entry.address = table["address"].value_or(false);
    entry.negatable = table["negatable"].value_or(true);
    entry.fields = mask(table, "fields", kProse, parse_field);
    entry.kinds = mask(table, "kinds", kEveryKind, parse_kind);
    entry.near = words(table, "near");
    entry.unless = words(table, "unless");
    entry.unless_next = words(table, "unless_next");
    add_phrases(builder_, static_cast<std::uint32_t>(made_.entries.size()), table);
    made_.entries.push_back(std::move(entry));
  }

  void read_entries(const toml::table& file, const char* key, Target target) {
    const toml::array* array = file[key].as_array();
    if (array == nullptr) {
      return;
    }
    for (const toml::node& node : *array) {
      const toml::table* table = node.as_table();
      if (table == nullptr) {
        fail("a table is expected", node);
      }
      Entry entry;
      entry.target = target;
      entry.name = (*table)["name"].value_or(std::string(key));
      if (target == Target::kClue) {
        const std::optional<ClueType> type =
            parse_clue_type((*table)["type"].value_or(std::string()));
        if (!type) {
          fail("unknown clue type of " + entry.name, *table);
        }
        entry.clue = *type;
      }
      if (entry.name == "code_field") {
        made_.code_entry = static_cast<std::uint32_t>(made_.entries.size());
      }
      if (entry.name == "before_after") {
        made_.change_entry = static_cast<std::uint32_t>(made_.entries.size());
      }
      if (entry.name == "table_of_figures" || entry.name == "table_of_results") {
        made_.table_entries.push_back(static_cast<std::uint32_t>(made_.entries.size()));
      }
      add(std::move(entry), *table);
    }
  }

  void read_topics() {
    const toml::array* array = taxonomy_["topic"].as_array();
    if (array == nullptr || array->size() != kTopicCount) {
      fail(std::to_string(kTopicCount) + " topics are expected", taxonomy_);
    }
    for (const toml::node& node : *array) {
      const toml::table* table = node.as_table();
      const std::string name =
          table == nullptr ? std::string() : (*table)["name"].value_or(std::string());
      const std::optional<Topic> topic = parse_topic(name);
      if (!topic) {
        fail("unknown topic " + name, node);
      }
      made_.topic_bias[static_cast<std::size_t>(*topic)] = (*table)["bias"].value_or(0.0);
      const toml::array* signs = (*table)["sign"].as_array();
      for (std::size_t i = 0; signs != nullptr && i < signs->size(); ++i) {
        if (const toml::table* sign = (*signs)[i].as_table()) {
          Entry entry;
          entry.target = Target::kTopic;
          entry.topic = *topic;
          entry.name = name + "_" + std::to_string(i + 1);
          add(std::move(entry), *sign);
        }
      }
    }
  }

  /// Fills the entry "organisation", which has no phrases of its own.
  void add_gazetteer() {
    for (std::uint32_t i = 0; i < made_.entries.size(); ++i) {
      if (made_.entries[i].name == "organisation") {
        for (const auto* list : {&names_.sure, &names_.unsure}) {
          for (const std::string& name : *list) {
            builder_.add(i, name);
          }
        }
      }
    }
  }

  const toml::table& lexicon_;
  const toml::table& taxonomy_;
  const Names& names_;
  AutomatonBuilder builder_;
  Lexicon made_;
  double title_ = 1;
  WordMarks marks_;
};

}  // namespace

std::string_view feature_name(Feature feature) noexcept {
  return kFeatureNames[static_cast<std::size_t>(feature)];
}

Lexicon read_lexicon(std::string_view lexicon_toml, std::string_view taxonomy_toml,
                     std::string_view organisations) {
  const toml::table lexicon = parse_toml(lexicon_toml, "lexicon.toml");
  const toml::table taxonomy = parse_toml(taxonomy_toml, "taxonomy.toml");
  const Names names = read_names(organisations);
  return LexiconReader(lexicon, taxonomy, names).read();
}

}  // namespace assay::identify
