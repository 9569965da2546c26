#pragma once
/// The parts of parse_identifier: one reader a scheme, and the addresses of hosts that we know.
/// Threads: pure functions.

#include "base/ascii.h"
#include "base/text.h"
#include "work/identifier.h"

#include <optional>
#include <string>
#include <string_view>

namespace assay {

/// Removes `prefix` in any case from the front; false when it is not there.
inline bool consume(std::string_view& text, std::string_view prefix) noexcept {
  if (!istarts_with(text, prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

/// Value of a hexadecimal digit, -1 for any other character.
inline int hex_value(char c) noexcept {
  if (is_digit(c)) {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// `text` without what a sentence puts behind an identifier: stops, commas, quotes, and brackets
/// that were opened before it.
std::string_view without_punctuation(std::string_view text) noexcept;

/// Each reads its bare form, without "scheme:" and without white space around; nullopt when `text`
/// is none.
std::optional<Identifier> parse_arxiv(std::string_view text);
std::optional<Identifier> parse_acl(std::string_view text);
std::optional<Identifier> parse_doi(std::string_view text);
std::optional<Identifier> parse_openreview(std::string_view text);
std::optional<Identifier> parse_pmlr(std::string_view text);
std::optional<Identifier> parse_github(std::string_view text);

/// The scheme's identifier behind an address as normalise_url gives it, if its host is one that we
/// know.
std::optional<Identifier> parse_known_host(const std::string& url);

}  // namespace assay
