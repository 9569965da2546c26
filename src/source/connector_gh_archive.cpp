/// GH Archive: releases and merged pull requests of a watch list, an hour a page.

#include "base/error.h"
#include "base/files.h"
#include "base/instant.h"
#include "base/time.h"
#include "source/connectors_internal.h"
#include "source/formats_internal.h"
#include "source/json_value.h"
#include "source/paging.h"
#include "source/watch_list.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

constexpr std::int64_t kFileSeconds = 3600;
constexpr std::int64_t kFirstHour = 1'420'070'400;  // 2015-01-01: older ones have another form

/// "2026-11-26-9": the hour is not padded.
std::string hour_name(std::int64_t hour) {
  constexpr std::size_t kDayLength = 10;
  return format_instant(hour).substr(0, kDayLength) + "-" +
         std::to_string(hour % kDaySeconds / kFileSeconds);
}

/// In the cursor: "next", the hour to be read, seconds since 1970; "tries", how often it came cut.
class GhArchiveConnector final : public Connector {
 public:
  explicit GhArchiveConnector(const SourceSpec& spec)
      : name_(spec.name),
        address_(without_slash(spec.address)),
        repositories_(listed_names(option(spec, "repos"))) {
    require_web_address(spec);
    if (repositories_.empty()) {
      throw Error(Errc::kUsage, "no repository is named", spec.name,
                  "give the option repos: owner/name or owner/*, several between commas");
    }
    for (const std::string& name : repositories_) {
      if (std::count(name.begin(), name.end(), '/') != 1) {
        throw Error(Errc::kUsage, "\"" + name + "\" is no repository", spec.name,
                    "give owner/name or owner/*");
      }
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const json kept = read_cursor(request.cursor, name_);
    std::int64_t hour = integer_at(kept, "next", 0);
    const std::int64_t tries = integer_at(kept, "tries", 0);
    if (hour == 0) {
      hour = first_hour(request);
    }
    Page page;
    page.cursor = request.cursor.empty() ? cursor_of(hour, 0) : request.cursor;
    if (!is_over(hour, request.now)) {
      return page;
    }
    const TempDir folder;
    const std::filesystem::path file = folder.path() / "hour.json.gz";
    Request ask;
    ask.url = address_ + "/" + hour_name(hour) + ".json.gz";
    ask.most_bytes = std::size_t{2} << 30U;
    const Response response = fetcher.download(ask, file);
    if (response.status != 200) {
      return take_missing(hour, request.now, std::move(page));
    }
    return take(hour, tries, file, request.now, std::move(page));
  }

 private:
  static std::string cursor_of(std::int64_t hour, std::int64_t tries) {
    json kept = {{"next", hour}};
    if (tries > 0) {
      kept["tries"] = tries;
    }
    return write_cursor(kept);
  }

  [[nodiscard]] std::int64_t first_hour(const PageRequest& request) const {
    if (request.now <= 0) {
      throw Error(Errc::kInternal, "the hours to read need to know what time it is", name_);
    }
    const std::optional<Day> since = parse_day(request.since);
    const std::int64_t from =
        since ? std::int64_t{since->since_epoch} * kDaySeconds : request.now - kDaySeconds;
    return std::max(from - from % kFileSeconds, kFirstHour);
  }

  /// An hour is published some minutes after its end.
  static bool is_over(std::int64_t hour, std::int64_t now) {
    constexpr std::int64_t kPublished = 900;
    return hour + kFileSeconds + kPublished <= now;
  }

  static Page take_missing(std::int64_t hour, std::int64_t now, Page page) {
    if (now - hour < kDaySeconds) {
      return page;  // it may be late: asked for again by the next sync
    }
    page.remarks.push_back("the hour " + hour_name(hour) + " is missing");
    page.cursor = cursor_of(hour + kFileSeconds, 0);
    page.more = is_over(hour + kFileSeconds, now);
    return page;
  }

  [[nodiscard]] Page take(std::int64_t hour, std::int64_t tries, const std::filesystem::path& file,
                          std::int64_t now, Page page) const {
    constexpr std::int64_t kMostTries = 3;
    auto stream = std::make_unique<ByteStream>(file);
    const ByteStream& bytes = *stream;
    const std::unique_ptr<Reader> reader = read_gh_archive(std::move(stream), repositories_);
    while (std::optional<Item> item = reader->next()) {
      page.items.push_back(*std::move(item));
    }
    const bool cut = bytes.failure().has_value();
    if (cut) {
      page.items.pop_back();  // the rejection that says so, which is the remark's
      page.remarks.push_back("the hour " + hour_name(hour) + ": " + bytes.failure()->what);
      if (tries + 1 < kMostTries) {
        page.cursor = cursor_of(hour, tries + 1);
        return page;
      }
      page.remarks.push_back("the hour " + hour_name(hour) + " was given up");
    }
    page.cursor = cursor_of(hour + kFileSeconds, 0);
    page.more = is_over(hour + kFileSeconds, now);
    return page;
  }

  std::string name_;
  std::string address_;
  std::vector<std::string> repositories_;
};

std::unique_ptr<Connector> make_gh_archive(const SourceSpec& spec) {
  return std::make_unique<GhArchiveConnector>(spec);
}

constexpr std::array kGhArchiveOptions = {
    OptionHelp{"repos", "owner/name or owner/*, several between commas"}};

}  // namespace

const ConnectorKind kGhArchiveKind = {"gh-archive",
                                      "frameworks",
                                      "releases and merges out of GH Archive's hours",
                                      "the address of the archive",
                                      "https://data.gharchive.org",
                                      kGhArchiveOptions,
                                      make_gh_archive};

}  // namespace assay::source
