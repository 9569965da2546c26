#include "practice/experiments/event_file.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

namespace assay::practice {
namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kCrcBytes = 4;
constexpr std::uint64_t kMostRecord = std::uint64_t{1} << 30;

/// Wire types of protocol buffers.
enum class Wire : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };
/// tensorflow/core/framework/types.proto
enum class Type : std::uint8_t {
  kFloat = 1,
  kDouble = 2,
  kInt32 = 3,
  kInt64 = 9,
  kBfloat16 = 14,
  kHalf = 19
};

template <typename T>
T load(std::string_view bytes, std::size_t at = 0) noexcept {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

/// The fields of a message, one by one. Ends at the first byte that makes no sense.
class Message {
 public:
  explicit Message(std::string_view all) : rest_(all) {}

  bool next() {
    std::uint64_t key = 0;
    if (rest_.empty() || !varint(key)) {
      return false;
    }
    field = static_cast<std::uint32_t>(key >> 3);
    wire = static_cast<Wire>(key & 7);
    switch (wire) {
      case Wire::kVarint:
        return varint(number);
      case Wire::kFixed64:
        return take(sizeof(std::uint64_t));
      case Wire::kFixed32:
        return take(sizeof(std::uint32_t));
      case Wire::kBytes: {
        std::uint64_t size = 0;
        return varint(size) && take(size);
      }
    }
    return false;
  }

  std::uint32_t field = 0;
  Wire wire = Wire::kVarint;
  std::uint64_t number = 0;  ///< Of kVarint.
  std::string_view bytes;    ///< Of the others.

 private:
  bool varint(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) {
        return true;
      }
    }
    return false;
  }
  bool take(std::uint64_t size) {
    if (size > rest_.size()) {
      return false;
    }
    bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  std::string_view rest_;
};

/// IEEE 754 half precision.
double half_value(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1F;
  const double fraction = bits & 0x3FF;
  double value = 0;
  if (exponent == 0) {
    value = std::ldexp(fraction, -24);
  } else if (exponent == 0x1F) {
    value = fraction == 0 ? HUGE_VAL : std::nan("");
  } else {
    value = std::ldexp(1024 + fraction, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -value : value;
}

double bfloat_value(std::uint16_t bits) {
  return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16));
}

std::optional<double> content_value(std::string_view content, Type type) {
  if (type == Type::kFloat && content.size() == sizeof(float)) {
    return static_cast<double>(load<float>(content));
  }
  if (type == Type::kDouble && content.size() == sizeof(double)) {
    return load<double>(content);
  }
  if (type == Type::kInt32 && content.size() == sizeof(std::int32_t)) {
    return load<std::int32_t>(content);
  }
  if (type == Type::kInt64 && content.size() == sizeof(std::int64_t)) {
    return static_cast<double>(load<std::int64_t>(content));
  }
  if (content.size() == sizeof(std::uint16_t)) {
    const auto bits = load<std::uint16_t>(content);
    if (type == Type::kHalf) {
      return half_value(bits);
    }
    if (type == Type::kBfloat16) {
      return bfloat_value(bits);
    }
  }
  return std::nullopt;
}

/// A repeated number field that holds exactly one number, packed or not.
std::optional<std::uint64_t> only_varint(const Message& message) {
  if (message.wire == Wire::kVarint) {
    return message.number;
  }
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (std::size_t i = 0; i < message.bytes.size() && shift < 64; ++i, shift += 7) {
    const auto byte = static_cast<unsigned char>(message.bytes[i]);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) {
      return i + 1 == message.bytes.size() ? std::optional(value) : std::nullopt;
    }
  }
  return std::nullopt;
}

bool is_one_element(std::string_view shape) {
  Message message(shape);
  while (message.next()) {
    if (message.field == 2 && message.wire == Wire::kBytes) {
      Message dim(message.bytes);
      while (dim.next()) {
        if (dim.field == 1 && dim.wire == Wire::kVarint && dim.number != 1) {
          return false;
        }
      }
    }
  }
  return true;
}

std::optional<double> tensor_value(std::string_view bytes) {
  std::optional<double> value;
  Type type = Type::kFloat;
  Message message(bytes);
  while (message.next()) {
    if (message.field == 1 && message.wire == Wire::kVarint) {
      type = static_cast<Type>(message.number);
    } else if (message.field == 2 && message.wire == Wire::kBytes) {
      if (!is_one_element(message.bytes)) {
        return std::nullopt;
      }
    } else if (message.field == 4 && message.wire == Wire::kBytes) {
      value = content_value(message.bytes, type);
    } else if (message.field == 5 && message.wire != Wire::kVarint) {
      value = content_value(message.bytes, Type::kFloat);
    } else if (message.field == 6 && message.wire != Wire::kVarint) {
      value = content_value(message.bytes, Type::kDouble);
    } else if (message.field == 7 || message.field == 10) {
      if (const auto whole = only_varint(message)) {
        value = static_cast<double>(static_cast<std::int64_t>(*whole));
      }
    } else if (message.field == 13) {
      if (const auto bits = only_varint(message)) {
        const auto narrow = static_cast<std::uint16_t>(*bits);
        value = type == Type::kBfloat16 ? bfloat_value(narrow) : half_value(narrow);
      }
    }
  }
  return value;
}

void read_value(std::string_view bytes, EventScalar scalar,
                const std::function<void(const EventScalar&)>& use) {
  std::optional<double> value;
  Message message(bytes);
  while (message.next()) {
    if (message.field == 1 && message.wire == Wire::kBytes) {
      scalar.tag = message.bytes;
    } else if (message.field == 2 && message.wire == Wire::kFixed32) {
      value = static_cast<double>(load<float>(message.bytes));
    } else if (message.field == 8 && message.wire == Wire::kBytes) {
      value = tensor_value(message.bytes);
    }
  }
  if (value && !scalar.tag.empty()) {
    scalar.value = *value;
    use(scalar);
  }
}

std::array<std::uint32_t, 256> make_table() noexcept {
  constexpr std::uint32_t kPolynomial = 0x82F63B78;  // 0x1EDC6F41 turned round
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1U) != 0 ? kPolynomial : 0);
    }
    table[i] = crc;
  }
  return table;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) noexcept {
  static const std::array<std::uint32_t, 256> table = make_table();
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFFU] ^ (crc >> 8);
  }
  return ~crc;
}

std::uint32_t masked_crc32c(std::string_view bytes) noexcept {
  constexpr std::uint32_t kDelta = 0xA282EAD8;
  return std::rotr(crc32c(bytes), 15) + kDelta;
}

void read_event(std::string_view bytes, const std::function<void(const EventScalar&)>& use) {
  EventScalar scalar;
  std::string_view summary;
  Message message(bytes);
  while (message.next()) {
    if (message.field == 1 && message.wire == Wire::kFixed64) {
      scalar.wall_time = load<double>(message.bytes);
    } else if (message.field == 2 && message.wire == Wire::kVarint) {
      scalar.step = static_cast<std::int64_t>(message.number);
    } else if (message.field == 5 && message.wire == Wire::kBytes) {
      summary = message.bytes;
    }
  }
  Message values(summary);
  while (values.next()) {
    if (values.field == 1 && values.wire == Wire::kBytes) {
      read_value(values.bytes, scalar, use);
    }
  }
}

std::size_t read_event_records(std::string_view bytes,
                               const std::function<void(const EventScalar&)>& use, bool& damaged) {
  constexpr std::size_t kHead = kLengthBytes + kCrcBytes;
  std::size_t at = 0;
  while (bytes.size() - at >= kHead) {
    const auto length = load<std::uint64_t>(bytes, at);
    if (load<std::uint32_t>(bytes, at + kLengthBytes) !=
            masked_crc32c(bytes.substr(at, kLengthBytes)) ||
        length > kMostRecord) {
      damaged = true;
      return at;
    }
    if (bytes.size() - at - kHead < length + kCrcBytes) {
      return at;
    }
    const std::string_view record = bytes.substr(at + kHead, length);
    if (load<std::uint32_t>(bytes, at + kHead + length) != masked_crc32c(record)) {
      damaged = true;
      return at;
    }
    read_event(record, use);
    at += kHead + length + kCrcBytes;
  }
  return at;
}

}  // namespace assay::practice
