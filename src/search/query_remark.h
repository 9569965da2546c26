#pragma once
/// What a query says that is no mistake, and yet perhaps not what was meant. Threads: pure
/// functions.

#include <string>
#include <string_view>

namespace assay::search {

/// Of "title:lora": that there is no such filter, so that it was searched as words, with the filter
/// that comes nearest in letters or meaning. Empty when every word with a colon is a filter, or is
/// plainly none: an identifier ("arxiv:2106.09685"), an address, "std::vector", quoted text, a
/// colon that ends a word.
std::string unknown_filter(std::string_view query);

}  // namespace assay::search
