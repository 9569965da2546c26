#pragma once
/// Immutable files of the index: a body, a checksum for each page of it, and a footer. A page is
/// verified when it is first read, so that opening costs nothing and damage never reaches an
/// answer.
///
/// Layout: body; XXH3-64 of each page of kFilePage body bytes, seeded with the page's number
/// (8 bytes each); footer of 40 bytes: magic "assayidx", u32 format version, u32 file kind,
/// u64 body bytes, u64 XXH3-64 of the checksums, u64 XXH3-64 of the footer before it. A torn file
/// has no footer where its size says, and is corrupt as a whole. Little-endian.

#include "base/files.h"
#include "base/mapped_file.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

inline constexpr std::size_t kFilePage = 16384;
/// Raised with every change of a layout or of the analysis.
inline constexpr std::uint32_t kFormatVersion = 3;

enum class FileKind : std::uint32_t { kSegment = 1, kAlive = 2, kVectors = 3, kOwnWords = 4 };

/// A mapped file. Threads: const methods concurrent, without locks.
class PagedFile {
 public:
  /// Throws kNotFound, kIo, kCorrupt (no sound footer), kUnsupportedVersion.
  PagedFile(const std::filesystem::path& path, FileKind kind);

  [[nodiscard]] std::uint64_t size() const noexcept { return body_size_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return file_.path(); }
  /// Whether it is this file that lies at its path now, not another of that name.
  [[nodiscard]] bool is_current() const noexcept { return file_.is_current(); }

  /// The bytes [offset, offset + size) of the body, verified. Valid while the file is open.
  /// Throws kCorrupt: outside the body, or damaged.
  [[nodiscard]] const char* verified(std::uint64_t offset, std::uint64_t size) const;

  /// Reads and verifies everything again. Throws kCorrupt.
  void verify_all() const;

 private:
  [[nodiscard]] bool page_sound(std::uint64_t page) const noexcept;
  [[noreturn]] void corrupt() const;

  MappedFile file_;
  const char* data_ = nullptr;
  std::uint64_t body_size_ = 0;
  std::uint64_t pages_ = 0;
  /// One byte a page: 1 once its checksum held.
  std::unique_ptr<std::atomic<std::uint8_t>[]> seen_;
  /// Runs of several pages that held, by their first page: that one in the upper half, the last in
  /// the lower. Sections are asked for whole, again and again.
  std::unique_ptr<std::atomic<std::uint64_t>[]> runs_;
};

/// Writes such a file. One thread. Without finish() nothing usable stays.
class PagedFileWriter {
 public:
  /// Throws kIo.
  PagedFileWriter(std::filesystem::path path, FileKind kind);
  PagedFileWriter(const PagedFileWriter&) = delete;
  PagedFileWriter& operator=(const PagedFileWriter&) = delete;
  /// Removes the file unless it was finished.
  ~PagedFileWriter();

  /// Throws kIo (disk full).
  void append(std::string_view bytes);
  /// Pads with zeros to a multiple of `alignment`.
  void align(std::size_t alignment);
  [[nodiscard]] std::uint64_t tell() const noexcept { return written_ + buffer_.size(); }
  /// Writes checksums and footer and waits until the bytes are on disk. Throws kIo.
  void finish();

 private:
  void write_pages(bool last);
  void write_bytes(std::string_view bytes);

  std::filesystem::path path_;
  FileKind kind_;
  Fd fd_;
  std::string buffer_;
  std::uint64_t written_ = 0;
  std::vector<std::uint64_t> checksums_;
  bool finished_ = false;
};

}  // namespace assay::search
