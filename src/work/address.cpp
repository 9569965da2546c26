#include "work/address.h"

#include <algorithm>
#include <array>
#include <string>

namespace assay {
namespace {

/// HTML 5's names for what hides a scheme; parsers of HTML 4 leave them as they are.
struct Reference {
  std::string_view name;
  char stands_for;
};
constexpr std::array kReferences = {Reference{"&colon;", ':'}, Reference{"&Tab;", '\t'},
                                    Reference{"&NewLine;", '\n'}};

const Reference* reference_at(std::string_view text) noexcept {
  const auto* found =
      std::find_if(kReferences.begin(), kReferences.end(),
                   [text](const Reference& one) { return text.starts_with(one.name); });
  return found == kReferences.end() ? nullptr : found;
}

}  // namespace

bool is_active_address(std::string_view url) {
  static constexpr std::array<std::string_view, 7> kSchemes = {
      "javascript", "vbscript", "livescript", "mocha", "data", "blob", "view-source"};
  constexpr std::size_t kLongest = 16;
  std::string scheme;
  for (std::size_t at = 0; at < url.size(); ++at) {
    char c = url[at];
    if (c == '&') {
      const Reference* named = reference_at(url.substr(at));
      if (named != nullptr) {
        c = named->stands_for;
        at += named->name.size() - 1;
      }
    }
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
