#pragma once
/// The topics, their reasons and their words, read from data/taxonomy.toml and from the reader's
/// file, compiled for matching. Threads: immutable once made.

#include "identify/automaton.h"
#include "work/verdict.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

struct TopicEntry {
  std::string name;
  std::string title;
  std::size_t reason = 0;      ///< Index into TaxonomyTables::reasons.
  std::optional<Topic> topic;  ///< Of the program's own.
};

/// Phrases of one topic: what the numbers of the automaton's matches lead to.
struct WordsEntry {
  std::size_t topic = 0;     ///< Index into TaxonomyTables::topics.
  std::uint32_t fields = 0;  ///< Bit i set: looked for in field i.
  bool users = false;        ///< The reader's own.
};

struct TaxonomyTables {
  std::vector<std::string> reasons;
  std::vector<TopicEntry> topics;
  std::vector<WordsEntry> words;
  Automaton automaton;
  bool users_words = false;
};

/// The tables of the program's topics; phrases use the macros of the lexicon. Throws kInvalid with
/// FILE:LINE as the place.
TaxonomyTables read_taxonomy_tables(std::string_view lexicon_toml, std::string_view taxonomy_toml);
/// Those and the reader's, as Taxonomy does.
TaxonomyTables read_taxonomy_tables(std::string_view lexicon_toml, std::string_view taxonomy_toml,
                                    std::string_view user_toml, const std::string& file);

}  // namespace assay::identify
