#pragma once
/// What a reader has said of themselves: time, tracks, level, tools, and how the radar is to
/// choose. Kept as text in the library's settings, a key each. Threads: as the Library.

#include "library/library.h"
#include "library/reader.h"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

/// What a week consists of.
inline constexpr std::array<std::string_view, 5> kTracks = {"papers", "experiments", "frameworks",
                                                            "algorithms", "community"};

inline constexpr double kDefaultHours = 4;
inline constexpr double kMaxHours = 80;

/// How well the reader knows an area.
enum class Level { kNew, kWorking, kExpert };
/// "new", "working", "expert".
std::string_view level_name(Level level) noexcept;
/// nullopt for any other word.
std::optional<Level> parse_level(std::string_view name) noexcept;

/// The area that stands for all that have no level of their own.
inline constexpr std::string_view kAllAreas = "all";

struct ReaderSettings {
  double hours = kDefaultHours;  ///< A week; 0.5 to kMaxHours.
  std::vector<int> days;         ///< 0 Monday .. 6 Sunday, ascending; empty: any day.
  std::array<double, kTracks.size()> tracks = {0.2, 0.2, 0.2, 0.2, 0.2};  ///< Shares; sum 1.
  std::vector<std::string> languages;   ///< Programming languages in use, lower case.
  std::vector<std::string> frameworks;  ///< In use, lower case.
  std::vector<std::string> hardware;    ///< At hand, as written: "RTX 4090 24 GB".
  /// By area: the name of a topic, words in lower case, or kAllAreas.
  std::map<std::string, Level> levels;
  double explore = 0.1;  ///< Share of the radar that is chosen outside of the usual, 0..0.5.
  double variety = 0.3;  ///< How much likeness to better picks costs, 0..1.

  /// The level for an area, else that for all, else kWorking.
  [[nodiscard]] Level level(std::string_view area) const;
};

ReaderSettings load_settings(library::Library& library);

/// The settings that change_setting knows.
inline constexpr std::array<std::string_view, 9> kSettingKeys = {
    "hours",      "days",     "tracks",  "level",  "languages",
    "frameworks", "hardware", "explore", "variety"};

/// Reads a setting as a person writes it and keeps it: hours "5"; days "mon, wed" or "any"; tracks
/// "papers=2, experiments=1" (those not named get none) or "even"; level "expert", or
/// "fairness=new, serving=expert"; languages, frameworks and hardware as lists with commas, "none"
/// for none; explore and variety in per cent ("10", "10%"). Throws kUsage naming what is wrong,
/// nothing changed. Library open for writing, in a transaction.
void change_setting(library::Library& library, std::string_view key, std::string_view text);
/// The same without keeping it.
void check_setting(std::string_view key, std::string_view text);

/// As change_setting reads it.
std::string show_setting(const ReaderSettings& settings, std::string_view key);

/// Hours a week from a written number. Throws kUsage unless 0.5 <= hours <= 80.
double parse_hours(std::string_view text);

/// Pieces between commas, trimmed, without empty ones.
std::vector<std::string> split_list(std::string_view text);

/// What a person calls an interest: a topic's name; "person:NAME" (or "author:"), "venue:NAME",
/// "work:ID" or an identifier of a work that the library has; anything else is words, as in a
/// query. Throws kUsage when empty or no query, kNotFound for "work:" with one that is not there.
library::Interest parse_interest(library::Library& library, std::string_view text, double weight);

/// {"hours","interests":[{"kind","value","weight"}]}
std::string interests_json(library::Library& library);

/// {"reader","hours","days","tracks","levels","languages","frameworks","hardware","explore",
/// "variety","interests"}
std::string settings_json(library::Library& library);

}  // namespace assay::plan
