#include "ingest/sources.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

// NOLINTBEGIN(readability-identifier-naming): the names that assay_embed gives
extern "C" const char assay_presets_begin[];
extern "C" const char assay_presets_end[];
// NOLINTEND(readability-identifier-naming)

namespace assay::ingest {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kYear = std::int64_t{366} * 86'400;
constexpr std::int64_t kFirstRetry = 15 * kMinute;

struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr std::array kUnits = {Unit{'w', 604'800}, Unit{'d', 86'400}, Unit{'h', 3600},
                               Unit{'m', 60}, Unit{'s', 1}};

bool is_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_sound_name(const std::string& name) noexcept {
  return !name.empty() && name.size() <= kLongestName && name.front() != '-' &&
         name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
           return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.';
         });
}

std::string required_text(const toml::table& table, const char* key) {
  const std::optional<std::string> value = table[key].value<std::string>();
  if (!value) {
    throw Error(Errc::kInternal, std::string("a preset has no ") + key);
  }
  return *value;
}

library::SourceSetup read_setup(const toml::table& table) {
  library::SourceSetup setup;
  setup.name = required_text(table, "name");
  setup.connector = required_text(table, "connector");
  setup.address = table["address"].value_or(std::string());
  setup.interval_s = parse_interval(table["every"].value_or(std::string("6h")));
  if (const toml::table* options = table["options"].as_table()) {
    for (const auto& [name, value] : *options) {
      setup.options.emplace(name.str(), value.value_or(std::string()));
    }
  }
  return setup;
}

std::vector<Preset> read_presets() {
  const toml::table file = toml::parse(embedded_bytes(assay_presets_begin, assay_presets_end),
                                       std::string_view("presets.toml"));
  std::vector<Preset> all;
  const toml::array* entries = file["preset"].as_array();
  if (entries == nullptr) {
    throw Error(Errc::kInternal, "there are no presets");
  }
  for (const toml::node& entry : *entries) {
    const toml::table& table = *entry.as_table();
    Preset preset{required_text(table, "name"),
                  required_text(table, "about"),
                  table["needs"].value_or(std::string()),
                  {}};
    for (const toml::node& one : *table["source"].as_array()) {
      preset.sources.push_back(read_setup(*one.as_table()));
    }
    all.push_back(std::move(preset));
  }
  return all;
}

bool is_known(const std::vector<library::StoredSource>& sources, const source::SourceSpec& spec) {
  return std::any_of(sources.begin(), sources.end(), [&](const library::StoredSource& one) {
    return one.setup.connector == spec.connector && one.setup.address == spec.address &&
           one.setup.options == spec.options;
  });
}

}  // namespace

source::SourceSpec spec_of(const library::SourceSetup& setup) {
  return {setup.name, setup.connector, setup.address, setup.options, setup.proposed};
}

std::string address_of(const library::SourceSetup& setup) {
  const source::ConnectorKind* kind = source::find_connector_kind(setup.connector);
  return !setup.address.empty() || kind == nullptr ? setup.address
                                                   : std::string(kind->usual_address);
}

void require_sound(const library::SourceSetup& setup) {
  if (!is_sound_name(setup.name)) {
    throw Error(Errc::kUsage, "\"" + setup.name + "\" cannot be the name of a source", "",
                "take letters, digits, - and _, at most 64, such as arxiv-ml");
  }
  static_cast<void>(source::make_connector(spec_of(setup)));
}

library::StoredSource require_source(library::Library& library, const std::string& name) {
  if (std::optional<library::StoredSource> found = library::find_source(library, name)) {
    return *std::move(found);
  }
  throw Error(Errc::kNotFound, "there is no source \"" + name + "\"", "",
              "assay source list shows those there are, assay source add makes one");
}

bool is_due(const library::StoredSource& source, std::int64_t now) noexcept {
  const library::SourceState& state = source.state;
  return !source.setup.paused &&
         (state.last_attempt == 0 || now >= state.next_due || now < state.last_attempt ||
          state.next_due - now > source.setup.interval_s);
}

std::int64_t due_after_failure(const library::StoredSource& source, std::int64_t now) noexcept {
  constexpr std::int64_t kMostDoublings = 10;
  const auto doublings =
      static_cast<unsigned>(std::clamp<std::int64_t>(source.state.failures - 1, 0, kMostDoublings));
  return now + std::min(source.setup.interval_s, kFirstRetry << doublings);
}

std::int64_t parse_interval(std::string_view text) {
  text = trim(text);
  std::int64_t count = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), count);
  const auto* const unit =
      std::find_if(kUnits.begin(), kUnits.end(), [&, end = end](const Unit& one) {
        return end + 1 == text.data() + text.size() && *end == one.letter;
      });
  if (ec != std::errc{} || unit == kUnits.end() || count > kYear ||
      count * unit->seconds < kMinute || count * unit->seconds > kYear) {
    throw Error(Errc::kUsage, "\"" + std::string(text) + "\" is no time between two syncs", "",
                "write a number and m, h, d or w, such as 30m or 6h; at least one minute");
  }
  return count * unit->seconds;
}

std::string format_interval(std::int64_t seconds) {
  for (const Unit& unit : kUnits) {
    if (seconds % unit.seconds == 0 && seconds >= unit.seconds) {
      return std::to_string(seconds / unit.seconds) + unit.letter;
    }
  }
  return std::to_string(seconds) + "s";
}

std::string source_name_of(std::string_view words) {
  std::string name;
  for (const char c : strip_accents(repair_utf8(words))) {
    if (is_letter_or_digit(c)) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  name = ascii_lower(name.substr(0, kLongestName - 4));
  while (!name.empty() && name.back() == '-') {
    name.pop_back();
  }
  return name.empty() ? "source" : name;
}

std::vector<std::string> add_proposals(library::Library& library,
                                       std::span<const source::SourceSpec> proposals,
                                       std::int64_t interval_s, std::int64_t now) {
  std::vector<library::StoredSource> known = library::list_sources(library);
  std::vector<std::string> added;
  for (const source::SourceSpec& proposal : proposals) {
    if (is_known(known, proposal)) {
      continue;
    }
    library::SourceSetup setup;
    setup.connector = proposal.connector;
    setup.address = proposal.address;
    setup.options = proposal.options;
    setup.interval_s = interval_s;
    setup.proposed = true;
    const std::string name = source_name_of(proposal.name);
    setup.name = name;
    const auto is_taken = [&] {
      return std::any_of(known.begin(), known.end(), [&](const library::StoredSource& one) {
        return one.setup.name == setup.name;
      });
    };
    for (int n = 2; is_taken(); ++n) {
      setup.name = name + "-" + std::to_string(n);
    }
    try {
      require_sound(setup);
    } catch (const Error&) {
      continue;
    }
    library::save_source(library, setup, now);
    added.push_back(setup.name);
    known.push_back({std::move(setup), {}});
  }
  return added;
}

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all = read_presets();
  return all;
}

const Preset& require_preset(std::string_view name) {
  std::string names;
  for (const Preset& preset : presets()) {
    if (source_name_of(preset.name) == source_name_of(name)) {
      return preset;
    }
    names += (names.empty() ? "" : ", ") + preset.name;
  }
  throw Error(Errc::kNotFound, "there is no preset \"" + std::string(name) + "\"", "",
              "there are: " + names);
}

}  // namespace assay::ingest
