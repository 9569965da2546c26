#pragma once
/// The filters of the query language.

#include "search/query.h"

#include <span>
#include <string_view>

namespace assay::search {

/// The names of all filters, in lower case.
std::span<const std::string_view> filter_names() noexcept;

/// Whether `name`, in lower case, is a filter's.
bool is_filter_name(std::string_view name) noexcept;

/// Whether a repeated filter takes works with any of its values rather than all.
bool takes_any(std::string_view name) noexcept;

/// Adds the filter `name:raw`. Throws kUsage for a value that is none, and when negated.
void add_filter(std::string_view name, std::string_view raw, bool negated, Filters& filters);

}  // namespace assay::search
