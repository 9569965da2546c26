/// Mails with Google Scholar's alerts, one message or an mbox file, docs/formats.md. Source: RFC
/// 4155 (mbox; ">From " is one quote less), and mime.h.

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/mailbox.h"
#include "source/scholar_mail.h"
#include "source/text_lines.h"

#include <deque>
#include <utility>

namespace assay::source {
namespace {

/// A paper may stand in many alerts: all mails are read before the first paper is given.
class MailReader final : public StreamReader {
 public:
  explicit MailReader(std::unique_ptr<ByteStream> stream) : StreamReader(std::move(stream)) {}

  std::optional<Item> next() override {
    if (!std::exchange(read_, true)) {
      read();
    }
    if (items_.empty()) {
      return std::nullopt;
    }
    Item item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kMail; }

 private:
  void read() {
    Mailbox mailbox(*stream_);
    ScholarAlerts alerts;
    std::size_t mails = 0;
    while (const std::optional<MailboxMessage> message = mailbox.next()) {
      ++mails;
      if (message->too_long) {
        items_.emplace_back(reject(message->line, message->offset, too_large(), message->text));
        continue;
      }
      if (alerts.add(parse_mail(message->text)) == ScholarAlerts::Found::kNoPapers) {
        items_.emplace_back(
            reject(message->line, message->offset, "an alert without a paper", message->text));
      }
    }
    if (alerts.size() == 0 && items_.empty() && !stream_->failure()) {
      items_.emplace_back(
          reject(1, 0, "no alert of Google Scholar among " + std::to_string(mails) + " mails", {}));
    }
    for (Work& work : alerts.take()) {
      items_.emplace_back(std::move(work));
    }
    if (std::optional<Item> failure = take_failure(mailbox.line(), mailbox.offset())) {
      items_.push_back(*std::move(failure));
    }
  }

  std::deque<Item> items_;
  bool read_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_mail(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<MailReader>(std::move(stream));
}

}  // namespace assay::source
