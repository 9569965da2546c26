#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "identify/compiled_internal.h"
#include "identify/embedded_lists_internal.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace assay::identify {
namespace {

std::string file(const char* name) {
  return read_file(std::filesystem::path(ASSAY_SOURCE_DIR) / name);
}

Lexicon lexicon_of_text() {
  return read_lexicon(file("data/lexicon.toml"), file("data/taxonomy.toml"),
                      file("data/organisations.txt"));
}
TaxonomyTables taxonomy_of_text() {
  return read_taxonomy_tables(file("data/lexicon.toml"), file("data/taxonomy.toml"));
}
TermSet terms_of_text() {
  return read_terms(file("data/claims.toml"), file("data/datasets.txt"), file("data/lexicon.toml"));
}

/// Words, flags, spans and matches of a text, as numbers.
std::vector<double> reading(const Automaton& automaton, std::string_view text) {
  std::vector<Token> tokens;
  tokenise(text, automaton.vocabulary(), tokens);
  std::vector<Match> matches;
  automaton.find(
      tokens, [](std::uint32_t) { return true; }, matches);
  std::vector<double> all;
  for (const Token& token : tokens) {
    all.insert(all.end(), {double(token.word), double(token.flags), double(token.begin),
                           double(automaton.is_barrier(token.word))});
  }
  for (const Match& match : matches) {
    all.insert(all.end(), {double(match.entry), double(match.first), double(match.last)});
  }
  return all;
}

/// The lines of the tests' works and of the lists themselves, and mixtures of their words: well
/// over a thousand texts in which phrases begin, go on and break off everywhere.
std::vector<std::string> varied_texts() {
  std::vector<std::string> texts;
  std::vector<std::string> words;
  for (const char* name : {"tests/identify/tricky.txt", "data/lexicon.toml", "data/claims.toml",
                           "data/taxonomy.toml"}) {
    const std::string contents = file(name);
    for (const std::string_view line : split(contents, '\n')) {
      texts.emplace_back(line);
    }
  }
  for (const std::string& text : texts) {
    for (const std::string_view word : split(text, ' ')) {
      words.emplace_back(word);
    }
  }
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (int n = 0; n < 40; ++n) {
      text += words[random() % words.size()] + (random() % 9 == 0 ? ". " : " ");
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

void expect_same(const Automaton& loaded, const Automaton& made) {
  std::size_t found = 0;
  for (const std::string& text : varied_texts()) {
    const std::vector<double> expected = reading(made, text);
    ASSERT_EQ(reading(loaded, text), expected) << text;
    found += expected.size();
  }
  EXPECT_GT(found, 10000U);
}

TEST(Compiled, Carried_AreThoseOfTheTexts) {
  EXPECT_TRUE(compile(lexicon_of_text()) == compiled_lexicon());
  EXPECT_TRUE(compile(taxonomy_of_text()) == compiled_taxonomy());
  EXPECT_TRUE(compile(terms_of_text()) == compiled_terms());
}

TEST(Compiled, Lexicon_ComesBackWhole) {
  const Lexicon made = lexicon_of_text();
  const Lexicon loaded = read_embedded_lexicon();
  EXPECT_EQ(loaded.name, made.name);
  ASSERT_EQ(loaded.entries.size(), made.entries.size());
  const auto fields = [](const Entry& e) {
    return std::tie(e.name, e.target, e.clue, e.topic, e.cue, e.weight, e.prior, e.title, e.address,
                    e.negatable, e.fields, e.kinds, e.near, e.unless, e.unless_next);
  };
  for (std::size_t i = 0; i < made.entries.size(); ++i) {
    EXPECT_TRUE(fields(loaded.entries[i]) == fields(made.entries[i])) << made.entries[i].name;
  }
  const auto rest = [](const Lexicon& l) {
    return std::tie(l.decay, l.text_factor, l.title_alone, l.background, l.developer, l.research,
                    l.topic_bias, l.word_marks, l.code_entry, l.table_entries);
  };
  EXPECT_TRUE(rest(loaded) == rest(made));
  expect_same(loaded.automaton, made.automaton);
}

TEST(Compiled, Taxonomy_ComesBackWhole) {
  const TaxonomyTables made = taxonomy_of_text();
  const TaxonomyTables loaded = read_embedded_taxonomy();
  EXPECT_EQ(loaded.reasons, made.reasons);
  EXPECT_EQ(loaded.users_words, made.users_words);
  ASSERT_EQ(loaded.topics.size(), made.topics.size());
  for (std::size_t i = 0; i < made.topics.size(); ++i) {
    EXPECT_EQ(loaded.topics[i].name, made.topics[i].name);
    EXPECT_EQ(loaded.topics[i].title, made.topics[i].title);
    EXPECT_EQ(loaded.topics[i].reason, made.topics[i].reason);
    EXPECT_EQ(loaded.topics[i].topic, made.topics[i].topic);
  }
  ASSERT_EQ(loaded.words.size(), made.words.size());
  for (std::size_t i = 0; i < made.words.size(); ++i) {
    EXPECT_EQ(loaded.words[i].topic, made.words[i].topic);
    EXPECT_EQ(loaded.words[i].fields, made.words[i].fields);
    EXPECT_EQ(loaded.words[i].users, made.words[i].users);
  }
  expect_same(loaded.automaton, made.automaton);
}

TEST(Compiled, Terms_ComeBackWhole) {
  const TermSet made = terms_of_text();
  const TermSet loaded = read_embedded_terms();
  ASSERT_EQ(loaded.types.size(), made.types.size());
  const auto fields = [](const TermType& t) {
    return std::tie(t.kind, t.name, t.better, t.unit, t.effect, t.bound, t.in_percent, t.kinds,
                    t.general);
  };
  for (std::size_t i = 0; i < made.types.size(); ++i) {
    EXPECT_TRUE(fields(loaded.types[i]) == fields(made.types[i])) << made.types[i].name;
  }
  EXPECT_EQ(loaded.roles, made.roles);
  EXPECT_EQ(loaded.values, made.values);
  expect_same(loaded.automaton, made.automaton);
}

// A list of a few phrases of every kind, quick to damage in many ways.
constexpr const char* kFewTopics = R"([[topic]]
name = "few_shot"
title = "Few"
reason = "r"
sign = [{weight = 1, fields = ["title"], phrases = ["a b <2> c", "{number} ^x", "(d|e f) [g] h"]}]
)";
constexpr const char* kText = "a b z c 3 X d g h e f";

/// `bytes` with the checksum that its body has.
std::string resealed(std::string bytes) {
  const std::uint64_t sum = hash64(std::string_view(bytes).substr(24));
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[16 + i] = static_cast<char>(sum >> (8 * i) & 0xFFU);
  }
  return bytes;
}

TEST(Compiled, Damage_IsFound) {
  const std::string whole = compile(read_taxonomy_tables("", kFewTopics));
  EXPECT_EQ(reading(load_taxonomy(whole).automaton, kText),
            reading(read_taxonomy_tables("", kFewTopics).automaton, kText));
  EXPECT_THROW(load_terms(whole), Error);
  EXPECT_THROW(load_taxonomy(whole + "x"), Error);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THROW(load_taxonomy(whole.substr(0, size)), Error) << size;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_THROW(load_taxonomy(damaged), Error) << at;
  }
}

/// Bytes that a wrong program might write: refused or at least harmless.
TEST(Compiled, DamageUnderARightChecksum_IsRefusedOrHarmless) {
  const std::string whole = compile(read_taxonomy_tables("", kFewTopics));
  std::size_t refused = 0;
  for (std::size_t at = 24; at < whole.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      try {
        static_cast<void>(reading(load_taxonomy(resealed(damaged)).automaton, kText));
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::kCorrupt);
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, whole.size());
  for (std::size_t size = 24; size < whole.size(); ++size) {
    EXPECT_THROW(load_taxonomy(resealed(whole.substr(0, size))), Error) << size;
  }
}

TEST(Lists, Mistakes_AreNamedWithTheirLine) {
  const auto place = [](const std::function<void()>& read) -> std::string {
    try {
      read();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kInvalid);
      return error.where();
    }
    return "no error";
  };
  const std::string topics = file("data/taxonomy.toml");
  EXPECT_EQ(place([&] { read_lexicon("a = 1\nx = ", topics, ""); }), "lexicon.toml:2");
  EXPECT_EQ(place([&] {
              read_lexicon("[[sign]]\nname = \"s\"\nphrases = [\n\"a b\",\n\"(a\",\n]", topics, "");
            }),
            "lexicon.toml:5");
  EXPECT_EQ(place([&] { read_lexicon("[[clue]]\nname = \"a\"\ntype = \"x\"", topics, ""); }),
            "lexicon.toml:1");
  EXPECT_EQ(place([&] { read_lexicon("\n[[sign]]\nfields = [\n\"nose\"]", topics, ""); }),
            "lexicon.toml:3");
  EXPECT_EQ(place([&] { read_lexicon("\n[[sign]]\nphrases = 3", topics, ""); }), "lexicon.toml:3");
  EXPECT_EQ(place([&] { read_lexicon("[macros]\nm = 1", topics, ""); }), "lexicon.toml:2");
  EXPECT_EQ(place([] {
              read_taxonomy_tables(
                  "",
                  "[[topic]]\nname = \"few_shot\"\nsign = [{weight = 1, phrases = [\n\"<1>\"]}]");
            }),
            "taxonomy.toml:4");
  EXPECT_EQ(place([] { read_terms("[[metric]]\nname = \"m\"\nphrases = [\n\"{no}\"]", "", ""); }),
            "claims.toml:4");
  EXPECT_EQ(place([] { read_terms("[[metric]]\n\n[[unit]]\nkind = \"ell\"", "", ""); }),
            "claims.toml:3");
}

}  // namespace
}  // namespace assay::identify
