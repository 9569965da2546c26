#pragma once
/// The messages of a file: one, or many in mbox form. Private to the room. Threads: one thread.

#include "source/text_lines.h"

#include <cstdint>
#include <optional>
#include <string>

namespace assay::source {

struct MailboxMessage {
  std::string text;          ///< Headers and body, lines ended by \n; only its head when too long.
  std::uint64_t line = 0;    ///< 1-based line where it starts.
  std::uint64_t offset = 0;  ///< Its byte in the file.
  bool too_long = false;     ///< Longer than kMaxRecordBytes.
};

class Mailbox {
 public:
  /// Reads from `stream`, which outlives this.
  explicit Mailbox(ByteStream& stream) : lines_(stream) {}
  /// The next message; nullopt at the end, also where the stream breaks off.
  std::optional<MailboxMessage> next();
  [[nodiscard]] std::uint64_t line() const noexcept { return lines_.line_number(); }
  [[nodiscard]] std::uint64_t offset() const noexcept { return lines_.offset(); }

 private:
  TextLines lines_;
  bool mbox_ = false;    ///< A line "From " has been seen: others divide messages.
  bool opened_ = false;  ///< The line "From " of the next message was taken.
};

}  // namespace assay::source
