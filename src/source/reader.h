#pragma once
/// Files of bibliographic records -> Works, one at a time, in bounded memory. One reader reads one
/// file (or standard input), seen through .gz, .xz, .zst and .bz2; its format is recognised by
/// content. Threads: one thread a reader.

#include "work/work.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace assay::source {

enum class Format {
  kWorks,
  kArxiv,
  kPaperlists,
  kAwesome,
  kBibtex,
  kRis,
  kCslJson,
  kAclXml,
  kFeed,
  kVirtualSite,
  kSchedule,
  kIcal,
  kMiniconf,
  kXArchive,
  kLinks,
  kGhArchive,
  kOpenalex,
  kSemanticScholar,
  kDblp,
  kMail
};
/// "works", "arxiv", "paperlists", "awesome", "bibtex", "ris", "csl-json", "acl-xml", "feed",
/// "virtual-site", "schedule", "ical", "miniconf", "x-archive", "links", "gh-archive", "openalex",
/// "semantic-scholar", "dblp", "mail": the names of `--format`.
std::string_view format_name(Format format) noexcept;
std::optional<Format> parse_format(std::string_view name) noexcept;
/// The names, separated by commas: for messages.
std::string format_names();

/// A record that could not be read. The rest of the file goes on.
struct Rejection {
  std::uint64_t line = 0;    ///< 1-based line where the record starts, in the decompressed text.
  std::uint64_t offset = 0;  ///< Byte offset of the record's start in the decompressed text.
  std::string reason;  ///< What is wrong: "no title", "not JSON: …", "title is a number, not text".
  std::string excerpt;  ///< The record's first 200 bytes, repaired to UTF-8.
  std::string advice;   ///< What to do where the file ends here though it should not; else "".
  std::string id = {};  ///< The record's own "id" where it could still be read (JSON Lines).
};

/// A work with the byte range of its record, or a rejection.
using Item = std::variant<Work, Rejection>;

class Reader {
 public:
  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  Reader(Reader&&) = delete;
  Reader& operator=(Reader&&) = delete;
  virtual ~Reader() = default;

  /// The next record in file order; nullopt at the end. A stream that breaks off (truncated or
  /// damaged compressed data, a read error, JSON cut off in the middle) yields what came whole
  /// before and then one Rejection that says where and why, after which the reader is at its end.
  /// Throws: kIo when reading fails for good before the first byte.
  virtual std::optional<Item> next() = 0;

  [[nodiscard]] virtual Format format() const noexcept = 0;
  /// Bytes of the file as it lies on disk that have been consumed; for progress.
  [[nodiscard]] virtual std::uint64_t bytes_read() const noexcept = 0;
  /// Size of the file on disk; 0 when unknown (standard input, a pipe).
  [[nodiscard]] virtual std::uint64_t bytes_total() const noexcept = 0;
};

/// Records larger than this are rejected, not read into memory.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{32} << 20;

/// Message of the error for a file without a single record.
inline constexpr std::string_view kEmptyFile = "the file is empty";

/// Opens `path` ("-" is standard input). `format` overrides the recognition.
/// Throws: kIo (missing, unreadable, a folder), kInvalid when the format is recognised by nothing
/// in the first 64 KiB (the hint names --format and the formats), or the file is empty.
std::unique_ptr<Reader> open_reader(const std::filesystem::path& path,
                                    std::optional<Format> format = std::nullopt);

}  // namespace assay::source
