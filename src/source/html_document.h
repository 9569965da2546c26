#pragma once
/// A small HTML document, or a piece of one, as elements. Scripts are text like any other; nothing
/// is run or fetched. Private to the room. Threads: const methods concurrent.

#include "source/xml_element.h"

#include <functional>
#include <memory>
#include <string_view>

namespace assay::source {

class HtmlDocument {
 public:
  /// At most so many bytes are read: pieces are cut out of a page before.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 10U;

  explicit HtmlDocument(std::string_view bytes);
  HtmlDocument(const HtmlDocument&) = delete;
  HtmlDocument& operator=(const HtmlDocument&) = delete;
  ~HtmlDocument();

  /// Calls `visit` for every element in the order of the document.
  void for_each(const std::function<void(const XmlElement&)>& visit) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Whether the class attribute names `name` among others.
bool has_class(const XmlElement& element, std::string_view name);

}  // namespace assay::source
