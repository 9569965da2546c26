#pragma once
/// Text for a terminal of 80 columns. Threads: pure function.

#include "base/text.h"

#include <string>

namespace assay::practice {

/// `text` wrapped at 80 columns, each line after `indent` blanks and with its line end.
inline std::string indented(const std::string& text, std::size_t indent) {
  constexpr std::size_t kTextColumns = 80;
  std::string out;
  for (const std::string& line : wrap(text, kTextColumns - indent)) {
    out += std::string(indent, ' ') + line + "\n";
  }
  return out;
}

}  // namespace assay::practice
