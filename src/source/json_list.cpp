#include "source/json_list.h"

#include "source/reader.h"

namespace assay::source {
namespace {

constexpr std::size_t kLongElementKept = 4096;

bool is_space(int c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

int JsonList::peek() {
  if (block_.empty()) {
    block_ = stream_.next();
  }
  return block_.empty() ? -1 : static_cast<unsigned char>(block_.front());
}

int JsonList::get() {
  const int c = peek();
  if (c >= 0) {
    block_.remove_prefix(1);
    ++offset_;
    line_ += c == '\n' ? 1 : 0;
  }
  return c;
}

int JsonList::get_visible() {
  int c = get();
  while (is_space(c) || (offset_ <= 3 && (c == 0xEF || c == 0xBB || c == 0xBF))) {
    c = get();
  }
  return c;
}

std::string JsonList::read_key() {
  std::string key;
  for (int c = get(); c >= 0 && c != '"'; c = get()) {
    if (key.size() <= member_.size()) {
      key += static_cast<char>(c);
    }
    if (c == '\\') {
      get();
    }
  }
  return key;
}

void JsonList::skip_value() {
  int depth = 0;
  while (true) {
    const int c = peek();
    if (c < 0 || (depth == 0 && (c == ',' || c == '}' || c == ']'))) {
      return;
    }
    get();
    if (c == '"') {
      read_key();
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
}

bool JsonList::find_member() {
  if (get_visible() != '{') {
    return false;
  }
  while (true) {
    int c = get_visible();
    if (c == ',') {
      c = get_visible();
    }
    if (c != '"') {
      return false;
    }
    const std::string key = read_key();
    if (get_visible() != ':') {
      return false;
    }
    if (key == member_) {
      return true;
    }
    skip_value();
  }
}

void JsonList::skip_assignment() {
  constexpr int kMostBytes = 200;
  for (int i = 0; i < kMostBytes && peek() >= 0 && peek() != '[' && peek() != '{'; ++i) {
    get();
  }
}

JsonList::State JsonList::next() {
  if (ended_) {
    return State::kEnd;
  }
  if (!member_.empty() && !opened_ && !find_member()) {
    ended_ = true;
    element_line_ = line_;
    element_offset_ = offset_;
    return peek() < 0 && offset_ == 0 ? State::kCut : State::kNotAList;
  }
  while (true) {
    const int c = get();
    if (c < 0) {
      ended_ = true;
      element_.clear();
      element_line_ = line_;
      element_offset_ = offset_;
      return State::kCut;
    }
    const bool byte_order_mark = offset_ <= 3 && (c == 0xEF || c == 0xBB || c == 0xBF);
    if (is_space(c) || byte_order_mark || (opened_ && c == ',')) {
      continue;
    }
    if (!opened_ && c == '[') {
      opened_ = true;
      continue;
    }
    element_line_ = line_;
    element_offset_ = offset_ - 1;
    if (opened_ && c == ']' && !member_.empty()) {
      ended_ = true;
      return State::kEnd;
    }
    if (opened_ && c == ']') {
      return read_rest();
    }
    if (!opened_) {
      ended_ = true;
      return State::kNotAList;
    }
    return read_element(static_cast<char>(c));
  }
}

JsonList::State JsonList::read_rest() {
  ended_ = true;
  element_.clear();
  for (int c = get(); c >= 0; c = get()) {
    if (!is_space(c)) {
      element_line_ = line_;
      element_offset_ = offset_ - 1;
      element_.assign(1, static_cast<char>(c));
      element_ += block_.substr(0, kLongElementKept);
      return State::kTrailing;
    }
  }
  element_line_ = line_;
  element_offset_ = offset_;
  return State::kEnd;
}

JsonList::State JsonList::read_element(char first) {
  element_.assign(1, first);
  // An element that is no object ("text", 12) ends at the next comma or bracket outside of a
  // string.
  int depth = first == '{' || first == '[' ? 1 : 0;
  bool in_string = first == '"';
  bool escaped = false;
  bool too_long = false;
  bool broken = false;
  bool line_start = false;
  const bool nested = depth > 0;
  while (true) {
    if (nested && depth == 0 && !in_string) {
      return too_long ? State::kTooLong : State::kRecord;
    }
    if (!nested && !in_string) {
      const int c = peek();
      if (c < 0 || c == ',' || c == ']') {
        return too_long ? State::kTooLong : State::kRecord;
      }
    }
    if (broken && line_start && peek() == '{') {
      return too_long ? State::kTooLong : State::kRecord;
    }
    const int c = get();
    if (c < 0) {
      ended_ = true;
      return State::kCut;
    }
    line_start = c == '\n' || (line_start && is_space(c));
    if (!too_long && element_.size() < kMaxRecordBytes) {
      element_ += static_cast<char>(c);
    } else if (!too_long) {
      too_long = true;
      element_.resize(kLongElementKept);
      element_.shrink_to_fit();
    }
    if (in_string) {
      if (c == '\n') {
        // JSON has no line ends in strings: a quote was lost. The parser will refuse the record;
        // the next one begins where it closes all the same, or where a line begins with an object.
        in_string = false;
        escaped = false;
        broken = true;
      } else if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
}

}  // namespace assay::source
