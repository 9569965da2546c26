#include "source/bibtex_entries.h"

#include "base/text.h"

#include <algorithm>

namespace assay::source {

bool starts_bib_entry(std::string_view line) {
  if (line.size() < 3 || line.front() != '@') {
    return false;
  }
  const std::size_t bracket = line.find_first_of("{(");
  if (bracket == std::string_view::npos || bracket < 2) {
    return false;
  }
  const std::string_view type = trim(line.substr(1, bracket - 1));
  return !type.empty() && std::all_of(type.begin(), type.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

std::optional<BibEntries::Piece> BibEntries::next_line() {
  if (held_) {
    std::optional<Piece> piece = std::move(held_);
    held_.reset();
    return piece;
  }
  const std::optional<Line> line = lines_.next();
  if (!line) {
    return std::nullopt;
  }
  return Piece{std::string(line->text), line->number, line->offset, line->too_long};
}

std::size_t BibEntries::find_close(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (opened_by_ == '\0' && (c == '{' || c == '(')) {
      opened_by_ = c;
    }
    depth_ += c == '{' ? 1 : 0;
    depth_ -= c == '}' ? 1 : 0;
    if (opened_by_ == '(' && c == '"' && depth_ == 0) {
      quoted_ = !quoted_;
    }
    const bool closes =
        (opened_by_ == '{' && c == '}') || (opened_by_ == '(' && c == ')' && !quoted_);
    if (closes && depth_ <= 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::optional<EntryText> BibEntries::next() {
  EntryText entry;
  depth_ = 0;
  opened_by_ = '\0';
  quoted_ = false;
  while (true) {
    std::optional<Piece> piece = next_line();
    if (!piece) {
      // What a stream that broke off leaves unfinished is told of once, as its failure.
      if (entry.text.empty() || stream_.failure()) {
        return std::nullopt;
      }
      entry.state = EntryText::State::kCut;
      return entry;
    }
    const bool starts = starts_bib_entry(trim(piece->text));
    if (entry.text.empty() && !starts) {
      continue;
    }
    if (!entry.text.empty() && starts) {
      held_ = std::move(piece);
      entry.state = EntryText::State::kUnclosed;
      return entry;
    }
    if (entry.text.empty()) {
      entry.line = piece->line;
      entry.offset = piece->offset;
    }
    const std::size_t close = piece->too_long ? std::string::npos : find_close(piece->text);
    if (close != std::string::npos) {
      entry.text += piece->text.substr(0, close + 1);
      piece->text.erase(0, close + 1);
      piece->offset += close + 1;
      held_ = std::move(piece);  // another entry may stand on the same line
      return entry;
    }
    entry.text += piece->text + "\n";
    if (piece->too_long || entry.text.size() > kMaxRecordBytes) {
      entry.state = EntryText::State::kTooLong;
      return entry;
    }
  }
}

}  // namespace assay::source
