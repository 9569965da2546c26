#pragma once
/// The body of an answer as it comes in: unpacked (Content-Encoding), bounded in size, and known to
/// be whole or not. Private to the room. Threads: one thread.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace assay::source {

class Body {
 public:
  /// More than `most_bytes`, unpacked, are not taken.
  explicit Body(std::size_t most_bytes);
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  Body(Body&&) = delete;
  Body& operator=(Body&&) = delete;
  ~Body();

  /// Takes the next bytes as served; `encoding` is the answer's Content-Encoding. False when there
  /// is no use in more: see is_too_large() and failure().
  bool take(std::string_view encoding, std::string_view bytes);
  /// After the last byte: whether what was packed came to its end.
  bool finish();

  [[nodiscard]] bool is_too_large() const noexcept { return too_large_; }
  /// Why it cannot be unpacked: "the packed data is damaged"; "" when it can.
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  [[nodiscard]] std::string& bytes() noexcept { return bytes_; }

 private:
  struct Inflater;
  bool add(std::string_view bytes);
  bool unpack(std::string_view bytes);

  std::size_t most_bytes_;
  std::string bytes_;
  std::string failure_;
  bool too_large_ = false;
  bool begun_ = false;
  std::unique_ptr<Inflater> inflater_;  ///< Null where the body is not packed.
};

}  // namespace assay::source
