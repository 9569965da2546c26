#pragma once
/// Values one after the other in bytes, little-endian as in memory on every machine that assay
/// supports: what models and compiled word lists are made of. Threads: a Bytes is one thread's.

#include "base/error.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace assay::identify {

template <typename T>
void put(std::string& out, T value) {
  static_assert(std::is_arithmetic_v<T>);
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

/// At most 255 bytes of a text.
inline void put_text(std::string& out, std::string_view text) {
  text = text.substr(0, 255);
  put(out, static_cast<std::uint8_t>(text.size()));
  out += text;
}

/// Takes values off the front of bytes. All throw kCorrupt, with `where` as the place, when there
/// are too few.
class Bytes {
 public:
  Bytes(std::string_view bytes, const char* where) : bytes_(bytes), where_(where) {}

  template <typename T>
  T take() {
    static_assert(std::is_arithmetic_v<T>);
    T value{};
    const std::string_view part = take_bytes(sizeof(T));
    std::memcpy(&value, part.data(), sizeof(T));
    return value;
  }
  double take_number() {
    const double value = take<double>();
    if (!std::isfinite(value)) {
      throw Error(Errc::kCorrupt, "a weight is no number", where_);
    }
    return value;
  }
  std::string_view take_bytes(std::size_t count) {
    if (count > bytes_.size()) {
      throw Error(Errc::kCorrupt, "the file ends too early", where_);
    }
    const std::string_view part = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return part;
  }
  std::string take_text() { return std::string(take_bytes(take<std::uint8_t>())); }
  /// `count` things of T each; the size is checked before anything is made.
  template <typename T>
  std::vector<T> take_all(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::string_view part = take_bytes(count * sizeof(T));
    std::vector<T> all(count);
    if (count > 0) {
      std::memcpy(all.data(), part.data(), part.size());
    }
    return all;
  }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
  const char* where_;
};

}  // namespace assay::identify
