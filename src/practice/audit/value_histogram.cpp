#include "practice/audit/value_histogram.h"

#include <algorithm>
#include <bit>

namespace assay::practice {
namespace {

constexpr std::size_t kFirstSlots = 64;
constexpr unsigned kFirstShift = 24;
constexpr unsigned kMostShift = 60;
constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

/// Doubles in their order as integers (IEEE 754: sign and magnitude).
std::uint64_t ordered(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

std::uint64_t mixed_bits(std::uint64_t key) noexcept {
  key ^= key >> 32;
  key *= 0x9E3779B97F4A7C15ULL;  // the golden ratio: Fibonacci hashing (Knuth, TAOCP 3, 6.4)
  return key ^ (key >> 29);
}

bool is_free(const ValueHistogram::Bin& bin) noexcept {
  return bin.count[0] == 0 && bin.count[1] == 0;
}

}  // namespace

std::size_t ValueHistogram::slot_of(double value) const noexcept {
  const std::uint64_t key = ordered(value) >> shift_;
  std::size_t at = mixed_bits(key) & (slots_.size() - 1);
  while (!is_free(slots_[at]) && ordered(slots_[at].low) >> shift_ != key) {
    at = (at + 1) & (slots_.size() - 1);
  }
  return at;
}

void ValueHistogram::grow(std::size_t slots) {
  std::vector<Bin> old(slots);
  old.swap(slots_);
  used_ = 0;
  for (const Bin& bin : old) {
    if (!is_free(bin)) {
      put(bin);
    }
  }
}

void ValueHistogram::put(const Bin& bin) {
  if (2 * (used_ + 1) > slots_.size()) {
    grow(std::max(kFirstSlots, 2 * slots_.size()));
  }
  Bin& there = slots_[slot_of(bin.low)];
  if (is_free(there)) {
    there = bin;
    ++used_;
    return;
  }
  there.low = std::min(there.low, bin.low);
  there.high = std::max(there.high, bin.high);
  there.count[0] += bin.count[0];
  there.count[1] += bin.count[1];
}

void ValueHistogram::add(double value, unsigned which) {
  Bin one;
  one.low = one.high = value;
  one.count.at(which) = 1;
  ++totals_.at(which);
  put(one);
}

void ValueHistogram::merge(const ValueHistogram& other) {
  coarsen(other.shift_);
  for (const Bin& bin : other.slots_) {
    if (!is_free(bin)) {
      put(bin);
    }
  }
  totals_[0] += other.totals_[0];
  totals_[1] += other.totals_[1];
}

void ValueHistogram::coarsen(unsigned shift) {
  if (shift > shift_) {
    shift_ = shift;
    grow(std::max(kFirstSlots, slots_.size()));
    const std::size_t enough = std::bit_ceil(std::max(kFirstSlots, 4 * used_));
    if (enough < slots_.size()) {
      grow(enough);
    }
  }
}

std::vector<ValueHistogram::Bin> ValueHistogram::bins() const {
  std::vector<Bin> out;
  out.reserve(used_);
  for (const Bin& bin : slots_) {
    if (!is_free(bin)) {
      out.push_back(bin);
    }
  }
  std::sort(out.begin(), out.end(), [](const Bin& a, const Bin& b) { return a.low < b.low; });
  return out;
}

unsigned keep_within(const std::vector<ValueHistogram*>& histograms, std::size_t most_bins) {
  const auto total = [&] {
    std::size_t sum = 0;
    for (const ValueHistogram* histogram : histograms) {
      sum += histogram->size();
    }
    return sum;
  };
  unsigned shift = 0;
  for (const ValueHistogram* histogram : histograms) {
    shift = std::max(shift, histogram->shift());
  }
  if (total() > most_bins) {
    do {
      shift = std::max(kFirstShift, shift + 1);
      for (ValueHistogram* histogram : histograms) {
        histogram->coarsen(shift);
      }
    } while (total() > most_bins / 2 && shift < kMostShift);
  }
  for (ValueHistogram* histogram : histograms) {
    histogram->coarsen(shift);
  }
  return shift;
}

}  // namespace assay::practice
