#include "source/text_lines.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace assay::source {
namespace {

constexpr std::size_t kExcerptBytes = 200;
constexpr std::size_t kLongLineKept = 4096;

}  // namespace

Line TextLines::make(std::string_view text, bool ended, std::uint64_t bytes) {
  Line line;
  line.number = ++number_;
  line.offset = offset_;
  line.ended = ended;
  offset_ += bytes;
  if (line.number == 1 && text.substr(0, 3) == "\xEF\xBB\xBF") {
    text.remove_prefix(3);
  }
  if (!text.empty() && text.back() == '\r') {
    text.remove_suffix(1);
  }
  line.text = text;
  return line;
}

std::optional<Line> TextLines::next() {
  held_.clear();
  std::uint64_t bytes = 0;
  bool too_long = false;
  while (true) {
    if (block_.empty()) {
      block_ = stream_.next();
      if (block_.empty()) {
        if (bytes == 0 || stream_.failure()) {
          return std::nullopt;
        }
        Line line = make(held_, false, bytes);
        line.too_long = too_long;
        return line;
      }
    }
    const std::size_t end = block_.find('\n');
    const bool ended = end != std::string_view::npos;
    const std::string_view piece = block_.substr(0, end);
    block_.remove_prefix(ended ? end + 1 : block_.size());
    const std::uint64_t length = piece.size() + (ended ? 1 : 0);
    if (ended && bytes == 0) {
      return make(piece, true, length);  // the usual case: a line within a block, without a copy
    }
    bytes += length;
    if (!too_long && held_.size() + piece.size() > kMaxRecordBytes) {
      too_long = true;
      held_.append(piece.substr(0, kLongLineKept));
      held_.resize(std::min(held_.size(), kLongLineKept));
      held_.shrink_to_fit();
    } else if (!too_long) {
      held_.append(piece);
    }
    if (ended) {
      Line line = make(held_, true, bytes);
      line.too_long = too_long;
      return line;
    }
  }
}

Rejection reject(std::uint64_t line, std::uint64_t offset, std::string reason,
                 std::string_view text) {
  return {line, offset, std::move(reason), repair_utf8(text.substr(0, kExcerptBytes)), {}};
}

Rejection reject_cut_off(std::uint64_t line, std::uint64_t offset, std::string_view text) {
  Rejection rejection = reject(line, offset, "the file ends in the middle of a record", text);
  rejection.advice = "fetch the file again, or complete its last record";
  return rejection;
}

}  // namespace assay::source
