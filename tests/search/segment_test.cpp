/// Segments, their dictionary, and the arenas they are built in, against standard containers.

#include "search/builder_internal.h"
#include "search/lists_internal.h"
#include "search/segment_internal.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace assay::search {
namespace {

std::string random_word(std::mt19937& random) {
  std::string word;
  const std::size_t size = random() % 12 == 0 ? 40 + random() % 24 : 1 + random() % 5;
  for (std::size_t i = 0; i < size; ++i) {
    word +=
        random() % 20 == 0 ? static_cast<char>(random()) : static_cast<char>('a' + random() % 3);
  }
  return word;
}

/// A segment of random terms and words, and what is in it.
class Made {
 public:
  Made(unsigned seed, std::size_t terms, std::size_t words) : random_(seed) {
    for (std::uint32_t doc = 0; doc < kDocs; ++doc) {
      DocColumns columns;
      columns.work = static_cast<std::int64_t>(doc) * 3 + 10;
      columns_.push_back(columns);
      norms_.push_back(static_cast<std::uint8_t>(random_()));
    }
    while (terms_.size() < terms) {
      terms_.try_emplace(term_in(Space::kText, random_word(random_)), random_docs());
    }
    while (words_.size() < words) {
      words_.insert(random_word(random_));
    }
    SegmentWriter writer(path(), columns_, norms_);
    PostingWriter encoder(norms_);
    for (const auto& [term, docs] : terms_) {
      for (const std::uint32_t doc : docs) {
        const std::vector<std::uint32_t> positions = {doc % 7, 10 + doc};
        encoder.add(doc, static_cast<std::uint8_t>(doc % kCodes), positions);
      }
      writer.add_term(term, encoder.finish());
    }
    for (const std::string& word : words_) {
      writer.add_word(word);
    }
    writer.finish();
    VectorRows rows(64);
    for (std::uint32_t doc = 0; doc < kDocs; ++doc) {
      rows.add_zeros(kNoVector);
    }
    rows.write(vectors_path(path()));
  }

  static constexpr std::uint32_t kDocs = 1000;
  [[nodiscard]] std::filesystem::path path() const { return temp_.path() / "1.seg"; }
  [[nodiscard]] const std::map<std::string, std::vector<std::uint32_t>>& terms() const {
    return terms_;
  }
  [[nodiscard]] const std::set<std::string>& words() const { return words_; }
  std::string any_word() { return random_word(random_); }

 private:
  std::vector<std::uint32_t> random_docs() {
    std::set<std::uint32_t> docs;
    for (std::size_t n = 1 + (random_() % 4 == 0 ? random_() % 600 : random_() % 3); n > 0; --n) {
      docs.insert(static_cast<std::uint32_t>(random_() % kDocs));
    }
    return {docs.begin(), docs.end()};
  }
  TempDir temp_;
  std::mt19937 random_;
  std::vector<DocColumns> columns_;
  std::vector<std::uint8_t> norms_;
  std::map<std::string, std::vector<std::uint32_t>> terms_;
  std::set<std::string> words_;
};

void expect_list(const Segment& segment, const TermInfo& info,
                 const std::vector<std::uint32_t>& docs) {
  ASSERT_EQ(info.df, docs.size());
  Cursor cursor = segment.open(info);
  std::vector<std::uint32_t> positions;
  for (const std::uint32_t doc : docs) {
    ASSERT_EQ(cursor.next(), doc);
    ASSERT_EQ(cursor.code(), doc % kCodes);
    cursor.positions(positions);
    ASSERT_EQ(positions, (std::vector<std::uint32_t>{doc % 7, 10 + doc}));
  }
  ASSERT_EQ(cursor.next(), kNoDoc);
}

TEST(Segment, Find_AnyTerm_SameAsMap) {
  unsigned seed = 1;
  for (const std::size_t terms : {0U, 1U, 31U, 32U, 33U, 64U, 2500U}) {
    Made made(seed++, terms, 10);
    const Segment segment(made.path());
    for (const auto& [term, docs] : made.terms()) {
      const std::optional<TermInfo> info = segment.find(term);
      ASSERT_TRUE(info.has_value());
      expect_list(segment, *info, docs);
    }
    for (int i = 0; i < 2000; ++i) {
      const std::string term = term_in(Space::kText, made.any_word());
      ASSERT_EQ(segment.find(term).has_value(), made.terms().count(term) == 1);
    }
    for (const char* term : {"", "\xFF", "t", "a", "u"}) {
      ASSERT_EQ(segment.find(term).has_value(), made.terms().count(term) == 1);
    }
  }
}

TEST(Segment, Terms_AllInOrder) {
  const Made made(3, 700, 0);
  const Segment segment(made.path());
  Segment::Terms terms(segment);
  for (const auto& [term, docs] : made.terms()) {
    ASSERT_TRUE(terms.next());
    ASSERT_EQ(terms.text(), term);
    expect_list(segment, terms.info(), docs);
  }
  EXPECT_FALSE(terms.next());
  EXPECT_FALSE(terms.next());
}

TEST(Segment, Words_FromAnywhere_SameAsSet) {
  unsigned seed = 20;
  for (const std::size_t count : {0U, 1U, 32U, 33U, 900U}) {
    Made made(seed++, 1, count);
    const Segment segment(made.path());
    for (int i = 0; i < 300; ++i) {
      const std::string from = i == 0 ? std::string() : made.any_word();
      auto at = made.words().lower_bound(from);
      std::size_t most = static_cast<std::size_t>(i) % 40;
      segment.visit_words(from, [&](std::string_view word) {
        EXPECT_TRUE(at != made.words().end() && word == *at) << from;
        ++at;
        return most-- > 0 && at != made.words().end();
      });
    }
    Segment::Words words(segment);
    for (const std::string& word : made.words()) {
      ASSERT_TRUE(words.next());
      ASSERT_EQ(words.text(), word);
    }
    EXPECT_FALSE(words.next());
  }
}

TEST(Segment, FindWork_OnlyThoseThere) {
  const Made made(4, 1, 1);
  const Segment segment(made.path());
  for (std::int64_t work = 0; work < 3100; ++work) {
    const bool there = work >= 10 && work % 3 == 1 && (work - 10) / 3 < Made::kDocs;
    const std::optional<std::uint32_t> doc = segment.find_work(work);
    ASSERT_EQ(doc.has_value(), there) << work;
    if (there) {
      ASSERT_EQ(*doc, (work - 10) / 3);
    }
  }
}

TEST(SlicePool, ManyChainsInterleaved_SameAsStrings) {
  std::mt19937 random(9);
  SlicePool pool;
  std::vector<SlicePool::Chain> chains;
  std::vector<std::string> expected;
  for (int i = 0; i < 300000; ++i) {
    if (chains.empty() || random() % 2000 == 0) {
      chains.push_back(pool.start());
      expected.emplace_back();
    }
    // Some chains grow to several slices of the largest size, many stay short.
    const std::size_t at = random() % (random() % 2 == 0 ? chains.size() : 1 + chains.size() / 8);
    const auto byte = static_cast<std::uint8_t>(random());
    pool.put(chains[at], byte);
    expected[at] += static_cast<char>(byte);
  }
  for (std::size_t i = 0; i < chains.size(); ++i) {
    std::string bytes = "before";
    pool.read(chains[i], bytes);
    ASSERT_EQ(bytes, "before" + expected[i]) << i;
  }
}

TEST(SlicePool, EveryLength_Same) {
  SlicePool pool;
  SlicePool::Chain chain = pool.start();
  std::string expected;
  for (int i = 0; i < 9000; ++i) {
    std::string bytes;
    pool.read(chain, bytes);
    ASSERT_EQ(bytes, expected) << i;
    i += i > 600 ? 36 : 0;
    for (int n = i > 600 ? 37 : 1; n > 0; --n) {
      pool.put(chain, static_cast<std::uint8_t>(i));
      expected += static_cast<char>(i);
    }
  }
}

TEST(DocSet, RandomOperations_SameAsSet) {
  std::mt19937 random(10);
  for (const std::uint32_t docs : {1U, 63U, 64U, 65U, 128U, 1000U}) {
    for (const bool all : {false, true}) {
      DocSet set(docs, all);
      std::set<std::uint32_t> expected;
      for (std::uint32_t doc = 0; all && doc < docs; ++doc) {
        expected.insert(doc);
      }
      for (int i = 0; i < 400; ++i) {
        auto list = std::make_shared<FlatList>();
        std::set<std::uint32_t> some;
        for (std::uint32_t doc = 0; doc < docs; ++doc) {
          if (random() % 5 < 1 + static_cast<unsigned>(i) % 4) {
            list->docs.push_back(doc);
            list->codes.push_back(0);
            some.insert(doc);
          }
        }
        const std::vector<std::uint8_t> norms(docs, 1);
        DocSet other(docs, false);
        other.set_all(Cursor::flat(list, norms.data()));
        std::set<std::uint32_t> result;
        switch (random() % 4) {
          case 0:
            set.unite(other);
            expected.insert(some.begin(), some.end());
            break;
          case 1:
            set.intersect(other);
            std::erase_if(expected, [&](std::uint32_t doc) { return some.count(doc) == 0; });
            break;
          case 2:
            set.clear_all(Cursor::flat(list, norms.data()));
            std::erase_if(expected, [&](std::uint32_t doc) { return some.count(doc) == 1; });
            break;
          default:
            set.set(docs - 1);
            expected.insert(docs - 1);
        }
        set.for_each([&](std::uint32_t doc) { result.insert(doc); });
        ASSERT_EQ(result, expected);
        ASSERT_EQ(set.count(), expected.size());
      }
    }
  }
}

TEST(DocSet, OfNoDocuments_IsEmpty) {
  for (const bool all : {false, true}) {
    const DocSet set(0, all);
    EXPECT_EQ(set.count(), 0U);
    set.for_each([](std::uint32_t) { FAIL(); });
  }
}

}  // namespace
}  // namespace assay::search
