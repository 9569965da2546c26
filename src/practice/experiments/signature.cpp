#include "practice/experiments/signature.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "practice/experiments/folder.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHead = "assay signing key 1\n";
constexpr std::size_t kMostFile = 4096;

void start_sodium() {
  if (sodium_init() < 0) {
    throw Error(Errc::kInternal, "libsodium cannot be started");
  }
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string to_hex(std::string_view bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes_of(bytes), bytes.size());
  out.pop_back();
  return out;
}

std::optional<std::string> from_hex(std::string_view hex, std::size_t size) {
  std::string out(size, '\0');
  std::size_t read = 0;
  if (hex.size() != 2 * size ||
      sodium_hex2bin(bytes_of(out), size, hex.data(), hex.size(), nullptr, &read, nullptr) != 0 ||
      read != size) {
    return std::nullopt;
  }
  return out;
}

/// False where the file is there already.
bool make_key_file(const fs::path& file) {
  make_folders(file.parent_path());
  std::string seed(crypto_sign_SEEDBYTES, '\0');
  randombytes_buf(seed.data(), seed.size());
  // Written whole under another name, then linked: two programs at once agree on one key.
  std::string temporary = file.string() + ".XXXXXX";
  const Fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.is_open()) {
    throw io_error("cannot make a key", file.string(), errno);
  }
  const std::string text = std::string(kHead) + to_hex(seed) + "\n";
  const bool written =
      ::fchmod(fd.get(), S_IRUSR | S_IWUSR) == 0 &&
      ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(fd.get()) == 0;
  int why = errno;
  const bool linked = written && ::link(temporary.c_str(), file.c_str()) == 0;
  why = written && !linked ? errno : why;
  ::unlink(temporary.c_str());
  if (!linked && !(written && why == EEXIST)) {
    throw io_error("cannot write the key", file.string(), why);
  }
  return linked;
}

}  // namespace

Signer Signer::open(const fs::path& file) {
  start_sodium();
  struct stat about = {};
  if (::lstat(file.c_str(), &about) != 0) {
    if (errno != ENOENT) {
      throw io_error("cannot read the key", file.string(), errno);
    }
    make_key_file(file);
    if (::lstat(file.c_str(), &about) != 0) {
      throw io_error("cannot read the key", file.string(), errno);
    }
  }
  if (!S_ISREG(about.st_mode) || (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw Error(Errc::kInvalid, "the signing key is not for its owner alone", file.string(),
                "chmod 600 it, or move it away for a new one");
  }
  const std::string text = read_file(file, kMostFile);
  const std::optional<std::string> seed =
      text.rfind(kHead, 0) == 0
          ? from_hex(trim(std::string_view(text).substr(kHead.size())), crypto_sign_SEEDBYTES)
          : std::nullopt;
  if (!seed) {
    throw Error(Errc::kCorrupt, "this file holds no signing key", file.string(),
                "move it away for a new one; what the old one signed stays valid");
  }
  std::string open_key(crypto_sign_PUBLICKEYBYTES, '\0');
  Signer out;
  out.secret_.resize(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(bytes_of(open_key), bytes_of(out.secret_),
                           bytes_of(std::string_view(*seed)));
  out.public_key_ = to_hex(open_key);
  return out;
}

std::string Signer::sign(std::string_view bytes) const {
  std::string out(crypto_sign_BYTES, '\0');
  crypto_sign_detached(bytes_of(out), nullptr, bytes_of(bytes), bytes.size(),
                       bytes_of(std::string_view(secret_)));
  return to_hex(out);
}

bool is_signed(std::string_view bytes, const std::string& public_key,
               const std::string& signature) {
  start_sodium();
  const std::optional<std::string> key = from_hex(public_key, crypto_sign_PUBLICKEYBYTES);
  const std::optional<std::string> mark = from_hex(signature, crypto_sign_BYTES);
  return key && mark &&
         crypto_sign_verify_detached(bytes_of(std::string_view(*mark)), bytes_of(bytes),
                                     bytes.size(), bytes_of(std::string_view(*key))) == 0;
}

std::string fingerprint(const std::string& public_key) {
  constexpr std::size_t kGroups = 4;
  constexpr std::size_t kGroup = 4;
  const std::string hash = sha256(public_key);
  std::string out;
  for (std::size_t i = 0; i < kGroups; ++i) {
    out += (i == 0 ? "" : "-") + hash.substr(i * kGroup, kGroup);
  }
  return out;
}

}  // namespace assay::practice
