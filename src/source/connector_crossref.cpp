/// Crossref's REST API: works by query and filter, those that were indexed since the last sync.
/// Source: Crossref, "REST API", deep paging with cursors; limits as the headers tell them.

#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/crossref_record.h"
#include "source/service.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace assay::source {
namespace {

/// A place in a list is forgotten after five minutes.
constexpr std::int64_t kPlaceSeconds = 270;
constexpr std::string_view kSelect =
    "DOI,title,subtitle,author,editor,abstract,type,published,issued,posted,created,indexed,"
    "container-title,event,group-title,subject,resource,URL,link,relation,update-to,updated-by,"
    "publisher,volume,issue,page,is-referenced-by-count,ISBN,ISSN,funder,license";

class CrossrefConnector final : public Connector {
 public:
  explicit CrossrefConnector(const SourceSpec& spec)
      : name_(spec.name),
        address_(spec.address),
        filter_(option(spec, "filter")),
        query_(option(spec, "query")),
        rows_(option(spec, "rows", "200")),
        mailto_(option(spec, "mailto")) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    nlohmann::json cursor = read_cursor(request.cursor, name_);
    Page page;
    const std::string from = cursor_text(cursor, "from", name_, request.since);
    if (cursor.contains("page") &&
        request.now - cursor_integer(cursor, "at", name_) > kPlaceSeconds) {
      page.remarks.emplace_back("the place in Crossref's list had run out: the list is read anew");
      cursor.erase("page");
      cursor.erase("seen");
    }
    const std::string url = service_address(address_, "/works",
                                            {{"query", query_},
                                             {"filter", list_filter(from)},
                                             {"select", std::string(kSelect)},
                                             {"rows", rows_},
                                             {"cursor", cursor_text(cursor, "page", name_, "*")},
                                             {"mailto", mailto_}});
    const JsonAnswer answer(fetcher, ask(url, cursor_integer(cursor, "interval", name_, 200)));
    const JsonValue message = answer.root()["message"];
    const std::vector<JsonValue> records = required_list(message["items"], "items", url);
    read_records(records, from, url, cursor, fetcher, page);
    finish(request, from, message, records.size(), answer.response(), cursor, page);
    return page;
  }

 private:
  static Request ask(const std::string& url, std::int64_t interval_ms) {
    Request request;
    request.url = url;
    request.want = Want::kJson;
    request.interval_ms = interval_ms;
    return request;
  }

  [[nodiscard]] std::string list_filter(const std::string& from) const {
    const std::string since = from.empty() ? "" : "from-index-date:" + from;
    return filter_.empty() || since.empty() ? filter_ + since : filter_ + "," + since;
  }

  void read_records(const std::vector<JsonValue>& records, const std::string& from,
                    const std::string& url, const nlohmann::json& cursor, Fetcher& fetcher,
                    Page& page) const {
    std::vector<std::string> retracted;
    std::size_t others = 0;
    for (const JsonValue& record : records) {
      const std::string indexed = record["indexed"]["date-time"].text().substr(0, from.size());
      if (!from.empty() && !indexed.empty() && indexed < from) {
        fail_answer(
            fmt::format("a work indexed {} though those from {} were asked for", indexed, from),
            url);
      }
      if (!is_crossref_work(record)) {
        ++others;
        continue;
      }
      add_record(page, record, read_crossref_work);
      for (std::string& doi : retracted_by(record)) {
        if (std::find(retracted.begin(), retracted.end(), doi) == retracted.end()) {
          retracted.push_back(std::move(doi));
        }
      }
    }
    if (others > 0) {
      page.remarks.push_back(std::to_string(others) +
                             " journals, components, reviews and the like were left out");
    }
    for (const std::string& doi : retracted) {
      read_retracted(doi, cursor_integer(cursor, "interval", name_, 200), fetcher, page);
    }
  }

  /// The work that a notice retracts, as Crossref has it now, marked whether or not its own record
  /// says so already.
  void read_retracted(const std::string& doi, std::int64_t interval_ms, Fetcher& fetcher,
                      Page& page) const {
    const std::string url = service_address(address_, "/works/" + doi, {{"mailto", mailto_}});
    try {
      const JsonAnswer answer(fetcher, ask(url, interval_ms));
      const std::size_t before = page.items.size();
      add_record(page, answer.root()["message"], read_crossref_work);
      Work* work = std::get_if<Work>(&page.items[before]);
      if (work != nullptr && work->comments.find("retracted") == std::string::npos) {
        work->comments += (work->comments.empty() ? "" : "; ") + std::string("retracted");
      }
    } catch (const Error& error) {
      if (error.code() != Errc::kNotFound && error.code() != Errc::kInvalid) {
        throw;
      }
      page.remarks.push_back("the retracted work " + doi + " cannot be read");
    }
  }

  void finish(const PageRequest& request, const std::string& from, const JsonValue& message,
              std::size_t count, const Response& response, const nlohmann::json& cursor,
              Page& page) const {
    const std::string began = cursor_text(cursor, "began", name_, day_before(request.now, 1));
    const std::int64_t seen =
        cursor_integer(cursor, "seen", name_) + static_cast<std::int64_t>(count);
    const std::string next = message["next-cursor"].text();
    nlohmann::json place = {{"from", from}, {"began", began}};
    page.more = count > 0 && !next.empty();
    if (page.more) {
      place["page"] = next;
      place["seen"] = seen;
      place["at"] = request.now;
    } else {
      place = {{"from", began}};
      const std::int64_t total = message["total-results"].integer().value_or(seen);
      if (total != seen) {
        page.remarks.push_back("announced " + std::to_string(total) + ", " + std::to_string(seen) +
                               " came");
      }
    }
    place["interval"] = interval_of(response);
    page.cursor = write_cursor(place);
    if (!mailto_.empty() && response.header("x-api-pool") == "public") {
      page.remarks.emplace_back("Crossref does not take the address of mailto for a polite one");
    }
  }

  /// "x-rate-limit-limit: 3" in "x-rate-limit-interval: 1s": a third of a second.
  static std::int64_t interval_of(const Response& response) {
    const std::int64_t limit = header_number(response, "x-rate-limit-limit", 5);
    const std::int64_t seconds = header_number(response, "x-rate-limit-interval", 1);
    return std::clamp<std::int64_t>(seconds * 1000 / std::max<std::int64_t>(limit, 1), 50, 60'000);
  }

  std::string name_;
  std::string address_;
  std::string filter_;
  std::string query_;
  std::string rows_;
  std::string mailto_;
};

constexpr std::array<OptionHelp, 4> kCrossrefOptions = {{
    {"filter", "Crossref's own filter, such as member:320,type:proceedings-article"},
    {"query", "words in title, authors and venue"},
    {"rows", "works a page, at most 1000 (200)"},
    {"mailto", "your mail address: the polite pool answers more steadily"},
}};

std::unique_ptr<Connector> make_crossref(const SourceSpec& spec) {
  require_web_address(spec);
  if (option(spec, "filter").empty() && option(spec, "query").empty()) {
    throw Error(Errc::kUsage, "all of Crossref is too much to ask for", spec.name,
                "give filter or query");
  }
  const std::string rows = option(spec, "rows", "200");
  if (rows.empty() || rows.size() > 4 ||
      rows.find_first_not_of("0123456789") != std::string::npos || std::stoi(rows) < 1 ||
      std::stoi(rows) > 1000) {
    throw Error(Errc::kUsage, "rows is \"" + rows + "\"", spec.name, "give 1 to 1000");
  }
  return std::make_unique<CrossrefConnector>(spec);
}

}  // namespace

const ConnectorKind kCrossrefKind = {"crossref",
                                     "papers",
                                     "Crossref: works by filter or query, retractions too",
                                     "the API's address",
                                     "https://api.crossref.org",
                                     kCrossrefOptions,
                                     make_crossref};

}  // namespace assay::source
