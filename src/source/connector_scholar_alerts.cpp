/// Google Scholar's alerts as they lie in a mailbox on disk: a Maildir, a folder of .eml files, an
/// mbox file or one message. Nothing is ever asked of Google Scholar itself. Local mail costs
/// nothing to read: when anything in the mailbox has changed all of it is read again, so that a
/// paper keeps all its reasons.

#include "base/text.h"
#include "base/time.h"
#include "source/connectors_internal.h"
#include "source/mailbox.h"
#include "source/scholar_mail.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <utility>
#include <vector>

namespace assay::source {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kScholarAlertsPageSize = 2000;

/// The file's own name without a Maildir's flags (":2,S").
std::string plain_name(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.substr(0, name.find(":2,"));
}

void add_files(const fs::path& folder, std::vector<fs::path>& files) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file(error) && at->path().filename().string().rfind('.', 0) != 0) {
      files.push_back(at->path());
    }
  }
  if (error) {
    throw io_error("cannot read the folder", folder.string(), error.value());
  }
}

/// The mailbox's files by name; one that is no folder is itself all there is.
std::vector<fs::path> files_of(const fs::path& path) {
  std::error_code ignored;
  std::vector<fs::path> files;
  if (!fs::is_directory(path, ignored)) {
    return {path};
  }
  bool maildir = false;
  for (const char* part : {"cur", "new"}) {
    if (fs::is_directory(path / part, ignored)) {
      maildir = true;
      add_files(path / part, files);
    }
  }
  if (!maildir) {
    add_files(path, files);
  }
  std::sort(files.begin(), files.end(),
            [](const fs::path& a, const fs::path& b) { return plain_name(a) < plain_name(b); });
  return files;
}

/// Changes when a mail comes, goes or changes, not when it is read or moved from new to cur.
std::string state_of(const std::vector<fs::path>& files) {
  std::string text;
  std::error_code ignored;
  for (const fs::path& file : files) {
    text += fmt::format("{} {}\n", plain_name(file), fs::file_size(file, ignored));
  }
  return fmt::format("{:016x}", hash64(text));
}

class ScholarAlertsConnector final : public Connector {
 public:
  explicit ScholarAlertsConnector(const SourceSpec& spec) : name_(spec.name), path_(spec.address) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& /*fetcher*/) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string since = cursor_text(cursor, "since", name_, request.since);
    const std::vector<fs::path> files = files_of(path_);
    const std::string state = state_of(files);
    Page page;
    const bool same = cursor_text(cursor, "state", name_) == state;
    const std::size_t begin = same ? cursor_number(cursor, "next", name_) : 0;
    if (same && !cursor.contains("next")) {
      page.cursor = request.cursor;
      return page;
    }
    const std::lock_guard lock(mutex_);
    if (begin == 0 || read_state_ != state || read_since_ != since) {
      works_ = read(files, since, begin == 0, request, page);
      read_state_ = state;
      read_since_ = since;
    }
    const std::size_t end = std::min(begin + kScholarAlertsPageSize, works_.size());
    for (std::size_t i = begin; i < end; ++i) {
      page.items.emplace_back(works_[i]);
    }
    nlohmann::json place = {{"state", state}, {"since", since}};
    page.more = end < works_.size();
    if (page.more) {
      place["next"] = end;
    } else {
      works_ = {};
      read_state_.clear();
    }
    page.cursor = write_cursor(place);
    return page;
  }

 private:
  /// All papers; remarks and rejections only with the first page.
  static std::vector<Work> read(const std::vector<fs::path>& files, const std::string& since,
                                bool first, const PageRequest& request, Page& page) {
    ScholarAlerts alerts;
    std::size_t others = 0;
    for (const fs::path& file : files) {
      ByteStream stream(file);
      Mailbox mailbox(stream);
      while (const std::optional<MailboxMessage> message = mailbox.next()) {
        request.check_stop();
        if (message->too_long) {
          add_rejection(first, file, *message, "the message is too long", page);
          continue;
        }
        const Mail mail = parse_mail(message->text);
        const std::optional<Day> day = parse_rfc822_day(mail.header("date"));
        if (day && format_day(*day) < since) {
          continue;
        }
        const ScholarAlerts::Found found = alerts.add(mail);
        others += found == ScholarAlerts::Found::kOtherMail ? 1 : 0;
        if (found == ScholarAlerts::Found::kNoPapers) {
          add_rejection(first, file, *message, "an alert without a paper", page);
        }
      }
      if (stream.failure()) {
        throw Error(Errc::kIo, stream.failure()->what, file.string(), stream.failure()->advice);
      }
    }
    if (first && others > 0) {
      page.remarks.push_back(std::to_string(others) + " other mails were passed over");
    }
    return alerts.take();
  }

  static void add_rejection(bool first, const fs::path& file, const MailboxMessage& message,
                            const std::string& reason, Page& page) {
    if (first) {
      page.items.emplace_back(reject(message.line, message.offset, reason,
                                     file.filename().string() + ": " + message.text));
    }
  }

  std::string name_;
  fs::path path_;
  // Only so that the mailbox is read once for all pages; the cursor alone says what comes next.
  mutable std::mutex mutex_;
  mutable std::vector<Work> works_;
  mutable std::string read_state_;
  mutable std::string read_since_;
};

std::unique_ptr<Connector> make_scholar_alerts(const SourceSpec& spec) {
  if (spec.address.find("://") != std::string::npos) {
    throw Error(Errc::kUsage, "Google Scholar is not read over the web", spec.name,
                "give the path of a Maildir, an mbox file or a folder of .eml files");
  }
  return std::make_unique<ScholarAlertsConnector>(spec);
}

}  // namespace

const ConnectorKind kScholarAlertsKind = {"scholar-alerts",
                                          "papers",
                                          "Google Scholar's alert mails in a mailbox on disk",
                                          "the path of a Maildir, an mbox file or .eml files",
                                          "",
                                          {},
                                          make_scholar_alerts};

}  // namespace assay::source
