#pragma once
/// Text for a terminal of 80 columns: emphasis that vanishes without colour, indented paragraphs,
/// small bars. Threads: immutable.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::cli {

class Style {
 public:
  explicit Style(bool color) noexcept : color_(color) {}
  [[nodiscard]] bool color() const noexcept { return color_; }
  [[nodiscard]] std::string bold(std::string_view text) const { return wrap_in("1", text); }
  [[nodiscard]] std::string quiet(std::string_view text) const { return wrap_in("2", text); }
  [[nodiscard]] std::string accent(std::string_view text) const { return wrap_in("32", text); }
  [[nodiscard]] std::string warning(std::string_view text) const { return wrap_in("33", text); }
  [[nodiscard]] std::string underline(std::string_view text) const { return wrap_in("4", text); }

 private:
  [[nodiscard]] std::string wrap_in(std::string_view code, std::string_view text) const;
  bool color_;
};

/// Columns that text may take: the terminal's width, at most 100; 80 when output goes to a file.
std::size_t text_columns();

/// `text` as lines of `indent` spaces and at most `columns` columns in all, each ended by a line
/// end.
std::string paragraph(std::string_view text, std::size_t indent, std::size_t columns);

/// "▓▓▓▓▓▓▓░░░" for a probability.
std::string bar(double probability, std::size_t cells);

/// Text made safe for a terminal: control characters, escape sequences among them, are shown as
/// "?".
std::string printable(std::string_view text);

/// "2021 · ACL · …" with empty parts left out.
std::string dotted(const std::vector<std::string>& parts);

}  // namespace assay::cli
