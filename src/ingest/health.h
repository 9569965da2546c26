#pragma once
/// Whether a library is sound, and what is wrong with it where it is not. Threads: as the Library.

#include "identify/judge.h"
#include "ingest/endpoint_encoder.h"
#include "ingest/indexing.h"
#include "library/library.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace assay::ingest {

struct HealthCheck {
  std::string name;
  bool ok = false;
  std::string detail;  ///< What was found; of a failure, what to do.
};

struct HealthOptions {
  /// Opens the library for reading; what it throws is the first check's failure.
  std::function<std::unique_ptr<library::Library>()> open;
  /// Runs its argument with the index, mended when it must be (with_index).
  std::function<void(library::Library&, const std::function<void(const search::Index&)>&)>
      with_index;
  /// Cards whose state does not follow from their answers (plan::count_stale_cards).
  std::function<std::size_t(library::Library&)> stale_cards;
  /// The settings' encoder, null without one; what it throws is a failure of the settings.
  std::function<std::shared_ptr<const EndpointEncoder>()> encoder;
  std::filesystem::path settings_file;
};

/// In the order in which they are told.
std::vector<HealthCheck> check_health(const HealthOptions& options);
bool all_well(const std::vector<HealthCheck>& checks) noexcept;
/// {"ok","library","checks":[{"name","ok","detail"}]}
std::string to_json(const std::vector<HealthCheck>& checks, const std::filesystem::path& folder);

}  // namespace assay::ingest
