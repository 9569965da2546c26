#include "search/bit_packing_internal.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace assay::search {
namespace {

/// Bit `i` of what was packed one after another, lowest first.
std::uint32_t naive_read(const std::string& bytes, std::size_t bit, unsigned bits) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < bits; ++i) {
    const std::size_t at = bit + i;
    const auto byte = static_cast<unsigned char>(bytes[at / 8]);
    value |= std::uint64_t{(byte >> at % 8) & 1U} << i;
  }
  return static_cast<std::uint32_t>(value);
}

std::vector<std::uint32_t> random_values(std::mt19937& random, std::size_t count, unsigned bits) {
  std::vector<std::uint32_t> values(count);
  for (std::uint32_t& value : values) {
    value = static_cast<std::uint32_t>(random() & ((std::uint64_t{1} << bits) - 1));
  }
  return values;
}

TEST(BitPacking, AllWidthsAllCounts_Same) {
  std::mt19937 random(1);
  for (unsigned bits = 0; bits <= 32; ++bits) {
    for (std::size_t count = 0; count <= kBlock; ++count) {
      const std::vector<std::uint32_t> values = random_values(random, count, bits);
      std::string bytes = "x";  // lists begin anywhere
      pack(values.data(), count, bits, bytes);
      ASSERT_EQ(bytes.size(), 1 + packed_bytes(count, bits)) << bits << " " << count;
      bytes.append(kPackingSlack, '\xFF');
      std::vector<std::uint32_t> out(kBlock, 77);
      unpack(bytes.data() + 1, count, bits, out.data());
      out.resize(count);
      ASSERT_EQ(out, values) << bits << " " << count;
    }
  }
}

TEST(BitPacking, ShortLists_OneAfterAnother) {
  std::mt19937 random(2);
  for (unsigned bits = 1; bits <= 32; ++bits) {
    const std::vector<std::uint32_t> values = random_values(random, kBlock - 1, bits);
    std::string bytes;
    pack(values.data(), values.size(), bits, bytes);
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(naive_read(bytes, i * bits, bits), values[i]);
    }
  }
}

TEST(BitPacking, BitsNeeded_OfTheLargest) {
  EXPECT_EQ(bits_needed(nullptr, 0), 0U);
  for (unsigned bits = 0; bits < 32; ++bits) {
    const std::uint32_t values[] = {0, 1U << bits, 0};
    EXPECT_EQ(bits_needed(values, 3), bits + 1);
  }
}

TEST(BitPacking, PrefixSum_AllCounts_SameAsLoop) {
  std::mt19937 random(3);
  for (std::size_t count = 0; count <= kBlock; ++count) {
    for (const std::uint32_t base : {0U, 5U, 0xFFFFFFFFU, 3000000000U}) {
      std::vector<std::uint32_t> gaps = random_values(random, kBlock, 9);
      std::vector<std::uint32_t> expected = gaps;
      std::uint32_t doc = base;
      for (std::size_t i = 0; i < count; ++i) {
        expected[i] = doc += gaps[i] + 1;
      }
      prefix_sum(gaps.data(), count, base);
      ASSERT_EQ(gaps, expected) << count;
    }
  }
}

}  // namespace
}  // namespace assay::search
