#pragma once
/// XML documents element by element, in bounded memory, by libxml2. Nothing is fetched: no external
/// entity, no DTD, no network; entities that the document defines itself are not expanded. A
/// document that is not well-formed ends early: at most the half kilobyte before the fault is lost.
/// Private to the room. Threads: one thread.

#include "source/byte_stream.h"
#include "source/xml_element.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace assay::source {

class XmlStream {
 public:
  /// Reads from `stream`, which outlives this.
  explicit XmlStream(ByteStream& stream);
  /// Reads what `next` gives, a stretch a call, until that is empty.
  explicit XmlStream(std::function<std::string_view()> next);
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
  /// The element at hand with all that is in it. None when the document breaks within it. Valid
  /// until the stream moves on.
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
