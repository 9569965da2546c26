#pragma once
/// The words of the web client for an address that leads to no host. Private to the room.

#include <string_view>

namespace assay::source {

/// Message of the kNetwork error of an address whose host nobody knows (or of a machine without a
/// network, which looks the same from here).
inline constexpr std::string_view kNoHostMessage = "there is no host of that name, or no network";

}  // namespace assay::source
