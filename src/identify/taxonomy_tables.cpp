#include "base/error.h"
#include "base/text.h"
#include "identify/taxonomy_tables_internal.h"
#include "identify/toml_internal.h"
#include "work/work.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace assay::identify {
namespace {

constexpr std::uint32_t kAllFields = ~std::uint32_t{0};

/// Builds the tables from the program's taxonomy, then from the reader's.
class TaxonomyReader {
 public:
  TaxonomyReader(std::string_view lexicon_toml, std::string_view taxonomy_toml)
      : builder_(read_macros(parse_toml(lexicon_toml, "lexicon.toml"))) {
    const toml::table own = parse_toml(taxonomy_toml, "taxonomy.toml");
    if (const toml::array* topics = own["topic"].as_array()) {
      for (const toml::node& node : *topics) {
        if (const toml::table* table = node.as_table()) {
          read_own(*table);
        }
      }
    }
  }

  void read_users(std::string_view text, const std::string& file) {
    const toml::table users = parse_toml(text, file);
    for (const auto& [key, node] : users) {
      const toml::array* topics = node.as_array();
      if (key.str() != "topic" || topics == nullptr) {
        fail(node, "\"" + std::string(key.str()) + "\" is not known", "write [[topic]] tables");
      }
      for (const toml::node& item : *topics) {
        const toml::table* table = item.as_table();
        if (table == nullptr) {
          fail(item, "a topic is to be a table", "write [[topic]]");
        }
        read_topic(*table);
      }
    }
  }

  TaxonomyTables build() {
    made_.automaton = builder_.build();
    return std::move(made_);
  }

 private:
  [[noreturn]] static void fail(const toml::node& node, const std::string& what,
                                const std::string& hint) {
    throw Error(Errc::kInvalid, what, place_of(node), hint);
  }

  std::size_t reason_number(const std::string& name) {
    const auto found = std::find(made_.reasons.begin(), made_.reasons.end(), name);
    if (found == made_.reasons.end()) {
      made_.reasons.push_back(name);
      return made_.reasons.size() - 1;
    }
    return static_cast<std::size_t>(found - made_.reasons.begin());
  }

  void read_own(const toml::table& table) {
    TopicEntry entry;
    entry.name = table["name"].value_or(std::string());
    entry.title = table["title"].value_or(std::string());
    entry.reason = reason_number(table["reason"].value_or(std::string()));
    entry.topic = parse_topic(entry.name);
    made_.topics.push_back(std::move(entry));
    const toml::array* signs = table["sign"].as_array();
    for (std::size_t i = 0; signs != nullptr && i < signs->size(); ++i) {
      const toml::table* sign = (*signs)[i].as_table();
      if (sign != nullptr && (*sign)["weight"].value_or(0.0) > 0) {
        add_sign(*sign);
      }
    }
  }

  void add_sign(const toml::table& sign) {
    WordsEntry words{made_.topics.size() - 1, kAllFields, false};
    if (const toml::array* fields = sign["fields"].as_array()) {
      words.fields = 0;
      for (const toml::node& field : *fields) {
        if (const auto known = parse_field(field.value_or(std::string()))) {
          words.fields |= 1U << static_cast<unsigned>(*known);
        }
      }
    }
    add_phrases(builder_, static_cast<std::uint32_t>(made_.words.size()), sign);
    made_.words.push_back(words);
  }

  static std::string text_of(const toml::table& table, const char* key, bool required) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      if (required) {
        fail(table, std::string("a topic lacks its ") + key,
             std::string("write ") + key + " = \"…\"");
      }
      return {};
    }
    const std::optional<std::string> text = node->value_exact<std::string>();
    if (!text || trim(*text).empty()) {
      fail(*node, std::string(key) + " is to be a text", std::string("write ") + key + " = \"…\"");
    }
    return *text;
  }

  void read_topic(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (key.str() != "name" && key.str() != "title" && key.str() != "reason" &&
          key.str() != "words") {
        fail(node, "\"" + std::string(key.str()) + "\" is not known",
             "a topic has name, title, reason and words");
      }
    }
    const std::string name = text_of(table, "name", true);
    auto known = std::find_if(made_.topics.begin(), made_.topics.end(),
                              [&name](const TopicEntry& entry) { return entry.name == name; });
    const bool is_new = known == made_.topics.end();
    const std::string reason = text_of(table, "reason", is_new);
    if (!reason.empty() &&
        std::find(made_.reasons.begin(), made_.reasons.end(), reason) == made_.reasons.end()) {
      fail(*table.get("reason"), "unknown reason \"" + reason + "\"",
           "use one of: " + join(made_.reasons, ", "));
    }
    std::string title = text_of(table, "title", false);
    if (is_new) {
      made_.topics.push_back({name, title.empty() ? name : title, reason_number(reason), {}});
      known = std::prev(made_.topics.end());
    } else if (!reason.empty() && made_.reasons[known->reason] != reason) {
      fail(*table.get("reason"), "\"" + name + "\" has its reason, " + made_.reasons[known->reason],
           "leave reason out");
    }
    add_words(table, static_cast<std::size_t>(known - made_.topics.begin()));
  }

  void add_words(const toml::table& table, std::size_t topic) {
    const toml::node* node = table.get("words");
    const toml::array* words = node == nullptr ? nullptr : node->as_array();
    if (words == nullptr || words->empty()) {
      fail(node == nullptr ? static_cast<const toml::node&>(table) : *node,
           "words is to be a list of texts", "write words = [\"…\"]");
    }
    for (const toml::node& word : *words) {
      const std::optional<std::string> text = word.value_exact<std::string>();
      if (!text) {
        fail(word, "words is to be a list of texts", "write words = [\"…\"]");
      }
      try {
        builder_.add(static_cast<std::uint32_t>(made_.words.size()), *text);
      } catch (const Error& error) {
        fail(word, "\"" + *text + "\": " + error.message(), "see the grammar in docs/identify.md");
      }
    }
    made_.words.push_back({topic, kAllFields, true});
    made_.users_words = true;
  }

  AutomatonBuilder builder_;
  TaxonomyTables made_;
};

}  // namespace

TaxonomyTables read_taxonomy_tables(std::string_view lexicon_toml, std::string_view taxonomy_toml) {
  return TaxonomyReader(lexicon_toml, taxonomy_toml).build();
}

TaxonomyTables read_taxonomy_tables(std::string_view lexicon_toml, std::string_view taxonomy_toml,
                                    std::string_view user_toml, const std::string& file) {
  TaxonomyReader reader(lexicon_toml, taxonomy_toml);
  reader.read_users(user_toml, file);
  return reader.build();
}

}  // namespace assay::identify
