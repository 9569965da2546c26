#pragma once
/// Vectors of a segment's documents: signs for a quick look, bytes for the answer.
///
/// The body of a file NNNNNNNN.vec: u32 documents, u32 dimensions, u32 bases, 4 zero bytes, u64 id
/// of the OwnWords that the vectors know (0: none), 8 zero bytes; f32 scale a document, padded to
/// 16; the signs, a bit a dimension (1: above zero); the values, i8 a dimension, value * scale
/// being the number; f32 length a document, padded to 16. Then, of the documents that have own
/// words, what their vectors would be without: u32 document, ascending, padded to 16; f32 scale,
/// padded to 16; the values. Documents without a vector have scale kNoVector.

#include "search/paged_file_internal.h"
#include "search/sign_scan_internal.h"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace assay::search {

inline constexpr float kNoVector = 0;
/// Scale of a vector of zeros that an encoder outside the room gave, so that it is not asked again.
inline constexpr float kSaysNothing = 1e-30F;

/// The vector of the words that the model knows: of length one, scale * values; or zeros.
struct BaseRow {
  float scale = kNoVector;
  const std::int8_t* values = nullptr;
  float length = 0;  ///< Of the sum of those words' vectors.
};

class Vectors;

/// Rows of vectors in memory. One thread.
class VectorRows {
 public:
  explicit VectorRows(std::size_t dimensions) noexcept : dimensions_(dimensions) {}
  [[nodiscard]] std::size_t dimensions() const noexcept { return dimensions_; }
  [[nodiscard]] std::size_t size() const noexcept { return scales_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return values_.capacity() + base_values_.capacity();
  }
  /// `vector`: dimensions() numbers; `length`: as in BaseRow.
  void add(const float* vector, float length = 0);
  /// A row of zeros; `scale`: kNoVector or kSaysNothing.
  void add_zeros(float scale);
  void add(const BaseRow& row);
  /// A row as it lies elsewhere, with its base.
  void add(const Vectors& other, std::uint32_t doc);
  void add(const VectorRows& other, std::size_t row);
  /// Valid until a row is added.
  [[nodiscard]] BaseRow base(std::size_t row) const;
  /// Gives the last row the vector with own words; what it was becomes its base. Requires a row
  /// without a base.
  void overlay(const float* vector);
  /// Which OwnWords the rows know.
  void set_own_words(std::uint64_t id) noexcept { own_words_ = id; }
  /// Throws kIo.
  void write(const std::filesystem::path& path) const;

 private:
  void add_base(const BaseRow& base);
  /// Appends a vector in bytes; its scale.
  float append(const float* vector);

  std::size_t dimensions_;
  std::uint64_t own_words_ = 0;
  std::vector<float> scales_;
  std::vector<std::int8_t> values_;
  std::vector<float> lengths_;
  std::vector<std::uint32_t> based_;  ///< Rows that have a base, ascending.
  std::vector<float> base_scales_;
  std::vector<std::int8_t> base_values_;
};

struct Neighbour {
  std::uint32_t doc = 0;
  float score = 0;  ///< Cosine.
};

/// The vectors of a segment, for a look at several segments as though they were one.
struct VectorPart {
  const Vectors* vectors = nullptr;
  std::uint32_t dead = 0;  ///< So many documents are not `alive`.
  std::function<bool(std::uint32_t)> alive;
  std::function<bool(std::uint32_t)> accept;  ///< Asked of living documents only.
};

struct PartNeighbour {
  std::size_t part = 0;
  Neighbour neighbour;
};

/// Those of all parts that the nearest `count` are among (more than `count`, in no order): living
/// documents whose signs agree most with the query's, of all parts together, so that they do not
/// depend on how the documents are spread; all documents where a filter leaves too few of these.
/// `query`: dimensions() numbers of every part. Throws kCorrupt.
std::vector<PartNeighbour> nearest_of(std::span<const VectorPart> parts, const float* query,
                                      std::size_t count);

/// Threads: const methods concurrent; they throw kCorrupt.
class Vectors {
 public:
  explicit Vectors(const std::filesystem::path& path);
  [[nodiscard]] std::uint32_t docs() const noexcept { return docs_; }
  [[nodiscard]] std::size_t dimensions() const noexcept { return dimensions_; }

  /// Cosine of a document with `query` (dimensions() numbers, length one).
  [[nodiscard]] float similarity(std::uint32_t doc, const float* query) const;
  /// The same of all documents: docs() numbers. `query` of any length.
  void similarities(const float* query, std::span<float> out) const;
  /// docs() numbers.
  [[nodiscard]] const float* all_scales() const { return scales(); }
  /// The nearest `count` documents that `accept`s, best first: those whose signs agree most with
  /// the query's are looked at closely.
  [[nodiscard]] std::vector<Neighbour> nearest(
      const float* query, std::size_t count,
      const std::function<bool(std::uint32_t)>& accept) const;
  /// The same by looking at all closely.
  [[nodiscard]] std::vector<Neighbour> nearest_exactly(
      const float* query, std::size_t count,
      const std::function<bool(std::uint32_t)>& accept) const;
  /// Which OwnWords they know; 0: none.
  [[nodiscard]] std::uint64_t own_words() const noexcept { return own_words_; }
  /// The vector of a document without own words.
  [[nodiscard]] BaseRow base(std::uint32_t doc) const;
  /// Whether that is another than its vector.
  [[nodiscard]] bool is_based(std::uint32_t doc) const;
  /// For merging.
  [[nodiscard]] float scale(std::uint32_t doc) const { return number_at(kScalesAt, doc); }
  [[nodiscard]] const std::int8_t* values(std::uint32_t doc) const;
  void verify_all() const { file_.verify_all(); }

  /// Cosines of `docs` with `query`, which lie far apart.
  [[nodiscard]] std::vector<Neighbour> look_closely(std::span<const std::uint32_t> docs,
                                                    const float* query) const;
  [[nodiscard]] std::vector<CloseRow> closest(std::span<const std::uint64_t> query_signs,
                                              std::size_t count, std::size_t below) const {
    return closest_rows(signs(), query_signs.data(), dimensions_ / 64, docs_, count, below);
  }

 private:
  static constexpr std::uint64_t kScalesAt = 32;  ///< Behind the head.
  /// A document's number in an array of floats, without a look at the pages of the others.
  [[nodiscard]] float number_at(std::uint64_t array, std::uint32_t doc) const {
    float value = 0;
    std::memcpy(&value, file_.verified(array + std::uint64_t{doc} * sizeof(float), sizeof(float)),
                sizeof(float));
    return value;
  }
  [[nodiscard]] const float* scales() const;
  [[nodiscard]] const std::uint64_t* signs() const;
  [[nodiscard]] std::span<const std::uint32_t> based() const;

  PagedFile file_;
  std::uint32_t docs_ = 0;
  std::size_t dimensions_ = 0;
  std::uint32_t bases_ = 0;
  std::uint64_t own_words_ = 0;
  std::uint64_t signs_at_ = 0;
  std::uint64_t values_at_ = 0;
  std::uint64_t lengths_at_ = 0;
  std::uint64_t based_at_ = 0;
  std::uint64_t base_scales_at_ = 0;
  std::uint64_t base_values_at_ = 0;
};

}  // namespace assay::search
