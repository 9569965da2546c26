/// Papers with Code as it goes on at Hugging Face: the list of papers with their repositories.
/// Source: the service's public client, "pwc-cli" (papers/). Filters count only once the answer
/// confirms them.

#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/html_text.h"
#include "source/service.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace assay::source {
namespace {

constexpr std::int64_t kPwcPageSize = 100;
constexpr int kPwcOverlapDays = 14;
constexpr std::array<std::string_view, 6> kFilters = {"search",     "task",      "method",
                                                      "conference", "framework", "organization"};

/// The address of an entry that is an address or an object with one.
std::string name_of(const JsonValue& value, std::string_view key) {
  return value.is_object() ? value[key].text() : value.text();
}

void take_repositories(const JsonValue& repositories, Work& work, Extra& extra) {
  std::int64_t best = -2;
  for (const JsonValue& repository : repositories.items()) {
    const std::string url = name_of(repository, "url");
    const std::int64_t stars = repository["num_stars"].integer().value_or(-1);
    const bool official = repository["is_official"].is_true();
    if (url.empty()) {
      continue;
    }
    work.links.push_back({official ? "code" : "implements", url});
    // The authors' own goes before others, then the one most liked.
    const std::int64_t rank =
        official ? std::max<std::int64_t>(stars, 0) + (std::int64_t{1} << 40U) : stars;
    if (rank > best) {
      best = rank;
      work.code = url;
      work.stars = stars;
    }
  }
  repositories.keep_in(extra, "repositories");
}

Work read_pwc_paper(const JsonValue& record) {
  Work work;
  Extra extra;
  work.title = required_title(record["title"]);
  const std::string arxiv = record["arxiv_id"].text();
  work.id = record["id"].text();
  work.id = work.id.empty() ? arxiv : work.id;
  if (work.id.empty()) {
    throw BadRecord{"no id"};
  }
  work.abstract = read_html(record["abstract"].text()).text;
  for (const JsonValue& author : record["authors"].items()) {
    work.authors.push_back(name_of(author, "name"));
  }
  for (const JsonValue& organisation : record["organizations"].items()) {
    work.organisations.push_back(name_of(organisation, "name"));
  }
  work.venue = record["conference_name"].text();
  work.venue = work.venue.empty() ? name_of(record["conference"], "name") : work.venue;
  work.date = record["published"].text();
  work.date = (work.date.empty() ? record["date_published"].text() : work.date).substr(0, 10);
  if (std::optional<Identifier> identifier = parse_bare_identifier(arxiv);
      identifier && !arxiv.empty()) {
    add_identifier(work, *std::move(identifier));
  }
  for (const auto& [name, rel] : {std::pair{"url_abs", "home"}, {"url_pdf", "pdf"}}) {
    if (const std::string url = record[name].text(); !url.empty()) {
      add_known_identifier(work, url);
      work.links.push_back({rel, url});
    }
  }
  take_repositories(record["repositories"], work, extra);
  for (const std::string_view name : {"tasks", "methods", "all_categories"}) {
    for (const JsonValue& word : record[name].items()) {
      work.keywords.push_back(name_of(word, "name"));
    }
  }
  for (const std::string_view name :
       {"tldr", "citation_count", "hf_artifact_summary", "frameworks", "datasets", "proceeding"}) {
    record[name].keep_in(extra, name);
  }
  work.extra = extra.str();
  tidy(work);
  return work;
}

class PwcConnector final : public Connector {
 public:
  explicit PwcConnector(const SourceSpec& spec) : name_(spec.name), address_(spec.address) {
    for (const std::string_view name : kFilters) {
      filters_.emplace_back(name, option(spec, std::string(name)));
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string from = cursor_text(cursor, "from", name_, request.since);
    const std::string began =
        cursor_text(cursor, "began", name_, day_before(request.now, kPwcOverlapDays));
    const std::int64_t number = cursor_integer(cursor, "page", name_, 1);
    std::vector<std::pair<std::string_view, std::string>> parameters = filters_;
    parameters.emplace_back("start_date", from);
    const std::vector<std::pair<std::string_view, std::string>> asked = parameters;
    parameters.emplace_back("latest_only", "true");
    parameters.emplace_back("include_resources", "true");
    parameters.emplace_back("order_by", "date_published");
    parameters.emplace_back("order_dir", "asc");
    parameters.emplace_back("page", std::to_string(number));
    parameters.emplace_back("page_size", std::to_string(kPwcPageSize));
    Request ask;
    ask.url = service_address(address_, "/papers/", parameters);
    ask.want = Want::kJson;
    ask.interval_ms = 2000;
    ask.most_bytes = std::size_t{2} << 20U;
    const JsonAnswer answer(fetcher, ask);
    confirm(answer.root()["applied_filters"], asked, ask.url);
    Page page;
    const std::vector<JsonValue> records =
        required_list(answer.root()["results"], "results", ask.url);
    for (const JsonValue& record : records) {
      add_record(page, record, read_pwc_paper);
    }
    const auto came = static_cast<std::int64_t>(records.size());
    const std::int64_t seen = cursor_integer(cursor, "seen", name_) + came;
    const std::int64_t count = answer.root()["count"].integer().value_or(seen);
    page.more = came > 0 && seen < count;
    page.cursor =
        page.more
            ? write_cursor({{"page", number + 1}, {"from", from}, {"began", began}, {"seen", seen}})
            : write_cursor({{"from", began}});
    if (!page.more && seen != count) {
      page.remarks.push_back("announced " + std::to_string(count) + ", " + std::to_string(seen) +
                             " came");
    }
    return page;
  }

 private:
  static void confirm(const JsonValue& applied,
                      const std::vector<std::pair<std::string_view, std::string>>& asked,
                      const std::string& url) {
    for (const auto& [name, value] : asked) {
      // The words of a search are no filter of the catalogue.
      if (!value.empty() && name != "search" && !iequals(applied[name].text(), value)) {
        fail_answer("the filter " + std::string(name) + " was not applied", url);
      }
    }
  }

  std::string name_;
  std::string address_;
  std::vector<std::pair<std::string_view, std::string>> filters_;
};

constexpr std::array<OptionHelp, 6> kPwcOptions = {{
    {"search", "words in title and abstract"},
    {"task", "a task, such as Image Classification"},
    {"method", "a method, such as LoRA"},
    {"conference", "an edition, such as CVPR 2026"},
    {"framework", "a framework, such as vLLM"},
    {"organization", "an organisation, such as Qwen"},
}};

std::unique_ptr<Connector> make_pwc(const SourceSpec& spec) {
  require_web_address(spec);
  return std::make_unique<PwcConnector>(spec);
}

}  // namespace

const ConnectorKind kPwcKind = {"papers-with-code",
                                "papers",
                                "Papers with Code: papers and their repositories",
                                "the API's address",
                                "https://paperswithcode.co/api/v1",
                                kPwcOptions,
                                make_pwc};

}  // namespace assay::source
