/// Repositories of GitHub by its REST API: what each is, its topics and its readme.

#include "base/error.h"
#include "source/connectors_internal.h"
#include "source/found_links.h"
#include "source/github.h"
#include "source/readme.h"
#include "source/record_item.h"
#include "source/watch_list.h"

#include <array>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

class GithubConnector final : public Connector {
 public:
  explicit GithubConnector(const SourceSpec& spec) : spec_(spec), places_(github_places(spec)) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    WatchList watch(request.cursor, spec_.name, places_.repositories);
    json& kept = watch.kept();
    check_allowance(watch.all(), request.now, spec_.name, fetcher);
    const std::string url =
        places_.api + "/repos/" + cursor_text(kept, "name", spec_.name, watch.name());
    Request ask = github_request(url, fetcher);
    ask.etag = cursor_text(kept, "etag", spec_.name);
    const Response response = fetcher.fetch(ask);
    Page page;
    if (response.status == 404 || response.status == 410) {
      take_missing(watch.name(), kept, page);
    } else if (response.status != 304) {
      take(watch.name(), response, fetcher, kept, page);
    }
    note_allowance(response, watch.all());
    watch.finish();
    page.more = watch.more();
    page.cursor = watch.cursor();
    return page;
  }

 private:
  static void take_missing(const std::string& name, json& kept, Page& page) {
    page.remarks.push_back(name + " is not there, or not public");
    if (const std::string id = text_at(kept, "id"); !id.empty()) {
      page.gone.push_back(id);
    }
    kept = json::object();
  }

  void take(const std::string& name, const Response& response, Fetcher& fetcher, json& kept,
            Page& page) const {
    const ParsedAnswer answer(response);
    const JsonValue repository = answer.root();
    Item item = item_or_rejection(repository, github_repository);
    if (auto* work = std::get_if<Work>(&item)) {
      const std::string full_name = text_at(repository, "full_name");
      if (!iequals(full_name, cursor_text(kept, "name", spec_.name, name))) {
        page.remarks.push_back(name + " is now " + full_name);
      }
      add_readme(full_name, fetcher, *work);
      kept = {{"id", work->id}, {"etag", response.header("etag")}};
      if (!iequals(full_name, name)) {
        kept["name"] = full_name;
      }
    }
    page.items.push_back(std::move(item));
  }

  void add_readme(const std::string& full_name, Fetcher& fetcher, Work& work) const {
    Request ask = github_request(places_.api + "/repos/" + full_name + "/readme", fetcher);
    ask.headers.front() = "Accept: application/vnd.github.raw+json";
    ask.want = Want::kAnything;
    const Response response = fetcher.fetch(ask);
    if (response.status != 200) {
      return;  // it has none
    }
    const Readme readme = read_readme({}, response.body);
    work.text = readme.text;
    if (work.abstract.empty()) {
      work.abstract = readme.summary;
    }
    add_found_works(work, repair_utf8(response.body));
    tidy(work);
  }

  SourceSpec spec_;
  GithubPlaces places_;
};

std::unique_ptr<Connector> make_github(const SourceSpec& spec) {
  return std::make_unique<GithubConnector>(spec);
}

constexpr std::array kGithubOptions = {OptionHelp{"repos", "owner/name, several between commas"}};

}  // namespace

const ConnectorKind kGithubKind = {"github",
                                   "repositories",
                                   "repositories of GitHub with topics, stars and readme",
                                   "owner/name, or the address of GitHub's API",
                                   kGithubApi,
                                   kGithubOptions,
                                   make_github};

}  // namespace assay::source
