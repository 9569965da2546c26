/// Any bytes as a bibliography, the first of them choosing its format: what is read can be written
/// in every format, and each of them reads its own again: as many works, and no rejection.

#include "source/format.h"
#include "source/formats_internal.h"
#include "source/writer.h"
#include "sources_fuzz.h"

#include <array>
#include <utility>

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

constexpr std::array<std::pair<source::ExportFormat, source::Format>, 4> kFormats = {
    {{source::ExportFormat::kBibtex, source::Format::kBibtex},
     {source::ExportFormat::kRis, source::Format::kRis},
     {source::ExportFormat::kCslJson, source::Format::kCslJson},
     {source::ExportFormat::kWorks, source::Format::kWorks}}};

std::vector<Work> read(const std::string& bytes, source::Format format, bool own) {
  const auto reader = source::open_bytes(bytes, format);
  std::vector<Work> works;
  std::vector<source::Item> items;
  while (std::optional<source::Item> item = reader->next()) {
    if (const Work* work = std::get_if<Work>(&*item)) {
      works.push_back(*work);
    } else {
      fuzz::require_sound(!own, "what was written is rejected");
    }
    items.push_back(*std::move(item));
  }
  fuzz::check_items(items);
  return works;
}

std::string written(const std::vector<Work>& works, source::ExportFormat format) {
  const std::unique_ptr<source::Writer> writer = source::make_writer(format);
  std::string text = writer->begin();
  for (const Work& work : works) {
    text += writer->item(work);
  }
  return text + writer->end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  // The seeds begin with a letter: 'a' for the first format.
  const std::size_t choice = (data[0] + kFormats.size() * 32 - 'a') % kFormats.size();
  try {
    const std::vector<Work> works = read(bytes, kFormats[choice].second, false);
    static_cast<void>(written(works, source::ExportFormat::kMarkdown));
    for (const auto& [out, in] : kFormats) {
      const std::vector<Work> once = read(written(works, out), in, true);
      fuzz::require_sound(once.size() == works.size(), "as many works");
    }
  } catch (const Error& error) {
    fuzz::require_sound(error.code() != Errc::kInternal, "an error that is a bug");
  }
  return 0;
}
