#pragma once
/// What the word lists' readers share. Threads: pure functions.

#include "identify/automaton.h"

#include <toml++/toml.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

/// The file's tables; `file` is what places in it are named by. Throws kInvalid with FILE:LINE as
/// the place.
toml::table parse_toml(std::string_view text, const std::string& file);

/// FILE:LINE of a node.
std::string place_of(const toml::node& node);

/// The table [macros] of a file; empty when there is none.
Macros read_macros(const toml::table& file);

/// The list of texts at `key`; empty when there is none. Throws kInvalid with the place.
std::vector<std::string> read_texts(const toml::table& table, std::string_view key);

/// Adds the list `key` of `table` for `entry`. Throws kInvalid with the place of the phrase
/// that is malformed.
void add_phrases(AutomatonBuilder& builder, std::uint32_t entry, const toml::table& table,
                 std::string_view key = "phrases");

}  // namespace assay::identify
