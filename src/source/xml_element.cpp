#include "source/xml_element.h"

#include "base/text.h"
#include "source/xml_internal.h"

#include <libxml/tree.h>

#include <memory>

namespace assay::source {
namespace {

const xmlNode* first_element(const xmlNode* node) noexcept {
  while (node != nullptr && node->type != XML_ELEMENT_NODE) {
    node = node->next;
  }
  return node;
}

/// Text and elements only; comments and unexpanded entities are passed by.
const xmlNode* first_content(const xmlNode* node) noexcept {
  while (node != nullptr && node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE &&
         node->type != XML_CDATA_SECTION_NODE) {
    node = node->next;
  }
  return node;
}

void append_text(const xmlNode* node, std::string& out) {
  for (const xmlNode* at = first_content(node->children); at != nullptr;
       at = first_content(at->next)) {
    if (at->type == XML_ELEMENT_NODE) {
      append_text(at, out);
    } else {
      out += view(at->content);
    }
  }
}

}  // namespace

std::string_view XmlElement::name() const noexcept {
  return view(node_->name);
}

std::string_view XmlElement::prefix() const noexcept {
  return node_->ns == nullptr ? std::string_view() : view(node_->ns->prefix);
}

std::string XmlElement::attribute(const char* name) const {
  return take(xmlGetNoNsProp(node_, reinterpret_cast<const xmlChar*>(name)));
}

std::string XmlElement::xml_base() const {
  return take(xmlGetNsProp(node_, reinterpret_cast<const xmlChar*>("base"), XML_XML_NAMESPACE));
}

XmlElement XmlElement::child(std::string_view name) const noexcept {
  for (XmlElement at = first(); at; at = at.next()) {
    if (at.name() == name) {
      return at;
    }
  }
  return XmlElement();
}

XmlElement XmlElement::child(std::string_view prefix, std::string_view name) const noexcept {
  for (XmlElement at = first(); at; at = at.next()) {
    if (at.name() == name && at.prefix() == prefix) {
      return at;
    }
  }
  return XmlElement();
}

XmlElement XmlElement::first() const noexcept {
  return XmlElement(first_element(node_->children));
}

XmlElement XmlElement::next() const noexcept {
  return XmlElement(first_element(node_->next));
}

std::string XmlElement::text() const {
  std::string out;
  append_text(node_, out);
  return out;
}

std::string XmlElement::inner_markup() const {
  const std::unique_ptr<xmlBuffer, void (*)(xmlBuffer*)> buffer(xmlBufferCreate(), xmlBufferFree);
  for (xmlNode* at = node_->children; at != nullptr; at = at->next) {
    xmlNodeDump(buffer.get(), at->doc, at, 0, 0);
  }
  return std::string(view(xmlBufferContent(buffer.get())));
}

std::string XmlElement::text_of(std::string_view child_name) const {
  const XmlElement found = child(child_name);
  std::string text = found ? found.text() : std::string();
  collapse_spaces_in_place(text);
  return text;
}

XmlElement::Content XmlElement::content() const noexcept {
  const xmlNode* node = first_content(node_->children);
  return {node, node != nullptr && node->type != XML_ELEMENT_NODE};
}

XmlElement::Content XmlElement::following(const Content& at) noexcept {
  const xmlNode* node = first_content(at.node->next);
  return {node, node != nullptr && node->type != XML_ELEMENT_NODE};
}

std::string_view XmlElement::text_at(const Content& at) noexcept {
  return view(at.node->content);
}

}  // namespace assay::source
