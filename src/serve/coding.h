#pragma once
/// Bodies made smaller. Threads: pure functions.

#include <string>
#include <string_view>

namespace assay::serve {

/// RFC 1952. Throws kInternal.
std::string gzipped(std::string_view bytes);
/// RFC 8878. Throws kInternal.
std::string zstd_packed(std::string_view bytes);

}  // namespace assay::serve
