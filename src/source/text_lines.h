#pragma once
/// Lines of a byte stream with their place. Private to the room. Threads: one thread.

#include "source/byte_stream.h"
#include "source/reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::source {

struct Line {
  std::string_view text;     ///< Without the line end (\n or \r\n); valid until the next call.
  std::uint64_t number = 0;  ///< 1-based
  std::uint64_t offset = 0;  ///< of its first byte in the decompressed text
  bool too_long = false;     ///< Longer than kMaxRecordBytes: `text` is its beginning only.
  bool ended = false;        ///< It had a line end; false for a last line without one.
};

class TextLines {
 public:
  explicit TextLines(ByteStream& stream) : stream_(stream) {}
  /// The next line; nullopt at the end. A byte order mark before the first line is left out.
  /// The unfinished last line of a stream that broke off is dropped.
  std::optional<Line> next();
  /// Where the next line starts: for saying where a stream broke off.
  [[nodiscard]] std::uint64_t line_number() const noexcept { return number_ + 1; }
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

 private:
  Line make(std::string_view text, bool ended, std::uint64_t bytes);

  ByteStream& stream_;
  std::string_view block_;
  std::string held_;  // the line so far, when it spans blocks; also owns what make() returns then
  std::uint64_t number_ = 0;
  std::uint64_t offset_ = 0;
};

/// A rejection at a place, with an excerpt of `text`.
Rejection reject(std::uint64_t line, std::uint64_t offset, std::string reason,
                 std::string_view text);

/// The rejection of a last record that the end of the file cuts off.
Rejection reject_cut_off(std::uint64_t line, std::uint64_t offset, std::string_view text);

}  // namespace assay::source
