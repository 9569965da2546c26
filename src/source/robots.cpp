#include "source/robots.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace assay::source {
namespace {

constexpr std::size_t kMostBytes = std::size_t{500} << 10U;
constexpr std::size_t kLongestPattern = 2048;

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(static_cast<unsigned char>(c) | 0x20U);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_unreserved(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void append_escaped(std::string& out, unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += '%';
  out += kDigits[byte >> 4U];
  out += kDigits[byte & 15U];
}

/// One way of writing for all that mean the same (RFC 9309, 2.2.2): octets outside of ASCII are
/// escaped, escapes of unreserved characters are undone, the others are in capitals.
std::string normalise(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
        hex_value(text[i + 2]) >= 0) {
      const auto byte =
          static_cast<unsigned char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      if (is_unreserved(static_cast<char>(byte))) {
        out += static_cast<char>(byte);
      } else {
        append_escaped(out, byte);
      }
      i += 2;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      append_escaped(out, static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

/// Whether the pattern fits the beginning of `text`; "*" is any row of characters, "$" at the end
/// the end of the text.
bool fits(std::string_view pattern, std::string_view text) noexcept {
  const bool to_the_end = !pattern.empty() && pattern.back() == '$';
  if (to_the_end) {
    pattern.remove_suffix(1);
  }
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // where to come back to, and with how much taken
  std::size_t taken = 0;
  while (true) {
    if (p == pattern.size() && (!to_the_end || t == text.size())) {
      return true;
    }
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      taken = t;
    } else if (p < pattern.size() && t < text.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos && taken < text.size()) {
      p = star;
      t = ++taken;
    } else {
      return false;
    }
  }
}

struct RobotsLine {
  std::string key;
  std::string_view value;
};

RobotsLine read_line(std::string_view line) {
  line = trim(line.substr(0, line.find('#')));
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return {};
  }
  return {ascii_lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1))};
}

/// "assay" of "assay/1.0" and of "assay (some text)".
std::string_view product(std::string_view agent) noexcept {
  return agent.substr(0, agent.find_first_of("/ \t("));
}

}  // namespace

Robots::Robots(std::string_view text, std::string_view agent) {
  text = text.substr(0, kMostBytes);
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    text.remove_prefix(3);
  }
  std::vector<Rule> for_all;
  bool named = false;  // some group names this robot
  bool ours = false;
  bool everybodys = false;
  bool in_names = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    const RobotsLine line = read_line(text.substr(at, end - at));
    at = end + 1;
    if (line.key == "user-agent") {
      if (!in_names) {
        ours = everybodys = false;
      }
      in_names = true;
      everybodys = everybodys || line.value == "*";
      ours = ours || iequals(product(line.value), agent);
      named = named || ours;
    } else if (line.key == "allow" || line.key == "disallow") {
      in_names = false;
      if (line.value.empty() || line.value.size() > kLongestPattern) {
        continue;  // an empty rule says nothing
      }
      const Rule rule{normalise(line.value), line.key == "allow"};
      if (ours) {
        rules_.push_back(rule);
      }
      if (everybodys) {
        for_all.push_back(rule);
      }
    }
  }
  if (!named) {
    rules_ = std::move(for_all);
  }
}

bool Robots::allows(std::string_view target) const {
  const std::string path = normalise(target.empty() ? std::string_view("/") : target);
  if (path == "/robots.txt") {
    return true;
  }
  const Rule* best = nullptr;
  for (const Rule& rule : rules_) {
    const bool stronger = best == nullptr || rule.pattern.size() > best->pattern.size() ||
                          (rule.pattern.size() == best->pattern.size() && rule.allow);
    if (stronger && fits(rule.pattern, path)) {
      best = &rule;
    }
  }
  return best == nullptr || best->allow;
}

}  // namespace assay::source
