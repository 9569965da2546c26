/// Any bytes as a mail or an mbox file: works with titles in UTF-8 and rejections with reasons; the
/// decoders give UTF-8 whatever a message claims.

#include "base/text.h"
#include "fuzzing.h"
#include "source/formats_internal.h"
#include "source/mime.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto sound = [](std::string_view text) {
    fuzz::require(find_invalid_utf8(text) == std::string_view::npos, "UTF-8");
  };
  const source::Mail mail = source::parse_mail(bytes);
  for (const source::MailText& text : mail.texts) {
    sound(text.text);
  }
  for (const auto& [name, value] : mail.headers) {
    sound(value);
  }
  const auto reader = source::read_mail(std::make_unique<source::ByteStream>(bytes));
  while (const auto item = reader->next()) {
    if (const auto* work = std::get_if<Work>(&*item)) {
      fuzz::require(!work->title.empty(), "title");
      sound(work->title + work->extra + work->id);
    } else {
      fuzz::require(!std::get<source::Rejection>(*item).reason.empty(), "reason");
    }
  }
  return 0;
}
