#include "work/address.h"

#include <algorithm>
#include <array>
#include <string>

namespace assay {

bool is_active_address(std::string_view url) {
  static constexpr std::array<std::string_view, 7> kSchemes = {
      "javascript", "vbscript", "livescript", "mocha", "data", "blob", "view-source"};
  constexpr std::size_t kLongest = 16;
  std::string scheme;
  for (const char c : url) {
    if (static_cast<unsigned char>(c) <= ' ') {
      continue;
    }
    if (c == ':') {
      return std::find(kSchemes.begin(), kSchemes.end(), scheme) != kSchemes.end();
    }
    if (scheme.size() == kLongest) {
      return false;
    }
    scheme += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return false;
}

}  // namespace assay
