#include "base/instant.h"

#include <fmt/format.h>

#include <array>

namespace assay {

Day day_of_instant(std::int64_t unix_seconds) noexcept {
  const std::int64_t before = unix_seconds % kDaySeconds < 0 ? 1 : 0;
  return Day{static_cast<std::int32_t>(unix_seconds / kDaySeconds - before)};
}

std::string format_rfc822(std::int64_t unix_seconds) {
  static constexpr std::array<std::string_view, 7> kDays = {"Thu", "Fri", "Sat", "Sun",
                                                            "Mon", "Tue", "Wed"};
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string text = format_instant(unix_seconds);
  const std::int32_t since = day_of_instant(unix_seconds).since_epoch;  // 1970-01-01: a Thursday
  const auto month = static_cast<std::size_t>((text[5] - '0') * 10 + (text[6] - '0') - 1);
  return fmt::format("{}, {} {} {} {}", kDays.at(static_cast<std::size_t>((since % 7 + 7) % 7)),
                     text.substr(8, 2), kMonths.at(month), text.substr(0, 4), text.substr(11, 8));
}

}  // namespace assay
