#pragma once
/// Bit packing of small numbers: whole blocks of 128 in four interleaved lanes of 32, so that one
/// vector instruction unpacks four (Lemire and Boytsov, "Decoding billions of integers per second
/// through vectorization", Software: Practice and Experience 45, 2015); what is shorter one after
/// another.

#include <cstddef>
#include <cstdint>
#include <string>

namespace assay::search {

inline constexpr std::size_t kBlock = 128;

/// Bytes that unpacking may read behind the end of what was packed.
inline constexpr std::size_t kPackingSlack = 16;

/// Bits that the largest of `values` takes, 0..32.
unsigned bits_needed(const std::uint32_t* values, std::size_t count) noexcept;

/// Bytes of `count` packed numbers of `bits`.
constexpr std::size_t packed_bytes(std::size_t count, unsigned bits) noexcept {
  return count == kBlock ? bits * kBlock / 8 : (count * bits + 7) / 8;
}

/// Appends packed_bytes(count, bits) bytes. Requires count <= kBlock, every value < 2^bits.
void pack(const std::uint32_t* values, std::size_t count, unsigned bits, std::string& out);

/// Reads what pack wrote. `out` has room for kBlock numbers.
void unpack(const char* bytes, std::size_t count, unsigned bits, std::uint32_t* out) noexcept;

/// The number at `index` alone.
std::uint32_t unpack_one(const char* bytes, std::size_t count, unsigned bits,
                         std::size_t index) noexcept;

/// Makes document numbers of gaps less one: out[i] = base + i + 1 + the sum of gaps[0..i].
void prefix_sum(std::uint32_t* gaps, std::size_t count, std::uint32_t base) noexcept;

}  // namespace assay::search
