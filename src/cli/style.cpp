#include "cli/style.h"

#include "base/progress.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>

namespace assay::cli {

std::string Style::wrap_in(std::string_view code, std::string_view text) const {
  if (!color_ || text.empty()) {
    return std::string(text);
  }
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::size_t text_columns() {
  constexpr std::size_t kWidest = 100;
  return stdout_is_terminal() ? std::min(kWidest, terminal_columns()) : 80;
}

std::string paragraph(std::string_view text, std::size_t indent, std::size_t columns) {
  std::string out;
  for (const std::string& line : wrap(text, columns > indent ? columns - indent : 1)) {
    out += std::string(indent, ' ') + line + "\n";
  }
  return out;
}

std::string bar(double probability, std::size_t cells) {
  const auto full = static_cast<std::size_t>(
      std::lround(std::clamp(probability, 0.0, 1.0) * static_cast<double>(cells)));
  std::string out;
  for (std::size_t i = 0; i < cells; ++i) {
    out += i < full ? "▓" : "░";
  }
  return out;
}

std::string printable(std::string_view text) {
  std::string out = repair_utf8(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    const bool c1 =
        c == 0xC2 && i + 1 < out.size() && static_cast<unsigned char>(out[i + 1]) < 0xA0;
    if (c < 0x20 || c == 0x7F) {
      out[i] = c == '\n' || c == '\t' ? ' ' : '?';
    } else if (c1) {
      out.replace(i, 2, "?");
    }
  }
  return out;
}

std::string dotted(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (!part.empty()) {
      out += (out.empty() ? "" : " · ") + part;
    }
  }
  return out;
}

}  // namespace assay::cli
