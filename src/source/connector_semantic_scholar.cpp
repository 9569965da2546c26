/// Semantic Scholar's Graph API: a bulk search, or papers by their ids. Source: "Academic Graph
/// API", /paper/search/bulk and /paper/batch. With a key one request a second is allowed.

#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/service.h"
#include "source/service_records.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace assay::source {
namespace {

constexpr int kSemanticScholarOverlapDays = 30;
constexpr std::size_t kBatch = 500;
constexpr std::string_view kFields =
    "paperId,corpusId,externalIds,url,title,abstract,venue,publicationVenue,year,publicationDate,"
    "publicationTypes,journal,authors,s2FieldsOfStudy,openAccessPdf,isOpenAccess,citationCount,"
    "referenceCount,influentialCitationCount";

/// The service knows arXiv papers without their version.
std::string id_for_service(std::string_view id) {
  id = trim(id);
  const std::optional<Identifier> identifier = parse_bare_identifier(id);
  if (identifier && identifier->scheme == Scheme::kArxiv) {
    return "ARXIV:" + identifier->value;
  }
  if (identifier && identifier->scheme == Scheme::kDoi) {
    return "DOI:" + identifier->value;
  }
  return std::string(id);
}

class SemanticScholarConnector final : public Connector {
 public:
  explicit SemanticScholarConnector(const SourceSpec& spec)
      : name_(spec.name),
        address_(spec.address),
        query_(option(spec, "query")),
        fields_of_study_(option(spec, "fields-of-study")),
        venue_(option(spec, "venue")),
        types_(option(spec, "types")) {
    const std::string ids = option(spec, "ids");
    for (const std::string_view id : split(ids, ',')) {
      if (!trim(id).empty()) {
        ids_.push_back(id_for_service(id));
      }
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    return ids_.empty() ? next_search(request, cursor, fetcher) : next_batch(cursor, fetcher);
  }

 private:
  static Request ask(const std::string& url, const Fetcher& fetcher) {
    Request request;
    request.url = url;
    request.want = Want::kJson;
    request.interval_ms = 1000;
    if (const std::string key = fetcher.secret("S2_API_KEY"); !key.empty()) {
      request.headers.push_back("x-api-key: " + key);
    }
    return request;
  }

  Page next_batch(const nlohmann::json& cursor, Fetcher& fetcher) const {
    const std::size_t begin = std::min(cursor_number(cursor, "id", name_), ids_.size());
    const std::size_t end = std::min(begin + kBatch, ids_.size());
    Page page;
    if (begin < end) {
      read_batch(begin, end, fetcher, page);
    }
    page.more = end < ids_.size();
    page.cursor = page.more ? write_cursor({{"id", end}}) : "";
    return page;
  }

  void read_batch(std::size_t begin, std::size_t end, Fetcher& fetcher, Page& page) const {
    Request request =
        ask(service_address(address_, "/paper/batch", {{"fields", std::string(kFields) + ",tldr"}}),
            fetcher);
    nlohmann::json ids = nlohmann::json::array();
    for (std::size_t i = begin; i < end; ++i) {
      ids.push_back(ids_[i]);
    }
    request.body =
        nlohmann::json{{"ids", ids}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    const JsonAnswer answer(fetcher, request);
    const std::vector<JsonValue> records = required_list(answer.root(), "papers", request.url);
    if (records.size() != end - begin) {
      fail_answer(
          std::to_string(records.size()) + " papers for " + std::to_string(end - begin) + " ids",
          request.url);
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (records[i]) {
        add_record(page, records[i], read_semantic_scholar_paper);
      } else {
        page.remarks.push_back("Semantic Scholar has no paper " + ids_[begin + i]);
      }
    }
  }

  Page next_search(const PageRequest& request, const nlohmann::json& cursor,
                   Fetcher& fetcher) const {
    const std::string from = cursor_text(cursor, "from", name_, request.since);
    const std::string token = cursor_text(cursor, "token", name_);
    const std::string began =
        cursor_text(cursor, "began", name_, day_before(request.now, kSemanticScholarOverlapDays));
    const std::string url =
        service_address(address_, "/paper/search/bulk",
                        {{"query", query_},
                         {"fieldsOfStudy", fields_of_study_},
                         {"venue", venue_},
                         {"publicationTypes", types_},
                         {"publicationDateOrYear", from.empty() ? from : from + ":"},
                         {"fields", std::string(kFields)},
                         {"token", token}});
    const JsonAnswer answer(fetcher, ask(url, fetcher));
    const std::vector<JsonValue> records = required_list(answer.root()["data"], "data", url);
    Page page;
    for (const JsonValue& record : records) {
      check_filter(record, from, url);
      add_record(page, record, read_semantic_scholar_paper);
    }
    const std::string next = answer.root()["token"].text();
    if (!next.empty() && next == token) {
      fail_answer("it gives the same page again and again", url);
    }
    const std::int64_t total = answer.root()["total"].integer().value_or(0);
    if (records.empty() && token.empty() && total > 0) {
      fail_answer("it announces " + std::to_string(total) + " papers and gives none", url);
    }
    page.more = !next.empty();
    page.cursor = page.more ? write_cursor({{"token", next}, {"from", from}, {"began", began}})
                            : write_cursor({{"from", began}});
    return page;
  }

  static void check_filter(const JsonValue& record, const std::string& from,
                           const std::string& url) {
    const std::string day = record["publicationDate"].text().substr(0, from.size());
    if (!from.empty() && !day.empty() && day < from) {
      fail_answer("a paper of " + day + " though those from " + from + " were asked for", url);
    }
  }

  std::string name_;
  std::string address_;
  std::string query_;
  std::string fields_of_study_;
  std::string venue_;
  std::string types_;
  std::vector<std::string> ids_;
};

constexpr std::array<OptionHelp, 5> kSemanticScholarOptions = {{
    {"query", "words, with + | - \" and * as the bulk search has them"},
    {"fields-of-study", "such as Computer Science,Linguistics"},
    {"venue", "venues, separated by commas: ICLR,NeurIPS"},
    {"types", "publication types: JournalArticle,Conference"},
    {"ids", "papers instead of a search: arXiv ids, DOIs, CorpusId:..., separated by commas"},
}};

std::unique_ptr<Connector> make_semantic_scholar(const SourceSpec& spec) {
  require_web_address(spec);
  if (spec.options.empty()) {
    throw Error(Errc::kUsage, "all of Semantic Scholar is too much to ask for", spec.name,
                "give query, venue or ids; for everything import the datasets' files");
  }
  return std::make_unique<SemanticScholarConnector>(spec);
}

}  // namespace

const ConnectorKind kSemanticScholarKind = {"semantic-scholar",
                                            "papers",
                                            "Semantic Scholar: a bulk search, or papers by id",
                                            "the Graph API's address",
                                            "https://api.semanticscholar.org/graph/v1",
                                            kSemanticScholarOptions,
                                            make_semantic_scholar};

}  // namespace assay::source
