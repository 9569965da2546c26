/// Frameworks: packages, releases and pull requests.

#include "base/time.h"
#include "made_up.h"
#include "sites.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::bench {
namespace {

using nlohmann::json;

json release(MadeUp& made, std::size_t i, const std::string& repository) {
  const std::string page = "https://github.com/" + repository;
  return {{"url", "https://api.github.com/repos/" + repository + "/releases/" + std::to_string(i)},
          {"html_url", fmt::format("{}/releases/tag/v1.{}", page, i)},
          {"id", i},
          {"node_id", fmt::format("RE_{:08}", i)},
          {"tag_name", fmt::format("v1.{}", i)},
          {"target_commitish", "main"},
          {"name", fmt::format("Release 1.{}", i)},
          {"draft", false},
          {"prerelease", false},
          {"created_at", "2026-10-01T10:00:00Z"},
          {"published_at", "2026-10-01T10:00:00Z"},
          {"author", {{"login", "ada"}, {"id", 1}, {"type", "User"}}},
          {"assets", json::array()},
          {"tarball_url", page + "/tarball"},
          {"zipball_url", page + "/zipball"},
          {"body", made.markdown()}};
}

json pull(MadeUp& made, std::size_t i, const std::string& repository) {
  const json side = {{"label", "lab:main"},
                     {"ref", "main"},
                     {"sha", fmt::format("{:040x}", i)},
                     {"user", {{"login", "lab"}, {"id", 2}}},
                     {"repo", {{"id", 3}, {"full_name", repository}, {"private", false}}}};
  return {{"url", fmt::format("https://api.github.com/repos/{}/pulls/{}", repository, i)},
          {"id", 10'000'000 + i},
          {"node_id", fmt::format("PR_{:08}", i)},
          {"html_url", fmt::format("https://github.com/{}/pull/{}", repository, i)},
          {"number", i},
          {"state", "closed"},
          {"locked", false},
          {"title", made.title()},
          {"user", {{"login", "bo"}, {"id", 4}, {"type", "User"}}},
          {"body", made.markdown()},
          {"created_at", "2026-09-01T10:00:00Z"},
          {"updated_at", "2026-10-01T10:00:00Z"},
          {"closed_at", "2026-10-01T10:00:00Z"},
          {"merged_at", "2026-10-01T10:00:00Z"},
          {"merge_commit_sha", fmt::format("{:040x}", i + 1)},
          {"labels", {{{"id", 5}, {"name", "module: optimizer"}, {"color", "ededed"}}}},
          {"head", side},
          {"base", side},
          {"author_association", "CONTRIBUTOR"}};
}

/// Lists of 500 of each repository in pages of 100, 20 repositories a source.
Site github_changes(const std::string& base, std::size_t records, const std::string& connector,
                    const std::string& list,
                    json (*change)(MadeUp&, std::size_t, const std::string&)) {
  constexpr std::size_t kPages = 5;
  constexpr std::size_t kPage = 100;
  constexpr std::size_t kRepositories = 20;
  MadeUp made;
  Site site;
  for (std::size_t number = 0; site.records < records; ++number) {
    const std::string name = fmt::format("framework/project{}", number);
    const std::string path = fmt::format("/repos/{}/{}", name, list);
    Listing listing{{}, "page", {}, 1, 1};
    for (std::size_t page = 1; page <= kPages; ++page) {
      json all = json::array();
      for (std::size_t i = 0; i < kPage; ++i, ++site.records) {
        all.push_back(change(made, site.records, name));
      }
      listing.pages.push_back(
          {all.dump(), page < kPages
                           ? fmt::format("Link: <{}{}?per_page=100&page={}>; rel=\"next\"\r\n",
                                         base, path, page + 1)
                           : std::string()});
    }
    site.listings[path] = std::move(listing);
    if (number % kRepositories == 0) {
      site.sources.push_back({fmt::format("s{}", number), connector, base, {}});
    }
    std::string& names = site.sources.back().options["repos"];
    names += (names.empty() ? "" : ",") + name;
  }
  return site;
}

/// Hours of 2,000 events, one in ten a release or a merge of the watched. A tenth of the records.
Site gh_archive(const std::string& base, std::size_t records) {
  constexpr std::size_t kEvents = 2000;
  constexpr std::int64_t kHour = 3600;
  constexpr std::int64_t kDay = 24 * kHour;
  MadeUp made;
  Site site;
  const auto hours = static_cast<std::int64_t>(std::max<std::size_t>(1, records / kEvents));
  const std::int64_t begin = (Site::kNow / kDay - hours / 24 - 1) * kDay;
  site.since = format_day(Day{static_cast<std::int32_t>(begin / kDay)});
  site.now = begin + hours * kHour + kHour;
  for (std::int64_t hour = 0; hour < hours; ++hour) {
    std::string body;
    for (std::size_t i = 0; i < kEvents; ++i) {
      const std::size_t id = static_cast<std::size_t>(hour) * kEvents + i;
      const bool watched = i % 10 == 0;
      const std::string name =
          watched ? "framework/project" : fmt::format("somebody/thing{}", made.below(9000));
      json payload = {{"push_id", id},
                      {"size", 1},
                      {"ref", "refs/heads/main"},
                      {"head", fmt::format("{:040x}", id)},
                      {"commits", {{{"message", made.words(12)}, {"distinct", true}}}}};
      if (watched) {
        payload = {{"action", "published"}, {"release", release(made, id, name)}};
        ++site.records;
      }
      body += json{{"id", std::to_string(40'000'000'000 + id)},
                   {"type", watched ? "ReleaseEvent" : "PushEvent"},
                   {"actor", {{"id", 1}, {"login", "ada"}, {"url", "https://api.github.com/u/1"}}},
                   {"repo", {{"id", 2}, {"name", name}, {"url", "https://api.github.com/r/2"}}},
                   {"payload", std::move(payload)},
                   {"public", true},
                   {"created_at", "2026-11-17T10:00:00Z"}}
                  .dump() +
              "\n";
    }
    const std::int64_t at = begin + hour * kHour;
    site.listings[fmt::format("/{}-{}.json.gz",
                              format_day(Day{static_cast<std::int32_t>(at / kDay)}),
                              at % kDay / kHour)] = {{{std::move(body)}}};
  }
  site.sources.push_back({"source", "gh-archive", base, {{"repos", "framework/*"}}});
  return site;
}

constexpr std::size_t kVersions = 39;  ///< Of a package: with itself 40 records.
constexpr std::size_t kPackages = 20;  ///< Of a source.

/// Packages with their versions, each a document that `write` writes.
Site packages(const std::string& base, std::size_t records, const std::string& connector,
              const std::string& option, const std::string& before, const std::string& behind,
              json (*write)(MadeUp&, const std::string&)) {
  MadeUp made;
  Site site;
  for (std::size_t number = 0; site.records < records; ++number) {
    const std::string name = fmt::format("package{}", number);
    site.listings[fmt::format("{}{}{}", before, name, behind)] = {{{write(made, name).dump()}}};
    if (number % kPackages == 0) {
      site.sources.push_back({fmt::format("s{}", number), connector, base, {}});
    }
    std::string& names = site.sources.back().options[option];
    names += (names.empty() ? "" : ",") + name;
    site.records += kVersions + 1;
  }
  return site;
}

json pypi_project(MadeUp& made, const std::string& name) {
  json releases = json::object();
  for (std::size_t i = 0; i < kVersions; ++i) {
    const std::string version = fmt::format("1.{}.0", i);
    for (const char* kind : {"bdist_wheel", "sdist"}) {
      releases[version].push_back(
          {{"comment_text", ""},
           {"digests", {{"md5", fmt::format("{:032x}", i)}, {"sha256", fmt::format("{:064x}", i)}}},
           {"filename", fmt::format("{}-{}-py3-none-any.whl", name, version)},
           {"has_sig", false},
           {"packagetype", kind},
           {"python_version", "py3"},
           {"requires_python", ">=3.9"},
           {"size", 123456},
           {"upload_time", fmt::format("2024-{:02}-{:02}T10:00:00", i / 28 + 1, i % 28 + 1)},
           {"upload_time_iso_8601",
            fmt::format("2024-{:02}-{:02}T10:00:00.000000Z", i / 28 + 1, i % 28 + 1)},
           {"url", fmt::format("https://files.example.org/{}-{}.whl", name, version)},
           {"yanked", false},
           {"yanked_reason", nullptr}});
    }
  }
  return {{"info",
           {{"name", name},
            {"version", "1.38.0"},
            {"summary", made.words(10)},
            {"description", made.markdown()},
            {"description_content_type", "text/markdown"},
            {"author", made.name()},
            {"author_email", "Ada Example <ada@example.org>"},
            {"license", "Apache-2.0"},
            {"keywords", "serving,machine learning"},
            {"requires_python", ">=3.9"},
            {"classifiers",
             {"Programming Language :: Python :: 3",
              "Topic :: Scientific/Engineering :: Artificial Intelligence"}},
            {"requires_dist", {"numpy>=1.20", "packaging"}},
            {"project_urls",
             {{"Homepage", "https://" + name + ".example.org"},
              {"Source", "https://github.com/lab/" + name}}}}},
          {"last_serial", 1},
          {"releases", std::move(releases)},
          {"urls", json::array()},
          {"vulnerabilities", json::array()}};
}

json npm_package(MadeUp& made, const std::string& name) {
  json versions = json::object();
  json times = {{"created", "2024-01-01T10:00:00.000Z"}, {"modified", "2026-01-01T10:00:00.000Z"}};
  for (std::size_t i = 0; i < kVersions; ++i) {
    const std::string version = fmt::format("1.{}.0", i);
    times[version] = fmt::format("2024-{:02}-{:02}T10:00:00.000Z", i / 28 + 1, i % 28 + 1);
    versions[version] = {
        {"name", name},
        {"version", version},
        {"description", made.words(10)},
        {"main", "dist/index.js"},
        {"scripts", {{"build", "tsc"}, {"test", "jest"}}},
        {"repository", {{"type", "git"}, {"url", "git+https://github.com/lab/" + name + ".git"}}},
        {"dependencies", {{"zod", "^3.22.0"}, {"uuid", "^9.0.0"}}},
        {"devDependencies", {{"typescript", "^5.0.0"}, {"jest", "^29.0.0"}}},
        {"dist",
         {{"integrity", fmt::format("sha512-{:086x}", i)},
          {"shasum", fmt::format("{:040x}", i)},
          {"tarball", fmt::format("https://files.example.org/{}-{}.tgz", name, version)},
          {"fileCount", 42},
          {"unpackedSize", 123456}}},
        {"maintainers", {{{"name", "ada"}, {"email", "ada@example.org"}}}}};
  }
  return {{"_id", name},
          {"name", name},
          {"description", made.words(10)},
          {"dist-tags", {{"latest", "1.38.0"}}},
          {"versions", std::move(versions)},
          {"time", std::move(times)},
          {"author", {{"name", made.name()}}},
          {"license", "MIT"},
          {"homepage", "https://" + name + ".example.org"},
          {"keywords", {"serving", "agents"}},
          {"repository", {{"type", "git"}, {"url", "git+https://github.com/lab/" + name + ".git"}}},
          {"bugs", {{"url", "https://github.com/lab/" + name + "/issues"}}},
          {"readme", made.markdown()}};
}

}  // namespace

std::vector<SiteKind> framework_sites() {
  return {
      {"github-releases", "github-releases", Syntax::kJson,
       [](const std::string& base, std::size_t records) {
         return github_changes(base, records, "github-releases", "releases", release);
       }},
      {"github-pulls", "github-pulls", Syntax::kJson,
       [](const std::string& base, std::size_t records) {
         return github_changes(base, records, "github-pulls", "pulls", pull);
       }},
      {"gh-archive", "gh-archive", Syntax::kJsonLines, gh_archive},
      {"pypi", "pypi", Syntax::kJson,
       [](const std::string& base, std::size_t records) {
         return packages(base, records, "pypi", "projects", "/pypi/", "/json", pypi_project);
       }},
      {"npm", "npm", Syntax::kJson,
       [](const std::string& base, std::size_t records) {
         return packages(base, records, "npm", "packages", "/", "", npm_package);
       }},
  };
}

}  // namespace assay::bench
