#include "base/error.h"
#include "identify/phrase_internal.h"

#include <charconv>
#include <utility>

namespace assay::identify {
namespace {

constexpr int kMaxDepth = 24;
constexpr std::uint32_t kMaxGap = 8;

bool is_vowel(char c) {
  return std::string_view("aeiou").find(c) != std::string_view::npos;
}

bool is_mark(char c) {
  return std::string_view("()[]|{}<>").find(c) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> inflections(std::string_view word) {
  const std::string base(word);
  if (base.size() < 2) {
    return {base};
  }
  const char last = base.back();
  const char before = base[base.size() - 2];
  const std::string stem = base.substr(0, base.size() - 1);
  if (last == 'e') {
    return {base, base + "s", base + "d", stem + "ing", base + "ing"};
  }
  if (last == 'y' && !is_vowel(before)) {
    return {base, stem + "ies", stem + "ied", base + "ing"};
  }
  std::vector<std::string> all = {base, base + "s", base + "es", base + "ed", base + "ing"};
  if (is_vowel(before) && !is_vowel(last)) {
    all.push_back(base + last + "ed");
    all.push_back(base + last + "ing");
  }
  return all;
}

std::uint32_t PhraseParser::parse(std::uint32_t from) {
  const std::uint32_t end = sequence(from);
  if (at_ != text_.size()) {
    fail("a bracket too many");
  }
  return end;
}

void PhraseParser::fail(const std::string& what) const {
  throw Error(Errc::kInvalid, "malformed phrase: " + what, std::string(whole_));
}

std::uint32_t PhraseParser::step(std::uint32_t from, std::uint32_t label) {
  const std::uint32_t to = builder_.new_state();
  builder_.drafts_[from].edges.push_back({label, to});
  return to;
}

void PhraseParser::skip(std::uint32_t from, std::uint32_t to) {
  builder_.drafts_[from].empty.push_back(to);
}

/// Elements up to a closing mark, a bar or the end.
std::uint32_t PhraseParser::sequence(std::uint32_t from) {
  if (++depth_ > kMaxDepth) {
    fail("too deep, or a macro that contains itself");
  }
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\n' || c == '\t') {
      ++at_;
    } else if (c == '(') {
      ++at_;
      from = choice(from, ')');
    } else if (c == '[') {
      ++at_;
      const std::uint32_t end = choice(from, ']');
      skip(from, end);
      from = end;
    } else if (c == '<') {
      from = gap(from);
    } else if (c == '{') {
      from = slot(from);
    } else if (is_mark(c)) {
      break;
    } else {
      word(from);
    }
  }
  --depth_;
  return from;
}

/// A word at at_, with its signs of case and inflection.
void PhraseParser::word(std::uint32_t& from) {
  std::uint32_t bits = 0;
  bool inflect = false;
  while (at_ < text_.size() && (text_[at_] == '^' || text_[at_] == '~')) {
    if (text_[at_] == '^') {
      bits = bits == 0 ? kCapitalBit : kCapitalsBit;
    }
    inflect = inflect || text_[at_] == '~';
    ++at_;
  }
  const std::size_t begin = at_;
  while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != '\n' && !is_mark(text_[at_])) {
    ++at_;
  }
  check_apart(" \n|)]");
  const std::string_view written = text_.substr(begin, at_ - begin);
  if (!inflect) {
    from = words(from, written, bits);
    return;
  }
  const std::uint32_t end = builder_.new_state();
  for (const std::string& form : inflections(written)) {
    skip(words(from, form, bits), end);
  }
  from = end;
}

/// What stands at at_ must be the end or one of `allowed`: texts are not split within a word.
void PhraseParser::check_apart(std::string_view allowed) const {
  if (at_ < text_.size() && allowed.find(text_[at_]) == std::string_view::npos) {
    fail("a bracket stands at a word without a blank between");
  }
}

std::uint32_t PhraseParser::choice(std::uint32_t from, char closing) {
  const std::uint32_t end = builder_.new_state();
  while (true) {
    // A start of its own, so that an optional beginning of one alternative opens no other.
    const std::uint32_t start = builder_.new_state();
    skip(from, start);
    const std::uint32_t last = sequence(start);
    if (last == start) {
      fail("an empty alternative");
    }
    skip(last, end);
    if (at_ >= text_.size()) {
      fail("a bracket is not closed");
    }
    const char c = text_[at_++];
    if (c == closing) {
      check_apart(" \n\t|)]");
      return end;
    }
    if (c != '|') {
      fail("brackets do not pair");
    }
  }
}

std::string_view PhraseParser::take_until(char closing) {
  const std::size_t end = text_.find(closing, at_);
  if (end == std::string_view::npos) {
    fail("a bracket is not closed");
  }
  const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
  at_ = end + 1;
  check_apart(" \n\t|)]");
  return inside;
}

std::uint32_t PhraseParser::gap(std::uint32_t from) {
  const std::string_view inside = take_until('>');
  std::uint32_t length = 0;
  const auto [rest, ec] = std::from_chars(inside.data(), inside.data() + inside.size(), length);
  if (ec != std::errc{} || rest != inside.data() + inside.size() || length == 0 ||
      length > kMaxGap) {
    fail("a gap has 1 to 8 words");
  }
  const std::uint32_t end = builder_.new_state();
  skip(from, end);
  for (std::uint32_t i = 0; i < length; ++i) {
    from = step(from, kAnyLabel);
    skip(from, end);
  }
  return end;
}

std::uint32_t PhraseParser::slot(std::uint32_t from) {
  const std::string_view name = take_until('}');
  if (name == "number") {
    return step(from, kNumberLabel);
  }
  if (name == "large") {
    return step(from, kLargeLabel);
  }
  const auto macro = builder_.macros_.find(name);
  if (macro == builder_.macros_.end()) {
    fail("unknown slot {" + std::string(name) + "}");
  }
  const std::string_view outer = std::exchange(text_, macro->second);
  const std::size_t outer_at = std::exchange(at_, 0);
  const std::uint32_t end = sequence(from);
  if (at_ != text_.size()) {
    fail("in the macro {" + std::string(name) + "}");
  }
  text_ = outer;
  at_ = outer_at;
  return end;
}

std::uint32_t PhraseParser::words(std::uint32_t from, std::string_view text, std::uint32_t bits) {
  std::vector<Token> tokens;
  tokenise(text, builder_.vocabulary_, tokens);
  if (tokens.empty()) {
    fail("a word without letters");
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i <= tokens.size(); ++i) {
    const std::size_t end = i < tokens.size() ? tokens[i].begin : text.size();
    if (text.substr(at, end - at).find_first_not_of("-/") != std::string_view::npos) {
      fail("texts are not read with the signs of \"" + std::string(text) + "\"");
    }
    at = i < tokens.size() ? tokens[i].end : end;
  }
  for (const Token& token : tokens) {
    from = step(from, builder_.vocabulary_.add(token.hash) | bits);
  }
  return from;
}

}  // namespace assay::identify
