#include "source/reader.h"

#include "base/error.h"
#include "source/format.h"
#include "source/formats_internal.h"

namespace assay::source {
namespace {

constexpr std::size_t kHeadBytes = std::size_t{64} << 10U;

/// "dir/acl2021.json.xz" -> "acl2021".
std::string stem_of(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.substr(0, name.find('.'));
}

}  // namespace

std::unique_ptr<Reader> open_reader(const std::filesystem::path& path,
                                    std::optional<Format> format) {
  auto stream = std::make_unique<ByteStream>(path);
  if (!format) {
    const std::string_view head = stream->peek(kHeadBytes);
    if (head.empty() && stream->failure().empty()) {
      throw Error(Errc::kInvalid, "the file is empty", path.string(), "give a file with records");
    }
    format = recognise(head);
    if (!format) {
      const std::string what =
          stream->failure().empty() ? "the format is not recognised" : stream->failure();
      throw Error(Errc::kInvalid, what, path.string(), "name it with --format: " + format_names());
    }
  }
  switch (*format) {
    case Format::kWorks:
    case Format::kArxiv:
      return read_json_lines(std::move(stream), *format);
    case Format::kPaperlists:
      return read_paperlists(std::move(stream), stem_of(path));
    case Format::kAwesome:
      return read_awesome(std::move(stream));
    case Format::kBibtex:
      break;
  }
  return read_bibtex(std::move(stream));
}

}  // namespace assay::source
