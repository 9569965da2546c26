#include "source/reader.h"

#include "base/error.h"
#include "base/text.h"
#include "source/format.h"
#include "source/formats_internal.h"

namespace assay::source {
namespace {

constexpr std::size_t kHeadBytes = std::size_t{64} << 10U;

/// Nothing but white space, perhaps behind a byte order mark.
bool is_blank(std::string_view head) noexcept {
  return head.size() < kHeadBytes && (trim(head).empty() || trim(head) == "\xEF\xBB\xBF");
}

bool is_utf16(std::string_view head) noexcept {
  return head.substr(0, 2) == "\xFF\xFE" || head.substr(0, 2) == "\xFE\xFF";
}

/// "dir/acl2021.json.xz" -> "acl2021"; "" for standard input.
std::string stem_of(const std::filesystem::path& path) {
  if (path == "-") {
    return {};
  }
  const std::string name = path.filename().string();
  return name.substr(0, name.find('.'));
}

std::unique_ptr<Reader> open_stream(std::unique_ptr<ByteStream> stream, Format format,
                                    const std::string& stem) {
  switch (format) {
    case Format::kWorks:
    case Format::kArxiv:
    case Format::kOpenalex:
      return read_json_lines(std::move(stream), format);
    case Format::kPaperlists:
      return read_paperlists(std::move(stream), stem);
    case Format::kAwesome:
      return read_awesome(std::move(stream));
    case Format::kBibtex:
      return read_bibtex(std::move(stream));
    case Format::kRis:
      return read_ris(std::move(stream));
    case Format::kCslJson:
      return read_csl_json(std::move(stream));
    case Format::kAclXml:
      return read_acl_xml(std::move(stream));
    case Format::kVirtualSite:
      return read_virtual_site(std::move(stream), stem);
    case Format::kSchedule:
      return read_schedule(std::move(stream));
    case Format::kIcal:
      return read_ical(std::move(stream));
    case Format::kMiniconf:
      return read_miniconf(std::move(stream), stem);
    case Format::kXArchive:
      return read_x_archive(std::move(stream));
    case Format::kLinks:
      return read_links(std::move(stream));
    case Format::kGhArchive:
      return read_gh_archive(std::move(stream));
    case Format::kSemanticScholar:
      return read_semantic_scholar(std::move(stream));
    case Format::kDblp:
      return read_dblp(std::move(stream));
    case Format::kMail:
      return read_mail(std::move(stream));
    case Format::kFeed:
      break;
  }
  return read_feed(std::move(stream));
}

}  // namespace

std::unique_ptr<Reader> open_bytes(std::string bytes, Format format) {
  return open_stream(std::make_unique<ByteStream>(std::move(bytes)), format, {});
}

std::unique_ptr<Reader> open_reader(const std::filesystem::path& path,
                                    std::optional<Format> format) {
  auto stream = std::make_unique<ByteStream>(path);
  const std::string_view head = stream->peek(kHeadBytes);
  if (is_blank(head) && !stream->failure()) {
    throw Error(Errc::kInvalid, std::string(kEmptyFile), path.string(), "give a file with records");
  }
  if (!format) {
    format = recognise(head);
    if (!format && stream->failure()) {
      throw Error(Errc::kInvalid, stream->failure()->what, path.string(),
                  stream->failure()->advice);
    }
    if (!format && is_utf16(head)) {
      throw Error(Errc::kInvalid, "the text is UTF-16, not UTF-8", path.string(),
                  "convert it: iconv -f UTF-16 -t UTF-8");
    }
    if (!format) {
      throw Error(Errc::kInvalid, "the format is not recognised", path.string(),
                  "name it with --format: " + format_names());
    }
  }
  return open_stream(std::move(stream), *format, stem_of(path));
}

}  // namespace assay::source
