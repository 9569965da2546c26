#pragma once
/// What the bytes around a number say of it. Threads: pure functions.

#include "identify/claim_terms_internal.h"

#include <cstdint>
#include <string_view>

namespace assay::identify {

/// The number that begins at byte `begin` is one of "[18, 46]".
bool is_cited(std::string_view text, std::uint32_t begin);

/// It stands after a plus-minus sign.
bool is_deviation(std::string_view text, std::uint32_t begin);

/// There is an arrow among the bytes between two numbers.
bool is_arrow(std::string_view between);

/// "halves" lowers and "doubles" raises; "half" and "twice" do neither.
Effect fold_effect(std::string_view word);

/// Where a minus sign right after a bracket and before `begin` begins, as in "latency (-60 %)";
/// `begin` when there is none.
std::uint32_t signed_from(std::string_view text, std::uint32_t begin);

}  // namespace assay::identify
