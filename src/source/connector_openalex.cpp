/// OpenAlex: works by filter or search. Source: OpenAlex, "Page through results" (cursor paging)
/// and "Authentication". The key goes into a header, never into an address.

#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/service.h"
#include "source/service_records.h"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace assay::source {
namespace {

constexpr std::int64_t kOpenalexPageSize = 100;
/// Works come in days or weeks after they were published: so much is read again.
constexpr int kOpenalexOverlapDays = 30;

class OpenAlexConnector final : public Connector {
 public:
  explicit OpenAlexConnector(const SourceSpec& spec)
      : name_(spec.name),
        address_(spec.address),
        filter_(option(spec, "filter")),
        search_(option(spec, "search")),
        by_(option(spec, "by", "publication")) {
    const std::string ids = option(spec, "ids");
    for (const std::string_view id : split(ids, ',')) {
      if (!trim(id).empty()) {
        ids_.emplace_back(trim(id));
      }
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    return ids_.empty() ? next_list(request, cursor, fetcher) : next_id(cursor, fetcher);
  }

 private:
  static Request ask(const std::string& url, const Fetcher& fetcher) {
    Request request;
    request.url = url;
    request.want = Want::kJson;
    request.interval_ms = 100;
    if (const std::string key = fetcher.secret("OPENALEX_API_KEY"); !key.empty()) {
      request.headers.push_back("Authorization: Bearer " + key);
    }
    return request;
  }

  /// One of the works that were named: a single one costs nothing. Where it was merged into another
  /// the service redirects.
  Page next_id(const nlohmann::json& cursor, Fetcher& fetcher) const {
    Page page;
    const std::size_t at = cursor_number(cursor, "id", name_);
    if (at < ids_.size()) {
      const std::string url = service_address(address_, "/works/" + ids_[at], {});
      try {
        const JsonAnswer answer(fetcher, ask(url, fetcher));
        add_record(page, answer.root(), read_openalex_work);
        note_merge(ids_[at], answer.root()["id"].text(), page);
      } catch (const Error& error) {
        if (error.code() != Errc::kNotFound) {
          throw;
        }
        page.gone.push_back(full_id(ids_[at]));
        page.remarks.push_back("there is no work " + ids_[at]);
      }
    }
    page.more = at + 1 < ids_.size();
    page.cursor = page.more ? write_cursor({{"id", at + 1}}) : "";
    return page;
  }

  static std::string full_id(const std::string& id) {
    return id.find('/') == std::string::npos ? "https://openalex.org/" + id : id;
  }

  static void note_merge(const std::string& asked, const std::string& came, Page& page) {
    const std::string full = full_id(asked);
    const bool own_id = istarts_with(full, "https://openalex.org/W");
    if (own_id && !came.empty() && !iequals(full, came)) {
      page.gone.push_back(full);
      page.remarks.push_back(asked + " was merged into " + came);
    }
  }

  [[nodiscard]] std::string list_filter(const std::string& from) const {
    std::string filter = filter_;
    if (!from.empty()) {
      filter += (filter.empty() ? "from_" : ",from_") + by_ + "_date:" + from;
    }
    return filter;
  }

  Page next_list(const PageRequest& request, const nlohmann::json& cursor, Fetcher& fetcher) const {
    const std::string from = cursor_text(cursor, "from", name_, request.since);
    const std::string began =
        cursor_text(cursor, "began", name_, day_before(request.now, kOpenalexOverlapDays));
    const std::string url = service_address(address_, "/works",
                                            {{"filter", list_filter(from)},
                                             {"search", search_},
                                             {"per_page", std::to_string(kOpenalexPageSize)},
                                             {"cursor", cursor_text(cursor, "page", name_, "*")}});
    const JsonAnswer answer(fetcher, ask(url, fetcher));
    const std::vector<JsonValue> records = required_list(answer.root()["results"], "results", url);
    Page page;
    for (const JsonValue& record : records) {
      check_filter(record, from, url);
      add_record(page, record, read_openalex_work);
    }
    const JsonValue meta = answer.root()["meta"];
    const std::string next = meta["next_cursor"].text();
    const std::int64_t seen =
        cursor_integer(cursor, "seen", name_) + static_cast<std::int64_t>(records.size());
    page.more = !records.empty() && !next.empty();
    if (page.more) {
      page.cursor =
          write_cursor({{"page", next}, {"from", from}, {"began", began}, {"seen", seen}});
      return page;
    }
    page.cursor = write_cursor({{"from", began}});
    if (const auto count = meta["count"].integer(); count && *count != seen) {
      page.remarks.push_back("announced " + std::to_string(*count) + ", " + std::to_string(seen) +
                             " came");
    }
    return page;
  }

  /// A filter that was passed over would bring all of OpenAlex.
  void check_filter(const JsonValue& record, const std::string& from,
                    const std::string& url) const {
    const std::string day = record[by_ + "_date"].text().substr(0, from.size());
    if (!from.empty() && !day.empty() && day < from) {
      fail_answer("a work of " + day + " though those from " + from + " were asked for", url);
    }
  }

  std::string name_;
  std::string address_;
  std::string filter_;
  std::string search_;
  std::string by_;
  std::vector<std::string> ids_;
};

constexpr std::array<OptionHelp, 4> kOpenalexOptions = {{
    {"filter", "OpenAlex's own filter, such as primary_topic.id:T10028,type:article"},
    {"search", "words in title, abstract and full text"},
    {"ids", "works by id, separated by commas: W2741809807,doi:10.1145/3292500.3330701"},
    {"by", "which date counts: publication (usual), or created or updated with a paid key"},
}};

std::unique_ptr<Connector> make_openalex(const SourceSpec& spec) {
  require_web_address(spec);
  const std::string by = option(spec, "by", "publication");
  if (by != "publication" && by != "created" && by != "updated") {
    throw Error(Errc::kUsage, "by is \"" + by + "\"", spec.name,
                "give publication, created or updated");
  }
  if (option(spec, "filter").empty() && option(spec, "search").empty() &&
      option(spec, "ids").empty()) {
    throw Error(Errc::kUsage, "all of OpenAlex is too much to ask for", spec.name,
                "give filter, search or ids; for everything import the snapshot's files");
  }
  return std::make_unique<OpenAlexConnector>(spec);
}

}  // namespace

const ConnectorKind kOpenalexKind = {"openalex",
                                     "papers",
                                     "OpenAlex: works by filter or search",
                                     "the API's address",
                                     "https://api.openalex.org",
                                     kOpenalexOptions,
                                     make_openalex};

}  // namespace assay::source
