/// Any bytes as an account's archive, and as a list of addresses.

#include "source/formats_internal.h"
#include "sources_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const auto format : {assay::source::Format::kXArchive, assay::source::Format::kLinks}) {
    const auto reader = assay::source::open_bytes(bytes, format);
    std::vector<assay::source::Item> items;
    while (auto item = reader->next()) {
      items.push_back(*std::move(item));
    }
    assay::fuzz::check_items(items);
  }
  return 0;
}
