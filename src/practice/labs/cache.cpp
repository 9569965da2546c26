#include "practice/labs/cache.h"

#include "base/files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntry = std::size_t{64} << 20;

/// A file of the cache's folder, or a folder in it.
struct Entry {
  fs::path path;
  fs::file_time_type used;
  std::uintmax_t bytes = 0;
};

std::uintmax_t bytes_of(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) {
    const std::uintmax_t size = fs::file_size(path, ignored);
    return ignored ? 0 : size;
  }
  std::uintmax_t sum = 0;
  std::error_code trouble;
  for (fs::directory_iterator it(path, trouble); !trouble && it != fs::directory_iterator();
       it.increment(trouble)) {
    const std::uintmax_t size = it->file_size(ignored);
    sum += ignored ? 0 : size;
  }
  return sum;
}

/// Those not used for the longest first.
std::vector<Entry> entries_of(const fs::path& folder) {
  std::vector<Entry> out;
  std::error_code trouble;
  for (fs::directory_iterator it(folder, trouble); !trouble && it != fs::directory_iterator();
       it.increment(trouble)) {
    std::error_code gone;
    const fs::file_time_type used = fs::last_write_time(it->path(), gone);
    if (!gone && !it->is_symlink(gone)) {
      out.push_back({it->path(), used, bytes_of(it->path())});
    }
  }
  std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
  return out;
}

}  // namespace

BuildCache::BuildCache(fs::path folder, CacheBound bound)
    : folder_(std::move(folder)), bound_(bound) {}

std::optional<std::string> BuildCache::find(const std::string& key) const {
  std::error_code ignored;
  if (folder_.empty() || !fs::is_regular_file(folder_ / key, ignored)) {
    return std::nullopt;
  }
  touch(key);
  return read_file(folder_ / key, kMostEntry);
}

void BuildCache::touch(const std::string& key) const {
  std::error_code ignored;
  fs::last_write_time(folder_ / key, fs::file_time_type::clock::now(), ignored);
}

void BuildCache::keep(const std::string& key, std::string_view bytes) const {
  if (folder_.empty()) {
    return;
  }
  make_folders((folder_ / key).parent_path());
  const fs::path unfinished = folder_ / fmt::format("{}.{}", key, ::getpid());
  std::ofstream file(unfinished, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  std::error_code ignored;
  if (file.good()) {
    fs::rename(unfinished, folder_ / key, ignored);
  } else {
    fs::remove(unfinished, ignored);
  }
  prune(key.substr(0, key.find('/')));
}

void BuildCache::prune(const std::string& spared) const {
  const std::vector<Entry> entries = entries_of(folder_);
  const fs::file_time_type oldest = fs::file_time_type::clock::now() - bound_.unused;
  std::uintmax_t total = 0;
  for (const Entry& one : entries) {
    total += one.bytes;
  }
  for (const Entry& one : entries) {
    if (one.path.filename() == spared || (one.used >= oldest && total <= bound_.bytes)) {
      continue;
    }
    std::error_code ignored;
    fs::remove_all(one.path, ignored);
    total -= one.bytes;
  }
}

}  // namespace assay::practice
