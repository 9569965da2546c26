/// Listings of the Hugging Face Hub: models, data sets, Spaces.

#include "base/error.h"
#include "base/time.h"
#include "source/connectors_internal.h"
#include "source/huggingface.h"
#include "source/paging.h"
#include "source/record_item.h"
#include "source/service.h"
#include "source/watch_list.h"
#include "source/web.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

constexpr const char* kHub = "https://huggingface.co";
constexpr const char* kByTime = "lastModified";

/// Seconds until the Hub answers again, where its header `RateLimit: "api";r=0;t=55` says that this
/// was the last request allowed; 0 else.
std::int64_t seconds_to_wait(const Response& response) {
  const std::string_view limit = response.header("ratelimit");
  const std::size_t left = limit.find(";r=0");
  const std::size_t wait = limit.find(";t=");
  std::int64_t seconds = 0;
  if (left != std::string_view::npos && wait != std::string_view::npos &&
      (left + 4 == limit.size() || limit[left + 4] == ';')) {
    std::from_chars(limit.data() + wait + 3, limit.data() + limit.size(), seconds);
  }
  return seconds;
}

/// In the cursor: "latest", the time of the newest entry of the last whole sync; "pending", that of
/// this one; "page", where it goes on; "count", entries so far, of listings in another order.
class HubConnector final : public Connector {
 public:
  HubConnector(const SourceSpec& spec, HubKind kind)
      : spec_(spec),
        kind_(kind),
        base_(without_slash(spec.address)),
        sort_(option(spec, "sort", kByTime)),
        cards_(option(spec, "cards") == "yes"),
        filters_(listed_names(option(spec, "filter"))) {
    require_web_address(spec);
    if (sort_ == kByTime && filters_.empty() && option(spec, "author").empty() &&
        option(spec, "search").empty()) {
      throw Error(Errc::kUsage, "all of the Hub is too much to ask for", spec.name,
                  "give author, search or filter, or the most of another order: sort=likes");
    }
    const std::string most = option(spec, "most", "1000");
    const auto [end, error] = std::from_chars(most.data(), most.data() + most.size(), most_);
    if (error != std::errc() || end != most.data() + most.size() || most_ <= 0) {
      throw Error(Errc::kUsage, "most is \"" + most + "\", not a number", spec.name,
                  "give one such as 1000");
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    json kept = read_cursor(request.cursor, spec_.name);
    check_wait(kept, request.now);
    const std::string at = cursor_text(kept, "page", spec_.name);
    const Response response = fetcher.fetch(this->request(at.empty() ? first_page() : at, fetcher));
    if (response.status != 200) {
      throw Error(Errc::kInvalid, "the Hub's listing is not there", response.url,
                  "check the address: it must be that of a Hugging Face Hub");
    }
    const ParsedAnswer answer(response);
    const JsonValue list = answer.root();
    if (!list.is_list()) {
      throw Error(Errc::kInvalid, "the answer is no list", response.url,
                  "check the options of the source");
    }
    Page page;
    const bool all_new = take(list.items(), request.since, fetcher, kept, page);
    std::string following = all_new ? next_page(response, base_) : std::string();
    page.more = !following.empty();
    if (page.more) {
      kept["page"] = std::move(following);
    } else {
      finish(kept);
    }
    kept.erase("wait_until");
    if (const std::int64_t seconds = seconds_to_wait(response); seconds > 0 && request.now > 0) {
      kept["wait_until"] = request.now + seconds;
    }
    page.cursor = to_text(kept);
    return page;
  }

 private:
  void check_wait(const json& kept, std::int64_t now) const {
    const std::int64_t until = integer_at(kept, "wait_until", 0);
    if (now != 0 && until > now) {
      throw Error(Errc::kBlocked,
                  "the Hub answers no more requests before " + format_instant(until), spec_.name,
                  "wait until then; HF_TOKEN doubles what is allowed");
    }
  }

  [[nodiscard]] std::string first_page() const {
    std::vector<std::pair<std::string_view, std::string>> parameters = {
        {"search", option(spec_, "search")},
        {"author", option(spec_, "author")},
        {"sort", sort_},
        {"direction", "-1"},
        {"limit", cards_ ? "20" : "100"},
        {"full", "true"},
        {"cardData", kind_ == HubKind::kModel ? "true" : ""}};
    for (const std::string& filter : filters_) {
      parameters.emplace_back("filter", filter);
    }
    return with_parameters(base_ + "/api/" + hub_folder(kind_), parameters);
  }

  static Request request(std::string url, Fetcher& fetcher) {
    constexpr std::int64_t kWithToken = 300;     // 1,000 in five minutes
    constexpr std::int64_t kWithoutToken = 600;  // 500
    Request ask;
    ask.url = std::move(url);
    ask.want = Want::kJson;
    const std::string token = fetcher.secret("HF_TOKEN");
    ask.interval_ms = token.empty() ? kWithoutToken : kWithToken;
    if (!token.empty()) {
      ask.headers.push_back("Authorization: Bearer " + token);
    }
    return ask;
  }

  /// False when the listing has come to what was read before, or to its most.
  bool take(const std::vector<JsonValue>& list, const std::string& since, Fetcher& fetcher,
            json& kept, Page& page) const {
    const bool by_time = sort_ == kByTime;
    const std::string from =
        by_time ? std::max(cursor_text(kept, "latest", spec_.name), since) : "";
    std::string newest = cursor_text(kept, "pending", spec_.name);
    std::int64_t count = integer_at(kept, "count", 0);
    bool all_new = true;
    for (const JsonValue& entry : list) {
      const std::string when = text_at(entry, kByTime);
      newest = std::max(newest, when);
      const bool old = !when.empty() && when < from;
      all_new = all_new && !old;
      if (old || count >= most_) {
        continue;
      }
      count += by_time ? 0 : 1;
      require_passes(entry);
      Item item = item_or_rejection(
          entry, [this](const JsonValue& one) { return huggingface_work(one, kind_, base_); });
      if (cards_ && std::holds_alternative<Work>(item)) {
        fetch_card(std::get<Work>(item), fetcher);
      }
      page.items.push_back(std::move(item));
    }
    kept["pending"] = newest;
    kept["count"] = count;
    return all_new && count < most_;
  }

  /// Throws kInvalid when the Hub did not heed the filters: the rest of its list is then as little
  /// what was asked for.
  void require_passes(const JsonValue& entry) const {
    const std::string author = option(spec_, "author");
    const std::string id = text_at(entry, "id");
    if (id.empty()) {
      return;  // a record that nobody can read is rejected alone
    }
    if (!author.empty() && !istarts_with(id, author + "/")) {
      fail_answer("it lists " + id + ", which is not by " + author, base_);
    }
    std::vector<std::string> tags = texts_at(entry, "tags");
    for (const char* field : {"pipeline_tag", "library_name", "sdk"}) {
      tags.push_back(text_at(entry, field));
    }
    for (const std::string& filter : filters_) {
      // "language:en" is a tag of data sets; models are tagged "en" alone.
      const std::string_view word = std::string_view(filter).substr(filter.find(':') + 1);
      const bool tagged = std::any_of(tags.begin(), tags.end(), [&](const std::string& tag) {
        return iequals(tag, filter) || iequals(tag, word);
      });
      if (!tagged) {
        fail_answer(fmt::format("it lists {}, which has not the tag {}", id, filter), base_);
      }
    }
  }

  void fetch_card(Work& work, Fetcher& fetcher) const {
    Request ask = request(work.code + "/resolve/main/README.md", fetcher);
    ask.want = Want::kAnything;
    const Response response = fetcher.fetch(ask);
    if (response.status == 200) {
      add_card(work, response.body);
    }
  }

  void finish(json& kept) const {
    json next = json::object();
    if (sort_ == kByTime) {
      next["latest"] = std::max(text_at(kept, "latest"), text_at(kept, "pending"));
    }
    kept = std::move(next);
  }

  SourceSpec spec_;
  HubKind kind_;
  std::string base_;
  std::string sort_;
  bool cards_;
  std::vector<std::string> filters_;
  std::int64_t most_ = 0;
};

std::unique_ptr<Connector> make_models(const SourceSpec& spec) {
  const std::string kind = option(spec, "kind", "models");
  if (kind != "models" && kind != "datasets") {
    throw Error(Errc::kUsage, "kind is \"" + kind + "\"", spec.name, "give models or datasets");
  }
  return std::make_unique<HubConnector>(spec,
                                        kind == "models" ? HubKind::kModel : HubKind::kDataset);
}

std::unique_ptr<Connector> make_spaces(const SourceSpec& spec) {
  return std::make_unique<HubConnector>(spec, HubKind::kSpace);
}

constexpr OptionHelp kAuthor = {"author", "a person or an organisation"};
constexpr OptionHelp kSearch = {"search", "words in the name"};
constexpr OptionHelp kFilter = {"filter", "tags between commas, such as arxiv:2106.09685"};
constexpr OptionHelp kSort = {"sort", "lastModified (when not given), likes, downloads ..."};
constexpr OptionHelp kMost = {"most", "the most entries of another order, 1000 when not given"};
constexpr OptionHelp kCards = {"cards", "yes: also the text of each card, a request each"};
constexpr std::array kSpaceOptions = {kAuthor, kSearch, kFilter, kSort, kMost, kCards};
constexpr std::array kModelOptions = {OptionHelp{"kind", "models (when not given) or datasets"},
                                      kAuthor,
                                      kSearch,
                                      kFilter,
                                      kSort,
                                      kMost,
                                      kCards};

}  // namespace

const ConnectorKind kHuggingFaceKind = {
    "huggingface",       "repositories", "models or data sets of the Hugging Face Hub",
    "the Hub's address", kHub,           kModelOptions,
    make_models};

const ConnectorKind kHuggingFaceSpacesKind = {
    "huggingface-spaces", "community", "Spaces of the Hugging Face Hub", "the Hub's address", kHub,
    kSpaceOptions,        make_spaces};

}  // namespace assay::source
