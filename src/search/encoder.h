#pragma once
/// Texts to vectors: near vectors mean alike.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

/// A token and how much it counts in a text.
struct WeightedToken {
  std::uint32_t word = 0;  ///< As StaticEncoder::find numbers them.
  float weight = 0;        ///< > 0
};

/// Static token embeddings: the vector of a text is the weighted sum of its tokens' vectors, made
/// one long. Trained on titles and abstracts (models/README.md). Threads: immutable.
///
/// The model's file, little-endian: "assaymng", u32 version, u32 0, u64 XXH3-64 of what follows the
/// 32 bytes of this head; then u32 dimensions, u32 words, u32 bytes of the words, u32 0; the words
/// ascending, each u8 size and bytes, padded with zeros; f32 scale a word; u8 commonness a word (a
/// share of 2^(-c/8) of the documents that it was trained on have it); padded to 16; i8 rows.
class StaticEncoder {
 public:
  /// `bytes`: a model's file, alive as long as this. Throws kCorrupt, kUnsupportedVersion.
  explicit StaticEncoder(std::string_view bytes);
  /// The model that the program carries.
  static const StaticEncoder& shipped();

  static constexpr std::uint32_t kNoWord = 0xFFFFFFFF;

  /// A multiple of 64.
  [[nodiscard]] std::size_t dimensions() const noexcept { return dimensions_; }
  /// Changes with the model: vectors of different names must not be compared.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The number of a folded and stemmed word; kNoWord for one the model does not know.
  [[nodiscard]] std::uint32_t find(std::string_view word) const noexcept;
  /// Writes the vector of a word as it stands in a text, dimensions() numbers, longer the rarer the
  /// word is; false when the model does not know it.
  [[nodiscard]] bool word_vector(std::string_view written, std::span<float> out) const;
  /// The share of the documents that it was trained on that have a word, 0..1.
  [[nodiscard]] float share(std::uint32_t word) const noexcept;
  /// Writes dimensions() numbers: a vector of length one, or zeros when no token counts. Returns
  /// the length of the sum that it was made of.
  float encode(std::span<const WeightedToken> tokens, float* out) const noexcept;
  /// Adds the tokens' vectors to dimensions() numbers.
  void add(std::span<const WeightedToken> tokens, float* sum) const noexcept;
  /// The mean length of words' vectors, of a sample.
  [[nodiscard]] float typical_length() const noexcept;

 private:
  std::size_t dimensions_ = 0;
  std::string name_;
  const float* scales_ = nullptr;
  const std::uint8_t* commonness_ = nullptr;
  const std::int8_t* rows_ = nullptr;
  std::vector<std::string_view> words_;  ///< Ascending.
};

/// What a token counts in a text that has it with these weighted occurrences (1 is one in running
/// text).
float token_weight(float occurrences) noexcept;

/// Makes `vector` one long; zeros stay. Returns how long it was.
float make_unit(std::span<float> vector) noexcept;

}  // namespace assay::search
