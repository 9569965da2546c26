/// Releases and merged pull requests of a watch list, by GitHub's REST API.

#include "base/error.h"
#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/github.h"
#include "source/paging.h"
#include "source/record_item.h"
#include "source/watch_list.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

/// What is listed, and how far back a sync reads.
struct Listing {
  const char* query;  ///< Behind /repos/owner/name/.
  Work (*read)(const JsonValue&, const std::string& repository);
  const char* when;  ///< The field by which the list is ordered, latest first.
};

constexpr Listing kReleases = {"releases?per_page=100", github_release, "published_at"};
constexpr Listing kPulls = {"pulls?state=closed&sort=updated&direction=desc&per_page=100",
                            github_pull, "updated_at"};

/// Labels may hold blanks: only commas divide them.
std::vector<std::string> labels_of(const SourceSpec& spec) {
  const std::string value = option(spec, "labels");
  std::vector<std::string> labels;
  for (const std::string_view label : split(value, ',')) {
    if (!trim(label).empty()) {
      labels.emplace_back(trim(label));
    }
  }
  return labels;
}

/// In the cursor, of each repository: "latest", the time of the newest item read to the end of its
/// list; "pending", that of the list being read; "etag" of its first page; "url" where it has
/// moved.
class GithubChanges final : public Connector {
 public:
  GithubChanges(const SourceSpec& spec, const Listing& listing)
      : spec_(spec),
        places_(github_places(spec)),
        listing_(listing),
        merged_(option(spec, "merged", "yes") != "no"),
        labels_(labels_of(spec)) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    WatchList watch(request.cursor, spec_.name, places_.repositories);
    json& kept = watch.kept();
    check_allowance(watch.all(), request.now, spec_.name, fetcher);
    const bool first = watch.page().empty();
    Request ask = github_request(first ? first_page(watch.name(), kept) : watch.page(), fetcher);
    ask.etag = first ? cursor_text(kept, "etag", spec_.name) : std::string();
    const Response response = fetcher.fetch(ask);
    Page page;
    std::string following;
    if (response.status == 404 || response.status == 410) {
      page.remarks.push_back(watch.name() + " is not there, or not public");
      kept = json::object();
    } else if (response.status != 304) {
      if (first) {
        begin(watch.name(), response, kept, page);
      }
      const bool all_new = take(watch, response, request.since, page);
      following = all_new ? next_page(response, places_.api) : std::string();
    }
    note_allowance(response, watch.all());
    advance(watch, std::move(following));
    page.more = watch.more();
    page.cursor = watch.cursor();
    return page;
  }

 private:
  [[nodiscard]] std::string first_page(const std::string& name, const json& kept) const {
    return cursor_text(kept, "url", spec_.name,
                       places_.api + "/repos/" + name + "/" + listing_.query);
  }

  void begin(const std::string& name, const Response& response, json& kept, Page& page) const {
    kept["etag"] = response.header("etag");
    if (response.moved_for_good && response.url != text_at(kept, "url")) {
      kept["url"] = response.url;
      page.remarks.push_back(name + " has moved for good to " + response.url);
    }
  }

  /// The works of a page. False when the list has come to what was read before.
  bool take(WatchList& watch, const Response& response, const std::string& since,
            Page& page) const {
    json& kept = watch.kept();
    const std::string& name = watch.name();
    const ParsedAnswer answer(response);
    const JsonValue list = answer.root();
    if (!list.is_list()) {
      throw Error(Errc::kInvalid, "the answer is no list", response.url,
                  "try again later; if it stays so, the service has changed");
    }
    const std::string from = std::max(cursor_text(kept, "latest", spec_.name), since);
    std::string newest = cursor_text(kept, "pending", spec_.name);
    bool all_new = true;
    for (const JsonValue& entry : list.items()) {
      const std::string when = text_at(entry, listing_.when);
      newest = std::max(newest, when);
      const bool old = !when.empty() && when < from;
      all_new = all_new && !old;
      // Releases are not ordered by when their notes were changed: the first page is taken whole.
      const bool again = listing_.read == github_release && watch.page().empty() && when >= since;
      if ((!old || again) && wanted(entry)) {
        page.items.push_back(item_or_rejection(
            entry, [this, &name](const JsonValue& one) { return listing_.read(one, name); }));
      }
    }
    kept["pending"] = newest;
    return all_new;
  }

  [[nodiscard]] bool wanted(const JsonValue& entry) const {
    if (true_at(entry, "draft") && listing_.read == github_release) {
      return false;
    }
    if (listing_.read == github_pull && merged_ && text_at(entry, "merged_at").empty()) {
      return false;
    }
    if (labels_.empty()) {
      return true;
    }
    const std::vector<JsonValue> labels = value_at(entry, "labels").items();
    return std::any_of(labels.begin(), labels.end(), [this](const JsonValue& one) {
      return std::find(labels_.begin(), labels_.end(), text_at(one, "name")) != labels_.end();
    });
  }

  static void advance(WatchList& watch, std::string following) {
    if (!following.empty()) {
      watch.go_on(std::move(following));
      return;
    }
    json& kept = watch.kept();
    if (const std::string newest = text_at(kept, "pending"); !newest.empty()) {
      kept["latest"] = std::max(newest, text_at(kept, "latest"));
    }
    kept.erase("pending");
    watch.finish();
  }

  SourceSpec spec_;
  GithubPlaces places_;
  const Listing& listing_;
  bool merged_;
  std::vector<std::string> labels_;
};

std::unique_ptr<Connector> make_releases(const SourceSpec& spec) {
  return std::make_unique<GithubChanges>(spec, kReleases);
}

std::unique_ptr<Connector> make_pulls(const SourceSpec& spec) {
  return std::make_unique<GithubChanges>(spec, kPulls);
}

constexpr OptionHelp kRepos = {"repos", "owner/name, several between commas"};
constexpr std::array kReleaseOptions = {kRepos};
constexpr std::array kPullOptions = {
    kRepos, OptionHelp{"merged", "no: also those that were closed without a merge"},
    OptionHelp{"labels", "only those with one of these labels, between commas"}};

}  // namespace

const ConnectorKind kGithubReleasesKind = {"github-releases",
                                           "frameworks",
                                           "release notes of repositories of GitHub",
                                           "owner/name, or the address of GitHub's API",
                                           kGithubApi,
                                           kReleaseOptions,
                                           make_releases};

const ConnectorKind kGithubPullsKind = {"github-pulls",
                                        "frameworks",
                                        "merged pull requests of repositories of GitHub",
                                        "owner/name, or the address of GitHub's API",
                                        kGithubApi,
                                        kPullOptions,
                                        make_pulls};

}  // namespace assay::source
