#include "practice/experiments/folder.h"

#include "base/files.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr int kDepth = 8;
constexpr std::int64_t kNanoseconds = 1'000'000'000;

bool is_left_out(const fs::path& folder, const fs::path& experiments) {
  const std::string name = folder.filename().string();
  std::error_code ignored;
  return (name.front() == '.' && name != ".mlruns") || name == "node_modules" ||
         name == "__pycache__" || folder == experiments ||
         (name == "runs" && folder.parent_path().parent_path() == experiments) ||
         fs::exists(folder / "pyvenv.cfg", ignored);
}

void walk(const fs::path& folder, const std::string& prefix, int depth, const fs::path& experiments,
          std::size_t most, FolderState& out) {
  std::error_code trouble;
  for (fs::directory_iterator it(folder, trouble); !trouble && it != fs::directory_iterator();
       it.increment(trouble)) {
    if (out.files.size() >= most) {
      out.whole = false;
      return;
    }
    struct stat about {};
    if (::lstat(it->path().c_str(), &about) != 0) {
      continue;
    }
    const std::string path = prefix + it->path().filename().string();
    if (S_ISDIR(about.st_mode)) {
      if (depth < kDepth && !is_left_out(it->path(), experiments)) {
        walk(it->path(), path + "/", depth + 1, experiments, most, out);
      }
    } else if (S_ISREG(about.st_mode)) {
      out.files[path] = {static_cast<std::uint64_t>(about.st_size),
                         about.st_mtim.tv_sec * kNanoseconds + about.st_mtim.tv_nsec, about.st_ino};
    }
  }
}

std::string hex(const std::array<unsigned char, crypto_hash_sha256_BYTES>& hash) {
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> text{};
  sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
  return text.data();
}

}  // namespace

FolderState look_at_folder(const fs::path& folder, const fs::path& experiments,
                           std::size_t most_files) {
  FolderState out;
  walk(folder, "", 0, experiments, most_files, out);
  return out;
}

void add_outputs(const fs::path& folder, const FolderState& before, const FolderState& after,
                 const std::string& prefix, const OutputLimits& limits, Run& run) {
  std::uint64_t hashed = 0;
  for (const auto& [path, state] : after.files) {
    const auto was = before.files.find(path);
    if (was != before.files.end() && was->second == state) {
      continue;
    }
    if (run.outputs.size() >= limits.files) {
      ++run.outputs_left_out;
      continue;
    }
    RunOutput& output = run.outputs.emplace_back();
    output.path = prefix + path;
    output.bytes = state.bytes;
    if (hashed + state.bytes <= limits.hashed_bytes) {
      output.sha256 = sha256_of_file(folder / path);
      hashed += state.bytes;
    }
  }
}

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return hex(hash);
}

std::string sha256_of_file(const fs::path& file) {
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd.is_open()) {
    return {};
  }
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<unsigned char> buffer(std::size_t{1} << 18);
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0) {
      return {};
    }
    if (n == 0) {
      break;
    }
    crypto_hash_sha256_update(&state, buffer.data(), static_cast<unsigned long long>(n));
  }
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256_final(&state, hash.data());
  return hex(hash);
}

}  // namespace assay::practice
