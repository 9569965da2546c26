#include "source/cache_folder.h"

#include <cstdlib>

namespace assay::source {

std::filesystem::path cache_folder(const SourceSpec& spec) {
  const auto variable = [](const char* name) {
    const char* value =
        std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const std::filesystem::path cache = variable("XDG_CACHE_HOME"); !cache.empty()) {
    return cache / "assay";
  }
  if (const std::filesystem::path home = variable("HOME"); !home.empty()) {
    return home / ".cache" / "assay";
  }
  throw Error(Errc::kUsage, "there is no place for copies of what services have", spec.name,
              "set XDG_CACHE_HOME, or name a folder in the source's options");
}

}  // namespace assay::source
