/// A Mini-Conf site: one of its lists a page.

#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/html_text.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/miniconf.h"

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

/// What a site may serve; papers.json is its own form of the papers.
constexpr std::array<std::string_view, 9> kLists = {"papers",      "speakers",   "workshops",
                                                    "tutorials",   "invited",    "panels",
                                                    "proceedings", "symposiums", "main_calendar"};

/// The first year in a text; "" when there is none.
std::string year_in(std::string_view text) {
  for (std::size_t at = 0; at + 4 <= text.size(); ++at) {
    const std::string_view year = text.substr(at, 4);
    const bool digits = year.find_first_not_of("0123456789") == std::string_view::npos;
    const bool alone = (at == 0 || text[at - 1] < '0' || text[at - 1] > '9') &&
                       (at + 4 == text.size() || text[at + 4] < '0' || text[at + 4] > '9');
    if (digits && alone && (year.substr(0, 2) == "19" || year.substr(0, 2) == "20")) {
      return std::string(year);
    }
  }
  return {};
}

class MiniconfConnector final : public Connector {
 public:
  explicit MiniconfConnector(const SourceSpec& spec)
      : name_(spec.name), address_(spec.address), venue_(option(spec, "venue")) {
    address_.erase(std::min(address_.find_first_of("?#"), address_.size()));
    if (const std::size_t slash = address_.rfind('/');
        address_.find(".html", slash) != std::string::npos) {
      address_.erase(slash);
    }
    address_ += address_.back() == '/' ? "" : "/";
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    nlohmann::json cursor = read_cursor(request.cursor, name_);
    std::size_t at = cursor_number(cursor, "at", name_);
    at = at < kLists.size() ? at : 0;
    Page page;
    if (at == 0) {
      cursor["site"] = read_site(fetcher, page);
      cursor["found"] = false;
    }
    if (read_list(std::string(kLists[at]), cursor, fetcher, page)) {
      cursor["found"] = true;
    }
    page.more = at + 1 < kLists.size();
    if (!page.more && !true_at(cursor, "found")) {
      throw Error(Errc::kNotFound, "there is no Mini-Conf site", address_,
                  "give the site's address, such as https://example.org/virtual_2020/");
    }
    cursor["at"] = page.more ? at + 1 : 0;
    page.cursor = to_text(cursor);
    return page;
  }

 private:
  Response get(const std::string& file, const std::string& etag, Fetcher& fetcher) const {
    Request ask;
    ask.url = address_ + file;
    ask.etag = etag;
    return fetcher.fetch(ask);
  }

  /// Name and date from the site's configuration, where it serves it.
  nlohmann::json read_site(Fetcher& fetcher, Page& page) const {
    const Response response = get("serve_config.json", {}, fetcher);
    const nlohmann::json config = response.status == 200
                                      ? nlohmann::json::parse(response.body, nullptr, false)
                                      : nlohmann::json();
    std::string venue = venue_;
    if (venue.empty()) {
      venue = text_at(value_at(config, "page_title"), "prefix");
      venue = std::string(trim(venue.empty() ? text_at(config, "name") : venue));
    }
    const std::string year = year_in(text_at(config, "date"));
    const std::string asked = year_in(address_);
    if (!year.empty() && !asked.empty() && year != asked) {
      page.remarks.push_back("the address says " + asked + ", the site's own data says " + year +
                             ": the records are taken as of " + year);
    }
    return {{"venue", html_line(venue)}, {"year", year.empty() ? asked : year}};
  }

  /// False when the site has no such list.
  bool read_list(const std::string& list, nlohmann::json& cursor, Fetcher& fetcher,
                 Page& page) const {
    const nlohmann::json known = value_at(value_at(cursor, "lists"), list);
    std::string file = "serve_" + list + ".json";
    Response response = get(file, text_at(known, "etag"), fetcher);
    if (response.status != 200 && response.status != 304 && list == "papers") {
      file = "papers.json";
      response = get(file, {}, fetcher);
    }
    if (response.status == 304) {
      return true;
    }
    // A site that answers every address with its front page has no such list either.
    const std::string_view text = trim(response.body);
    if (response.status != 200 || (text.substr(0, 1) == "<" && list != "papers")) {
      return false;
    }
    const std::string print = std::to_string(hash64(response.body));
    if (print == text_at(known, "print")) {
      return true;
    }
    const nlohmann::json& about = value_at(cursor, "site");
    const MiniconfSite site{text_at(about, "venue"), text_at(about, "year"), address_};
    try {
      page.items = parse_miniconf(response.body, list, site);
    } catch (const BadRecord& bad) {
      throw Error(Errc::kInvalid, bad.reason, address_ + file, "is this a Mini-Conf site?");
    }
    cursor["lists"][list] = {{"etag", response.header("etag")}, {"print", print}};
    return true;
  }

  std::string name_;
  std::string address_;
  std::string venue_;
};

std::unique_ptr<Connector> make_miniconf(const SourceSpec& spec) {
  require_web_address(spec);
  return std::make_unique<MiniconfConnector>(spec);
}

constexpr std::array<OptionHelp, 1> kMiniconfOptions = {
    {{"venue", "the conference's name, where the site does not tell it"}}};

}  // namespace

const ConnectorKind kMiniconfKind = {
    "miniconf",           "talks", "a virtual conference made with Mini-Conf",
    "the site's address", "",      kMiniconfOptions,
    make_miniconf};

}  // namespace assay::source
