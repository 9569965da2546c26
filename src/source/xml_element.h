#pragma once
/// An element of a parsed XML or HTML document. Private to the room. Threads: const methods
/// concurrent.

#include <string>
#include <string_view>

// libxml2's node, so that its headers stay out of this one.
struct _xmlNode;  // NOLINT(bugprone-reserved-identifier): the library's own name

namespace assay::source {

/// An element with all that is in it; valid while its document is.
class XmlElement {
 public:
  explicit XmlElement(const _xmlNode* node = nullptr) noexcept : node_(node) {}
  explicit operator bool() const noexcept { return node_ != nullptr; }
  /// Without the namespace's prefix.
  [[nodiscard]] std::string_view name() const noexcept;
  /// The namespace's prefix as written, or "": feeds bind theirs to many addresses.
  [[nodiscard]] std::string_view prefix() const noexcept;
  /// "" when there is none.
  [[nodiscard]] std::string attribute(const char* name) const;
  /// Its own xml:base, "" when there is none.
  [[nodiscard]] std::string xml_base() const;
  /// The first child element of this name, or none; with `prefix` only one that has it ("" none).
  [[nodiscard]] XmlElement child(std::string_view name) const noexcept;
  [[nodiscard]] XmlElement child(std::string_view prefix, std::string_view name) const noexcept;
  /// The first child element, and the next one beside this.
  [[nodiscard]] XmlElement first() const noexcept;
  [[nodiscard]] XmlElement next() const noexcept;
  /// All text in it, in order.
  [[nodiscard]] std::string text() const;
  /// The element written as XML, what is in it included: for markup within feeds.
  [[nodiscard]] std::string inner_markup() const;
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

}  // namespace assay::source
