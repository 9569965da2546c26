/// Projects of a Python package index by its JSON, and its feeds of what is new.

#include "base/error.h"
#include "source/connectors_internal.h"
#include "source/feed_answer.h"
#include "source/found_links.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/package.h"
#include "source/paging.h"
#include "source/readme.h"
#include "source/record_item.h"
#include "source/watch_list.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

/// "Ada Example <ada@example.org>, Bo <bo@example.org>" -> the names.
std::vector<std::string> names_of_people(const std::string& text) {
  std::vector<std::string> names;
  for (const std::string_view piece : split(text, ',')) {
    std::string name = collapse_spaces(piece.substr(0, piece.find('<')));
    name.erase(std::remove(name.begin(), name.end(), '"'), name.end());
    if (!name.empty() && name.find('@') == std::string::npos) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

std::vector<std::string> keywords_of(const JsonValue& info) {
  std::vector<std::string> keywords = texts_at(info, "keywords");
  if (const std::string text = text_at(info, "keywords"); !text.empty()) {
    const bool commas = text.find(',') != std::string::npos;
    for (const std::string_view word : split(text, commas ? ',' : ' ')) {
      keywords.emplace_back(trim(word));
    }
  }
  constexpr std::string_view kTopic = "Topic :: ";
  for (const std::string& classifier : texts_at(info, "classifiers")) {
    if (classifier.rfind(kTopic, 0) == 0) {
      keywords.push_back(classifier.substr(classifier.rfind(":: ") + 3));
    }
  }
  return keywords;
}

/// A version by the earliest of its files; "" as time where it has none.
struct Released {
  std::string version;
  std::string time;
  std::string yanked;  ///< The reason, or "yanked"; "" when it was not.
};

std::vector<Released> releases_of(const JsonValue& project) {
  std::vector<Released> releases;
  for (const auto& [version, list] : value_at(project, "releases").fields()) {
    Released released = {std::string(version), {}, {}};
    const std::vector<JsonValue> files = list.items();
    bool all_yanked = !files.empty();
    for (const JsonValue& file : files) {
      const std::string time = text_at(file, "upload_time_iso_8601");
      if (!time.empty() && (released.time.empty() || time < released.time)) {
        released.time = time;
      }
      all_yanked = all_yanked && true_at(file, "yanked");
      if (const std::string reason = text_at(file, "yanked_reason"); !reason.empty()) {
        released.yanked = reason;
      }
    }
    released.yanked = !all_yanked ? "" : released.yanked.empty() ? "yanked" : released.yanked;
    if (!released.time.empty()) {
      releases.push_back(std::move(released));
    }
  }
  std::sort(releases.begin(), releases.end(), [](const Released& a, const Released& b) {
    return std::tie(a.time, a.version) < std::tie(b.time, b.version);
  });
  return releases;
}

std::string description_of(const JsonValue& info) {
  std::string text = text_at(info, "description");
  const std::string type = text_at(info, "description_content_type");
  if (type.rfind("text/plain", 0) == 0) {
    return text;
  }
  return read_readme(type.rfind("text/markdown", 0) == 0 ? "x.md"
                     : type.rfind("text/x-rst", 0) == 0  ? "x.rst"
                                                         : "",
                     text)
      .text;
}

Work package_work(const JsonValue& project, const std::string& base) {
  const JsonValue info = value_at(project, "info");
  const std::string name = text_at(info, "name");
  if (name.empty()) {
    throw BadRecord{"no name"};
  }
  Work work;
  work.kind = Kind::kPackage;
  work.id = "pypi:" + normalised_project(name);
  work.title = name;
  work.abstract = text_at(info, "summary");
  work.text = description_of(info);
  for (const char* field : {"author", "author_email", "maintainer"}) {
    if (work.authors.empty()) {
      work.authors = names_of_people(text_at(info, field));
    }
  }
  work.keywords = keywords_of(info);
  const std::string page = base + "/project/" + normalised_project(name);
  add_identifier(work, {Scheme::kUrl, normalise_url(page)});
  work.links.push_back({"home", page});
  for (const auto& [label, url] : value_at(info, "project_urls").fields()) {
    add_labelled_link(work, label, std::string(url.view()));
  }
  add_labelled_link(work, "Homepage", text_at(info, "home_page"));
  const std::vector<Released> releases = releases_of(project);
  work.date = releases.empty() ? "" : releases.front().time.substr(0, 10);
  json extra = json::object();
  for (const char* field : {"version", "license", "license_expression", "requires_python"}) {
    constexpr std::size_t kLongest = 100;  // some put the whole licence there
    if (const std::string text = text_at(info, field); !text.empty() && text.size() <= kLongest) {
      extra[field] = text;
    }
  }
  if (!releases.empty()) {
    extra["released"] = releases.back().time;
    extra["releases"] = releases.size();
  }
  add_found_works(work, text_at(info, "description"));
  work.extra = to_text(extra);
  tidy(work);
  return work;
}

class PypiConnector final : public Connector {
 public:
  explicit PypiConnector(const SourceSpec& spec)
      : spec_(spec),
        base_(without_slash(spec.address)),
        feed_(option(spec, "feed")),
        releases_(option(spec, "releases", "yes") != "no") {
    require_web_address(spec);
    for (const std::string& name : listed_names(option(spec, "projects"))) {
      projects_.push_back(normalised_project(name));
    }
    if (!feed_.empty() && feed_ != "updates" && feed_ != "packages") {
      throw Error(Errc::kUsage, "feed is \"" + feed_ + "\"", spec.name, "give updates or packages");
    }
    if (projects_.empty() == feed_.empty()) {
      throw Error(Errc::kUsage, "neither projects nor a feed are named, or both", spec.name,
                  "give the option projects, such as torch,transformers, or feed=updates");
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    return feed_.empty() ? next_project(request, fetcher) : read_feed(request, fetcher);
  }

 private:
  Page next_project(const PageRequest& request, Fetcher& fetcher) const {
    WatchList watch(request.cursor, spec_.name, projects_);
    json& kept = watch.kept();
    Request ask;
    ask.url = base_ + "/pypi/" + watch.name() + "/json";
    ask.want = Want::kJson;
    ask.etag = cursor_text(kept, "etag", spec_.name);
    const Response response = fetcher.fetch(ask);
    Page page;
    if (response.status == 404 || response.status == 410) {
      page.remarks.push_back(watch.name() + " is not in the index");
      if (kept.contains("latest")) {
        page.gone.push_back("pypi:" + watch.name());
      }
      kept = json::object();
    } else if (response.status != 304) {
      take(response, request.since, watch.name(), kept, page);
    }
    watch.finish();
    page.more = watch.more();
    page.cursor = watch.cursor();
    return page;
  }

  void take(const Response& response, const std::string& since, const std::string& name, json& kept,
            Page& page) const {
    const ParsedAnswer answer(response);
    const JsonValue project = answer.root();
    page.items.push_back(item_or_rejection(
        project, [this](const JsonValue& one) { return package_work(one, base_); }));
    const auto* package = std::get_if<Work>(&page.items.back());
    if (package == nullptr) {
      return;
    }
    if (package->id != "pypi:" + name) {
      page.remarks.push_back("asked for " + name + ", " + package->title + " came");
    }
    const std::string code = package->code;
    const std::string title = package->title;
    const std::string from = std::max(cursor_text(kept, "latest", spec_.name), since);
    const std::vector<std::string> known = texts_at(kept, "yanked");
    std::string latest = cursor_text(kept, "latest", spec_.name);
    json yanked = json::array();
    for (const Released& released : releases_of(project)) {
      const bool newly_yanked =
          !released.yanked.empty() &&
          std::find(known.begin(), known.end(), released.version) == known.end();
      const bool yanked_since = newly_yanked && kept.contains("latest");
      const bool is_new = released.time > from;
      if (releases_ && (is_new || yanked_since)) {
        page.items.emplace_back(work_of(
            PackageVersion{"pypi", normalised_project(title), released.version,
                           base_ + "/project/" + normalised_project(title) + "/" + released.version,
                           released.time, code, released.yanked}));
      }
      if (!released.yanked.empty()) {
        yanked.push_back(released.version);
      }
      latest = std::max(latest, released.time);
    }
    kept = {{"etag", response.header("etag")}, {"latest", latest}, {"yanked", std::move(yanked)}};
  }

  Page read_feed(const PageRequest& request, Fetcher& fetcher) const {
    const json kept = read_cursor(request.cursor, spec_.name);
    Request ask;
    ask.url = base_ + "/rss/" + feed_ + ".xml";
    ask.want = Want::kXml;
    ask.etag = cursor_text(kept, "etag", spec_.name);
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "the index has no such feed", ask.url,
                  "check the address of the index");
    }
    Feed feed = feed_of(response);
    if (feed.cut) {
      throw Error(Errc::kInvalid, "the feed breaks off", ask.url, "try again later");
    }
    std::set<std::string> repeated;
    page.items = items_of(std::move(feed), repeated);
    for (Item& item : page.items) {
      if (auto* work = std::get_if<Work>(&item)) {
        work->kind = feed_ == "updates" ? Kind::kContribution : Kind::kPackage;
      }
    }
    page.cursor = write_cursor({{"etag", response.header("etag")}});
    return page;
  }

  SourceSpec spec_;
  std::string base_;
  std::string feed_;
  bool releases_;
  std::vector<std::string> projects_;
};

std::unique_ptr<Connector> make_pypi(const SourceSpec& spec) {
  return std::make_unique<PypiConnector>(spec);
}

constexpr std::array kPypiOptions = {
    OptionHelp{"projects", "names between commas, such as torch,transformers"},
    OptionHelp{"feed", "updates or packages: what is new in the whole index"},
    OptionHelp{"releases", "no: only the packages themselves"}};

}  // namespace

const ConnectorKind kPypiKind = {"pypi",
                                 "frameworks",
                                 "Python packages and their releases",
                                 "the index's address: pip's index-url less /simple",
                                 "",
                                 kPypiOptions,
                                 make_pypi};

}  // namespace assay::source
