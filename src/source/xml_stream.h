#pragma once
/// XML documents element by element, in bounded memory, by libxml2. Nothing is fetched: no external
/// entity, no DTD, no network; entities that the document defines itself are not expanded. A
/// document that is not well-formed ends early: at most the half kilobyte before the fault is lost.
/// Private to the room. Threads: one thread.

#include "source/byte_stream.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// libxml2's node, so that its headers stay out of this one.
struct _xmlNode;  // NOLINT(bugprone-reserved-identifier): the library's own name

namespace assay::source {

/// An element with all that is in it; valid until the stream moves on.
class XmlElement {
 public:
  explicit XmlElement(const _xmlNode* node = nullptr) noexcept : node_(node) {}
  explicit operator bool() const noexcept { return node_ != nullptr; }
  /// Without the namespace's prefix.
  [[nodiscard]] std::string_view name() const noexcept;
  /// "" when there is none.
  [[nodiscard]] std::string attribute(const char* name) const;
  /// The first child element of this name, or none.
  [[nodiscard]] XmlElement child(std::string_view name) const noexcept;
  /// The first child element, and the next one beside this.
  [[nodiscard]] XmlElement first() const noexcept;
  [[nodiscard]] XmlElement next() const noexcept;
  /// All text in it, in order.
  [[nodiscard]] std::string text() const;
  /// text() of a child, spaces collapsed.
  [[nodiscard]] std::string text_of(std::string_view child) const;
  /// Calls `visit(node_text)` for text and `visit_element(XmlElement)` for elements, in order.
  template <typename Text, typename Element>
  void for_each_content(Text&& text, Element&& element) const {
    for (Content at = content(); at.node != nullptr; at = following(at)) {
      if (at.is_text) {
        text(text_at(at));
      } else {
        element(XmlElement(at.node));
      }
    }
  }

 private:
  struct Content {
    const _xmlNode* node = nullptr;
    bool is_text = false;
  };
  [[nodiscard]] Content content() const noexcept;
  static Content following(const Content& at) noexcept;
  static std::string_view text_at(const Content& at) noexcept;

  const _xmlNode* node_;
};

class XmlStream {
 public:
  /// Reads from `stream`, which outlives this.
  explicit XmlStream(ByteStream& stream);
  XmlStream(const XmlStream&) = delete;
  XmlStream& operator=(const XmlStream&) = delete;
  ~XmlStream();

  /// Goes to the next start of an element, depth first; false at the end of the document and where
  /// it breaks.
  bool next_start();
  /// Goes over the element at hand, whose whole() was taken, to the next start behind it.
  bool next_sibling_start();
  /// Name and attributes of the element at hand.
  [[nodiscard]] std::string_view name() const noexcept;
  [[nodiscard]] std::string attribute(const char* name) const;
  /// The element at hand with all that is in it. None when the document breaks within it.
  [[nodiscard]] XmlElement whole();

  /// What is wrong with the document, in one line; empty when nothing was found wrong.
  [[nodiscard]] const std::string& error() const noexcept;
  /// The line of that, 0 when unknown.
  [[nodiscard]] std::uint64_t error_line() const noexcept;
  /// Line and byte (of the text as parsed) where the parser stands.
  [[nodiscard]] std::uint64_t line() const noexcept;
  [[nodiscard]] std::uint64_t offset() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::source
