#pragma once
/// Comma-separated values (RFC 4180) as they are met in practice, one record at a time in bounded
/// memory: a header line, quotes, line ends of either kind, a byte order mark, and commas,
/// semicolons or tabs between fields, recognised by the header. A quote within a field that does
/// not begin with one is a plain character. Threads: one thread.

#include "base/files.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// The longest record, in bytes; more is most likely a quote that is never closed.
inline constexpr std::size_t kMostCsvRecord = std::size_t{1} << 20;

class CsvReader {
 public:
  /// Reads the header. Throws kNotFound (no such file), kIo, kInvalid (nothing in it, UTF-16, a
  /// broken quote; the message names the line).
  explicit CsvReader(const std::filesystem::path& path);

  [[nodiscard]] const std::vector<std::string>& header() const noexcept { return header_; }
  [[nodiscard]] char separator() const noexcept { return separator_; }
  /// Where a column stands in every record. Throws kNotFound, naming the nearest and all that
  /// exist; kInvalid where two have this name.
  [[nodiscard]] std::size_t column(std::string_view name) const;

  /// The next record; empty lines are passed over. The views live until the next call. False at
  /// the end. Throws kInvalid (a broken quote), kLimit (kMostCsvRecord), kIo.
  bool next(std::vector<std::string_view>& fields);
  /// Of the record that next() gave last: the line on which it begins, from 1.
  [[nodiscard]] std::uint64_t line() const noexcept { return record_line_; }
  /// Bytes read so far, and of the whole file (0 for a pipe).
  [[nodiscard]] std::uint64_t read_bytes() const noexcept { return read_bytes_; }
  [[nodiscard]] std::uint64_t size_bytes() const noexcept { return size_bytes_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  bool fill();
  std::optional<std::size_t> find_end();
  [[nodiscard]] std::size_t find_quoted_end(std::size_t from);
  void split_quoted(char* begin, const char* end, std::vector<std::string_view>& fields) const;
  void recognise();
  [[noreturn]] void fail_quote(std::uint64_t line, const char* what) const;

  std::filesystem::path path_;
  Fd fd_;
  std::string buffer_;
  std::size_t begin_ = 0;  ///< Of what is not yet given out, in buffer_.
  std::size_t end_ = 0;    ///< Of what was read, in buffer_.
  bool at_end_ = false;
  char separator_ = ',';
  std::uint64_t line_ = 1;
  std::uint64_t record_line_ = 1;
  std::uint64_t read_bytes_ = 0;
  std::uint64_t size_bytes_ = 0;
  std::vector<std::string> header_;
};

/// Whether a field says that there is no value: empty, or "NA", "NaN", "n/a", "null".
bool is_missing(std::string_view field) noexcept;

/// A field as a finite number, white space around it ignored. With `decimal_comma` "0,5" is one
/// too. nullopt for anything else ("nan" and "inf" among it).
std::optional<double> parse_number(std::string_view field, bool decimal_comma) noexcept;

}  // namespace assay::practice
