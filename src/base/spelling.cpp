#include "base/spelling.h"

#include <algorithm>
#include <array>
#include <vector>

namespace assay {
namespace {

constexpr std::size_t kRoomOnStack = 65;

/// Three rows of `width` cells each: this one, the one above, and the one above that.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit, std::size_t* rows) {
  const std::size_t width = b.size() + 1;
  for (std::size_t j = 0; j < width; ++j) {
    rows[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t* row = rows + i % 3 * width;
    const std::size_t* above = rows + (i + 2) % 3 * width;
    const std::size_t* second = rows + (i + 1) % 3 * width;
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j < width; ++j) {
      const std::size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({change, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], second[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > limit) {
      return limit + 1;
    }
  }
  return std::min(rows[a.size() % 3 * width + b.size()], limit + 1);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (b.size() < kRoomOnStack) {
    std::array<std::size_t, 3 * kRoomOnStack> rows{};
    return distance(a, b, limit, rows.data());
  }
  std::vector<std::size_t> rows(3 * (b.size() + 1));
  return distance(a, b, limit, rows.data());
}

std::string_view plain_letter(std::int32_t code) noexcept {
  switch (code) {
    case 0x142:  // ł
      return "l";
    case 0xF8:  // ø
      return "o";
    case 0x111:  // đ
    case 0xF0:   // ð
      return "d";
    case 0xFE:  // þ
      return "th";
    case 0xE6:  // æ
      return "ae";
    case 0x153:  // œ
      return "oe";
    case 0x131:  // ı
      return "i";
    default:
      return {};
  }
}

}  // namespace assay
