#include "identify/taxonomy.h"

#include "base/error.h"
#include "base/text.h"
#include "identify/automaton.h"
#include "identify/lexicon.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace assay::identify {
namespace {

constexpr std::size_t kMostWords = 4;
constexpr std::size_t kFieldLimit = std::size_t{256} << 10U;
constexpr std::array kFields = {Field::kTitle, Field::kAbstract, Field::kText, Field::kKeywords,
                                Field::kComments};
constexpr std::uint32_t kAllFields = ~std::uint32_t{0};

struct TopicEntry {
  std::string name;
  std::string title;
  std::size_t reason = 0;
  std::optional<Topic> topic;  // of the program's own
};

/// Phrases of one topic.
struct WordsEntry {
  std::size_t topic = 0;
  std::uint32_t fields = kAllFields;
  bool users = false;
};

struct Tables {
  std::vector<std::string> reasons;
  std::vector<TopicEntry> topics;
  std::vector<WordsEntry> words;
  Automaton automaton;
  bool users_words = false;
};

toml::table parse(std::string_view text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw Error(Errc::kInvalid, std::string(error.description()),
                file + ":" + std::to_string(error.source().begin.line), "mend the file");
  }
}

Macros macros_of(const toml::table& lexicon) {
  Macros macros;
  if (const toml::table* table = lexicon["macros"].as_table()) {
    for (const auto& [key, value] : *table) {
      macros.emplace(std::string(key.str()), value.value_or(std::string()));
    }
  }
  return macros;
}

/// Builds the tables from the program's taxonomy, then from the reader's.
class TaxonomyReader {
 public:
  TaxonomyReader() : builder_(macros_of(parse(embedded_lexicon_text(), "lexicon.toml"))) {
    const toml::table own = parse(embedded_taxonomy_text(), "taxonomy.toml");
    if (const toml::array* topics = own["topic"].as_array()) {
      for (const toml::node& node : *topics) {
        if (const toml::table* table = node.as_table()) {
          read_own(*table);
        }
      }
    }
  }

  void read_users(std::string_view text, std::string file) {
    file_ = std::move(file);
    const toml::table users = parse(text, file_);
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

  Tables build() {
    made_.automaton = builder_.build();
    return std::move(made_);
  }

 private:
  [[noreturn]] void fail(const toml::node& node, const std::string& what,
                         const std::string& hint) const {
    throw Error(Errc::kInvalid, what, file_ + ":" + std::to_string(node.source().begin.line), hint);
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
    if (const toml::array* phrases = sign["phrases"].as_array()) {
      for (const toml::node& phrase : *phrases) {
        builder_.add(static_cast<std::uint32_t>(made_.words.size()),
                     phrase.value_or(std::string()));
      }
    }
    made_.words.push_back(words);
  }

  std::string text_of(const toml::table& table, const char* key, bool required) const {
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
  Tables made_;
  std::string file_ = "taxonomy.toml";
};

/// What one topic's words are in a work.
struct Found {
  std::vector<Mention> words;
  std::vector<std::string> texts;  // folded, to tell them apart
  bool users = false;
};

void look_through(const Tables& tables, const Work& work, std::vector<Found>& found) {
  std::vector<Token> tokens;
  std::vector<Match> matches;
  for (const Field field : kFields) {
    std::string text = field_text(work, field);
    if (text.size() > kFieldLimit) {
      std::size_t size = kFieldLimit;
      while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
        --size;
      }
      text.resize(size);
    }
    tokens.clear();
    matches.clear();
    tokenise(text, tables.automaton.vocabulary(), tokens);
    tables.automaton.find(
        tokens,
        [&](std::uint32_t entry) {
          return (tables.words[entry].fields >> static_cast<unsigned>(field) & 1U) != 0;
        },
        matches);
    for (const Match& match : matches) {
      Found& topic = found[tables.words[match.entry].topic];
      topic.users = topic.users || tables.words[match.entry].users;
      const Mention mention{field, tokens[match.first].begin, tokens[match.last].end};
      std::string words = ascii_lower(text.substr(mention.begin, mention.end - mention.begin));
      const bool overlaps = !topic.words.empty() && topic.words.back().field == field &&
                            topic.words.back().end > mention.begin;
      if (topic.words.size() < kMostWords && !overlaps &&
          std::find(topic.texts.begin(), topic.texts.end(), words) == topic.texts.end()) {
        topic.words.push_back(mention);
        topic.texts.push_back(std::move(words));
      }
    }
  }
}

}  // namespace

struct Taxonomy::Impl {
  Tables tables;
};

Taxonomy::Taxonomy() : impl_(std::make_unique<const Impl>(Impl{TaxonomyReader().build()})) {}

Taxonomy::Taxonomy(std::string_view user_toml, const std::string& file) {
  TaxonomyReader reader;
  reader.read_users(user_toml, file);
  impl_ = std::make_unique<const Impl>(Impl{reader.build()});
}

Taxonomy::Taxonomy(Taxonomy&&) noexcept = default;
Taxonomy& Taxonomy::operator=(Taxonomy&&) noexcept = default;
Taxonomy::~Taxonomy() = default;

std::vector<Reason> Taxonomy::reasons(const Work& work, std::span<const Topic> topics,
                                      bool words) const {
  const Tables& tables = impl_->tables;
  std::vector<Found> found(tables.topics.size());
  if (words || tables.users_words) {
    look_through(tables, work, found);
  }
  std::vector<Reason> all;
  for (std::size_t r = 0; r < tables.reasons.size(); ++r) {
    Reason reason{tables.reasons[r], {}};
    for (std::size_t t = 0; t < tables.topics.size(); ++t) {
      const TopicEntry& topic = tables.topics[t];
      const bool judged =
          topic.topic && std::find(topics.begin(), topics.end(), *topic.topic) != topics.end();
      if (topic.reason == r && (judged || found[t].users)) {
        reason.topics.push_back(
            {topic.name, topic.title, words ? std::move(found[t].words) : std::vector<Mention>()});
      }
    }
    if (!reason.topics.empty()) {
      all.push_back(std::move(reason));
    }
  }
  return all;
}

std::vector<Topic> topics_of(const Verdict& verdict) {
  std::vector<Topic> topics;
  for (const TopicScore& score : verdict.topics) {
    topics.push_back(score.topic);
  }
  return topics;
}

}  // namespace assay::identify
