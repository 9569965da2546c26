#pragma once
/// How often each value was met, in two classes (negatives and positives of a score; an older and a
/// newer file), in bounded memory: exact as long as the different values fit, coarser by powers of
/// two after that. What was lost is known, so that figures drawn from it can state their error.
/// Threads: one thread.
///
/// A bin holds values whose doubles agree in all but the lowest `shift` bits of their order (sign,
/// exponent, fraction): with shift 0 each value has a bin of its own, with shift 24 values that
/// differ in the eighth significant digit still have, and every step halves the resolution.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::practice {

class ValueHistogram {
 public:
  struct Bin {
    double low = 0;   ///< The least value met in it.
    double high = 0;  ///< The greatest; the same as `low` where it holds one value.
    std::array<std::uint64_t, 2> count = {};
    [[nodiscard]] bool mixed() const noexcept { return low != high; }
  };

  ValueHistogram() = default;
  /// `value`: finite; -0 is 0. `which`: 0 or 1.
  void add(double value, unsigned which);
  /// Adds all of another; the coarser resolution of both is kept.
  void merge(const ValueHistogram& other);
  /// Nothing for a shift that is not greater than the present one.
  void coarsen(unsigned shift);

  [[nodiscard]] unsigned shift() const noexcept { return shift_; }
  [[nodiscard]] std::size_t size() const noexcept { return used_; }
  [[nodiscard]] std::uint64_t total(unsigned which) const noexcept { return totals_.at(which); }
  /// By value, ascending. Cost: a sort.
  [[nodiscard]] std::vector<Bin> bins() const;

 private:
  [[nodiscard]] std::size_t slot_of(double value) const noexcept;
  void put(const Bin& bin);
  void grow(std::size_t slots);

  std::vector<Bin> slots_;  ///< A power of two; a bin without counts is free.
  std::size_t used_ = 0;
  unsigned shift_ = 0;
  std::array<std::uint64_t, 2> totals_ = {};
};

/// Holds the histograms of one task within a budget of bins: looks at the sum, and coarsens all
/// alike when it is exceeded, until they take at most half of it.
/// Requires that all that `histograms` points to live. Returns the shift of all.
unsigned keep_within(const std::vector<ValueHistogram*>& histograms, std::size_t most_bins);

}  // namespace assay::practice
