#include "identify/taxonomy.h"

#include "base/text.h"
#include "identify/embedded_lists_internal.h"
#include "identify/fields_internal.h"
#include "identify/taxonomy_tables_internal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::identify {
namespace {

constexpr std::size_t kMostWords = 4;
constexpr std::array kFields = {Field::kTitle, Field::kAbstract, Field::kText, Field::kKeywords,
                                Field::kComments};

/// What one topic's words are in a work.
struct Found {
  std::vector<Mention> words;
  std::vector<std::string> texts;  // folded, to tell them apart
  bool users = false;
};

void look_through(const TaxonomyTables& tables, const Work& work, std::vector<Found>& found) {
  std::vector<Token> tokens;
  std::vector<Match> matches;
  for (const Field field : kFields) {
    const std::string whole = field_text(work, field);
    const std::string_view text = limited(whole);
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
  TaxonomyTables tables;
};

Taxonomy::Taxonomy() : impl_(std::make_unique<const Impl>(Impl{read_embedded_taxonomy()})) {}

Taxonomy::Taxonomy(std::string_view user_toml, const std::string& file)
    : impl_(std::make_unique<const Impl>(Impl{read_taxonomy_tables(
          embedded_lexicon_text(), embedded_taxonomy_text(), user_toml, file)})) {}

Taxonomy::Taxonomy(Taxonomy&&) noexcept = default;
Taxonomy& Taxonomy::operator=(Taxonomy&&) noexcept = default;
Taxonomy::~Taxonomy() = default;

std::vector<Reason> Taxonomy::reasons(const Work& work, std::span<const Topic> topics,
                                      bool words) const {
  const TaxonomyTables& tables = impl_->tables;
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
