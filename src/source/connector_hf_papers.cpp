/// Hugging Face's daily papers, day by day. Source: Hugging Face Hub API, /api/daily_papers.

#include "base/text.h"
#include "base/time.h"
#include "source/connectors_internal.h"
#include "source/service.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace assay::source {
namespace {

constexpr std::int64_t kHfPapersPageSize = 100;
/// The first day that has papers.
constexpr std::string_view kFirstDay = "2023-05-04";
/// Votes and comments still come in: so many days are read again.
constexpr int kHfPapersOverlapDays = 3;

void take_submitter(const JsonValue& person, Extra& extra) {
  std::string name = person["fullname"].text();
  name = name.empty() ? person["name"].text() : name;
  const std::string user =
      person["user"].text().empty() ? person["name"].text() : person["user"].text();
  extra.add_text("submitted_by", name);
  extra.add_text("submitted_by_user", user);
}

Work read_daily_paper(const JsonValue& record) {
  const JsonValue paper = record["paper"];
  Work work;
  Extra extra;
  work.title = required_title(paper["title"] ? paper["title"] : record["title"]);
  work.id = paper["id"].text();
  if (work.id.empty()) {
    throw BadRecord{"no id"};
  }
  if (std::optional<Identifier> identifier = parse_bare_identifier(work.id);
      identifier && identifier->scheme == Scheme::kArxiv) {
    add_identifier(work, *std::move(identifier));
  }
  work.abstract = paper["summary"].text();
  collapse_spaces_in_place(work.abstract);
  for (const JsonValue& author : paper["authors"].items()) {
    if (!author["hidden"].is_true()) {
      work.authors.push_back(author["name"].text());
    }
  }
  const JsonValue organisation =
      paper["organization"] ? paper["organization"] : record["organization"];
  work.organisations.push_back(organisation["fullname"].text().empty()
                                   ? organisation["name"].text()
                                   : organisation["fullname"].text());
  work.date = paper["publishedAt"].text().substr(0, 10);
  work.keywords = paper["ai_keywords"].texts();
  work.code = paper["githubRepo"].text();
  work.stars = paper["githubStars"].integer().value_or(-1);
  work.links.push_back({"discussion", "https://huggingface.co/papers/" + work.id});
  if (const std::string project = paper["projectPage"].text(); !project.empty()) {
    work.links.push_back({"project", project});
  }
  for (const std::string& media : paper["mediaUrls"].texts()) {
    work.links.push_back({"media", media});
  }
  take_submitter(paper["submittedOnDailyBy"] ? paper["submittedOnDailyBy"] : record["submittedBy"],
                 extra);
  for (const auto& [name, kept] : {std::pair{"upvotes", "upvotes"},
                                   {"submittedOnDailyAt", "submitted_at"},
                                   {"discussionId", "discussion_id"},
                                   {"ai_summary", "ai_summary"}}) {
    paper[name].keep_in(extra, kept);
  }
  record["numComments"].keep_in(extra, "comments");
  work.extra = extra.str();
  tidy(work);
  return work;
}

class HfPapersConnector final : public Connector {
 public:
  explicit HfPapersConnector(const SourceSpec& spec)
      : name_(spec.name), address_(spec.address), submitter_(option(spec, "submitter")) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string since = request.since.empty() ? std::string(kFirstDay) : request.since;
    const std::optional<Day> day = parse_day(cursor_text(cursor, "day", name_, since));
    if (!day) {
      throw Error(Errc::kUsage, "\"" + cursor_text(cursor, "day", name_, since) + "\" is no day",
                  name_, "give it as 2026-11-26");
    }
    const std::int64_t part = cursor_integer(cursor, "p", name_);
    Page page;
    const bool full = read_day(format_day(*day), part, fetcher, page);
    const std::string today = day_before(request.now, 0);
    if (full) {
      page.more = true;
      page.cursor = write_cursor({{"day", format_day(*day)}, {"p", part + 1}});
    } else if (format_day(*day) < today) {
      page.more = true;
      page.cursor = write_cursor({{"day", format_day(Day{day->since_epoch + 1})}});
    } else {
      page.cursor =
          write_cursor({{"day", std::max(day_before(request.now, kHfPapersOverlapDays), since)}});
    }
    return page;
  }

 private:
  /// True when the day may have more than came.
  bool read_day(const std::string& day, std::int64_t part, Fetcher& fetcher, Page& page) const {
    Request ask;
    ask.url = service_address(address_, "/api/daily_papers",
                              {{"date", day},
                               {"submitter", submitter_},
                               {"limit", std::to_string(kHfPapersPageSize)},
                               {"p", std::to_string(part)}});
    ask.want = Want::kJson;
    ask.interval_ms = 700;  // 500 in five minutes
    if (const std::string token = fetcher.secret("HF_TOKEN"); !token.empty()) {
      ask.headers.push_back("Authorization: Bearer " + token);
    }
    const JsonAnswer answer(fetcher, ask);
    const std::vector<JsonValue> records = required_list(answer.root(), "papers", ask.url);
    for (const JsonValue& record : records) {
      check_day(record["paper"]["submittedOnDailyAt"].text(), day, ask.url);
      add_record(page, record, read_daily_paper);
    }
    return static_cast<std::int64_t>(records.size()) >= kHfPapersPageSize;
  }

  /// Papers of quite another day mean that the day was passed over.
  static void check_day(const std::string& submitted, const std::string& asked,
                        const std::string& url) {
    constexpr int kDaysApart = 3;  // put forward on Friday, shown on Monday
    const std::optional<Day> at = parse_day(submitted.substr(0, 10));
    const std::optional<Day> wanted = parse_day(asked);
    if (at && wanted && std::abs(at->since_epoch - wanted->since_epoch) > kDaysApart) {
      fail_answer("a paper of " + format_day(*at) + " though those of " + asked + " were asked for",
                  url);
    }
  }

  std::string name_;
  std::string address_;
  std::string submitter_;
};

constexpr std::array<OptionHelp, 1> kHfPapersOptions = {{
    {"submitter", "only papers that this user put forward"},
}};

std::unique_ptr<Connector> make_hf_papers(const SourceSpec& spec) {
  require_web_address(spec);
  return std::make_unique<HfPapersConnector>(spec);
}

}  // namespace

const ConnectorKind kHfPapersKind = {"hf-papers",
                                     "papers",
                                     "Hugging Face's daily papers",
                                     "the site's address",
                                     "https://huggingface.co",
                                     kHfPapersOptions,
                                     make_hf_papers};

}  // namespace assay::source
