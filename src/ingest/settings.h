#pragma once
/// What the reader has written into config.toml (docs/cli.md): another encoder than the one that
/// the program carries, a helper in words, and how services are asked. Threads: pure functions.

#include "ingest/endpoint_encoder.h"
#include "source/chat.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::ingest {

struct SourceSettings {
  std::string contact;  ///< Told to every service with the program's name: a mail address or page.
  std::vector<std::string> allow_hosts;  ///< "host" or "host:port" each, which may be private.
};

struct Settings {
  std::optional<EndpointOptions> encoder;
  std::optional<source::ChatOptions> helper;
  SourceSettings sources;
};

/// Throws kInvalid, with `file`:LINE as the place, for what is no TOML, for keys that are not
/// known, values of the wrong type or out of range, and keys that are missing.
Settings parse_settings(std::string_view text, const std::string& file);

/// Reads `file`; where there is none, settings are as without. Throws kIo, kLimit above 1 MiB, and
/// as parse_settings.
Settings read_settings(const std::filesystem::path& file);

/// The helper that `file` sets, with the key of the environment variable ASSAY_HELPER_KEY where it
/// has one; nullopt where none is set. Throws as read_settings.
std::optional<source::ChatOptions> find_helper(const std::filesystem::path& file);
/// The same. Throws kNotFound where none is set, and says how to.
source::ChatOptions require_helper(const std::filesystem::path& file);

}  // namespace assay::ingest
