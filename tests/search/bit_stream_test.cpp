#include "search/bit_packing_internal.h"
#include "search/bit_stream_internal.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace assay::search {
namespace {

BitReader reader_of(std::string& bytes) {
  bytes.append(kPackingSlack, '\xFF');
  return BitReader(bytes.data());
}

TEST(BitStream, Gamma_PowersAndNeighbours_Same) {
  std::vector<std::uint32_t> values = {1, 0xFFFFFFFFU};
  for (unsigned bit = 1; bit < 32; ++bit) {
    for (const std::uint32_t value : {(1U << bit) - 1, 1U << bit, (1U << bit) + 1}) {
      values.push_back(value);
    }
  }
  std::string bytes;
  BitWriter writer(bytes);
  for (const std::uint32_t value : values) {
    writer.put_gamma(value);
  }
  writer.flush();
  BitReader reader = reader_of(bytes);
  for (const std::uint32_t value : values) {
    ASSERT_EQ(reader.get_gamma(), value);
  }
}

TEST(BitStream, GammaOfOne_OneBit) {
  std::string bytes;
  BitWriter writer(bytes);
  for (int i = 0; i < 16; ++i) {
    writer.put_gamma(1);
  }
  writer.flush();
  EXPECT_EQ(bytes, "\xFF\xFF");
}

TEST(BitStream, Rice_AllParametersAroundEscape_Same) {
  for (unsigned k = 0; k < 32; ++k) {
    std::vector<std::uint32_t> values = {0, 1, 0xFFFFFFFFU, 0x7FFFFFFFU};
    for (std::uint64_t quotient = 0; quotient <= kRiceEscape + 2; ++quotient) {
      for (const std::uint64_t rest : {std::uint64_t{0}, (std::uint64_t{1} << k) - 1}) {
        const std::uint64_t value = (quotient << k) + rest;
        if (value <= 0xFFFFFFFFU) {
          values.push_back(static_cast<std::uint32_t>(value));
        }
      }
    }
    std::string bytes;
    BitWriter writer(bytes);
    for (const std::uint32_t value : values) {
      writer.put_rice(value, k);
    }
    writer.flush();
    BitReader reader = reader_of(bytes);
    for (const std::uint32_t value : values) {
      ASSERT_EQ(reader.get_rice(k), value) << "k " << k;
    }
  }
}

TEST(BitStream, RandomMixture_Same) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    struct Step {
      unsigned type;
      unsigned width;
      std::uint32_t value;
    };
    std::vector<Step> steps;
    std::string bytes;
    BitWriter writer(bytes);
    for (int i = 0; i < 300; ++i) {
      const auto width = static_cast<unsigned>(random() % 33);
      const auto value = static_cast<std::uint32_t>(random() & ((std::uint64_t{1} << width) - 1));
      const Step step = {static_cast<unsigned>(random() % 3), width, value};
      steps.push_back(step);
      if (step.type == 0) {
        writer.put(value, width);
      } else if (step.type == 1) {
        writer.put_gamma(std::max(value, 1U));
      } else {
        writer.put_rice(value, width % 32);
      }
    }
    writer.flush();
    BitReader reader = reader_of(bytes);
    for (const Step& step : steps) {
      if (step.type == 0) {
        ASSERT_EQ(reader.get(step.width), step.value) << "seed " << seed;
      } else if (step.type == 1) {
        ASSERT_EQ(reader.get_gamma(), std::max(step.value, 1U)) << "seed " << seed;
      } else {
        ASSERT_EQ(reader.get_rice(step.width % 32), step.value) << "seed " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace assay::search
