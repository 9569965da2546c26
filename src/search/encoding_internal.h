#pragma once
/// Between an index and an encoder outside the room: what it is given to read, and its vectors in
/// the index's form (of length one, dimensions a multiple of 64).

#include "base/error.h"
#include "search/query.h"
#include "search/snapshot_internal.h"
#include "search/text_encoder.h"
#include "work/work.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::search {

/// Dimensions as vectors lie in files.
constexpr std::size_t padded(std::size_t dimensions) noexcept {
  return (dimensions + 63) / 64 * 64;
}

/// What is read of a work: title, abstract and text, a line each, cut after so many bytes between
/// characters. Few models read more.
inline constexpr std::size_t kEncodedBytes = 4096;
std::string encoded_text(const Work& work);

/// The vectors that one Writer asks for. Once the encoder has failed it is not asked again: works
/// are then without a vector. Threads: internally locked; the encoder is asked by all threads at
/// once.
class Encoding {
 public:
  /// `dimensions`: those of the vectors that the index has; 0: it has none yet.
  Encoding(std::shared_ptr<const TextEncoder> encoder, std::size_t dimensions);

  /// A row for each of `texts`, in their order. Throws kUnsupportedVersion when the encoder has
  /// become another one, whose vectors have other dimensions.
  [[nodiscard]] VectorRows rows(std::span<const std::string> texts);
  /// As the encoder gives them; 0 until it has given any.
  [[nodiscard]] std::size_t dimensions() const;
  /// Why the encoder is not asked any more.
  [[nodiscard]] std::optional<Error> failure() const;

 private:
  [[nodiscard]] std::optional<TextVectors> ask(std::span<const std::string> texts);
  void settle_dimensions(std::size_t dimensions);

  const std::shared_ptr<const TextEncoder> encoder_;
  mutable std::mutex mutex_;
  std::size_t dimensions_;        ///< Guarded by mutex_.
  std::optional<Error> failure_;  ///< Guarded by mutex_.
};

/// The words of `query` that works are to be near, as one text; empty when there are none.
std::string encoded_text(const Query& query);
/// The vector of `text` to compare with those of `snapshot`; empty when it says nothing. Throws
/// what the encoder throws, kIo when no work has a vector yet, and kUnsupportedVersion as
/// Encoding::rows.
std::vector<float> query_vector(const TextEncoder& encoder, const std::string& text,
                                const Snapshot& snapshot);

/// The vector of a work as the index has it; zeros when it has none.
std::vector<float> stored_vector(const Snapshot& snapshot, std::int64_t work);

/// Adds up vectors of documents. One thread.
class VectorSum {
 public:
  explicit VectorSum(std::size_t dimensions) : sum_(dimensions, 0) {}
  /// Requires dimensions() as given.
  void add(const Vectors& vectors, std::uint32_t doc);
  /// The same of the vector without own words.
  void add_base(const Vectors& vectors, std::uint32_t doc);
  /// Of what was added and `zeros` vectors of zeros.
  [[nodiscard]] std::vector<float> mean(std::size_t zeros) const;

 private:
  void add(float scale, const std::int8_t* values);

  std::vector<float> sum_;
  std::size_t count_ = 0;
};

/// The mean of the vectors of works, of a sample where there are many; drawn to zero where there
/// are few. `bases`: of the vectors without own words.
std::vector<float> mean_vector(const Snapshot& snapshot, bool bases = false);

}  // namespace assay::search
