#pragma once
/// The bytes of a file, seen through gzip, xz, zstd and bzip2 by libarchive. Private to the room.
/// Threads: one thread.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace assay::source {

class ByteStream {
 public:
  /// "-" is standard input. Throws kIo; for a folder too.
  explicit ByteStream(const std::filesystem::path& path);
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  ~ByteStream();

  /// The next stretch of decompressed bytes, valid until the next call; empty at the end.
  /// A stream that breaks off ends early: then failure() says why.
  std::string_view next();

  /// The first bytes without consuming them, as many as asked for where the file has them.
  std::string_view peek(std::size_t bytes);

  /// "" while all is well, else what is wrong with the stream: "the compressed data is cut off or
  /// damaged …".
  [[nodiscard]] const std::string& failure() const noexcept;
  /// Bytes consumed of the file as it lies on disk, and its size there (0 when unknown).
  [[nodiscard]] std::uint64_t bytes_read() const noexcept;
  [[nodiscard]] std::uint64_t bytes_total() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::source
