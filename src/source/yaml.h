#pragma once
/// YAML 1.1 -> JSON, by libyaml. Private to the room. Threads: pure functions.

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace assay::source {

/// The first document. Every scalar comes as text, but for ~, null and nothing at all, which are
/// null: "1.0" is a version and "2021-06-17" a date as they were written. The last of two equal
/// keys counts; keys that are no scalars are left out. Throws BadRecord (what and at which line)
/// when it is no YAML, nested over 40 deep, or, aliases followed, of more than 100,000 parts.
nlohmann::json parse_yaml(std::string_view text);

}  // namespace assay::source
