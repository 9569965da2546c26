#include "search/encoder.h"

#include "base/error.h"
#include "base/text.h"
#include "search/analysis_internal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace assay::search {
namespace {

std::vector<float> encode(std::string_view words) {
  const StaticEncoder& encoder = StaticEncoder::shipped();
  std::vector<WeightedToken> tokens;
  for (const std::string_view word : split(words, ' ')) {
    const std::uint32_t number = encoder.find(local_analyser().stem(word));
    if (number != StaticEncoder::kNoWord) {
      tokens.push_back({number, 1});
    }
  }
  std::vector<float> vector(encoder.dimensions());
  encoder.encode(tokens, vector.data());
  return vector;
}

double likeness(std::string_view a, std::string_view b) {
  const std::vector<float> x = encode(a);
  const std::vector<float> y = encode(b);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += static_cast<double>(x[i]) * static_cast<double>(y[i]);
  }
  return sum;
}

TEST(StaticEncoder, Shipped_NearMeaningsAreNear) {
  EXPECT_NEAR(likeness("speech recognition", "speech recognition"), 1, 1e-5);
  EXPECT_GT(likeness("speech recognition", "acoustic phoneme"),
            likeness("speech recognition", "image segmentation") + 0.1);
  EXPECT_GT(likeness("compressing networks", "pruning quantization"),
            likeness("compressing networks", "parsing grammars") + 0.1);
  EXPECT_GT(likeness("fairness", "discrimination bias"), likeness("fairness", "gpu kernels") + 0.1);
}

TEST(StaticEncoder, NothingKnown_Zeros) {
  for (const float value : encode("xqzzy")) {
    EXPECT_EQ(value, 0);
  }
  EXPECT_EQ(StaticEncoder::shipped().find(""), StaticEncoder::kNoWord);
  EXPECT_EQ(StaticEncoder::shipped().find(std::string(300, 'a')), StaticEncoder::kNoWord);
}

TEST(StaticEncoder, AWordOfWhichFoldingLeavesNothing_HasNoVector) {
  std::vector<float> vector(StaticEncoder::shipped().dimensions());
  for (const char* word : {"\xEF\xB8\x8F", ""}) {
    EXPECT_FALSE(StaticEncoder::shipped().word_vector(word, vector));
  }
  EXPECT_TRUE(StaticEncoder::shipped().word_vector("networks", vector));
}

TEST(StaticEncoder, Share_CommonWordsAboveRareOnes) {
  const StaticEncoder& encoder = StaticEncoder::shipped();
  const auto share = [&](std::string_view word) { return encoder.share(encoder.find(word)); };
  EXPECT_GT(share("the"), 0.8F);
  EXPECT_LE(share("the"), 1.0F);
  EXPECT_LT(share("phonem"), 0.01F);
  EXPECT_GT(share("phonem"), 0.0F);
}

/// A model of two words and 64 dimensions.
std::string small_model() {
  std::string body(16, '\0');
  const std::uint32_t sizes[] = {64, 2, 16, 0};
  std::memcpy(body.data(), sizes, sizeof(sizes));
  body += std::string("\1a\1b") + std::string(12, '\0');
  const float scales[] = {0.5F, 0.25F};
  body.append(reinterpret_cast<const char*>(scales), sizeof(scales));
  body += std::string("\0\x08", 2);
  body.append((16 - body.size() % 16) % 16, '\0');
  body += std::string(64, '\1') + std::string(64, '\2');
  std::string model("assaymng");
  const std::uint32_t version[] = {2, 0};
  model.append(reinterpret_cast<const char*>(version), sizeof(version));
  const std::uint64_t hash = hash64(body);
  model.append(reinterpret_cast<const char*>(&hash), sizeof(hash));
  model.append(8, '\0');
  return model + body;
}

TEST(StaticEncoder, SmallModel_ReadAsWritten) {
  alignas(16) static const std::string model_bytes = small_model();
  const StaticEncoder encoder(model_bytes);
  EXPECT_EQ(encoder.dimensions(), 64U);
  EXPECT_EQ(encoder.find("b"), 1U);
  EXPECT_EQ(encoder.find("c"), StaticEncoder::kNoWord);
  EXPECT_FLOAT_EQ(encoder.share(0), 1);
  EXPECT_FLOAT_EQ(encoder.share(1), 0.5F);
  std::vector<float> vector(64);
  const WeightedToken token{1, 3};
  encoder.encode({&token, 1}, vector.data());
  EXPECT_FLOAT_EQ(vector[0], 1 / std::sqrt(64.0F));
}

TEST(StaticEncoder, DamagedModel_Refused) {
  const std::string model = small_model();
  for (std::size_t at = 0; at < model.size(); ++at) {
    std::string damaged = model;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    const bool unused = (at >= 12 && at < 16) || (at >= 24 && at < 32);
    try {
      const StaticEncoder encoder(damaged);
      EXPECT_TRUE(unused) << at;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), at >= 8 && at < 12 ? Errc::kUnsupportedVersion : Errc::kCorrupt)
          << at;
    }
  }
  for (std::size_t size = 0; size < model.size(); ++size) {
    EXPECT_THROW(StaticEncoder(std::string_view(model).substr(0, size)), Error) << size;
  }
}

}  // namespace
}  // namespace assay::search
