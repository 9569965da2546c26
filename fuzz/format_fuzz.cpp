/// Any bytes as a file of each format, the first of them choosing it: works, rejections or one
/// Error that is no bug, and the same bytes recognised.

#include "source/format.h"
#include "source/formats_internal.h"
#include "sources_fuzz.h"

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

constexpr std::size_t kFormats = static_cast<std::size_t>(source::Format::kMail) + 1;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  static_cast<void>(source::recognise(bytes));
  // The seeds begin with a letter: 'a' for the first format.
  const std::size_t choice = (data[0] + kFormats * 8 - 'a') % kFormats;
  try {
    const auto reader = source::open_bytes(bytes, static_cast<source::Format>(choice));
    std::vector<source::Item> items;
    while (std::optional<source::Item> item = reader->next()) {
      items.push_back(*std::move(item));
    }
    fuzz::check_items(items);
  } catch (const Error& error) {
    fuzz::require_sound(error.code() != Errc::kInternal, "an error that is a bug");
  }
  return 0;
}
