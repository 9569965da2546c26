#pragma once
/// Threads: nothing in the program sets variables, so that all may read them.

#include <cstdlib>
#include <string>

namespace assay::cli {

/// The value of an environment variable; empty when it is not set.
inline std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace assay::cli
