#include "practice/labs/npy.h"

#include "base/error.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>

namespace assay::practice {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMostHeader = 4096;
constexpr std::size_t kAlign = 64;

[[noreturn]] void refuse(const std::string& why) {
  throw Error(Errc::kInvalid, "not a .npy file that can be read: " + why);
}

/// The three entries of the header, a Python dictionary.
struct Header {
  std::string descr;
  bool fortran = false;
  std::vector<std::size_t> shape;
};

/// Reads just the literals that NumPy writes.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view text) : text_(text) {}

  Header read() {
    Header header;
    int seen = 0;
    take('{');
    while (!found('}')) {
      const std::string key = quoted();
      take(':');
      if (key == "descr") {
        header.descr = quoted();
        seen |= 1;
      } else if (key == "fortran_order") {
        header.fortran = boolean();
        seen |= 2;
      } else if (key == "shape") {
        header.shape = tuple();
        seen |= 4;
      } else {
        refuse("its header has a strange entry");
      }
      found(',');
    }
    if (seen != 7) {
      refuse("its header lacks an entry");
    }
    return header;
  }

 private:
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) {
      ++at_;
    }
  }
  bool found(char c) {
    skip();
    if (at_ < text_.size() && text_[at_] == c) {
      ++at_;
      return true;
    }
    return false;
  }
  void take(char c) {
    if (!found(c)) {
      refuse("its header is malformed");
    }
  }
  std::string quoted() {
    take('\'');
    const std::size_t end = text_.find('\'', at_);
    if (end == std::string_view::npos) {
      refuse("its header is malformed");
    }
    std::string out(text_.substr(at_, end - at_));
    at_ = end + 1;
    return out;
  }
  bool boolean() {
    skip();
    for (const auto& [word, value] :
         {std::pair{std::string_view("True"), true}, std::pair{std::string_view("False"), false}}) {
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return value;
      }
    }
    refuse("its header is malformed");
  }
  std::vector<std::size_t> tuple() {
    std::vector<std::size_t> shape;
    take('(');
    while (!found(')')) {
      skip();
      std::size_t value = 0;
      const std::size_t begin = at_;
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
        if (value > std::numeric_limits<std::size_t>::max() / 16) {
          refuse("its shape is too large");
        }
        value = value * 10 + static_cast<std::size_t>(text_[at_++] - '0');
      }
      if (at_ == begin || shape.size() == kMostNpyAxes) {
        refuse("its shape is malformed");
      }
      shape.push_back(value);
      found(',');
    }
    return shape;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// IEEE 754 binary16.
double half(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f;
  const int fraction = bits & 0x3ff;
  double value = 0;
  if (exponent == 0x1f) {
    value = fraction == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  } else if (exponent == 0) {
    value = std::ldexp(fraction, -24);
  } else {
    value = std::ldexp(1024 + fraction, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -value : value;
}

/// The `width` bytes at `from`, the most significant first where `big`.
std::uint64_t word(const char* from, std::size_t width, bool big) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const auto byte = static_cast<unsigned char>(from[big ? i : width - 1 - i]);
    value = value << 8 | byte;
  }
  return value;
}

/// The number behind the bits of a type, or nullopt for a type that is not read.
std::optional<double> number(std::uint64_t bits, char type, std::size_t width) {
  const auto unused = static_cast<unsigned>(64 - 8 * width);
  if (type == 'f' && width == 8) {
    return std::bit_cast<double>(bits);
  }
  if (type == 'f' && width == 4) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  }
  if (type == 'f' && width == 2) {
    return half(static_cast<std::uint16_t>(bits));
  }
  if (type == 'i') {
    return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
  }
  if (type == 'u' || (type == 'b' && width == 1)) {
    return static_cast<double>(bits);
  }
  return std::nullopt;
}

}  // namespace

std::string format_npy(const Array& array) {
  std::string header = std::string("{'descr': '") + (array.integers ? "<i8" : "<f8") +
                       "', 'fortran_order': False, 'shape': (";
  for (const std::size_t one : array.shape) {
    header += std::to_string(one) + ",";
  }
  header += "), }";
  const std::size_t before = kMagic.size() + 4;
  header.append(kAlign - (before + header.size() + 1) % kAlign, ' ').append("\n");
  std::string out(kMagic);
  out += '\x01';
  out += '\x00';
  out += static_cast<char>(header.size() & 0xff);
  out += static_cast<char>(header.size() >> 8);
  out += header;
  for (const double value : array.data) {
    const auto bits = array.integers
                          ? std::bit_cast<std::uint64_t>(static_cast<std::int64_t>(value))
                          : std::bit_cast<std::uint64_t>(value);
    for (unsigned shift = 0; shift < 64; shift += 8) {
      out += static_cast<char>(bits >> shift & 0xff);
    }
  }
  return out;
}

Array parse_npy(std::string_view bytes) {
  Array array = take_npy(bytes);
  if (!bytes.empty()) {
    refuse("its shape does not fit its bytes");
  }
  return array;
}

Array take_npy(std::string_view& bytes) {
  if (bytes.size() < kMagic.size() + 4 || bytes.substr(0, kMagic.size()) != kMagic) {
    refuse("it does not begin as one");
  }
  const int version = static_cast<unsigned char>(bytes[kMagic.size()]);
  if (version < 1 || version > 3) {
    refuse("its version is unknown");
  }
  const std::size_t width = version == 1 ? 2 : 4;
  const std::size_t begin = kMagic.size() + 2 + width;
  if (bytes.size() < begin) {
    refuse("it ends within its header");
  }
  const std::uint64_t length = word(bytes.data() + kMagic.size() + 2, width, false);
  if (length > kMostHeader || length > bytes.size() - begin) {
    refuse("its header is too long");
  }
  const Header header = HeaderReader(bytes.substr(begin, length)).read();
  const std::string_view data = bytes.substr(begin + length);
  if (header.descr.size() != 3 || header.descr[2] < '1' || header.descr[2] > '8') {
    refuse("its type is not one of plain numbers");
  }
  const bool big = header.descr[0] == '>';
  const char type = header.descr[1];
  const auto size = static_cast<std::size_t>(header.descr[2] - '0');
  if (!std::has_single_bit(size) || !number(0, type, size)) {
    refuse("its type is not one of plain numbers");
  }
  std::size_t count = 1;
  for (const std::size_t one : header.shape) {
    if (one != 0 && count > data.size() / one) {
      refuse("its shape promises more than the file has");
    }
    count *= one;
  }
  if (count * size > data.size()) {
    refuse("its shape promises more than the file has");
  }
  bytes = data.substr(count * size);
  Array array;
  array.shape = header.shape;
  array.integers = type != 'f';
  array.data.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    array.data.push_back(*number(word(data.data() + i * size, size, big), type, size));
  }
  if (header.fortran && array.shape.size() > 1) {
    array.shape.assign(header.shape.rbegin(), header.shape.rend());
    array = transposed(array);
  }
  return array;
}

}  // namespace assay::practice
