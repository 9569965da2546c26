/// GitHub's search of repositories, in windows of time small enough for its 1,000 results.

#include "base/error.h"
#include "base/instant.h"
#include "base/time.h"
#include "source/connectors_internal.h"
#include "source/github.h"
#include "source/paging.h"
#include "source/record_item.h"
#include "source/web.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostResults = 1000;
constexpr std::int64_t kMostAgain = 2;
constexpr std::int64_t kBegin = 1'199'145'600;  // 2008-01-01: there was no GitHub before

/// Where a search stands. Seconds since 1970, both ends of the window belong to it.
struct SearchPlace {
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::int64_t until = 0;  ///< Where the sync ends: its beginning by the clock.
  std::int64_t came = 0;   ///< Results of this window so far.
  std::int64_t again = 0;  ///< How often the window was read again.
  std::string page;        ///< The next page of this window; "" for its first.
};

class GithubSearch final : public Connector {
 public:
  explicit GithubSearch(const SourceSpec& spec)
      : spec_(spec), query_(option(spec, "query")), window_(option(spec, "window", "pushed")) {
    constexpr std::size_t kLongestQuery = 200;  // of 256, the window's own words left out
    require_web_address(spec);
    if (query_.empty() || query_.size() > kLongestQuery) {
      throw Error(Errc::kUsage, "the option query is missing or longer than 200 characters",
                  spec.name, "give one such as \"topic:llm stars:>=50\"");
    }
    if (window_ != "pushed" && window_ != "created") {
      throw Error(Errc::kUsage, "window is \"" + window_ + "\"", spec.name,
                  "give pushed or created");
    }
    spec_.address = without_slash(spec_.address);
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    json kept = read_cursor(request.cursor, spec_.name);
    check_allowance(kept, request.now, spec_.name, fetcher);
    SearchPlace place = place_of(kept, request);
    const Response response = ask(place, fetcher);
    const ParsedAnswer parsed(response);
    const JsonValue answer = parsed.root();
    const JsonValue items = value_at(answer, "items");
    const std::int64_t total = integer_at(answer, "total_count");
    if (!items.is_list() || total < 0) {
      throw Error(Errc::kInvalid, "the answer is no result of a search", response.url,
                  "check the address: it must be that of GitHub's API");
    }
    Page page;
    note_allowance(response, kept);
    if (total > kMostResults && place.page.empty() && place.to > place.from) {
      place.to = place.from + (place.to - place.from) / 2;
      page.more = true;
    } else {
      take(items.items(), place, page);
      page.more = advance(place, response, answer, total, page);
    }
    page.cursor = to_text(cursor_of(place, page.more, kept));
    return page;
  }

 private:
  [[nodiscard]] SearchPlace place_of(const json& kept, const PageRequest& request) const {
    SearchPlace place;
    place.until = integer_at(kept, "until", 0);
    if (place.until != 0) {  // left off in the middle
      place.from = integer_at(kept, "from", kBegin);
      place.to = integer_at(kept, "to", place.until);
      place.came = integer_at(kept, "came", 0);
      place.again = integer_at(kept, "again", 0);
      place.page = cursor_text(kept, "page", spec_.name);
      return place;
    }
    if (request.now <= 0) {
      throw Error(Errc::kInternal, "a search needs to know what time it is", spec_.name);
    }
    place.until = request.now;
    const std::optional<Day> since = parse_day(request.since);
    place.from = since ? std::int64_t{since->since_epoch} * kDaySeconds : kBegin;
    // What was pushed while the last sync ran may have come too late for it: a day is read again.
    place.from = std::max(place.from, integer_at(kept, "done", kBegin + kDaySeconds) - kDaySeconds);
    place.from = std::min(place.from, place.until);
    place.to = place.until;
    return place;
  }

  Response ask(const SearchPlace& place, Fetcher& fetcher) const {
    constexpr std::int64_t kWithToken = 2'100;     // 30 a minute
    constexpr std::int64_t kWithoutToken = 6'100;  // 10 a minute
    std::string url = place.page;
    if (url.empty()) {
      url = with_parameters(spec_.address + "/search/repositories",
                            {{"q", query_ + " " + window_ + ":" + format_instant(place.from) +
                                       ".." + format_instant(place.to)},
                             {"sort", window_ == "pushed" ? "updated" : ""},
                             {"order", window_ == "pushed" ? "asc" : ""},
                             {"per_page", "100"}});
    }
    Request request = github_request(url, fetcher);
    request.interval_ms = fetcher.secret("GITHUB_TOKEN").empty() ? kWithoutToken : kWithToken;
    Response response = fetcher.fetch(request);
    if (response.status != 200) {
      throw Error(Errc::kInvalid, "GitHub's search is not there", url,
                  "check the address: it must be that of GitHub's API");
    }
    return response;
  }

  /// The works, and whether the window was heeded.
  void take(const std::vector<JsonValue>& items, SearchPlace& place, Page& page) const {
    const std::string from = format_instant(place.from);
    const std::string to = format_instant(place.to);
    const std::string field = window_ + "_at";
    std::size_t outside = 0;
    for (const JsonValue& repository : items) {
      const std::string when = text_at(repository, field);
      // Some are pushed to again between the search and its answer.
      outside += !when.empty() && (when < from || (window_ == "created" && when > to)) ? 1U : 0U;
      page.items.push_back(item_or_rejection(repository, github_repository));
    }
    place.came += static_cast<std::int64_t>(items.size());
    if (outside > 0) {
      page.remarks.push_back(std::to_string(outside) + " results are outside " + window_ + ":" +
                             from + ".." + to);
    }
  }

  /// Whether there is another page, of this window or the next.
  bool advance(SearchPlace& place, const Response& response, const JsonValue& answer,
               std::int64_t total, Page& page) const {
    if (true_at(answer, "incomplete_results")) {
      page.remarks.emplace_back("GitHub says that these results are not complete");
    }
    place.page = next_page(response, spec_.address);
    if (!place.page.empty()) {
      return true;
    }
    if (place.came < total && place.again < kMostAgain) {
      // What was pushed to meanwhile has left the window, and others took its place in the pages.
      ++place.again;
      place.came = 0;
      return true;
    }
    if (place.came < total) {
      page.remarks.push_back("announced " + std::to_string(total) + ", " +
                             std::to_string(place.came) + " came between " +
                             format_instant(place.from) + " and " + format_instant(place.to));
    }
    const std::int64_t length = place.to - place.from + 1;
    // Twice as long where there was room for it.
    const std::int64_t next = total * 2 < kMostResults ? length * 2 : length;
    place.came = 0;
    place.again = 0;
    place.from = place.to + 1;
    place.to = std::min(place.until, place.to + next);
    return place.from <= place.until;
  }

  static json cursor_of(const SearchPlace& place, bool more, const json& kept) {
    json next = json::object();
    if (const json& until = value_at(kept, "blocked_until"); until.is_number()) {
      next["blocked_until"] = until;
    }
    if (!more) {
      next["done"] = place.until;
      return next;
    }
    next["from"] = place.from;
    next["to"] = place.to;
    next["until"] = place.until;
    next["came"] = place.came;
    next["again"] = place.again;
    if (!place.page.empty()) {
      next["page"] = place.page;
    }
    return next;
  }

  SourceSpec spec_;
  std::string query_;
  std::string window_;
};

std::unique_ptr<Connector> make_github_search(const SourceSpec& spec) {
  return std::make_unique<GithubSearch>(spec);
}

constexpr std::array kGithubSearchOptions = {
    OptionHelp{"query", "GitHub's words for it, such as topic:llm stars:>=50"},
    OptionHelp{"window", "pushed (when not given) or created: the time that is divided"}};

}  // namespace

const ConnectorKind kGithubSearchKind = {"github-search",
                                         "repositories",
                                         "repositories of GitHub that a search finds",
                                         "the address of GitHub's API",
                                         kGithubApi,
                                         kGithubSearchOptions,
                                         make_github_search};

}  // namespace assay::source
