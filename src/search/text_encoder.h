#pragma once
/// An encoder outside this room, such as a model that is served on the reader's machine
/// (ingest/endpoint_encoder.h). An index without one makes its vectors by the static embeddings
/// that the program carries (encoder.h).

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace assay::search {

/// Vectors of texts, row after row.
struct TextVectors {
  std::size_t dimensions = 0;  ///< 1..kMostDimensions
  std::vector<float> rows;     ///< dimensions finite numbers a text; zeros: it says nothing.
};

inline constexpr std::size_t kMostDimensions = 8192;

/// Threads: const methods concurrent.
class TextEncoder {
 public:
  TextEncoder() = default;
  TextEncoder(const TextEncoder&) = delete;
  TextEncoder& operator=(const TextEncoder&) = delete;
  TextEncoder(TextEncoder&&) = delete;
  TextEncoder& operator=(TextEncoder&&) = delete;
  virtual ~TextEncoder() = default;

  /// A word without blanks that stands for all that decides the vectors: those of different names
  /// are never compared. Known without asking the encoder.
  [[nodiscard]] virtual const std::string& name() const noexcept = 0;
  /// So many texts, at least one, are best given at once.
  [[nodiscard]] virtual std::size_t batch() const noexcept = 0;
  /// The vectors of `texts` (at least one, none empty, well-formed UTF-8), in their order, of any
  /// length. Throws Error when the encoder cannot be asked or its answer is of no use.
  [[nodiscard]] virtual TextVectors encode(std::span<const std::string> texts) const = 0;
};

}  // namespace assay::search
