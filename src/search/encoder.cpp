#include "search/encoder.h"

#include "base/error.h"
#include "base/text.h"
#include "search/analysis_internal.h"
#include "search/bytes_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

// NOLINTBEGIN(readability-identifier-naming): names of the embedded file
extern "C" const char assay_meaning_begin[];
extern "C" const char assay_meaning_end[];
// NOLINTEND(readability-identifier-naming)

namespace assay::search {
namespace {

constexpr std::string_view kMagic = "assaymng";
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kHead = 32;
constexpr std::size_t kSizes = 16;

constexpr std::size_t aligned(std::size_t size) noexcept {
  return (size + 15) / 16 * 16;
}

/// The vectors of the words.
struct Rows {
  const std::int8_t* rows;
  const float* scales;
  std::size_t dimensions;
};

/// Adds the tokens' rows to `out`. The rows lie far apart, so the next is fetched meanwhile.
inline __attribute__((always_inline)) void add_rows(const Rows& rows,
                                                    std::span<const WeightedToken> tokens,
                                                    float* __restrict out) noexcept {
  constexpr std::size_t kLine = 64;
  const auto row_of = [&](const WeightedToken& token) {
    return rows.rows + std::size_t{token.word} * rows.dimensions;
  };
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (at + 1 < tokens.size()) {
      for (std::size_t i = 0; i < rows.dimensions; i += kLine) {
        __builtin_prefetch(row_of(tokens[at + 1]) + i);
      }
    }
    const float weight = tokens[at].weight * rows.scales[tokens[at].word];
    const std::int8_t* row = row_of(tokens[at]);
    for (std::size_t i = 0; i < rows.dimensions; ++i) {
      out[i] += weight * static_cast<float>(row[i]);
    }
  }
}

#if defined(__x86_64__)
// No fused multiply-add, so that all processors sum alike.
__attribute__((target("avx2"))) void add_fast(const Rows& rows,
                                              std::span<const WeightedToken> tokens,
                                              float* out) noexcept {
  add_rows(rows, tokens, out);
}
#endif

void add_plain(const Rows& rows, std::span<const WeightedToken> tokens, float* out) noexcept {
  add_rows(rows, tokens, out);
}

void add_best(const Rows& rows, std::span<const WeightedToken> tokens, float* out) noexcept {
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("avx2") != 0;
  (fast ? add_fast : add_plain)(rows, tokens, out);
#else
  add_plain(rows, tokens, out);
#endif
}

[[noreturn]] void throw_corrupt() {
  throw Error(Errc::kCorrupt, "the model of meaning is damaged", "meaning", "install assay again");
}

}  // namespace

StaticEncoder::StaticEncoder(std::string_view bytes) {
  if (bytes.size() < kHead + kSizes || !bytes.starts_with(kMagic)) {
    throw_corrupt();
  }
  if (load<std::uint32_t>(bytes.data() + 8) != kVersion) {
    throw Error(Errc::kUnsupportedVersion, "the model of meaning is of another version", "meaning",
                "use the assay that it was made for");
  }
  const auto hash = load<std::uint64_t>(bytes.data() + 16);
  const std::string_view body = bytes.substr(kHead);
  if (hash64(body) != hash) {
    throw_corrupt();
  }
  dimensions_ = load<std::uint32_t>(body.data());
  const std::size_t words = load<std::uint32_t>(body.data() + 4);
  const std::size_t word_bytes = load<std::uint32_t>(body.data() + 8);
  const std::size_t scales = kSizes + word_bytes;
  const std::size_t commonness = scales + words * sizeof(float);
  const std::size_t rows = aligned(commonness + words);
  if (dimensions_ == 0 || dimensions_ % 64 != 0 || scales % 16 != 0 ||
      body.size() != rows + words * dimensions_) {
    throw_corrupt();
  }
  name_ = fmt::format("meaning-{}-{:016x}", kVersion, hash);
  scales_ = reinterpret_cast<const float*>(body.data() + scales);
  commonness_ = reinterpret_cast<const std::uint8_t*>(body.data() + commonness);
  rows_ = reinterpret_cast<const std::int8_t*>(body.data() + rows);
  words_.reserve(words);
  const char* pos = body.data() + kSizes;
  const char* end = pos + word_bytes;
  for (std::uint32_t word = 0; word < words; ++word) {
    const auto size = pos < end ? static_cast<unsigned char>(*pos++) : 0U;
    if (pos + size > end) {
      throw_corrupt();
    }
    words_.emplace_back(pos, size);
    pos += size;
  }
}

const StaticEncoder& StaticEncoder::shipped() {
  static const StaticEncoder encoder(std::string_view(
      assay_meaning_begin, static_cast<std::size_t>(assay_meaning_end - assay_meaning_begin)));
  return encoder;
}

bool StaticEncoder::word_vector(std::string_view written, std::span<float> out) const {
  const std::string folded =
      nfkc_casefold(written);  // of a variation selector alone nothing is left
  const std::uint32_t word = folded.empty() ? kNoWord : find(local_analyser().stem(folded));
  if (word == kNoWord) {
    return false;
  }
  std::fill(out.begin(), out.end(), 0.0F);
  const WeightedToken token{word, 1};
  add({&token, 1}, out.data());
  return true;
}

std::uint32_t StaticEncoder::find(std::string_view word) const noexcept {
  const auto found = std::lower_bound(words_.begin(), words_.end(), word);
  return found == words_.end() || *found != word
             ? kNoWord
             : static_cast<std::uint32_t>(found - words_.begin());
}

float StaticEncoder::share(std::uint32_t word) const noexcept {
  return std::exp2(-static_cast<float>(commonness_[word]) / 8);
}

float StaticEncoder::encode(std::span<const WeightedToken> tokens, float* out) const noexcept {
  std::fill_n(out, dimensions_, 0.0F);
  add(tokens, out);
  return make_unit({out, dimensions_});
}

void StaticEncoder::add(std::span<const WeightedToken> tokens, float* sum) const noexcept {
  add_best({rows_, scales_, dimensions_}, tokens, sum);
}

float StaticEncoder::typical_length() const noexcept {
  constexpr std::size_t kStep = 16;
  double sum = 0;
  double count = 0;
  for (std::size_t word = 0; word < words_.size(); word += kStep) {
    const std::int8_t* row = rows_ + word * dimensions_;
    const auto squares = static_cast<double>(std::inner_product(row, row + dimensions_, row, 0));
    sum += std::sqrt(squares) * static_cast<double>(scales_[word]);
    ++count;
  }
  return count > 0 ? static_cast<float>(sum / count) : 0;
}

float token_weight(float occurrences) noexcept {
  return 1 + std::log(std::max(1.0F, occurrences));
}

float make_unit(std::span<float> vector) noexcept {
  float squares = 0;
  for (const float value : vector) {
    squares += value * value;
  }
  const float length = std::sqrt(squares);
  for (std::size_t i = 0; i < vector.size() && length > 0; ++i) {
    vector[i] /= length;
  }
  return length;
}

}  // namespace assay::search
