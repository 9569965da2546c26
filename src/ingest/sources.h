#pragma once
/// The sources that the user follows: setting them up, what is due, presets, and what a list of
/// feeds proposes. Threads: as the Library given.

#include "library/library.h"
#include "library/sources.h"
#include "source/connector.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::ingest {

/// Throws kUsage: the name is empty, longer than 64 bytes, begins with "-" or ".", or holds
/// anything but letters, digits, "-", "_" and "."; or what source::make_connector finds wrong.
void require_sound(const library::SourceSetup& setup);

source::SourceSpec spec_of(const library::SourceSetup& setup);
/// The address, or the usual one of its connector.
std::string address_of(const library::SourceSetup& setup);

/// Throws kNotFound with a hint.
library::StoredSource require_source(library::Library& library, const std::string& name);

/// Whether it is time: never synced, its time has come, or the clock has been set back behind the
/// last attempt or further behind the next than the interval, so that a wrong clock of the past
/// delays nothing. Paused sources are never due.
bool is_due(const library::StoredSource& source, std::int64_t now) noexcept;

/// When a source that failed is tried again: sooner than its interval, then more and more seldom.
std::int64_t due_after_failure(const library::StoredSource& source, std::int64_t now) noexcept;

/// "6h", "30m", "2d", "1w", "90s" in seconds, one minute to a year. Throws kUsage.
std::int64_t parse_interval(std::string_view text);
/// "6h": the largest unit that divides it.
std::string format_interval(std::int64_t seconds);

/// A name for a source made of other words: "Notes on Serving" -> "notes-on-serving".
std::string source_name_of(std::string_view words);

/// Adds the sources that a document names (OPML), each under its name made sound and single, but
/// for those whose connector and address the library has. They are no wish of the user's: nothing
/// in his own network is asked for their sake. In a transaction of the caller's. Gives the names of
/// the new ones; those that no connector takes are left out.
std::vector<std::string> add_proposals(library::Library& library,
                                       std::span<const source::SourceSpec> proposals,
                                       std::int64_t interval_s, std::int64_t now);

/// Sources that are set up at one word of the user's (data/presets.toml).
struct Preset {
  std::string name;  ///< "arXiv machine learning"
  std::string about;
  /// What the user must give, such as "an OPML file"; "" for nothing.
  std::string needs;
  std::vector<library::SourceSetup> sources;
};
const std::vector<Preset>& presets();
/// By its name without regard to case and punctuation. Throws kNotFound; the hint names them.
const Preset& require_preset(std::string_view name);

}  // namespace assay::ingest
