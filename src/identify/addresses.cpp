#include "identify/addresses_internal.h"

#include <algorithm>

namespace assay::identify {
namespace {

constexpr std::string_view kAsciiStops = " \t\r\n()[]{}<>\"'`|,";

bool is_continuation(std::string_view text, std::size_t i) {
  return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
}

/// Bytes of the character at `i` when it ends an address, 0 when it may be part of one: of Latin-1
/// the signs, of U+2000..U+206F all but hyphens and dashes, U+2190..U+21FF, U+3000..U+303F and
/// U+FF00..U+FF0F with the other full-width marks.
std::size_t stop_length(std::string_view text, std::size_t i) {
  if (kAsciiStops.find(text[i]) != std::string_view::npos) {
    return 1;
  }
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const unsigned first = byte(i);
  const unsigned second = byte(i + 1);
  const unsigned third = byte(i + 2);
  if (first == 0xC2) {
    const bool letter = second == 0xAA || second == 0xB5 || second == 0xBA;
    return second >= 0xA0 && second <= 0xBF && !letter ? 2 : 0;
  }
  const bool general = first == 0xE2 && (second == 0x80 || second == 0x81);
  const bool dash = second == 0x80 && third >= 0x90 && third <= 0x95;
  const bool arrow = first == 0xE2 && (second == 0x86 || second == 0x87);
  const bool wide =
      (first == 0xE3 && second == 0x80) ||
      (first == 0xEF && second == 0xBC && (third <= 0x8F || third >= 0x9A) && third < 0xA1) ||
      (first == 0xEF && second == 0xBD && third >= 0x9B && third <= 0xA5);
  return is_continuation(text, i + 2) && ((general && !dash) || arrow || wide) ? 3 : 0;
}

}  // namespace

void widen_address(std::string_view text, std::uint32_t& begin, std::uint32_t& end) {
  const std::uint32_t lowest = begin > kAddressBytes ? begin - kAddressBytes : 0;
  while (begin > lowest) {
    std::uint32_t before = begin - 1;
    while (before > lowest && begin - before < 4 && is_continuation(text, before)) {
      --before;
    }
    if (is_continuation(text, before) || stop_length(text, before) != 0) {
      break;
    }
    begin = before;
  }
  const std::uint32_t found = end;
  const std::size_t highest = std::min<std::size_t>(text.size(), found + kAddressBytes);
  while (end < highest && stop_length(text, end) == 0) {
    ++end;
  }
  while (end > found && is_continuation(text, end)) {
    --end;
  }
  while (end > found &&
         std::string_view(".;:!?\\$*").find(text[end - 1]) != std::string_view::npos) {
    --end;
  }
}

}  // namespace assay::identify
