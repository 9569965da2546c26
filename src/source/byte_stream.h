#pragma once
/// The bytes of a file, seen through gzip, xz, zstd and bzip2, in bounded memory. Several members
/// in a row are one text; zeros behind a member are padding, anything else there is a failure.
/// Private to the room. Threads: one thread, but bytes_read() and bytes_total() may be called from
/// others.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace assay::source {

/// What ended a stream before its end, and what to do about it.
struct Failure {
  std::string what;    ///< "the file is cut off or damaged here: the compressed data ends early"
  std::string advice;  ///< "fetch the file again"
};

class ByteStream {
 public:
  /// "-" is standard input. Throws kIo; for a folder too.
  explicit ByteStream(const std::filesystem::path& path);
  /// Bytes at hand instead of a file's.
  explicit ByteStream(std::string bytes);
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  ~ByteStream();

  /// The next stretch of decompressed bytes, valid until the next call; empty at the end.
  /// A stream that breaks off gives all that could be decompressed before, then ends early:
  /// failure() says why.
  std::string_view next();

  /// The first bytes without consuming them, as many as asked for where the file has them.
  std::string_view peek(std::size_t bytes);

  /// Final only when next() has come to the end.
  [[nodiscard]] const std::optional<Failure>& failure() const noexcept;
  /// Bytes consumed of the file as it lies on disk, and its size there (0 when unknown).
  [[nodiscard]] std::uint64_t bytes_read() const noexcept;
  [[nodiscard]] std::uint64_t bytes_total() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::source
