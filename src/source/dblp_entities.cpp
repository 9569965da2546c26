#include "source/dblp_internal.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

/// "&thetasym;" is the longest name.
constexpr std::size_t kLongestName = 10;

/// "&#252;" for "uuml"; "" for what is no name of HTML 4, and what XML names itself.
std::string number_of(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kOfXml = {"amp", "lt", "gt", "quot", "apos"};
  if (name.empty() || std::find(kOfXml.begin(), kOfXml.end(), name) != kOfXml.end()) {
    return {};
  }
  const std::string text(name);
  const htmlEntityDesc* found = htmlEntityLookup(reinterpret_cast<const xmlChar*>(text.c_str()));
  return found == nullptr ? std::string() : "&#" + std::to_string(found->value) + ";";
}

bool is_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string_view NumberedEntities::next() {
  while (true) {
    const std::string_view block = stream_.next();
    out_.clear();
    if (held_.empty()) {
      convert(block, block.empty());
    } else {
      const std::string text = std::exchange(held_, {}) + std::string(block);
      convert(text, block.empty());
    }
    if (!out_.empty() || block.empty()) {
      return out_;
    }
  }
}

void NumberedEntities::convert(std::string_view text, bool last) {
  while (!text.empty()) {
    const std::size_t mark = std::min(text.find('&'), text.size());
    out_ += text.substr(0, mark);
    text.remove_prefix(mark);
    if (text.empty()) {
      return;
    }
    std::size_t end = 1;
    while (end < text.size() && end <= kLongestName && is_name(text[end])) {
      ++end;
    }
    if (end == text.size() && end <= kLongestName && !last) {
      held_ = text;
      return;
    }
    const bool closed = end < text.size() && text[end] == ';';
    const std::string number = closed ? number_of(text.substr(1, end - 1)) : std::string();
    out_ += number.empty() ? std::string(text.substr(0, 1)) : number;
    text.remove_prefix(number.empty() ? 1 : end + 1);
  }
}

}  // namespace assay::source
