#include "identify/lexicon.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"
#include "identify/gazetteer_internal.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <utility>

// NOLINTBEGIN(readability-identifier-naming): the names that assay_embed gives
extern "C" {
extern const char assay_lexicon_begin[];
extern const char assay_lexicon_end[];
extern const char assay_taxonomy_begin[];
extern const char assay_taxonomy_end[];
extern const char assay_organisations_begin[];
extern const char assay_organisations_end[];
}
// NOLINTEND(readability-identifier-naming)

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

[[noreturn]] void fail(const std::string& message, const std::string& where) {
  throw Error(Errc::kInvalid, message, where);
}

toml::table parse(std::string_view text, const char* file) {
  try {
    return toml::parse(text, std::string_view(file));
  } catch (const toml::parse_error& error) {
    throw Error(Errc::kInvalid, std::string(error.description()),
                std::string(file) + " line " + std::to_string(error.source().begin.line));
  }
}

std::vector<std::string> strings(const toml::node_view<const toml::node>& node,
                                 const std::string& where) {
  std::vector<std::string> all;
  if (!node) {
    return all;
  }
  const toml::array* array = node.as_array();
  if (array == nullptr) {
    fail("a list of texts is expected", where);
  }
  for (const toml::node& item : *array) {
    const std::optional<std::string> text = item.value<std::string>();
    if (!text) {
      fail("a list of texts is expected", where);
    }
    all.push_back(*text);
  }
  return all;
}

class LexiconReader {
 public:
  LexiconReader(const toml::table& lexicon, const toml::table& taxonomy, const Names& names)
      : lexicon_(lexicon), taxonomy_(taxonomy), names_(names), builder_(read_macros()) {}

  Lexicon read() {
    made_.name = lexicon_["name"].value_or(std::string("lexicon"));
    made_.decay = lexicon_["tally"]["decay"].value_or(made_.decay);
    made_.text_factor = lexicon_["tally"]["text"].value_or(made_.text_factor);
    made_.title_alone = lexicon_["tally"]["title_alone"].value_or(made_.title_alone);
    made_.background = lexicon_["tally"]["background"].value_or(made_.background);
    title_ = lexicon_["tally"]["title"].value_or(1.0);
    made_.reach = lexicon_["scope"]["reach"].value_or(made_.reach);
    read_features("developer", made_.developer);
    read_features("research", made_.research);
    mark_words();
    read_entries(lexicon_, "clue", Target::kClue);
    read_entries(lexicon_, "sign", Target::kResearch);
    read_entries(lexicon_, "later", Target::kLater);
    read_topics();
    add_gazetteer();
    made_.automaton = builder_.build();
    made_.word_marks.assign(made_.automaton.vocabulary().size() + 1, 0);
    for (const auto& [word, mark] : marks_) {
      made_.word_marks[word] = static_cast<std::uint8_t>(made_.word_marks[word] | mark);
    }
    return std::move(made_);
  }

 private:
  [[nodiscard]] Macros read_macros() const {
    Macros macros;
    if (const toml::table* table = lexicon_["macros"].as_table()) {
      for (const auto& [key, value] : *table) {
        macros.emplace(std::string(key.str()), value.value_or(std::string()));
      }
    }
    macros["organisation"] = "(" + join(names_.sure, "|") + ")";
    return macros;
  }

  void read_features(const char* table, Features& features) const {
    for (std::size_t i = 0; i < kFeatureCount; ++i) {
      features[i] = lexicon_[table][kFeatureNames[i]].value_or(0.0);
    }
  }

  void mark(const char* list, WordMark bit, bool barrier) {
    for (const std::string& word : strings(lexicon_["scope"][list], list)) {
      marks_.emplace_back(builder_.add_word(word), bit);
      if (barrier) {
        builder_.add_barrier(word);
      }
    }
  }

  void mark_words() {
    mark("negations", kNegates, true);
    mark("hedges", kHedges, false);
    mark("only", kOnly, false);
    mark("schools", kAcademic, false);
    mark("and", kAnd, false);
    mark("self", kSelf, false);
  }

  std::vector<WordId> words(const toml::table& table, const char* key, const std::string& where) {
    std::vector<WordId> all;
    for (const std::string& word : strings(table[key], where)) {
      all.push_back(builder_.add_word(word));
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  template <typename Parse>
  std::uint32_t mask(const toml::table& table, const char* key, std::uint32_t otherwise,
                     const Parse& parse_name, const std::string& where) const {
    const std::vector<std::string> names = strings(table[key], where);
    std::uint32_t bits = 0;
    for (const std::string& name : names) {
      const auto value = parse_name(name);
      if (!value) {
        fail("unknown name " + name, where);
      }
      bits |= 1U << static_cast<unsigned>(*value);
    }
    return names.empty() ? otherwise : bits;
  }

  /// Adds the entry with its phrases.
  void add(Entry entry, const toml::table& table) {
    const std::string where = entry.name;
    entry.weight = table["weight"].value_or(table["prior"].value_or(0.0));
    entry.prior = table["prior"].value_or(entry.weight);
    entry.title = table["title"].value_or(title_);
    entry.address = table["address"].value_or(false);
    entry.negatable = table["negatable"].value_or(true);
    entry.fields = mask(table, "fields", kProse, parse_field, where);
    entry.kinds = mask(table, "kinds", kEveryKind, parse_kind, where);
    entry.near = words(table, "near", where);
    entry.unless = words(table, "unless", where);
    entry.unless_next = words(table, "unless_next", where);
    const std::uint32_t number = static_cast<std::uint32_t>(made_.entries.size());
    for (const std::string& phrase : strings(table["phrases"], where)) {
      try {
        builder_.add(number, phrase);
      } catch (const Error& error) {
        fail(error.message() + " in " + error.where(), where);
      }
    }
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
        fail("a table is expected", key);
      }
      Entry entry;
      entry.target = target;
      entry.name = (*table)["name"].value_or(std::string(key));
      if (target == Target::kClue) {
        const std::optional<ClueType> type =
            parse_clue_type((*table)["type"].value_or(std::string()));
        if (!type) {
          fail("unknown clue type", entry.name);
        }
        entry.clue = *type;
      }
      if (entry.name == "code_field") {
        made_.code_entry = static_cast<std::uint32_t>(made_.entries.size());
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
      fail("ten topics are expected", "taxonomy");
    }
    for (const toml::node& node : *array) {
      const toml::table* table = node.as_table();
      const std::string name =
          table == nullptr ? std::string() : (*table)["name"].value_or(std::string());
      const std::optional<Topic> topic = parse_topic(name);
      if (!topic) {
        fail("unknown topic " + name, "taxonomy");
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
  std::vector<std::pair<WordId, WordMark>> marks_;
};

}  // namespace

std::string_view feature_name(Feature feature) noexcept {
  return kFeatureNames[static_cast<std::size_t>(feature)];
}

Lexicon read_lexicon(std::string_view lexicon_toml, std::string_view taxonomy_toml,
                     std::string_view organisations) {
  const toml::table lexicon = parse(lexicon_toml, "lexicon.toml");
  const toml::table taxonomy = parse(taxonomy_toml, "taxonomy.toml");
  const Names names = read_names(organisations);
  return LexiconReader(lexicon, taxonomy, names).read();
}

std::string_view embedded_lexicon_text() noexcept {
  return embedded_bytes(assay_lexicon_begin, assay_lexicon_end);
}

std::string_view embedded_taxonomy_text() noexcept {
  return embedded_bytes(assay_taxonomy_begin, assay_taxonomy_end);
}

Lexicon read_embedded_lexicon() {
  return read_lexicon(embedded_lexicon_text(), embedded_taxonomy_text(),
                      embedded_bytes(assay_organisations_begin, assay_organisations_end));
}

}  // namespace assay::identify
