#pragma once
/// Signatures with Ed25519 (RFC 8032, by libsodium): who wrote a thing is its key, made once for
/// this user, and whoever has the thing checks it without a network.
/// Threads: pure functions on files.

#include <filesystem>
#include <string>
#include <string_view>

namespace assay::practice {

/// A key that signs. The file holds its seed and is for its owner alone.
class Signer {
 public:
  /// Reads `file`; makes it (mode 600, its folders too) where it is not there. Throws kIo; kCorrupt
  /// for a file that holds no key; kInvalid for one that others may read, or that is a link.
  static Signer open(const std::filesystem::path& file);

  /// 64 hexadecimal digits.
  [[nodiscard]] const std::string& public_key() const noexcept { return public_key_; }
  /// 128 hexadecimal digits.
  [[nodiscard]] std::string sign(std::string_view bytes) const;

 private:
  std::string public_key_;
  std::string secret_;  ///< 64 bytes.
};

/// False also for a key or a signature that is none.
bool is_signed(std::string_view bytes, const std::string& public_key, const std::string& signature);

/// "a1b2-c3d4-e5f6-0718": the beginning of the key's SHA-256, to be read aloud.
std::string fingerprint(const std::string& public_key);

}  // namespace assay::practice
