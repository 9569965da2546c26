#include "source/mailbox.h"

#include "base/text.h"
#include "source/reader.h"

#include <algorithm>
#include <utility>

namespace assay::source {

std::optional<MailboxMessage> Mailbox::next() {
  MailboxMessage message;
  message.line = lines_.line_number();
  message.offset = lines_.offset();
  bool any = std::exchange(opened_, false);
  bool blank = false;
  while (const std::optional<Line> line = lines_.next()) {
    const bool opens = (line->number == 1 || blank) && line->text.rfind("From ", 0) == 0;
    if (opens) {
      mbox_ = true;
    }
    if (opens && any) {
      opened_ = true;
      return message;
    }
    if (opens) {
      any = true;
      continue;
    }
    any = any || !trim(line->text).empty();
    blank = line->text.empty() && (mbox_ || line->number == 1);
    std::string_view text = line->text;
    if (mbox_ && text.find_first_not_of('>') != std::string_view::npos && text.front() == '>' &&
        text.substr(text.find_first_not_of('>'), 5) == "From ") {
      text.remove_prefix(1);
    }
    if (line->too_long || message.text.size() + text.size() > kMaxRecordBytes) {
      message.too_long = true;
      message.text.resize(std::min<std::size_t>(message.text.size(), 4096));
    }
    if (!message.too_long) {
      message.text += text;
      message.text += '\n';
    }
  }
  return any ? std::optional(std::move(message)) : std::nullopt;
}

}  // namespace assay::source
