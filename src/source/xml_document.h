#pragma once
/// A whole XML document in memory, read leniently: what feeds and other people's files really are.
/// Nothing is fetched and no entity of the document's own is expanded; faults are passed by where
/// that is possible. Private to the room. Threads: const methods concurrent.

#include "source/xml_element.h"

#include <memory>
#include <string>
#include <string_view>

namespace assay::source {

class XmlDocument {
 public:
  /// Bytes that are not UTF-8 though the document says so, or says nothing, are taken for
  /// Windows-1252, which they mostly are.
  explicit XmlDocument(std::string_view bytes);
  XmlDocument(const XmlDocument&) = delete;
  XmlDocument& operator=(const XmlDocument&) = delete;
  ~XmlDocument();

  /// None when nothing could be made of the bytes.
  [[nodiscard]] XmlElement root() const noexcept;
  /// The first fault, "" when there was none.
  [[nodiscard]] const std::string& error() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::source
