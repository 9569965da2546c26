/// A Zotero library, on this machine or on zotero.org: what changed since the version of the last
/// sync, and what was deleted. Source: Zotero Web API v3, "Basics" and "Syncing"; the local API is
/// the same without keys, in older versions without pages.

#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/service.h"
#include "source/zotero_item.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace assay::source {
namespace {

constexpr std::int64_t kZoteroPageSize = 100;
constexpr int kMostRestarts = 3;

/// The parameter `start` of an address, `fallback` when it has none.
std::int64_t start_in(const std::string& url, std::int64_t fallback) {
  constexpr std::string_view kName = "start=";
  const std::size_t at = url.find(kName);
  std::int64_t start = 0;
  if (at == std::string::npos ||
      std::from_chars(url.data() + at + kName.size(), url.data() + url.size(), start).ec !=
          std::errc{}) {
    return fallback;
  }
  return start;
}

class ZoteroConnector final : public Connector {
 public:
  explicit ZoteroConnector(const SourceSpec& spec)
      : name_(spec.name), address_(spec.address), collection_(option(spec, "collection")) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::int64_t since = cursor_integer(cursor, "since", name_);
    const std::int64_t start = cursor_integer(cursor, "start", name_);
    const std::string url = service_address(
        address_, collection_.empty() ? "/items/top" : "/collections/" + collection_ + "/items/top",
        {{"format", "json"},
         {"since", std::to_string(since)},
         {"includeTrashed", "1"},
         {"sort", "dateAdded"},
         {"direction", "asc"},
         {"limit", std::to_string(kZoteroPageSize)},
         {"start", std::to_string(start)}});
    const JsonAnswer answer(fetcher, ask(url, cursor, fetcher));
    Page page;
    const std::vector<JsonValue> items = required_list(answer.root(), "items", url);
    read_list(items, page);
    const std::int64_t version = header_number(answer.response(), "last-modified-version", -1);
    if (version < 0) {
      fail_answer("no Last-Modified-Version", url);
    }
    const std::int64_t target = cursor_integer(cursor, "target", name_, version);
    if (start == 0 && since > 0) {
      read_deleted(since, cursor, fetcher, page);
    }
    nlohmann::json place = {{"since", since}};
    const bool shifted = version != target || cursor_integer(cursor, "shifted", name_) != 0;
    if (version != target && cursor_integer(cursor, "restarts", name_) < kMostRestarts) {
      // Deletions move what is behind them to pages that were read already.
      page.remarks.emplace_back("the library changed meanwhile: its list is read anew");
      place["restarts"] = cursor_integer(cursor, "restarts", name_) + 1;
      page.more = true;
    } else {
      place = after(answer.response(), start, static_cast<std::int64_t>(items.size()), since,
                    target, shifted, cursor, page);
    }
    note_wait(answer.response(), place, page);
    page.cursor = write_cursor(place);
    return page;
  }

 private:
  [[nodiscard]] Request ask(const std::string& url, const nlohmann::json& cursor,
                            const Fetcher& fetcher) const {
    Request request;
    request.url = url;
    request.want = Want::kJson;
    request.interval_ms = cursor_integer(cursor, "wait_ms", name_);
    request.headers.emplace_back("Zotero-API-Version: 3");
    if (const std::string key = fetcher.secret("ZOTERO_API_KEY"); !key.empty()) {
      request.headers.push_back("Zotero-API-Key: " + key);
    }
    return request;
  }

  static void read_list(const std::vector<JsonValue>& items, Page& page) {
    std::size_t parts = 0;
    for (const JsonValue& item : items) {
      if (is_in_bin(item)) {
        page.gone.push_back(item["key"].text());
      } else if (!is_zotero_work(item)) {
        ++parts;
      } else {
        add_record(page, item, read_zotero_item);
      }
    }
    if (parts > 0) {
      page.remarks.push_back(std::to_string(parts) + " notes and attachments were left out");
    }
  }

  void read_deleted(std::int64_t since, const nlohmann::json& cursor, Fetcher& fetcher,
                    Page& page) const {
    const std::string url =
        service_address(address_, "/deleted", {{"since", std::to_string(since)}});
    try {
      const JsonAnswer answer(fetcher, ask(url, cursor, fetcher));
      for (std::string& key : answer.root()["items"].texts()) {
        page.gone.push_back(std::move(key));
      }
    } catch (const Error& error) {
      if (error.code() != Errc::kNotFound) {
        throw;
      }
      page.remarks.emplace_back("this Zotero does not tell what was deleted for good");
    }
  }

  /// Where to go on behind this page.
  [[nodiscard]] nlohmann::json after(const Response& response, std::int64_t start,
                                     std::int64_t count, std::int64_t since, std::int64_t target,
                                     bool shifted, const nlohmann::json& cursor, Page& page) const {
    const std::string link = link_target(response, "next");
    const std::int64_t next = start_in(link, start + count);
    page.more = !link.empty() && count > 0 && next > start;
    if (page.more) {
      return {{"since", since},
              {"target", target},
              {"start", next},
              {"shifted", shifted ? 1 : 0},
              {"restarts", cursor_integer(cursor, "restarts", name_)}};
    }
    const std::int64_t total = header_number(response, "total-results", start + count);
    if (total != start + count) {
      page.remarks.push_back("announced " + std::to_string(total) + ", " +
                             std::to_string(start + count) + " came");
    }
    if (shifted) {
      page.remarks.emplace_back(
          "the library changed all the time: the next sync looks through the same again");
    }
    return {{"since", shifted ? since : target}};
  }

  static void note_wait(const Response& response, nlohmann::json& place, Page& page) {
    constexpr std::int64_t kMostSeconds = 3600;
    const std::int64_t seconds =
        std::clamp(header_number(response, "backoff", header_number(response, "retry-after", 0)),
                   std::int64_t{0}, kMostSeconds);
    if (seconds > 0) {
      place["wait_ms"] = seconds * 1000;
      page.remarks.push_back("Zotero asks to wait " + std::to_string(seconds) + " s");
    }
  }

  std::string name_;
  std::string address_;
  std::string collection_;
};

constexpr std::array<OptionHelp, 1> kZoteroOptions = {{
    {"collection", "only this collection, by its key: QM6T3KHX"},
}};

std::unique_ptr<Connector> make_zotero(const SourceSpec& spec) {
  require_web_address(spec);
  if (spec.address.find("/users/") == std::string::npos &&
      spec.address.find("/groups/") == std::string::npos) {
    throw Error(Errc::kUsage, "the address names no library", spec.name,
                "give one such as https://api.zotero.org/users/475425 or .../groups/2579");
  }
  return std::make_unique<ZoteroConnector>(spec);
}

}  // namespace

const ConnectorKind kZoteroKind = {"zotero",
                                   "papers",
                                   "a Zotero library, local or on zotero.org",
                                   "a library's address",
                                   "http://localhost:23119/api/users/0",
                                   kZoteroOptions,
                                   make_zotero};

}  // namespace assay::source
