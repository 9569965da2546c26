/// Promises of code, told by their words.

#include "base/text.h"
#include "source/artefact.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace assay::source {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

constexpr std::array<std::string_view, 13> kThings = {
    "code", "implementation", "model", "weight",   "checkpoint", "dataset", "data ",
    "repo", "script",         "demo",  "software", "benchmark",  "artifact"};

/// What says by itself that it is still to come.
constexpr std::array<std::string_view, 24> kPromises = {
    "coming soon",       "come soon",         "available soon",    "released soon",
    "release soon",      "soon be released",  "soon be available", "to be released",
    "will be released",  "will be available", "will be made",      "will be open",
    "will be published", "will be uploaded",  "will be shared",    "will be provided",
    "will release",      "will open-source",  "will open source",  "will make",
    "will publish",      "plan to release",   "upon acceptance",   "upon publication"};

bool is_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// The end of the sentence or line that holds `at`.
std::size_t sentence_end(std::string_view text, std::size_t at) {
  for (std::size_t i = at; i < text.size(); ++i) {
    const bool stop = text[i] == '\n' || text[i] == '!' || text[i] == '?';
    const bool full_stop =
        text[i] == '.' && (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n');
    if (stop || full_stop) {
      return i;
    }
  }
  return text.size();
}

/// Four bytes as one number, letters in lower case.
constexpr std::uint32_t four(const char* text) noexcept {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number |= static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]) | 0x20) << (8 * i);
  }
  return number;
}

/// Most texts promise nothing: one of these beginnings is in every promise. Every work that is
/// imported comes by here, so they are compared as numbers, and no branch but the last is taken.
bool may_promise(std::string_view text) {
  constexpr std::array<std::uint32_t, 5> kBegins = {four("soon"), four("will"), four("to be"),
                                                    four("upon"), four("plan to release")};
  for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
    const std::uint32_t here = four(text.data() + i);
    unsigned found = 0;
    for (const std::uint32_t begin : kBegins) {
      found |= static_cast<unsigned>(here == begin);
    }
    if (found != 0) {
      return true;
    }
  }
  return false;
}

/// Where the thing that is promised is named in the sentence; kNone when none is.
std::size_t find_thing(std::string_view sentence) {
  std::size_t first = kNone;
  for (const std::string_view thing : kThings) {
    for (std::size_t at = sentence.find(thing); at != kNone; at = sentence.find(thing, at + 1)) {
      if (at == 0 || !is_letter_or_digit(sentence[at - 1])) {
        first = std::min(first, at);
        break;
      }
    }
  }
  return first;
}

}  // namespace

bool promises_code(std::string_view text, TextSpan* where) {
  if (!may_promise(text)) {
    return false;
  }
  const std::string lower = ascii_lower(text);
  std::size_t begin = 0;
  while (begin < lower.size()) {
    const std::size_t end = sentence_end(lower, begin);
    const std::string_view sentence = std::string_view(lower).substr(begin, end - begin);
    const bool may = may_promise(sentence);
    for (const std::string_view promise : kPromises) {
      const std::size_t said = may ? sentence.find(promise) : kNone;
      const std::size_t thing = said == kNone ? kNone : find_thing(sentence);
      if (said == kNone || thing == kNone) {
        continue;
      }
      if (where != nullptr) {
        const std::size_t last = std::max(said + promise.size(), thing + 1);
        const std::size_t word_end = sentence.find_first_of(" ,;)", last);
        *where = {begin + std::min(said, thing),
                  begin + (word_end == kNone ? sentence.size() : word_end)};
      }
      return true;
    }
    begin = end + 1;
  }
  return false;
}

}  // namespace assay::source
