/// CVF open access (CVPR, ICCV, WACV and their workshops): one pass over an edition's list, whose
/// BibTeX stands in the page; each paper's own page only when abstracts are asked for. There is no
/// API and no description but the pages.

#include "base/error.h"
#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/html_document.h"
#include "source/html_text.h"
#include "source/json_fields.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace assay::source {
namespace {

constexpr std::string_view kMark = "class=\"ptitle\"";

/// The pieces of a list, a paper each.
std::vector<std::string_view> pieces_of(std::string_view page) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = page.find(kMark); at != std::string_view::npos;) {
    const std::size_t begin = page.rfind('<', at);
    const std::size_t next = page.find(kMark, at + kMark.size());
    const std::size_t end = next == std::string_view::npos ? page.size() : page.rfind('<', next);
    pieces.push_back(page.substr(begin == std::string_view::npos ? at : begin,
                                 end - (begin == std::string_view::npos ? at : begin)));
    at = next;
  }
  return pieces;
}

struct Entry {
  std::string title;
  std::string page;  ///< The paper's own.
  std::string bibtex;
  std::vector<std::string> authors;
  std::vector<std::pair<std::string, std::string>> links;  ///< Label and address.
};

Entry entry_of(std::string_view piece, const std::string& base) {
  Entry entry;
  const HtmlDocument html(piece);
  html.for_each([&](const XmlElement& element) {
    if (element.name() == "a") {
      const std::string href = element.attribute("href");
      const std::string label = ascii_lower(collapse_spaces(element.text()));
      if (href.empty() || href.front() == '#') {
        return;
      }
      if (entry.page.empty() && href.find("/html/") != std::string::npos) {
        entry.page = resolve_address(base, href);
        entry.title = collapse_spaces(element.text());
      } else {
        entry.links.emplace_back(label, resolve_address(base, href));
      }
    } else if (element.name() == "input" && element.attribute("type") == "hidden" &&
               element.attribute("name").rfind("query", 0) == 0) {
      entry.authors.push_back(collapse_spaces(element.attribute("value")));
    } else if (element.name() == "div" && has_class(element, "bibref")) {
      entry.bibtex = trim(element.text());
    }
  });
  return entry;
}

/// ".../html/Li_Test_CVPR_2026_paper.html" -> "Li_Test_CVPR_2026".
std::string id_of(const std::string& page) {
  std::string name = page.substr(page.rfind('/') + 1);
  name = name.substr(0, name.rfind('.'));
  constexpr std::string_view kEnd = "_paper";
  if (name.size() > kEnd.size() &&
      name.compare(name.size() - kEnd.size(), kEnd.size(), kEnd) == 0) {
    name.resize(name.size() - kEnd.size());
  }
  return name;
}

void add_link(const std::string& label, const std::string& address, Work& work) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kRels = {
      {{"pdf", "pdf"},
       {"supp", "supplementary"},
       {"arxiv", "paper"},
       {"video", "talk"},
       {"poster", "poster"},
       {"dataset", "data"},
       {"code", "code"}}};
  for (const auto& [word, rel] : kRels) {
    if (label != word || address.empty()) {
      continue;
    }
    if (rel == "code") {
      work.code = address;
      return;
    }
    work.links.push_back({std::string(rel), address});
    if (std::optional<Identifier> identifier = parse_identifier(address);
        rel == "paper" && identifier && identifier->scheme == Scheme::kArxiv) {
      add_identifier(work, std::move(*identifier));
    }
  }
}

/// Throws BadRecord.
Work to_work(const Entry& entry) {
  if (entry.page.empty()) {
    throw BadRecord{"no page of the paper's own"};
  }
  Work work;
  for (Item& item : read_items(entry.bibtex, Format::kBibtex)) {
    if (Work* found = std::get_if<Work>(&item)) {
      work = std::move(*found);
    }
  }
  work.id = id_of(entry.page);
  if (!entry.title.empty()) {
    work.title = entry.title;
  }
  if (work.title.empty()) {
    throw BadRecord{"no title"};
  }
  if (!entry.authors.empty()) {
    work.authors = entry.authors;
  }
  add_home(work, entry.page);
  for (const auto& [label, address] : entry.links) {
    add_link(label, address, work);
  }
  tidy(work);
  return work;
}

class CvfConnector final : public Connector {
 public:
  explicit CvfConnector(const SourceSpec& spec)
      : name_(spec.name),
        address_(spec.address),
        with_abstracts_(option(spec, "abstracts") == "yes") {
    if (address_.find('?') == std::string::npos) {
      address_ += "?day=all";
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string digest = cursor_text(cursor, "digest", name_);
    std::size_t at = cursor_number(cursor, "at", name_);
    Request ask = request_for(address_);
    if (at == 0) {
      ask.etag = cursor_text(cursor, "etag", name_);
    }
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    const std::vector<std::string_view> pieces = pieces_in(response);
    std::string all;
    for (const std::string_view piece : pieces) {
      all += std::to_string(hash64(piece)) + " ";
    }
    const std::string now = std::to_string(hash64(all));
    if (at == 0 && now == digest) {
      return page;
    }
    if (at > 0 && now != digest) {
      page.remarks.emplace_back("the list has changed meanwhile: begun again");
      at = 0;
    }
    const std::size_t end =
        with_abstracts_ ? std::min(pieces.size(), at + kPageSize) : pieces.size();
    for (; at < end; ++at) {
      take(pieces[at], fetcher, page);
    }
    page.more = end < pieces.size();
    nlohmann::json place = {{"digest", now}, {"etag", response.header("etag")}};
    if (page.more) {
      place["at"] = end;
    }
    page.cursor = write_cursor(place);
    return page;
  }

 private:
  static constexpr std::size_t kPageSize = 200;

  static Request request_for(const std::string& url) {
    Request ask;
    ask.url = url;
    ask.want = Want::kHtml;
    ask.obeys_robots = true;
    ask.interval_ms = 1000;
    return ask;
  }

  [[nodiscard]] std::vector<std::string_view> pieces_in(const Response& response) const {
    if (response.status != 200) {
      throw Error(Errc::kNetwork, "there is no such edition", address_,
                  "check the address: it ends like /CVPR2025?day=all");
    }
    std::vector<std::string_view> pieces = pieces_of(response.body);
    if (pieces.empty()) {
      const bool by_day = response.body.find("?day=") != std::string::npos;
      throw Error(Errc::kInvalid, "the page lists no papers", address_,
                  by_day ? "this edition lists them by day: give one of the addresses in it"
                         : "check the address: it ends like /CVPR2025?day=all");
    }
    return pieces;
  }

  void take(std::string_view piece, Fetcher& fetcher, Page& page) const {
    try {
      Work work = to_work(entry_of(piece, address_));
      if (with_abstracts_) {
        work.abstract = abstract_of(work, fetcher, page);
        work.code = work.code.empty() ? find_code_address(work.abstract) : work.code;
      }
      page.items.emplace_back(std::move(work));
    } catch (const BadRecord& bad) {
      page.items.emplace_back(reject(0, 0, bad.reason, piece));
    }
  }

  static std::string abstract_of(const Work& work, Fetcher& fetcher, Page& page) {
    std::string address;
    for (const Link& link : work.links) {
      address = link.rel == "home" ? link.url : address;
    }
    const Response response = fetcher.fetch(request_for(address));
    const std::size_t at = response.body.find("id=\"abstract\"");
    if (response.status != 200 || at == std::string::npos) {
      page.remarks.push_back("no abstract at " + address);
      return {};
    }
    const std::size_t begin = response.body.find('>', at);
    const std::size_t end = response.body.find("</div>", at);
    return begin == std::string::npos || end == std::string::npos || end < begin
               ? std::string()
               : read_html(std::string_view(response.body).substr(begin + 1, end - begin - 1)).text;
  }

  std::string name_;
  std::string address_;
  bool with_abstracts_;
};

std::unique_ptr<Connector> make_cvf(const SourceSpec& spec) {
  require_web_address(spec);
  return std::make_unique<CvfConnector>(spec);
}

constexpr std::array<OptionHelp, 1> kCvfOptions = {
    {{"abstracts", "yes: read each paper's own page too, one a second"}}};

}  // namespace

const ConnectorKind kCvfKind = {"cvf",
                                "papers",
                                "CVF open access: CVPR, ICCV, WACV and workshops",
                                "an edition: https://openaccess.thecvf.com/CVPR2025?day=all",
                                "",
                                kCvfOptions,
                                make_cvf};

}  // namespace assay::source
