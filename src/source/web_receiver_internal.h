#pragma once
/// Where the body of an answer goes: into memory, unpacked, or into a file, as served. Private to
/// the room. Threads: one thread.

#include "base/files.h"
#include "source/web_body_internal.h"
#include "source/web_transfer_internal.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace assay::source {

/// The body of an answer that is no 2xx is kept in memory in any case, as far as kMostRefusalBytes.
inline constexpr std::size_t kMostRefusalBytes = std::size_t{64} << 10U;

class Receiver {
 public:
  explicit Receiver(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  Receiver(Receiver&&) = delete;
  Receiver& operator=(Receiver&&) = delete;
  virtual ~Receiver() = default;

  /// Forgets what came: another try begins.
  virtual void restart();
  /// A Sink.
  bool take(const Head& head, std::string_view bytes);
  /// After the last byte of a 2xx: "" when all is well, else what is wrong with the body.
  virtual std::string finish();
  [[nodiscard]] virtual bool is_too_large() const noexcept { return body_->is_too_large(); }
  [[nodiscard]] const std::string& failure() const noexcept { return body_->failure(); }
  /// What came into memory.
  [[nodiscard]] std::string& bytes() noexcept { return body_->bytes(); }
  [[nodiscard]] std::size_t most_bytes() const noexcept { return most_bytes_; }

 protected:
  /// A stretch of the body of a 2xx.
  virtual bool take_good(const Head& head, std::string_view bytes);

 private:
  std::size_t most_bytes_;
  std::unique_ptr<Body> body_;
  bool good_ = false;
};

/// Writes beside `target` and puts the file in its place when it is whole.
class FileReceiver final : public Receiver {
 public:
  FileReceiver(std::filesystem::path target, std::size_t most_bytes);
  FileReceiver(const FileReceiver&) = delete;
  FileReceiver& operator=(const FileReceiver&) = delete;
  ~FileReceiver() override;
  /// Throws kIo, as take() does.
  void restart() override;
  std::string finish() override;
  [[nodiscard]] bool is_too_large() const noexcept override { return too_large_; }
  /// Moves the file to its place. Throws kIo.
  void keep();

 protected:
  bool take_good(const Head& head, std::string_view bytes) override;

 private:
  std::filesystem::path target_;
  std::filesystem::path part_;
  Fd file_;
  std::size_t written_ = 0;
  bool too_large_ = false;
};

}  // namespace assay::source
