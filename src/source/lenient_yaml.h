#pragma once
/// Lenient, for records that libyaml refuses (a title with a colon, unquoted, as in PMLR): the YAML
/// that people's tools write as data: block mappings and sequences, plain, quoted, literal and
/// folded scalars, flow sequences and mappings of scalars, comments. Not: tags' meaning, aliases
/// (they stay text), several documents, keys that are no scalars. Private to the room. Threads:
/// pure functions. Source: YAML 1.2.2.

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace assay::source {

/// The first document: objects, arrays, texts and null; every scalar is text. Lenient: a plain
/// scalar may hold what YAML would have quoted, text that is not UTF-8 is repaired. Throws
/// BadRecord with the line when it is none of this, nested beyond 64, or larger than a mebibyte.
nlohmann::json read_yaml(std::string_view text);

}  // namespace assay::source
