/// arXiv's search, answered as Atom. Source: arXiv help, "arXiv API User's Manual" and "Terms of
/// Use for arXiv APIs".

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "source/arxiv_record.h"
#include "source/connectors_internal.h"
#include "source/text_lines.h"
#include "source/web.h"
#include "source/xml_document.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

namespace assay::source {
namespace {

constexpr std::size_t kArxivPageSize = 200;
constexpr std::size_t kMostResults = 30000;  ///< The service gives no more for one query.

/// "http://arxiv.org/abs/2106.09685v2" -> "2106.09685" and "v2".
std::pair<std::string, std::string> id_and_version(std::string_view address) {
  constexpr std::string_view kMark = "/abs/";
  const std::size_t at = address.find(kMark);
  const std::string_view id =
      at == std::string_view::npos ? address : address.substr(at + kMark.size());
  const std::size_t v = id.rfind('v');
  if (v == std::string_view::npos || v + 1 == id.size() ||
      id.find_first_not_of("0123456789", v + 1) != std::string_view::npos) {
    return {std::string(id), {}};
  }
  return {std::string(id.substr(0, v)), std::string(id.substr(v))};
}

Work to_work(const XmlElement& entry) {
  ArxivRecord paper;
  std::string version;
  std::tie(paper.id, version) = id_and_version(entry.text_of("id"));
  paper.title = entry.text_of("title");
  paper.abstract = entry.text_of("summary");
  paper.comments = entry.text_of("comment");
  paper.dois = entry.text_of("doi");
  paper.date = entry.text_of("published").substr(0, 10);
  for (XmlElement at = entry.first(); at; at = at.next()) {
    if (at.name() == "author") {
      paper.authors.push_back(arxiv_name({}, at.text_of("name"), {}));
      for (XmlElement part = at.first(); part; part = part.next()) {
        if (part.name() == "affiliation") {
          paper.organisations.push_back(collapse_spaces(part.text()));
        }
      }
    } else if (at.name() == "category") {
      paper.categories += (paper.categories.empty() ? "" : " ") + at.attribute("term");
    }
  }
  paper.extra.add_text("journal-ref", entry.text_of("journal_ref"));
  paper.extra.add_text("version", version);
  paper.extra.add_text("updated", entry.text_of("updated").substr(0, 10));
  return arxiv_work(std::move(paper));
}

/// One answer.
struct Slice {
  std::vector<XmlElement> entries;
  std::size_t total = 0;
  std::size_t start = 0;
};

std::size_t number_of(const XmlElement& feed, std::string_view name, const std::string& url) {
  const std::string text = feed.text_of(name);
  std::size_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) {
    throw Error(Errc::kInvalid, "the answer does not say " + std::string(name), url,
                "sync again in a while, or use the connector arxiv-oai");
  }
  return number;
}

/// Throws kInvalid: no Atom, a complaint of the service, or not the slice that was asked for.
Slice read_slice(const XmlDocument& document, std::size_t start, const std::string& url) {
  const XmlElement feed = document.root();
  if (!feed || feed.name() != "feed" || !document.error().empty()) {
    throw Error(Errc::kInvalid,
                document.error().empty() ? "the answer is no Atom feed" : document.error(), url,
                "sync again in a while");
  }
  Slice slice;
  for (XmlElement at = feed.first(); at; at = at.next()) {
    if (at.name() != "entry") {
      continue;
    }
    if (at.text_of("id").find("/api/errors") != std::string::npos) {
      throw Error(Errc::kInvalid, "arXiv says: " + at.text_of("summary"), url,
                  "check the query: fields are ti, au, abs, co, jr, cat, rn, all; joined by AND, "
                  "OR, ANDNOT");
    }
    slice.entries.push_back(at);
  }
  slice.total = number_of(feed, "totalResults", url);
  slice.start = number_of(feed, "startIndex", url);
  if (slice.start != start && slice.total > 0) {
    throw Error(Errc::kInvalid,
                "the answer begins at " + std::to_string(slice.start) + ", not at " +
                    std::to_string(start) + " as asked",
                url, "sync again in a while");
  }
  return slice;
}

class ArxivConnector final : public Connector {
 public:
  explicit ArxivConnector(const SourceSpec& spec)
      : name_(spec.name),
        address_(spec.address),
        query_(option(spec, "query")),
        sort_(option(spec, "sort", "lastUpdatedDate")) {}

  /// Newest first, so that what comes or changes meanwhile pushes others back and is never
  /// passed over; a pass ends at what the last one began with.
  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::size_t start = cursor_number(cursor, "start", name_);
    const std::string until = cursor_text(cursor, "until", name_, request.since);
    std::string newest = cursor_text(cursor, "newest", name_, until);
    const std::size_t count =
        std::min(kArxivPageSize, kMostResults - std::min(start, kMostResults - 1));
    Request ask;
    ask.want = Want::kXml;
    ask.interval_ms = 3000;
    ask.url = with_parameters(address_, {{"search_query", query_},
                                         {"sortBy", sort_},
                                         {"sortOrder", "descending"},
                                         {"start", std::to_string(start)},
                                         {"max_results", std::to_string(count)}});
    const Response response = fetcher.fetch(ask);
    const XmlDocument document(response.body);
    const Slice slice = read_slice(document, start, ask.url);
    Page page;
    check_count(slice, count, ask.url, page);
    bool reached = false;
    for (const XmlElement& entry : slice.entries) {
      const std::string changed = entry.text_of(sort_ == "submittedDate" ? "published" : "updated");
      if (start == 0) {
        newest = std::max(newest, changed);  // what comes later in the pass is for the next one
      }
      if (!until.empty() && changed < until) {
        reached = true;
        break;
      }
      add_item(entry, page);
    }
    const std::size_t end = start + slice.entries.size();
    page.more = !reached && end < std::min(slice.total, kMostResults);
    if (!reached && end >= kMostResults && end < slice.total) {
      page.remarks.push_back("arXiv gives " + with_commas(kMostResults) + " results of " +
                             with_commas(slice.total) +
                             ": narrow the query, or use the connector arxiv-oai");
    }
    nlohmann::json place;
    if (page.more) {
      place = {{"start", end}, {"newest", newest}, {"until", until}};
    } else {
      place = {{"until", newest}};
    }
    page.cursor = write_cursor(place);
    return page;
  }

 private:
  static void add_item(const XmlElement& entry, Page& page) {
    try {
      page.items.emplace_back(to_work(entry));
    } catch (const BadRecord& bad) {
      page.items.emplace_back(reject(0, 0, bad.reason, collapse_spaces(entry.text())));
    }
  }

  /// Empty and short pages happen; an empty one must not pass for the end.
  static void check_count(const Slice& slice, std::size_t asked, const std::string& url,
                          Page& page) {
    const std::size_t left = slice.total > slice.start ? slice.total - slice.start : 0;
    const std::size_t announced = std::min(left, asked);
    if (announced > 0 && slice.entries.empty()) {
      throw Error(Errc::kNetwork,
                  "arXiv announced " + std::to_string(announced) + " papers and sent none", url,
                  "sync again in a while, or use the connector arxiv-oai");
    }
    if (slice.entries.size() < announced) {
      page.remarks.push_back("announced " + std::to_string(announced) + ", " +
                             std::to_string(slice.entries.size()) + " came");
    }
  }

  std::string name_;
  std::string address_;
  std::string query_;
  std::string sort_;
};

std::unique_ptr<Connector> make_arxiv(const SourceSpec& spec) {
  require_web_address(spec);
  if (option(spec, "query").empty()) {
    throw Error(Errc::kUsage, "the connector arxiv needs a query", spec.name,
                "such as --option query='cat:cs.LG AND abs:quantization'");
  }
  const std::string sort = option(spec, "sort", "lastUpdatedDate");
  if (sort != "lastUpdatedDate" && sort != "submittedDate") {
    throw Error(Errc::kUsage, "\"" + sort + "\" is no order", spec.name,
                "take lastUpdatedDate or submittedDate");
  }
  return std::make_unique<ArxivConnector>(spec);
}

constexpr std::array<OptionHelp, 2> kArxivOptions = {
    {{"query", "what arXiv's search takes: cat:cs.LG AND abs:quantization"},
     {"sort", "lastUpdatedDate (usual) or submittedDate: new papers only"}}};

}  // namespace

const ConnectorKind kArxivKind = {"arxiv",
                                  "papers",
                                  "arXiv papers that match a query",
                                  "the address of arXiv's API",
                                  "https://export.arxiv.org/api/query",
                                  kArxivOptions,
                                  make_arxiv};

}  // namespace assay::source
