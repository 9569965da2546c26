#include "base/ascii.h"
#include "base/text.h"
#include "search/parts_tokens_internal.h"

#include <algorithm>

namespace assay::search {
namespace {

bool is_word(char c) noexcept {
  return is_upper(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

constexpr std::uint64_t kFnvBase = 0xCBF29CE484222325ULL;
constexpr std::uint64_t kFnvPrime = 0x100000001B3ULL;
constexpr std::size_t kLongestMaths = 400;
constexpr std::size_t kLongestName = 40;

}  // namespace

std::uint64_t token_key(std::string_view token) noexcept {
  std::uint64_t key = kFnvBase;
  for (const char c : token) {
    key = (key ^ static_cast<unsigned char>(c)) * kFnvPrime;
  }
  return key | 1U;
}

std::vector<std::uint64_t> own_names(std::string_view title) {
  const std::string_view name = title.substr(0, title.find(':'));
  if (name.size() == title.size() || name.size() > kLongestName ||
      std::any_of(name.begin(), name.end(), is_space) ||
      std::none_of(name.begin(), name.end(), is_upper)) {
    return {};
  }
  std::vector<std::uint64_t> keys;
  const std::vector<std::uint64_t> none;
  PartTokens tokens(name, none);
  for (std::uint64_t key = tokens.next(); key != 0; key = tokens.next()) {
    keys.push_back(key);
  }
  return keys;
}

std::uint64_t PartTokens::next() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (is_word(c)) {
      return word();
    }
    if (is_digit(c)) {
      return number();
    }
    if (c == '$') {
      return maths();
    }
    ++at_;
    if (c == '\\') {
      skip_command();
    } else if (c == ':' || c == '?') {
      return sign(text_.substr(at_ - 1, 1));
    }
  }
  return 0;
}

std::string PartTokens::spelled() const {
  return last_ == "NAME" || last_ == "URL" ? std::string(last_) : ascii_lower(last_);
}

std::uint64_t PartTokens::sign(std::string_view name) {
  last_ = name;
  return token_key(name);
}

void PartTokens::skip_command() {
  if (text_.substr(at_, 3) == "url") {  // \url{...} is an address all the same
    return;
  }
  while (at_ < text_.size() && is_word(text_[at_])) {
    ++at_;
  }
}

std::uint64_t PartTokens::word() {
  const std::size_t begin = at_;
  std::uint64_t key = kFnvBase;
  for (; at_ < text_.size() && (is_word(text_[at_]) || is_digit(text_[at_])); ++at_) {
    const char c = text_[at_];
    const char lower = is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
    key = (key ^ static_cast<unsigned char>(lower)) * kFnvPrime;
  }
  key |= 1U;
  last_ = text_.substr(begin, at_ - begin);
  if (text_.substr(at_, 3) == "://" || last_ == "www") {
    while (at_ < text_.size() && !is_space(text_[at_])) {
      ++at_;
    }
    return sign("URL");
  }
  if (!names_.empty() && is_upper(last_[0]) &&
      std::find(names_.begin(), names_.end(), key) != names_.end()) {
    return sign("NAME");
  }
  return key;
}

std::uint64_t PartTokens::number() {
  while (at_ < text_.size() &&
         (is_digit(text_[at_]) || ((text_[at_] == '.' || text_[at_] == ',') &&
                                   at_ + 1 < text_.size() && is_digit(text_[at_ + 1])))) {
    ++at_;
  }
  const std::string_view rest = text_.substr(at_, 8);
  if (rest.starts_with("%") || rest.starts_with("\\%") || rest.starts_with(" %") ||
      rest.starts_with("$\\%") || rest.starts_with(" percent")) {
    return sign("#%");
  }
  if (rest.starts_with("\xC3\x97") || rest.starts_with(" \xC3\x97") ||
      rest.starts_with("$\\times") || rest.starts_with("x ") || rest.starts_with("X ") ||
      rest.starts_with(" times ")) {
    at_ += rest[0] == 'x' || rest[0] == 'X' ? 1U : 0U;
    return sign("#x");
  }
  return sign("#");
}

std::uint64_t PartTokens::maths() {
  const std::size_t close = text_.substr(at_ + 1, kLongestMaths).find('$');
  at_ += close == std::string_view::npos ? 1 : close + 2;
  return sign("$");
}

}  // namespace assay::search
