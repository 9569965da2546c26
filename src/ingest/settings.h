#pragma once
/// What the reader has written into config.toml (docs/cli.md): so far, another encoder than the one
/// that the program carries. Threads: pure functions.

#include "ingest/endpoint_encoder.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace assay::ingest {

struct Settings {
  std::optional<EndpointOptions> encoder;
};

/// Throws kInvalid, with `file`:LINE as the place, for what is no TOML, for keys that are not
/// known, values of the wrong type or out of range, and keys that are missing.
Settings parse_settings(std::string_view text, const std::string& file);

/// Reads `file`; where there is none, settings are as without. Throws kIo, kLimit above 1 MiB, and
/// as parse_settings.
Settings read_settings(const std::filesystem::path& file);

}  // namespace assay::ingest
