#include "source/xml_stream.h"

#include "base/text.h"
#include "source/xml_internal.h"

#include <libxml/xmlreader.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace assay::source {
struct XmlStream::Impl {
  explicit Impl(std::function<std::string_view()> source) : next(std::move(source)) {}

  static int read(void* context, char* buffer, int size) {
    auto& self = *static_cast<Impl*>(context);
    if (self.left.empty()) {
      self.left = self.next();
    }
    const std::size_t count = std::min(self.left.size(), static_cast<std::size_t>(size));
    if (count > 0) {  // the view has no bytes to point at when the stream has ended
      std::memcpy(buffer, self.left.data(), count);
      self.left.remove_prefix(count);
    }
    return static_cast<int>(count);
  }

  static void note(void* context, const xmlError* error) {
    auto& self = *static_cast<Impl*>(context);
    if (error->level >= XML_ERR_ERROR && self.error.empty()) {
      const char* message = error->message == nullptr ? "it cannot be read" : error->message;
      self.error = "not well-formed XML: " + collapse_spaces(message);
      self.error_line = error->line > 0 ? static_cast<std::uint64_t>(error->line) : 0;
    }
  }

  struct FreeReader {
    void operator()(xmlTextReader* text) const noexcept { xmlFreeTextReader(text); }
  };

  std::function<std::string_view()> next;
  std::string_view left;
  std::string error;
  std::uint64_t error_line = 0;
  std::unique_ptr<xmlTextReader, FreeReader> reader;
};

XmlStream::XmlStream(ByteStream& stream) : XmlStream([&stream] { return stream.next(); }) {}

XmlStream::XmlStream(std::function<std::string_view()> next)
    : impl_(std::make_unique<Impl>(std::move(next))) {
  impl_->reader.reset(xmlReaderForIO(Impl::read, nullptr, impl_.get(), nullptr, nullptr,
                                     XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_BIG_LINES));
  if (impl_->reader == nullptr) {
    throw std::bad_alloc();
  }
  xmlTextReaderSetStructuredErrorHandler(
      impl_->reader.get(), [](void* context, xmlErrorPtr error) { Impl::note(context, error); },
      impl_.get());
}

XmlStream::~XmlStream() = default;

bool XmlStream::next_start() {
  while (xmlTextReaderRead(impl_->reader.get()) == 1) {
    if (xmlTextReaderNodeType(impl_->reader.get()) == XML_READER_TYPE_ELEMENT) {
      return true;
    }
  }
  return false;
}

bool XmlStream::next_sibling_start() {
  int state = xmlTextReaderNext(impl_->reader.get());
  while (state == 1) {
    if (xmlTextReaderNodeType(impl_->reader.get()) == XML_READER_TYPE_ELEMENT) {
      return true;
    }
    state = xmlTextReaderRead(impl_->reader.get());
  }
  return false;
}

std::string_view XmlStream::name() const noexcept {
  return view(xmlTextReaderConstLocalName(impl_->reader.get()));
}

std::string XmlStream::attribute(const char* name) const {
  return take(
      xmlTextReaderGetAttribute(impl_->reader.get(), reinterpret_cast<const xmlChar*>(name)));
}

XmlElement XmlStream::whole() {
  return XmlElement(xmlTextReaderExpand(impl_->reader.get()));
}

const std::string& XmlStream::error() const noexcept {
  return impl_->error;
}

std::uint64_t XmlStream::error_line() const noexcept {
  return impl_->error_line;
}

std::uint64_t XmlStream::line() const noexcept {
  const int line = xmlTextReaderGetParserLineNumber(impl_->reader.get());
  return line > 0 ? static_cast<std::uint64_t>(line) : 0;
}

std::uint64_t XmlStream::offset() const noexcept {
  const long bytes = xmlTextReaderByteConsumed(impl_->reader.get());
  return bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0;
}

}  // namespace assay::source
