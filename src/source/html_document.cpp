#include "source/html_document.h"

#include "base/text.h"
#include "source/xml_internal.h"

#include <libxml/HTMLparser.h>

#include <vector>

namespace assay::source {

struct HtmlDocument::Impl {
  struct FreeDocument {
    void operator()(xmlDoc* owned) const noexcept { xmlFreeDoc(owned); }
  };
  std::unique_ptr<xmlDoc, FreeDocument> document;
};

HtmlDocument::HtmlDocument(std::string_view bytes) : impl_(std::make_unique<Impl>()) {
  const std::string sound = as_utf8(bytes.substr(0, kMostBytes));
  impl_->document.reset(
      htmlReadMemory(sound.data(), static_cast<int>(sound.size()), nullptr, "UTF-8",
                     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                         HTML_PARSE_NONET | HTML_PARSE_COMPACT));
}

HtmlDocument::~HtmlDocument() = default;

void HtmlDocument::for_each(const std::function<void(const XmlElement&)>& visit) const {
  const xmlNode* root =
      impl_->document == nullptr ? nullptr : xmlDocGetRootElement(impl_->document.get());
  std::vector<XmlElement> open;
  if (root != nullptr) {
    open.emplace_back(root);
  }
  while (!open.empty()) {
    const XmlElement element = open.back();
    open.pop_back();
    visit(element);
    if (const XmlElement beside = element.next()) {
      open.push_back(beside);
    }
    if (const XmlElement inner = element.first()) {
      open.push_back(inner);
    }
  }
}

bool has_class(const XmlElement& element, std::string_view name) {
  const std::string classes = collapse_spaces(element.attribute("class"));
  for (const std::string_view one : split(classes, ' ')) {
    if (one == name) {
      return true;
    }
  }
  return false;
}

}  // namespace assay::source
