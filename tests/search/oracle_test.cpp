/// The index against a plain scan that knows only sets of words: matching must agree exactly.

#include "search/index.h"
#include "search/search_testing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace assay::search {
namespace {

/// Words that stemming leaves alone and that are no stop words.
const std::vector<std::string> kWords = {"ant",  "bat", "cat", "dog",  "elk", "fox",  "gnu", "hen",
                                         "ibex", "jay", "koi", "lynx", "mol", "newt", "owl", "pig"};

struct Oracle {
  std::map<std::int64_t, std::vector<std::string>> works;  ///< Words of the title, in order.

  [[nodiscard]] static bool has(const std::vector<std::string>& text, const Term& term) {
    const auto same = [&](std::size_t at) {
      for (std::size_t i = 0; i < term.words.size(); ++i) {
        const bool open = term.prefix && i + 1 == term.words.size();
        const std::string& word = text[at + i];
        if (open ? !word.starts_with(term.words[i]) : word != term.words[i]) {
          return false;
        }
      }
      return true;
    };
    for (std::size_t at = 0; at + term.words.size() <= text.size(); ++at) {
      if (same(at)) {
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] std::vector<std::int64_t> find(const Query& query) const {
    std::vector<std::int64_t> ids;
    for (const auto& [id, text] : works) {
      bool required = false;
      bool optional = false;
      bool any = false;
      bool ok = true;
      for (const Clause& clause : query.clauses) {
        const bool met = std::any_of(clause.any_of.begin(), clause.any_of.end(),
                                     [&text = text](const Term& term) { return has(text, term); });
        if (clause.negated) {
          ok = ok && !met;
        } else if (clause.required) {
          required = true;
          ok = ok && met;
        } else {
          optional = true;
          any = any || met;
        }
      }
      if (ok && (required || !optional || any)) {
        ids.push_back(id);
      }
    }
    return ids;
  }
};

class Generator {
 public:
  /// Few words make long phrases match.
  explicit Generator(unsigned seed) : random_(seed), vocabulary_(seed % 2 == 0 ? 3 : 16) {}
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  std::string word() { return kWords[below(vocabulary_)]; }
  std::vector<std::string> text() {
    std::vector<std::string> words;
    for (unsigned i = 1 + below(6); i > 0; --i) {
      words.push_back(word());
    }
    return words;
  }
  std::string term() {
    switch (below(6)) {
      case 0:
        return "\"" + word() + " " + word() + (below(3) == 0 ? " " + word() : "") + "\"";
      case 1:
        return word().substr(0, 1 + below(2)) + "*";
      case 2:
        return "\"" + word() + " " + word().substr(0, 1) + "\"*";
      default:
        return word();
    }
  }
  std::string query() {
    std::string out;
    for (unsigned i = 1 + below(4); i > 0; --i) {
      out += (out.empty() ? "" : " ") + std::string(below(5) == 0 ? "-" : "") + term();
      if (below(5) == 0) {
        out += " OR " + term();
      }
    }
    return out;
  }

 private:
  std::mt19937 random_;
  unsigned vocabulary_;
};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

TEST(Oracle, RandomQueriesAndChanges_SameWorks) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    Generator generator(seed);
    const TempDir temp;
    Oracle oracle;
    Index index(temp.path(), Index::Mode::kWrite);
    for (int round = 0; round < 5; ++round) {
      for (int change = 0; change < 120; ++change) {
        const std::int64_t id = 1 + generator.below(300);
        if (generator.below(5) == 0) {
          index.remove(WorkId{id});
          oracle.works.erase(id);
        } else {
          oracle.works[id] = generator.text();
          index.put(make_document(id, joined(oracle.works[id])));
        }
      }
      index.commit(round);
      ASSERT_EQ(index.size(), oracle.works.size());
      for (int q = 0; q < 60; ++q) {
        const std::string text = generator.query();
        const Query query = parse_query(text);
        Options options;
        options.k = 1000;
        const Results results = index.search(query, options);
        std::vector<std::int64_t> ids;
        for (const Hit& hit : results.hits) {
          ids.push_back(hit.id.v);
        }
        std::sort(ids.begin(), ids.end());
        ASSERT_EQ(ids, oracle.find(query)) << text << " seed " << seed;
        ASSERT_EQ(results.total, ids.size());
      }
    }
    index.check();
  }
}

TEST(Oracle, RandomBytes_AsQuery_NeverThrowsButUsage) {
  std::mt19937 random(99);
  const Shelf shelf({make_document(1, "Some words"), make_document(2, "C++ and k-means")});
  const Index index(shelf.folder(), Index::Mode::kRead);
  const std::string alphabet = "ab \"-*:+#/\\{$.'\xC3\xA9\xFF\x01\x1d\x1f\n(){}^OR";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (unsigned i = static_cast<unsigned>(random() % 24); i > 0; --i) {
      text += alphabet[random() % alphabet.size()];
    }
    const Query query = parse_query(text);
    EXPECT_LE(index.search(query, {}).total, 2U);
    Work work;
    work.title = "Some words " + text;
    find_highlights(query, work);
  }
}

}  // namespace
}  // namespace assay::search
