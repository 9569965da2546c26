/// Posting lists against plain vectors: every way to walk a list gives what was written.

#include "search/bytes_internal.h"
#include "search/postings_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>

namespace assay::search {
namespace {

struct Expected {
  std::vector<std::uint32_t> docs;
  std::vector<std::uint8_t> codes;
  std::vector<std::vector<std::uint32_t>> positions;

  /// Index of the first document >= target.
  [[nodiscard]] std::size_t seek(std::uint32_t target) const {
    return static_cast<std::size_t>(std::lower_bound(docs.begin(), docs.end(), target) -
                                    docs.begin());
  }
  [[nodiscard]] std::uint32_t doc(std::size_t i) const {
    return i < docs.size() ? docs[i] : kNoDoc;
  }
};

class Lists {
 public:
  explicit Lists(unsigned seed) : random_(seed), norms_(1U << 20) {
    for (std::uint8_t& norm : norms_) {
      norm = static_cast<std::uint8_t>(random_());
    }
  }
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }

  void fill(std::size_t df) {
    list = {};
    const unsigned spread = 1U << below(9);
    const unsigned wide = 1U << below(12);
    std::uint32_t doc = below(3) == 0 ? 0 : below(spread * 4);
    for (std::size_t i = 0; i < df; ++i) {
      list.docs.push_back(doc);
      doc += 1 + (below(40) == 0 ? below(2000) : below(spread));
      list.codes.push_back(static_cast<std::uint8_t>(below(below(2) == 0 ? kCodes : 3)));
      std::vector<std::uint32_t> positions;
      std::uint32_t position = below(wide);
      for (unsigned n = 1 + (below(9) == 0 ? below(40) : below(3)); n > 0; --n) {
        positions.push_back(position);
        position += 1 + (below(60) == 0 ? below(1U << 25) : below(wide));
      }
      list.positions.push_back(std::move(positions));
    }
  }

  /// A cursor over `list`; `writer` may have written other lists before.
  Cursor encode(PostingWriter& writer) {
    for (std::size_t i = 0; i < list.docs.size(); ++i) {
      writer.add(list.docs[i], list.codes[i], list.positions[i]);
    }
    const PostingWriter::Encoded encoded = writer.finish();
    EXPECT_EQ(encoded.df, list.docs.size());
    const std::size_t words = encoded.bytes.size() / 4 + 8;
    bytes_ = std::make_unique<std::uint32_t[]>(words);  // aligned as in a segment
    char* bytes = reinterpret_cast<char*>(bytes_.get());
    std::copy(encoded.bytes.begin(), encoded.bytes.end(), bytes);
    if (encoded.df == 1) {
      return Cursor::single(encoded.doc, encoded.code, norms_[encoded.doc], bytes);
    }
    return Cursor::packed(encoded.df, bytes);
  }
  Cursor encode_flat() {
    auto flat = std::make_shared<FlatList>();
    flat->docs = list.docs;
    flat->codes = list.codes;
    return Cursor::flat(std::move(flat), norms_.data());
  }
  [[nodiscard]] std::span<const std::uint8_t> norms() const { return norms_; }
  [[nodiscard]] std::uint8_t bound(std::size_t begin, std::size_t end) const {
    std::uint8_t bound = 0;
    for (std::size_t i = begin; i < std::min(end, list.docs.size()); ++i) {
      bound = std::max(bound, impact_bound(impacts()[list.codes[i]][norms_[list.docs[i]]]));
    }
    return bound;
  }

  Expected list;

 private:
  std::mt19937 random_;
  std::vector<std::uint8_t> norms_;
  std::unique_ptr<std::uint32_t[]> bytes_;
};

void expect_here(Cursor& cursor, const Expected& list, std::size_t i, bool positions) {
  ASSERT_EQ(cursor.doc(), list.doc(i));
  if (i >= list.docs.size()) {
    return;
  }
  ASSERT_EQ(cursor.code(), list.codes[i]);
  if (positions) {
    std::vector<std::uint32_t> out = {1, 2, 3};
    cursor.positions(out);
    ASSERT_EQ(out, list.positions[i]);
  }
}

/// Goes through a list by a random mixture of steps.
void walk(Lists& lists, Cursor cursor, bool positions) {
  const Expected& list = lists.list;
  std::size_t i = 0;
  if (lists.below(2) == 0) {
    ASSERT_EQ(cursor.next(), list.doc(0));
  } else {
    const std::uint32_t target = lists.below(list.docs.back() + 2);
    i = list.seek(target);
    ASSERT_EQ(cursor.advance(target), list.doc(i));
  }
  while (i < list.docs.size()) {
    expect_here(cursor, list, i, positions && lists.below(2) == 0);
    const unsigned step = lists.below(10);
    if (step < 3) {
      ASSERT_EQ(cursor.next(), list.doc(++i));
    } else if (step < 8) {
      const std::uint32_t target = list.docs[i] + lists.below(step == 7 ? 20000 : 100);
      i = list.seek(target);
      if (lists.below(2) == 0) {
        cursor.seek_block(target);
        const std::size_t block = i / kBlock;
        ASSERT_EQ(cursor.block_last(),
                  i == list.docs.size()
                      ? kNoDoc
                      : list.doc(std::min((block + 1) * kBlock, list.docs.size()) - 1));
        ASSERT_EQ(cursor.block_impact(),
                  i == list.docs.size() ? 0 : lists.bound(block * kBlock, (block + 1) * kBlock));
        const std::uint32_t last = target + lists.below(30000);
        const std::size_t last_block = list.seek(last) / kBlock;
        ASSERT_EQ(
            cursor.impact_until(last),
            i == list.docs.size() ? 0 : lists.bound(block * kBlock, (last_block + 1) * kBlock));
      }
      ASSERT_EQ(cursor.advance(target), list.doc(i));
    } else {
      const Cursor::Run run = cursor.run();
      ASSERT_EQ(run.count, std::min((i / kBlock + 1) * kBlock, list.docs.size()) - i);
      ASSERT_TRUE(std::equal(run.docs, run.docs + run.count,
                             list.docs.begin() + static_cast<std::ptrdiff_t>(i)));
      ASSERT_TRUE(std::equal(run.codes, run.codes + run.count,
                             list.codes.begin() + static_cast<std::ptrdiff_t>(i)));
      const std::size_t count =
          step == 8 ? run.count : lists.below(static_cast<unsigned>(run.count) + 1);
      cursor.consume(count);
      i += count;
    }
  }
  ASSERT_EQ(cursor.doc(), kNoDoc);
  ASSERT_EQ(cursor.next(), kNoDoc);
  ASSERT_EQ(cursor.advance(kNoDoc - 1), kNoDoc);
  ASSERT_EQ(cursor.block_last(), kNoDoc);
}

std::size_t random_df(Lists& lists, unsigned round) {
  constexpr unsigned kSizes[] = {1, 2, 127, 128, 129, 255, 256, 257, 1};
  if (round < std::size(kSizes)) {
    return kSizes[round];
  }
  return 1 + lists.below(lists.below(3) == 0 ? 4000 : 300);
}

TEST(Postings, RandomLists_AnyWalk_SameAsVectors) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    Lists lists(seed);
    PostingWriter writer(lists.norms());
    for (unsigned round = 0; round < 30; ++round) {
      lists.fill(random_df(lists, round));
      const Cursor cursor = lists.encode(writer);
      SCOPED_TRACE("seed " + std::to_string(seed) + " round " + std::to_string(round) + " df " +
                   std::to_string(lists.list.docs.size()));
      ASSERT_EQ(cursor.df(), lists.list.docs.size());
      ASSERT_EQ(cursor.impact(), lists.bound(0, lists.list.docs.size()));
      for (int i = 0; i < 4; ++i) {
        walk(lists, cursor, true);
        walk(lists, lists.encode_flat(), false);
        if (testing::Test::HasFatalFailure()) {
          return;
        }
      }
    }
  }
}

TEST(Postings, Empty_NoDocument) {
  Cursor cursor;
  EXPECT_EQ(cursor.df(), 0U);
  EXPECT_EQ(cursor.advance(0), kNoDoc);
  Cursor flat = Cursor::flat(std::make_shared<FlatList>(), nullptr);
  EXPECT_EQ(flat.next(), kNoDoc);
  EXPECT_EQ(flat.block_last(), kNoDoc);
}

TEST(Postings, LastDocumentThere_IsFound) {
  std::vector<std::uint8_t> norms(300, 9);
  PostingWriter writer(norms);
  const std::vector<std::uint32_t> positions = {0xFFFFFFFEU};
  writer.add(0, 0, positions);
  writer.add(299, 23, positions);
  const std::string bytes = std::string(writer.finish().bytes) + std::string(kPackingSlack, 'x');
  Cursor cursor = Cursor::packed(2, bytes.data());
  EXPECT_EQ(cursor.advance(299), 299U);
  std::vector<std::uint32_t> out;
  cursor.positions(out);
  EXPECT_EQ(out, positions);
  EXPECT_EQ(cursor.code(), 23U);
  EXPECT_EQ(cursor.next(), kNoDoc);
}

TEST(Varint, AnyNumber_Same) {
  std::string bytes;
  std::vector<std::uint64_t> values = {0, ~std::uint64_t{0}};
  for (unsigned bit = 0; bit < 64; ++bit) {
    values.push_back(std::uint64_t{1} << bit);
    values.push_back((std::uint64_t{1} << bit) - 1);
  }
  for (const std::uint64_t value : values) {
    put_varint(bytes, value);
  }
  const char* pos = bytes.data();
  for (const std::uint64_t value : values) {
    EXPECT_EQ(get_varint(pos), value);
  }
  EXPECT_EQ(pos, bytes.data() + bytes.size());
}

}  // namespace
}  // namespace assay::search
