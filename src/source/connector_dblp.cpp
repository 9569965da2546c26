/// DBLP by its dump: downloaded when it has changed, then read a page of records at a time. Source:
/// dblp, "How can I download the whole dblp dataset?". The search API answers clients with a check
/// for robots and is left alone.

#include "base/files.h"
#include "base/text.h"
#include "source/cache_folder.h"
#include "source/connectors_internal.h"
#include "source/dblp_internal.h"
#include "source/service.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <mutex>
#include <utility>

namespace assay::source {
namespace {

constexpr std::size_t kMostItems = 1000;
constexpr std::uint64_t kMostRecords = 200'000;

/// Where a reading of the dump stands; the cursor's fields.
struct Place {
  std::string etag;
  std::string modified;
  std::string since;   ///< Records changed before are not wanted.
  std::string newest;  ///< The latest day of change seen so far.
  std::uint64_t record = 0;
  bool reading = false;

  static Place of(const nlohmann::json& cursor, const std::string& since,
                  const std::string& source) {
    Place place;
    place.etag = cursor_text(cursor, "etag", source);
    place.modified = cursor_text(cursor, "modified", source);
    place.since = cursor_text(cursor, "since", source, since);
    place.newest = cursor_text(cursor, "newest", source);
    place.record = cursor_number(cursor, "record", source);
    place.reading = cursor.contains("record");
    return place;
  }
  [[nodiscard]] std::string cursor() const {
    nlohmann::json fields = {
        {"etag", etag}, {"modified", modified}, {"since", since}, {"newest", newest}};
    if (reading) {
      fields["record"] = record;
    }
    return write_cursor(fields);
  }
};

class DblpConnector final : public Connector {
 public:
  explicit DblpConnector(const SourceSpec& spec)
      : name_(spec.name), address_(spec.address), folder_(option(spec, "folder")) {
    if (folder_.empty()) {
      folder_ = cache_folder(spec);
    }
    const std::string keys = option(spec, "keys");
    for (const std::string_view key : split(keys, ',')) {
      if (!trim(key).empty()) {
        keys_.emplace_back(trim(key));
      }
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    Place place = Place::of(read_cursor(request.cursor, name_), request.since, name_);
    Page page;
    if (!place.reading) {
      if (!begin(place, fetcher)) {
        page.cursor = request.cursor;
        return page;
      }
    } else if (!std::filesystem::exists(file_of(place))) {
      const Place before = place;
      fetch_dump(place, false, fetcher);
      if (file_of(place) != file_of(before)) {
        page.remarks.emplace_back("the dump has changed meanwhile: it is read from its beginning");
        place.record = 0;
      }
    }
    read_page(place, request, page);
    page.cursor = place.cursor();
    return page;
  }

 private:
  [[nodiscard]] std::filesystem::path file_of(const Place& place) const {
    return folder_ / fmt::format("dblp-{:016x}-{:016x}.xml.gz", hash64(address_),
                                 hash64(place.etag + "\n" + place.modified));
  }

  /// Asks for the dump anew; false when it is still the one that was read.
  bool begin(Place& place, Fetcher& fetcher) const {
    if (!fetch_dump(place, true, fetcher)) {
      return false;
    }
    place.since = place.newest.empty() ? place.since : place.newest;
    place.record = 0;
    place.reading = true;
    return true;
  }

  bool fetch_dump(Place& place, bool conditional, Fetcher& fetcher) const {
    make_folders(folder_);
    Request ask;
    ask.url = address_;
    ask.most_bytes = std::size_t{16} << 30U;
    if (conditional) {
      ask.etag = place.etag;
      ask.last_modified = place.modified;
    }
    const std::filesystem::path part = file_of(place).string() + ".part";
    const Response response = fetcher.download(ask, part);
    std::error_code ignored;
    if (response.status == 304) {
      std::filesystem::remove(part, ignored);
      return false;
    }
    if (response.status != 200) {
      std::filesystem::remove(part, ignored);
      throw Error(Errc::kNotFound, "there is no dump", address_, "check the address");
    }
    std::filesystem::remove(file_of(place), ignored);
    place.etag = response.header("etag");
    place.modified = response.header("last-modified");
    std::filesystem::rename(part, file_of(place), ignored);
    if (ignored) {
      throw io_error("cannot keep the dump", file_of(place).string(), ignored.value());
    }
    return true;
  }

  void read_page(Place& place, const PageRequest& request, Page& page) const {
    const std::lock_guard lock(mutex_);
    const std::filesystem::path file = file_of(place);
    const auto check = [&request] { request.check_stop(); };
    if (open_ == nullptr || open_file_ != file || open_->records() != place.record ||
        open_since_ != place.since) {
      open_ = std::make_unique<DblpReader>(std::make_unique<ByteStream>(file),
                                           DblpFilter{place.since, keys_});
      open_file_ = file;
      open_since_ = place.since;
      open_->skip_to(place.record, check);
    }
    const std::uint64_t most = place.record + kMostRecords;
    while (page.items.size() < kMostItems) {
      std::optional<Item> item = open_->next_within(most, check);
      if (!item) {
        break;
      }
      check_whole(*item, file);
      page.items.push_back(*std::move(item));
    }
    place.record = open_->records();
    place.newest = std::max(place.newest, open_->newest());
    page.more = !open_->ended();
    if (!page.more) {
      place.reading = false;
      open_.reset();
    }
  }

  /// A dump that breaks off is thrown away: the next sync fetches it again and goes on.
  void check_whole(const Item& item, const std::filesystem::path& file) const {
    const auto* rejection = std::get_if<Rejection>(&item);
    if (rejection != nullptr && !rejection->advice.empty()) {
      const std::string reason = "the dump breaks off: " + rejection->reason;
      open_.reset();
      std::error_code ignored;
      std::filesystem::remove(file, ignored);
      throw Error(Errc::kInvalid, reason, address_, "sync again: it is fetched anew");
    }
  }

  std::string name_;
  std::string address_;
  std::filesystem::path folder_;
  std::vector<std::string> keys_;
  // Only so that a page goes on where the one before stopped, without reading the dump from its
  // beginning; the cursor alone says what comes next.
  mutable std::mutex mutex_;
  mutable std::unique_ptr<DblpReader> open_;
  mutable std::filesystem::path open_file_;
  mutable std::string open_since_;
};

constexpr std::array<OptionHelp, 2> kDblpOptions = {{
    {"keys", "beginnings of keys: conf/nips/,journals/jmlr/; all when not given"},
    {"folder", "where the dump is kept while it is read (~/.cache/assay)"},
}};

std::unique_ptr<Connector> make_dblp(const SourceSpec& spec) {
  require_web_address(spec);
  return std::make_unique<DblpConnector>(spec);
}

}  // namespace

const ConnectorKind kDblpKind = {"dblp",
                                 "papers",
                                 "DBLP by its dump, a gigabyte a download",
                                 "the dump's address",
                                 "https://dblp.org/xml/dblp.xml.gz",
                                 kDblpOptions,
                                 make_dblp};

}  // namespace assay::source
