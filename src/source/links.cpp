/// A plain list of addresses, docs/sources.md.

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/http.h"
#include "source/text_lines.h"
#include "source/web.h"

namespace assay::source {
namespace {

/// "https://www.example.org/a/b/" -> "example.org/a/b"
std::string readable(const std::string& url) {
  constexpr std::size_t kColumns = 100;
  std::string text = normalise_url(url);
  text.erase(0, std::min(text.find("//") + 2, text.size()));
  return ellipsize(text, kColumns);
}

/// An address, and behind a blank its title.
Item item_of(const Line& line) {
  std::string text = collapse_spaces(line.text);
  if (line.too_long || find_invalid_utf8(text) != std::string_view::npos) {
    return reject(line.number, line.offset, line.too_long ? too_large() : "not UTF-8",
                  text.substr(0, 200));
  }
  if (text.find('\0') != std::string::npos) {
    return reject(line.number, line.offset, "a NUL character", text);
  }
  std::string url = text.substr(0, text.find(' '));
  std::string title(trim(std::string_view(text).substr(url.size())));
  if (url.size() > 2 && url.front() == '<' && url.back() == '>') {
    url = url.substr(1, url.size() - 2);
  }
  const std::optional<Identifier> identifier = parse_identifier(url);
  if (!identifier || (!is_http_url(url) && identifier->scheme == Scheme::kUrl)) {
    return reject(line.number, line.offset, "no web address", text);
  }
  const std::string address = is_http_url(url) ? url : web_address(*identifier);
  Work work;
  work.id = identifier->str();
  work.kind = kind_of_address(address);
  work.title = title.empty()
                   ? identifier->scheme == Scheme::kUrl ? readable(address) : identifier->str()
                   : std::move(title);
  if (work.title.empty()) {
    return reject(line.number, line.offset, "no web address", text);
  }
  add_home(work, address);
  tidy(work);
  return work;
}

class LinksReader final : public StreamReader {
 public:
  explicit LinksReader(std::unique_ptr<ByteStream> stream)
      : StreamReader(std::move(stream)), lines_(*stream_) {}

  std::optional<Item> next() override {
    while (std::optional<Line> line = lines_.next()) {
      const std::string_view text = trim(line->text);
      if (!text.empty() && text.front() != '#') {
        return item_of(*line);
      }
    }
    return take_failure(lines_.line_number(), lines_.offset());
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kLinks; }

 private:
  TextLines lines_;
};

}  // namespace

std::unique_ptr<Reader> read_links(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<LinksReader>(std::move(stream));
}

}  // namespace assay::source
