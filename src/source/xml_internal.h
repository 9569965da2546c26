#pragma once
/// libxml2's strings. For the files of this room that call libxml2. Threads: pure functions.

#include <libxml/globals.h>
#include <libxml/xmlstring.h>

#include <memory>
#include <string>
#include <string_view>

namespace assay::source {

inline std::string_view view(const xmlChar* text) noexcept {
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(text));
}

/// Takes over a string that libxml2 allocated.
inline std::string take(xmlChar* text) {
  const std::unique_ptr<xmlChar, void (*)(void*)> owner(text, xmlFree);
  return std::string(view(text));
}

/// The bytes with those that are not UTF-8 read as Windows-1252, which they mostly are.
std::string as_utf8(std::string_view bytes);

}  // namespace assay::source
