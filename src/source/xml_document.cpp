#include "source/xml_document.h"

#include "base/text.h"
#include "source/xml_internal.h"

#include <libxml/parser.h>

#include <array>
#include <limits>

namespace assay::source {
namespace {

/// Windows-1252 0x80..0x9F, 0 where it has no character (Unicode's mapping table CP1252.TXT).
constexpr std::array<std::uint16_t, 32> kWindows = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append(std::string& out, unsigned code) {
  if (code < 0x800) {
    out += static_cast<char>(0xC0U | code >> 6U);
  } else {
    out += static_cast<char>(0xE0U | code >> 12U);
    out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
  }
  out += static_cast<char>(0x80U | (code & 0x3FU));
}

/// Whether the prolog names an encoding other than UTF-8, which libxml2 then reads.
bool names_other_encoding(std::string_view bytes) {
  const std::string prolog =
      ascii_lower(bytes.substr(0, std::min(bytes.find("?>"), std::size_t{200})));
  const std::size_t at = prolog.find("encoding");
  return prolog.find("<?xml") != std::string::npos && at != std::string::npos &&
         prolog.find("utf-8", at) == std::string::npos &&
         prolog.find("utf8", at) == std::string::npos;
}

/// libxml2 writes some troubles with encodings to standard error whatever it is told.
void say_nothing(void* /*context*/, const char* /*format*/, ...) {}

bool has_wide_mark(std::string_view bytes) noexcept {
  return bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF";
}

}  // namespace

std::string as_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t bad = std::min(find_invalid_utf8(bytes), bytes.size());
    out += bytes.substr(0, bad);
    bytes.remove_prefix(bad);
    if (!bytes.empty()) {
      const auto byte = static_cast<unsigned char>(bytes.front());
      const unsigned code = byte < 0xA0 ? kWindows[byte - 0x80U] : byte;
      append(out, code == 0 ? 0xFFFDU : code);
      bytes.remove_prefix(1);
    }
  }
  return out;
}

struct XmlDocument::Impl {
  struct FreeDocument {
    void operator()(xmlDoc* tree) const noexcept { xmlFreeDoc(tree); }
  };
  struct FreeContext {
    void operator()(xmlParserCtxt* context) const noexcept { xmlFreeParserCtxt(context); }
  };
  std::unique_ptr<xmlDoc, FreeDocument> document;
  std::string error;
};

XmlDocument::XmlDocument(std::string_view bytes) : impl_(std::make_unique<Impl>()) {
  std::string repaired;
  if (!names_other_encoding(bytes) && !has_wide_mark(bytes) &&
      find_invalid_utf8(bytes) != std::string_view::npos) {
    repaired = as_utf8(bytes);
    bytes = repaired;
  }
  bytes = bytes.substr(0, static_cast<std::size_t>(std::numeric_limits<int>::max()));
  const std::size_t start = std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size());
  xmlSetGenericErrorFunc(nullptr, say_nothing);  // of this thread
  bytes.remove_prefix(start);  // white space before the prolog is common, and forbidden
  const std::unique_ptr<xmlParserCtxt, Impl::FreeContext> context(xmlNewParserCtxt());
  if (context == nullptr) {
    throw std::bad_alloc();
  }
  impl_->document.reset(xmlCtxtReadMemory(context.get(), bytes.data(),
                                          static_cast<int>(bytes.size()), nullptr, nullptr,
                                          XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_RECOVER |
                                              XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  if (context->wellFormed == 0) {
    const xmlError* error = xmlCtxtGetLastError(context.get());
    impl_->error = error != nullptr && error->message != nullptr
                       ? "not well-formed XML: " + collapse_spaces(error->message)
                       : "not well-formed XML";
  }
}

XmlDocument::~XmlDocument() = default;

XmlElement XmlDocument::root() const noexcept {
  return XmlElement(impl_->document == nullptr ? nullptr
                                               : xmlDocGetRootElement(impl_->document.get()));
}

const std::string& XmlDocument::error() const noexcept {
  return impl_->error;
}

}  // namespace assay::source
