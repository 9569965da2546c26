#include "serve/secrets.h"

#include "base/error.h"

#include <sodium.h>

#include <array>
#include <mutex>

namespace assay::serve {
namespace {

void start_sodium() {
  if (sodium_init() < 0) {
    throw Error(Errc::kInternal, "libsodium cannot be started");
  }
}

/// One hash at a time: each takes 64 MiB.
std::mutex& hashing() {
  static std::mutex mutex;
  return mutex;
}

std::string hex_of(const unsigned char* bytes, std::size_t size) {
  std::string hex(2 * size + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes, size);
  hex.pop_back();
  return hex;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string random_word() {
  start_sodium();
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return hex_of(bytes.data(), bytes.size());
}

std::string hash_secret(std::string_view secret) {
  start_sodium();
  const std::lock_guard lock(hashing());
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str(hash.data(), secret.data(), secret.size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    throw Error(Errc::kLimit, "not enough memory for the hash of a secret");
  }
  hash.resize(hash.find('\0'));
  return hash;
}

bool is_secret_of(std::string_view secret, const std::string& hash) {
  start_sodium();
  const std::lock_guard lock(hashing());
  return crypto_pwhash_str_verify(hash.c_str(), secret.data(), secret.size()) == 0;
}

std::string mark_of(std::string_view word, std::string_view key) {
  std::array<unsigned char, crypto_generichash_BYTES> mark{};
  crypto_generichash(mark.data(), mark.size(), bytes_of(word), word.size(), bytes_of(key),
                     key.size());
  return hex_of(mark.data(), mark.size());
}

bool same_word(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace assay::serve
