/// Packages of an npm registry and their versions.

#include "base/error.h"
#include "source/connectors_internal.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/package.h"
#include "source/paging.h"
#include "source/readme.h"
#include "source/record_item.h"
#include "source/watch_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

constexpr const char* kPages = "https://www.npmjs.com/package/";

/// A field that is a text, or an object with the text under `inner`.
std::string text_or_inner(const JsonValue& object, const char* field, const char* inner) {
  const std::string text = text_at(object, field);
  return text.empty() ? text_at(value_at(object, field), inner) : text;
}

/// "Ada <ada@example.org> (https://ada.example)" -> "Ada"
std::string name_of_person(const JsonValue& person) {
  const std::string text = person.is_text() ? std::string(person.view()) : text_at(person, "name");
  return collapse_spaces(std::string_view(text).substr(0, text.find_first_of("<(")));
}

std::string latest_version(const JsonValue& package) {
  return text_at(value_at(package, "dist-tags"), "latest");
}

Work package_work(const JsonValue& package) {
  const std::string name = text_at(package, "name");
  if (name.empty()) {
    throw BadRecord{"no name"};
  }
  Work work;
  work.kind = Kind::kPackage;
  work.id = "npm:" + name;
  work.title = name;
  work.abstract = text_at(package, "description");
  const std::string readme = text_at(package, "readme");
  if (readme.rfind("ERROR: No README", 0) != 0) {
    work.text = markdown_text(readme);
  }
  if (std::string author = name_of_person(value_at(package, "author")); !author.empty()) {
    work.authors.push_back(std::move(author));
  }
  for (const JsonValue& person : value_at(package, "contributors").items()) {
    work.authors.push_back(name_of_person(person));
  }
  work.keywords = texts_at(package, "keywords");
  add_identifier(work, {Scheme::kUrl, normalise_url(kPages + name)});
  work.links.push_back({"home", kPages + name});
  add_labelled_link(work, "repository", text_or_inner(package, "repository", "url"));
  add_labelled_link(work, "Homepage", text_at(package, "homepage"));
  add_labelled_link(work, "bugs", text_or_inner(package, "bugs", "url"));
  const JsonValue times = value_at(package, "time");
  work.date = day_at(times, "created");
  json extra = json::object();
  if (const std::string licence = text_or_inner(package, "license", "type"); !licence.empty()) {
    extra["license"] = licence;
  }
  const std::string latest = latest_version(package);
  if (!latest.empty()) {
    extra["version"] = latest;
    extra["released"] = text_at(times, latest);
  }
  if (const std::string why =
          text_at(value_at(value_at(package, "versions"), latest), "deprecated");
      !why.empty()) {
    extra["deprecated"] = why;
  }
  work.extra = to_text(extra);
  tidy(work);
  return work;
}

class NpmConnector final : public Connector {
 public:
  explicit NpmConnector(const SourceSpec& spec)
      : spec_(spec),
        base_(without_slash(spec.address)),
        packages_(listed_names(option(spec, "packages"))),
        releases_(option(spec, "releases", "yes") != "no") {
    require_web_address(spec);
    if (packages_.empty()) {
      throw Error(Errc::kUsage, "no package is named", spec.name,
                  "give the option packages, such as langchain,@huggingface/transformers");
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    WatchList watch(request.cursor, spec_.name, packages_);
    json& kept = watch.kept();
    Request ask;
    ask.url = base_ + "/" + escaped(watch.name());
    ask.want = Want::kJson;
    ask.etag = cursor_text(kept, "etag", spec_.name);
    const Response response = fetcher.fetch(ask);
    Page page;
    if (response.status == 404 || response.status == 410) {
      take_missing(watch.name(), "is not in the registry", kept, page);
    } else if (response.status != 304) {
      take(watch.name(), response, request.since, kept, page);
    }
    watch.finish();
    page.more = watch.more();
    page.cursor = watch.cursor();
    return page;
  }

 private:
  /// "@scope/name" -> "@scope%2Fname"
  static std::string escaped(std::string name) {
    if (const std::size_t slash = name.find('/'); slash != std::string::npos) {
      name.replace(slash, 1, "%2F");
    }
    return name;
  }

  static void take_missing(const std::string& name, const std::string& how, json& kept,
                           Page& page) {
    page.remarks.push_back(name + " " + how);
    if (kept.contains("latest")) {
      page.gone.push_back("npm:" + name);
    }
    kept = json::object();
  }

  void take(const std::string& name, const Response& response, const std::string& since, json& kept,
            Page& page) const {
    const ParsedAnswer answer(response);
    const JsonValue package = answer.root();
    const JsonValue times = value_at(package, "time");
    if (value_at(times, "unpublished").is_object()) {
      take_missing(name, "was unpublished", kept, page);
      return;
    }
    page.items.push_back(item_or_rejection(package, package_work));
    const auto* work = std::get_if<Work>(&page.items.back());
    if (work == nullptr) {
      return;
    }
    if (work->title != name) {
      page.remarks.push_back("asked for " + name + ", " + work->title + " came");
    }
    const std::string code = work->code;
    const std::string from = std::max(cursor_text(kept, "latest", spec_.name), since);
    const std::vector<std::string> known = texts_at(kept, "deprecated");
    const bool synced_before = kept.contains("latest");
    std::string latest = cursor_text(kept, "latest", spec_.name);
    json deprecated = json::array();
    std::unordered_map<std::string_view, std::string_view> time_of;  // some have thousands
    for (const auto& [version, time] : times.fields()) {
      time_of.emplace(version, time.view());
    }
    for (const auto& [number, about] : value_at(package, "versions").fields()) {
      const std::string version(number);
      const std::string time(time_of[number]);
      const std::string why = text_at(about, "deprecated");
      if (!why.empty()) {
        deprecated.push_back(version);
      }
      const bool newly_deprecated = synced_before && !why.empty() &&
                                    std::find(known.begin(), known.end(), version) == known.end();
      if (releases_ && (time > from || newly_deprecated)) {
        page.items.emplace_back(work_of(
            PackageVersion{"npm", name, version, fmt::format("{}{}/v/{}", kPages, name, version),
                           time, code, why}));
      }
      latest = std::max(latest, time);
    }
    kept = {{"etag", response.header("etag")},
            {"latest", latest},
            {"deprecated", std::move(deprecated)}};
  }

  SourceSpec spec_;
  std::string base_;
  std::vector<std::string> packages_;
  bool releases_;
};

std::unique_ptr<Connector> make_npm(const SourceSpec& spec) {
  return std::make_unique<NpmConnector>(spec);
}

constexpr std::array kNpmOptions = {
    OptionHelp{"packages", "names between commas, such as langchain,@huggingface/transformers"},
    OptionHelp{"releases", "no: only the packages themselves"}};

}  // namespace

const ConnectorKind kNpmKind = {"npm",
                                "frameworks",
                                "JavaScript packages and their releases",
                                "the registry's address, as npm config get registry tells",
                                "",
                                kNpmOptions,
                                make_npm};

}  // namespace assay::source
