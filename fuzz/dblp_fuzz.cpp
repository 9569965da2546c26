/// Any bytes as the DBLP dump: items or rejections, in bounded time; no entity of the document's
/// own is expanded, so that all titles together are no longer than the file times the longest
/// character.

#include "fuzzing.h"
#include "source/formats_internal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto reader = source::read_dblp(std::make_unique<source::ByteStream>(bytes));
  std::size_t letters = 0;
  bool plain = bytes.find("\x1F\x8B") == std::string::npos && bytes.rfind("BZh", 0) != 0 &&
               bytes.find(
                   "\xFD"
                   "7zXZ") == std::string::npos &&
               bytes.find("\x28\xB5\x2F\xFD") == std::string::npos;
  while (const auto item = reader->next()) {
    if (const auto* work = std::get_if<Work>(&*item)) {
      fuzz::require(!work->title.empty(), "title");
      letters += work->title.size();
    }
  }
  fuzz::require(!plain || letters <= 4 * size + 16, "expanded");
  fuzz::require(!reader->next(), "the end stays the end");
  return 0;
}
