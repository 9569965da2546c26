#include "search/bit_packing_internal.h"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace assay::search {
namespace {

/// Four lanes; GCC and clang make SSE or NEON of it.
using Lanes = std::uint32_t __attribute__((vector_size(16)));
constexpr std::size_t kLanes = 4;
constexpr unsigned kRows = kBlock / kLanes;

Lanes load_lanes(const char* bytes) noexcept {
  Lanes lanes;
  std::memcpy(&lanes, bytes, sizeof(lanes));
  return lanes;
}

template <unsigned kBits>
void unpack_block(const char* bytes, std::uint32_t* out) noexcept {
  if constexpr (kBits == 0) {
    std::memset(out, 0, kBlock * sizeof(std::uint32_t));
  } else {
    constexpr std::uint32_t kMask = kBits == 32 ? ~0U : (1U << kBits) - 1;
    Lanes word = load_lanes(bytes);
    unsigned shift = 0;
#pragma GCC unroll 32
    for (unsigned row = 0; row < kRows; ++row) {
      Lanes value = word >> shift;
      shift += kBits;
      if (shift >= 32) {
        shift -= 32;
        if (row + 1 < kRows) {
          bytes += sizeof(Lanes);
          word = load_lanes(bytes);
          if (shift > 0) {
            value |= word << (kBits - shift);
          }
        }
      }
      value &= kMask;
      std::memcpy(out + row * kLanes, &value, sizeof(value));
    }
  }
}

using Unpacker = void (*)(const char*, std::uint32_t*) noexcept;

template <std::size_t... kBits>
constexpr std::array<Unpacker, sizeof...(kBits)> make_unpackers(
    std::index_sequence<kBits...> /*bits*/) {
  return {&unpack_block<static_cast<unsigned>(kBits)>...};
}
constexpr auto kUnpackers = make_unpackers(std::make_index_sequence<33>());

void pack_block(const std::uint32_t* values, unsigned bits, std::string& out) {
  std::array<std::uint32_t, kBlock> words{};
  for (std::size_t i = 0; i < kBlock; ++i) {
    const std::size_t lane = i % kLanes;
    const std::size_t bit = i / kLanes * bits;
    const std::size_t word = bit / 32 * kLanes + lane;
    const unsigned shift = bit % 32;
    words[word] |= values[i] << shift;
    if (shift + bits > 32) {
      words[word + kLanes] |= values[i] >> (32 - shift);
    }
  }
  out.append(reinterpret_cast<const char*>(words.data()), packed_bytes(kBlock, bits));
}

}  // namespace

unsigned bits_needed(const std::uint32_t* values, std::size_t count) noexcept {
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < count; ++i) {
    all |= values[i];
  }
  return std::bit_width(all);
}

void pack(const std::uint32_t* values, std::size_t count, unsigned bits, std::string& out) {
  if (count == kBlock) {
    pack_block(values, bits, out);
    return;
  }
  std::uint64_t pending = 0;
  unsigned filled = 0;
  for (std::size_t i = 0; i < count; ++i) {
    pending |= static_cast<std::uint64_t>(values[i]) << filled;
    filled += bits;
    while (filled >= 8) {
      out += static_cast<char>(pending);
      pending >>= 8;
      filled -= 8;
    }
  }
  if (filled > 0) {
    out += static_cast<char>(pending);
  }
}

void unpack(const char* bytes, std::size_t count, unsigned bits, std::uint32_t* out) noexcept {
  if (count == kBlock) {
    kUnpackers[bits](bytes, out);
    return;
  }
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t bit = i * bits;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + bit / 8, sizeof(word));
    out[i] = static_cast<std::uint32_t>(word >> bit % 8 & mask);
  }
}

std::uint32_t unpack_one(const char* bytes, std::size_t count, unsigned bits,
                         std::size_t index) noexcept {
  if (bits == 0) {
    return 0;
  }
  std::uint64_t word = 0;
  std::size_t shift = 0;
  if (count == kBlock) {
    const std::size_t bit = index / kLanes * bits;
    const char* lane = bytes + (bit / 32 * kLanes + index % kLanes) * sizeof(std::uint32_t);
    shift = bit % 32;
    std::uint32_t half = 0;
    std::memcpy(&half, lane, sizeof(half));
    word = half;
    if (shift + bits > 32) {
      std::memcpy(&half, lane + sizeof(Lanes), sizeof(half));
      word |= static_cast<std::uint64_t>(half) << 32;
    }
  } else {
    shift = index * bits % 8;
    std::memcpy(&word, bytes + index * bits / 8, sizeof(word));
  }
  return static_cast<std::uint32_t>(word >> shift & ((std::uint64_t{1} << bits) - 1));
}

void prefix_sum(std::uint32_t* gaps, std::size_t count, std::uint32_t base) noexcept {
  std::uint32_t doc = base;
  if (count != kBlock) {
    for (std::size_t i = 0; i < count; ++i) {
      doc += gaps[i] + 1;
      gaps[i] = doc;
    }
    return;
  }
  Lanes carry = {doc, doc, doc, doc};
  const Lanes steps = {1, 2, 3, 4};
  const Lanes zero = {0, 0, 0, 0};
  for (std::size_t i = 0; i < kBlock; i += kLanes) {
    Lanes lanes;
    std::memcpy(&lanes, gaps + i, sizeof(lanes));
    lanes += __builtin_shufflevector(zero, lanes, 0, 4, 5, 6);
    lanes += __builtin_shufflevector(zero, lanes, 0, 1, 4, 5);
    lanes += carry + steps;
    carry = __builtin_shufflevector(lanes, lanes, 3, 3, 3, 3);
    std::memcpy(gaps + i, &lanes, sizeof(lanes));
  }
}

}  // namespace assay::search
