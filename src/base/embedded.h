#pragma once
/// Where files that the program carries in itself are read (see assay_embed in cmake/Rooms.cmake).

#include <string_view>

namespace assay {

/// The bytes between two linker symbols.
std::string_view embedded_bytes(const char* begin, const char* end) noexcept;

/// An entry of the table that assay_embed_folder makes of a folder's files; the path is within it.
struct EmbeddedFile {
  const char* path;
  const char* begin;
  const char* end;
};

}  // namespace assay
