#include "serve/uploads.h"

#include "base/error.h"

#include <algorithm>
#include <utility>

namespace assay::serve {
namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;

struct Place {
  std::string_view path;
  std::uint64_t most;
};
constexpr Place kPlaces[] = {
    {"/api/v1/imports", 256 * kMebibyte},      {"/api/v1/card-imports", 64 * kMebibyte},
    {"/api/v1/files", 2048 * kMebibyte},       {"/api/v1/audits", 2048 * kMebibyte},
    {"/api/v1/run-imports", 1024 * kMebibyte}, {"/api/v1/crate-checks", 1024 * kMebibyte}};

}  // namespace

std::uint64_t upload_limit(std::string_view method, std::string_view target) noexcept {
  if (method != "POST") {
    return 0;
  }
  const std::string_view path = target.substr(0, target.find('?'));
  for (const Place& place : kPlaces) {
    if (path == place.path) {
      return place.most;
    }
  }
  return 0;
}

Upload Uploads::keep(const std::filesystem::path& file, std::shared_ptr<const TempDir> folder,
                     const std::string& account) {
  Upload upload;
  upload.file = file;
  upload.folder = std::move(folder);
  upload.account = account;
  upload.bytes = std::filesystem::file_size(file);
  const std::lock_guard lock(mutex_);
  upload.id = "f" + std::to_string(next_++);
  kept_.push_back(upload);
  if (kept_.size() > kMost) {
    kept_.pop_front();
  }
  return upload;
}

Upload Uploads::require(const std::string& id, const std::string& account) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Upload& one) {
    return one.id == id && (account.empty() || one.account == account);
  });
  if (found == kept_.end()) {
    throw Error(Errc::kNotFound, "no file " + id, "",
                "send it to /api/v1/files; the last " + std::to_string(kMost) + " are kept");
  }
  return *found;
}

}  // namespace assay::serve
