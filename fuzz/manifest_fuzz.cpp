/// Any bytes as a manifest, as they are and with the checksum made right: opened, or refused as
/// damaged or of another version.

#include "base/error.h"
#include "base/text.h"
#include "fuzzing.h"

#include <fmt/format.h>

#include <fstream>

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

void open(const std::filesystem::path& folder, const std::string& manifest) {
  std::ofstream(folder / "manifest", std::ios::binary) << manifest;
  try {
    const search::Index index(folder, search::Index::Mode::kRead);
    fuzz::require(index.size() <= 202, "more works than the files hold");
    const search::Results results = index.search(search::parse_query("common title*"), {});
    fuzz::require(results.total <= index.size(), "more works found than there are");
    index.check();
  } catch (const Error& error) {
    fuzz::require(error.code() == Errc::kCorrupt || error.code() == Errc::kUnsupportedVersion,
                  error.what());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TempDir folder;
  static const bool made = (fuzz::make_index(folder.path()), true);
  fuzz::require(made, "index");
  std::string text(reinterpret_cast<const char*>(data), size);
  open(folder.path(), text);
  text += fmt::format("checksum {:016x}\n", hash64(text));
  open(folder.path(), text);
  return 0;
}
