#pragma once
/// Which connectors see to PageRequest::since themselves. Threads: pure functions.

#include <string_view>

namespace assay::source {

/// Whether a connector asks its service for what is newer, by the day of change or of publication
/// as the service knows it. Of the other kinds the caller leaves out works dated before.
bool heeds_since(std::string_view connector) noexcept;

}  // namespace assay::source
