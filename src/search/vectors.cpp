#include "base/error.h"
#include "search/bytes_internal.h"
#include "search/vectors_internal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

namespace assay::search {
namespace {

/// Documents looked at closely: as many as this, and so many for each one asked for, and this share
/// of all. Measured in docs/benchmarks.md.
constexpr std::size_t kClosest = 400;
constexpr std::size_t kClosestEach = 4;
constexpr std::size_t kClosestShare = 400;

constexpr std::uint64_t aligned(std::uint64_t size) noexcept {
  return (size + 15) / 16 * 16;
}

bool better(const Neighbour& a, const Neighbour& b) noexcept {
  return a.score != b.score ? a.score > b.score : a.doc < b.doc;
}

/// Sixteen sums, which may be vectorised without changing their order.
inline __attribute__((always_inline)) float dot_rows(const std::int8_t* values, const float* query,
                                                     std::size_t dimensions) noexcept {
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> sums{};
  for (std::size_t i = 0; i < dimensions; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      sums[lane] += static_cast<float>(values[i + lane]) * query[i + lane];
    }
  }
  for (std::size_t half = kLanes / 2; half > 0; half /= 2) {
    for (std::size_t lane = 0; lane < half; ++lane) {
      sums[lane] += sums[lane + half];
    }
  }
  return sums[0];
}

#if defined(__x86_64__)
// No fused multiply-add, so that all processors sum alike.
__attribute__((target("avx2"))) float dot_fast(const std::int8_t* values, const float* query,
                                               std::size_t dimensions) noexcept {
  return dot_rows(values, query, dimensions);
}
#endif

float dot_plain(const std::int8_t* values, const float* query, std::size_t dimensions) noexcept {
  return dot_rows(values, query, dimensions);
}

float dot(const std::int8_t* values, const float* query, std::size_t dimensions) noexcept {
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("avx2") != 0;
  return (fast ? dot_fast : dot_plain)(values, query, dimensions);
#else
  return dot_plain(values, query, dimensions);
#endif
}

std::vector<std::uint64_t> signs_of(const float* query, std::size_t dimensions) {
  std::vector<std::uint64_t> signs(dimensions / 64, 0);
  for (std::size_t i = 0; i < dimensions; ++i) {
    signs[i / 64] |= static_cast<std::uint64_t>(query[i] > 0) << i % 64;
  }
  return signs;
}

/// The place of `row` among `based`, ascending.
std::optional<std::size_t> place_among(std::span<const std::uint32_t> based, std::uint32_t row) {
  const auto at = std::lower_bound(based.begin(), based.end(), row);
  return at != based.end() && *at == row
             ? std::optional(static_cast<std::size_t>(at - based.begin()))
             : std::nullopt;
}

void keep_best(std::vector<Neighbour>& all, std::size_t count) {
  if (all.size() > count) {
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(),
                     better);
    all.resize(count);
  }
  std::sort(all.begin(), all.end(), better);
}

}  // namespace

float VectorRows::append(const float* vector) {
  float largest = 0;
  for (std::size_t i = 0; i < dimensions_; ++i) {
    largest = std::max(largest, std::abs(vector[i]));
  }
  const float scale = largest / 127;
  const float factor = scale > 0 ? 1 / scale : 0;
  for (std::size_t i = 0; i < dimensions_; ++i) {
    const float value = vector[i] * factor;
    values_.push_back(static_cast<std::int8_t>(value + (value < 0 ? -0.5F : 0.5F)));
  }
  return scale;
}

void VectorRows::add(const float* vector, float length) {
  scales_.push_back(append(vector));
  lengths_.push_back(length);
}

void VectorRows::add_zeros(float scale) {
  scales_.push_back(scale);
  values_.resize(values_.size() + dimensions_, 0);
  lengths_.push_back(0);
}

void VectorRows::add(const BaseRow& row) {
  scales_.push_back(row.scale);
  values_.insert(values_.end(), row.values, row.values + dimensions_);
  lengths_.push_back(row.length);
}

void VectorRows::add_base(const BaseRow& base) {
  based_.push_back(static_cast<std::uint32_t>(size() - 1));
  base_scales_.push_back(base.scale);
  base_values_.insert(base_values_.end(), base.values, base.values + dimensions_);
}

void VectorRows::overlay(const float* vector) {
  add_base(base(size() - 1));
  values_.resize(values_.size() - dimensions_);
  scales_.back() = append(vector);
}

void VectorRows::add(const Vectors& other, std::uint32_t doc) {
  const BaseRow base = other.base(doc);
  add({other.scale(doc), other.values(doc), base.length});
  if (other.is_based(doc)) {
    add_base(base);
  }
}

void VectorRows::add(const VectorRows& other, std::size_t row) {
  add({other.scales_[row], other.values_.data() + row * dimensions_, other.lengths_[row]});
  if (place_among(other.based_, static_cast<std::uint32_t>(row))) {
    add_base(other.base(row));
  }
}

BaseRow VectorRows::base(std::size_t row) const {
  if (const auto at = place_among(based_, static_cast<std::uint32_t>(row))) {
    return {base_scales_[*at], base_values_.data() + *at * dimensions_, lengths_[row]};
  }
  return {scales_[row], values_.data() + row * dimensions_, lengths_[row]};
}

void VectorRows::write(const std::filesystem::path& path) const {
  PagedFileWriter file(path, FileKind::kVectors);
  const std::uint32_t head[4] = {static_cast<std::uint32_t>(size()),
                                 static_cast<std::uint32_t>(dimensions_),
                                 static_cast<std::uint32_t>(based_.size()), 0};
  const std::uint64_t ids[2] = {own_words_, 0};
  file.append(bytes_of(head, 4));
  file.append(bytes_of(ids, 2));
  file.append(bytes_of(scales_.data(), scales_.size()));
  file.align(16);
  std::vector<std::uint64_t> signs(dimensions_ / 64);
  for (std::size_t row = 0; row < size(); ++row) {
    std::fill(signs.begin(), signs.end(), 0);
    for (std::size_t i = 0; i < dimensions_; ++i) {
      signs[i / 64] |= static_cast<std::uint64_t>(values_[row * dimensions_ + i] > 0) << i % 64;
    }
    file.append(bytes_of(signs.data(), signs.size()));
  }
  file.append(bytes_of(values_.data(), values_.size()));
  file.append(bytes_of(lengths_.data(), lengths_.size()));
  file.align(16);
  file.append(bytes_of(based_.data(), based_.size()));
  file.align(16);
  file.append(bytes_of(base_scales_.data(), base_scales_.size()));
  file.align(16);
  file.append(bytes_of(base_values_.data(), base_values_.size()));
  file.finish();
}

Vectors::Vectors(const std::filesystem::path& path) : file_(path, FileKind::kVectors) {
  if (file_.size() >= kScalesAt) {
    const char* head = file_.verified(0, kScalesAt);
    docs_ = load<std::uint32_t>(head);
    dimensions_ = load<std::uint32_t>(head + 4);
    bases_ = load<std::uint32_t>(head + 8);
    own_words_ = load<std::uint64_t>(head + 16);
    signs_at_ = aligned(kScalesAt + std::uint64_t{docs_} * sizeof(float));
    values_at_ = signs_at_ + std::uint64_t{docs_} * dimensions_ / 8;
    lengths_at_ = values_at_ + std::uint64_t{docs_} * dimensions_;
    based_at_ = aligned(lengths_at_ + std::uint64_t{docs_} * sizeof(float));
    base_scales_at_ = aligned(based_at_ + std::uint64_t{bases_} * sizeof(std::uint32_t));
    base_values_at_ = aligned(base_scales_at_ + std::uint64_t{bases_} * sizeof(float));
  }
  if (dimensions_ == 0 || dimensions_ % 64 != 0 || bases_ > docs_ ||
      file_.size() != base_values_at_ + std::uint64_t{bases_} * dimensions_) {
    throw Error(Errc::kCorrupt, "the search index is damaged", path.string(),
                "it will be made again from the library");
  }
}

const float* Vectors::scales() const {
  return reinterpret_cast<const float*>(
      file_.verified(kScalesAt, std::uint64_t{docs_} * sizeof(float)));
}

std::span<const std::uint32_t> Vectors::based() const {
  const char* at = file_.verified(based_at_, std::uint64_t{bases_} * sizeof(std::uint32_t));
  return {reinterpret_cast<const std::uint32_t*>(at), bases_};
}

bool Vectors::is_based(std::uint32_t doc) const {
  return bases_ > 0 && place_among(based(), doc);
}

BaseRow Vectors::base(std::uint32_t doc) const {
  const float length = number_at(lengths_at_, doc);
  const auto at = bases_ > 0 ? place_among(based(), doc) : std::nullopt;
  if (!at) {
    return {scale(doc), values(doc), length};
  }
  const char* scales = file_.verified(base_scales_at_, std::uint64_t{bases_} * sizeof(float));
  return {load<float>(scales + *at * sizeof(float)),
          reinterpret_cast<const std::int8_t*>(
              file_.verified(base_values_at_ + std::uint64_t{*at} * dimensions_, dimensions_)),
          length};
}

const std::uint64_t* Vectors::signs() const {
  return reinterpret_cast<const std::uint64_t*>(file_.verified(signs_at_, values_at_ - signs_at_));
}

const std::int8_t* Vectors::values(std::uint32_t doc) const {
  return reinterpret_cast<const std::int8_t*>(
      file_.verified(values_at_ + std::uint64_t{doc} * dimensions_, dimensions_));
}

float Vectors::similarity(std::uint32_t doc, const float* query) const {
  return dot(values(doc), query, dimensions_) * scale(doc);
}

void Vectors::similarities(const float* query, std::span<float> out) const {
  const auto* row = reinterpret_cast<const std::int8_t*>(
      file_.verified(values_at_, std::uint64_t{docs_} * dimensions_));
  const float* scale = scales();
  for (std::uint32_t doc = 0; doc < docs_; ++doc, row += dimensions_) {
    out[doc] = dot(row, query, dimensions_) * scale[doc];
  }
}

std::vector<Neighbour> Vectors::nearest(const float* query, std::size_t count,
                                        const std::function<bool(std::uint32_t)>& accept) const {
  const VectorPart part{this, 0, [](std::uint32_t) { return true; }, accept};
  std::vector<Neighbour> found;
  for (const PartNeighbour& near : nearest_of({&part, 1}, query, count)) {
    found.push_back(near.neighbour);
  }
  keep_best(found, count);
  return found;
}

std::vector<Neighbour> Vectors::look_closely(std::span<const std::uint32_t> docs,
                                             const float* query) const {
  constexpr std::size_t kAhead = 8;
  constexpr std::size_t kLine = 64;
  const auto* all = reinterpret_cast<const std::int8_t*>(file_.verified(values_at_, 0));
  const float* scale = scales();
  std::vector<Neighbour> found;
  found.reserve(docs.size());
  for (std::size_t at = 0; at < docs.size(); ++at) {
    if (at + kAhead < docs.size()) {  // rows lie far apart, so those to come are fetched meanwhile
      const std::int8_t* row = all + std::size_t{docs[at + kAhead]} * dimensions_;
      for (std::size_t i = 0; i < dimensions_; i += kLine) {
        __builtin_prefetch(row + i);
      }
    }
    found.push_back({docs[at], dot(values(docs[at]), query, dimensions_) * scale[docs[at]]});
  }
  return found;
}

std::vector<Neighbour> Vectors::nearest_exactly(
    const float* query, std::size_t count, const std::function<bool(std::uint32_t)>& accept) const {
  std::vector<Neighbour> found;
  const float* scale = scales();
  for (std::uint32_t doc = 0; doc < docs_; ++doc) {
    if (scale[doc] > 0 && accept(doc)) {
      found.push_back({doc, dot(values(doc), query, dimensions_) * scale[doc]});
    }
  }
  keep_best(found, count);
  return found;
}

std::vector<PartNeighbour> nearest_of(std::span<const VectorPart> parts, const float* query,
                                      std::size_t count) {
  std::size_t docs = 0;
  for (const VectorPart& part : parts) {
    docs += part.vectors->docs() - part.dead;
  }
  const std::size_t wanted = std::max({kClosest, count * kClosestEach, docs / kClosestShare});
  std::vector<std::vector<CloseRow>> close(parts.size());
  std::vector<std::size_t> seen;  // how many living documents differ in so many bits
  std::size_t limit = kAnyBits;   // the closest differ in fewer, by the parts seen so far
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Vectors& vectors = *parts[i].vectors;
    // Each part gives as many as all together shall be, so none of the closest is missed.
    close[i] =
        vectors.closest(signs_of(query, vectors.dimensions()), wanted + parts[i].dead, limit);
    if (parts[i].dead > 0) {
      std::erase_if(close[i], [&](const CloseRow& row) { return !parts[i].alive(row.row); });
    }
    seen.resize(std::max(seen.size(), vectors.dimensions() + 1), 0);
    for (const CloseRow& row : close[i]) {
      ++seen[row.differing];
    }
    std::size_t enough = 0;
    std::size_t below = 0;
    for (; enough < seen.size() && below < wanted; ++enough) {
      below += seen[enough];
    }
    limit = below < wanted ? limit : enough;
  }
  std::vector<PartNeighbour> found;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const float* scales = parts[i].vectors->all_scales();
    std::vector<std::uint32_t> rows;
    for (const CloseRow& row : close[i]) {
      if (row.differing < limit && scales[row.row] > 0 && parts[i].accept(row.row)) {
        rows.push_back(row.row);
      }
    }
    for (const Neighbour& near : parts[i].vectors->look_closely(rows, query)) {
      found.push_back({i, near});
    }
  }
  if (found.size() >= std::min(count, docs)) {
    return found;
  }
  found.clear();  // a filter left too few of the closest
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto accept = [&](std::uint32_t doc) {
      return parts[i].alive(doc) && parts[i].accept(doc);
    };
    for (const Neighbour& near : parts[i].vectors->nearest_exactly(query, count, accept)) {
      found.push_back({i, near});
    }
  }
  return found;
}

}  // namespace assay::search
