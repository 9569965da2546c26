#pragma once
/// The entries of a BibTeX file, cut out one by one in bounded memory. Private to the room.
/// Threads: one thread.

#include "source/text_lines.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::source {

/// An entry's text and its place.
struct EntryText {
  enum class State {
    kWhole,
    kUnclosed,  ///< The next entry came before this one was closed.
    kCut,       ///< The end of the file came before it was closed.
    kTooLong,   ///< Over kMaxRecordBytes; `text` is its beginning.
  };
  std::string text;
  std::uint64_t line = 0;
  std::uint64_t offset = 0;
  State state = State::kWhole;
};

/// True for "@name{" and "@name(" at the start of a line without leading white space.
bool starts_bib_entry(std::string_view line);

class BibEntries {
 public:
  explicit BibEntries(ByteStream& stream) : stream_(stream), lines_(stream) {}
  /// From an "@" at the start of a line to the bracket that closes it; text between entries is a
  /// comment. nullopt at the end, and when the stream breaks off.
  std::optional<EntryText> next();
  /// Where reading stands: for saying where a stream broke off.
  [[nodiscard]] std::uint64_t line_number() const noexcept { return lines_.line_number(); }
  [[nodiscard]] std::uint64_t offset() const noexcept { return lines_.offset(); }

 private:
  struct Piece {
    std::string text;
    std::uint64_t line = 0;
    std::uint64_t offset = 0;
    bool too_long = false;
  };
  std::optional<Piece> next_line();
  /// Position of the bracket in `line` that closes the entry, npos when it stays open.
  std::size_t find_close(std::string_view line);

  ByteStream& stream_;
  TextLines lines_;
  std::optional<Piece> held_;  // read, but not part of the entry that was given
  int depth_ = 0;              // of braces in the present entry
  char opened_by_ = '\0';      // its first bracket
  bool quoted_ = false;        // within "..." of an entry in parentheses
};

}  // namespace assay::source
