#pragma once
/// Numbers of varying length in bytes: LEB128, seven bits a byte, the lowest first.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace assay::search {

inline void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

/// Reads one number and moves `pos` behind it. Requires a whole number there: callers read only
/// bytes whose checksum holds.
inline std::uint64_t get_varint(const char*& pos) noexcept {
  std::uint64_t value = 0;
  unsigned shift = 0;
  while (true) {
    const auto byte = static_cast<unsigned char>(*pos++);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80 || shift >= 63) {
      return value;
    }
    shift += 7;
  }
}

template <typename T>
T load(const char* bytes) noexcept {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

template <typename T>
void append_raw(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

/// The bytes of an array as they lie in memory (little-endian on every machine assay supports).
template <typename T>
std::string_view bytes_of(const T* values, std::size_t count) noexcept {
  return {reinterpret_cast<const char*>(values), count * sizeof(T)};
}

}  // namespace assay::search
