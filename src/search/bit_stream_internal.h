#pragma once
/// Bits one after another, lowest first, with Rice and gamma codes (Golomb 1966, Elias 1975).

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

namespace assay::search {

/// A quotient of this many ones is followed by the whole number in 32 bits.
inline constexpr unsigned kRiceEscape = 24;

class BitWriter {
 public:
  explicit BitWriter(std::string& out) noexcept : out_(out) {}
  /// Requires bits <= 32 and value < 2^bits.
  void put(std::uint64_t value, unsigned bits) {
    pending_ |= value << filled_;
    filled_ += bits;
    while (filled_ >= 8) {
      out_ += static_cast<char>(pending_);
      pending_ >>= 8;
      filled_ -= 8;
    }
  }
  /// A number >= 1: 1 takes one bit.
  void put_gamma(std::uint32_t value) {
    const unsigned extra = (std::bit_width(value | 1U) - 1U) & 31U;
    put(std::uint64_t{1} << extra, extra + 1);
    put(value & ((std::uint64_t{1} << extra) - 1), extra);
  }
  void put_rice(std::uint32_t value, unsigned k) {
    const std::uint32_t quotient = value >> k;
    if (quotient >= kRiceEscape) {
      put((std::uint64_t{1} << kRiceEscape) - 1, kRiceEscape);
      put(value, 32);
      return;
    }
    put((std::uint64_t{1} << quotient) - 1, quotient + 1);
    put(value & ((std::uint64_t{1} << k) - 1), k);
  }
  /// Fills the last byte with zeros.
  void flush() {
    if (filled_ > 0) {
      out_ += static_cast<char>(pending_);
    }
    pending_ = 0;
    filled_ = 0;
  }

 private:
  std::string& out_;
  std::uint64_t pending_ = 0;
  unsigned filled_ = 0;
};

/// Reads what BitWriter wrote; may look kPackingSlack bytes further.
class BitReader {
 public:
  BitReader() = default;
  explicit BitReader(const char* bytes) noexcept : bytes_(bytes) {}
  std::uint32_t get(unsigned bits) noexcept {
    const std::uint64_t value = peek() & ((std::uint64_t{1} << bits) - 1);
    bit_ += bits;
    return static_cast<std::uint32_t>(value);
  }
  std::uint32_t get_gamma() noexcept {
    const auto extra = static_cast<unsigned>(std::countr_zero(peek()));
    bit_ += extra + 1;
    return (1U << extra) | get(extra);
  }
  std::uint32_t get_rice(unsigned k) noexcept {
    const auto quotient = static_cast<unsigned>(std::countr_one(peek()));
    if (quotient >= kRiceEscape) {
      bit_ += kRiceEscape;
      return get(32);
    }
    bit_ += quotient + 1;
    return (quotient << k) | get(k);
  }

 private:
  [[nodiscard]] std::uint64_t peek() const noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes_ + bit_ / 8, sizeof(word));
    return word >> bit_ % 8;
  }
  const char* bytes_ = nullptr;
  std::uint64_t bit_ = 0;
};

}  // namespace assay::search
