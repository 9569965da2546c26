#include "source/github.h"

#include "base/text.h"
#include "base/time.h"
#include "source/address_parts.h"
#include "source/change.h"
#include "source/connectors_internal.h"
#include "source/http.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/paging.h"
#include "source/readme.h"
#include "source/watch_list.h"
#include "source/web.h"

#include <algorithm>
#include <charconv>

namespace assay::source {
namespace {

using nlohmann::json;

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

/// "Owner/Name" from an address or as it is; "" for anything else. The case is kept.
std::string full_name_of(std::string_view text) {
  const std::optional<Identifier> identifier = parse_identifier(
      text.find(':') == std::string_view::npos ? "github:" + std::string(text) : std::string(text));
  if (!identifier || identifier->scheme != Scheme::kGithub) {
    return {};
  }
  const std::string lower = ascii_lower(text);
  const std::size_t at = lower.rfind(identifier->value);
  return at == std::string::npos ? identifier->value
                                 : std::string(text.substr(at, identifier->value.size()));
}

/// Names that must be there, such as the repository of an event.
const std::string& required(const std::string& value, const char* what) {
  if (value.empty()) {
    throw BadRecord{std::string("no ") + what};
  }
  return value;
}

/// The web address of a repository on the same host as `page`, which is a page of it.
std::string repository_address(const std::string& page, const std::string& repository) {
  const std::string_view origin = origin_of(page);
  return (page.empty() ? "https://github.com" : std::string(origin)) + "/" + repository;
}

std::vector<std::string> label_names(const JsonValue& labelled) {
  std::vector<std::string> names;
  for (const JsonValue& label : value_at(labelled, "labels").items()) {
    names.push_back(text_at(label, "name"));
  }
  return names;
}

void keep(json& extra, const char* name, const JsonValue& from) {
  json value = scalar_of(value_at(from, name));
  if (!value.is_null() && value != false) {
    extra[name] = std::move(value);
  }
}

}  // namespace

GithubPlaces github_places(const SourceSpec& spec) {
  GithubPlaces places;
  std::string names = option(spec, "repos");
  places.api = spec.address;
  if (!is_http_url(spec.address) || !full_name_of(spec.address).empty()) {
    names = spec.address + " " + names;
    places.api = kGithubApi;
  }
  places.api = without_slash(std::move(places.api));
  for (const std::string& name : listed_names(names)) {
    std::string full = full_name_of(name);
    if (full.empty()) {
      throw Error(Errc::kUsage, "\"" + name + "\" is no repository", spec.name,
                  "give owner/name, or the option repos with several between commas");
    }
    places.repositories.push_back(std::move(full));
  }
  if (places.repositories.empty()) {
    throw Error(Errc::kUsage, "no repository is named", spec.name,
                "give owner/name, or the option repos with several between commas");
  }
  return places;
}

Request github_request(const std::string& url, const Fetcher& fetcher) {
  Request request;
  request.url = url;
  request.want = Want::kJson;
  request.headers = {"Accept: application/vnd.github+json", "X-GitHub-Api-Version: 2022-11-28"};
  if (const std::string token = fetcher.secret("GITHUB_TOKEN"); !token.empty()) {
    request.headers.push_back("Authorization: Bearer " + token);
  }
  return request;
}

void check_allowance(const json& kept, std::int64_t now, const std::string& source,
                     const Fetcher& fetcher) {
  const std::int64_t until = integer_at(kept, "blocked_until", 0);
  if (now != 0 && until > now) {
    throw Error(Errc::kBlocked, "GitHub answers no more requests before " + format_instant(until),
                source,
                fetcher.secret("GITHUB_TOKEN").empty()
                    ? "set GITHUB_TOKEN: 60 requests an hour become 5,000"
                    : "wait until then; the next sync goes on from here");
  }
}

void note_allowance(const Response& response, json& kept) {
  kept.erase("blocked_until");
  const std::optional<std::int64_t> reset = number_of(response.header("x-ratelimit-reset"));
  if (response.header("x-ratelimit-remaining") == "0" && reset) {
    kept["blocked_until"] = *reset;
  }
}

Work github_repository(const JsonValue& repository) {
  Work work;
  work.kind = Kind::kRepository;
  work.title = required(text_at(repository, "full_name"), "full name");
  const std::int64_t id = integer_at(repository, "id");
  work.id = id < 0 ? "github:" + ascii_lower(work.title) : "repository/" + std::to_string(id);
  work.abstract = text_at(repository, "description");
  const std::string page = text_at(repository, "html_url");
  work.code = page.empty() ? repository_address({}, work.title) : page;
  add_home(work, work.code);
  if (const std::string home = text_at(repository, "homepage"); !normalise_url(home).empty()) {
    const std::optional<Identifier> identifier = parse_identifier(home);
    const bool paper =
        identifier && identifier->scheme != Scheme::kUrl && identifier->scheme != Scheme::kGithub;
    work.links.push_back({paper ? "implements" : "project", home});
  }
  if (const std::string owner = text_at(value_at(repository, "owner"), "login");
      text_at(value_at(repository, "owner"), "type") == "Organization") {
    work.organisations.push_back(owner);
  }
  work.date = day_at(repository, "created_at");
  work.stars = integer_at(repository, "stargazers_count");
  work.keywords = texts_at(repository, "topics");
  json extra = json::object();
  for (const char* name :
       {"id", "node_id", "language", "pushed_at", "updated_at", "forks_count", "open_issues_count",
        "size", "archived", "disabled", "fork", "is_template", "default_branch"}) {
    keep(extra, name, repository);
  }
  if (const std::string licence = text_at(value_at(repository, "license"), "spdx_id");
      !licence.empty()) {
    extra["license"] = licence;
  }
  work.extra = to_text(extra);
  tidy(work);
  return work;
}

Work github_release(const JsonValue& release, const std::string& repository) {
  Change change;
  const std::int64_t id = integer_at(release, "id");
  const std::string tag = text_at(release, "tag_name");
  if (id < 0) {
    throw BadRecord{"no id"};
  }
  required(tag, "tag_name");
  change.id = "release/" + std::to_string(id);
  change.repository = repository;
  change.address = text_at(release, "html_url");
  change.repository_address = repository_address(change.address, repository);
  const std::string name = collapse_spaces(text_at(release, "name"));
  change.title = name.empty() || name.find(tag) != std::string::npos ? (name.empty() ? tag : name)
                                                                     : tag + ": " + name;
  change.text = text_at(release, "body");
  change.date = day_at(release, "published_at");
  if (change.date.empty()) {
    change.date = day_at(release, "created_at");
  }
  if (const std::string login = text_at(value_at(release, "author"), "login"); !login.empty()) {
    change.authors.push_back(login);
  }
  json extra = {{"tag", tag}};
  keep(extra, "prerelease", release);
  keep(extra, "target_commitish", release);
  return work_of(change, extra);
}

Work github_pull(const JsonValue& pull, const std::string& repository) {
  return github_merged_pull(pull, repository, text_at(pull, "merged_at"));
}

Work github_merged_pull(const JsonValue& pull, const std::string& repository,
                        const std::string& merged_at) {
  Change change;
  const std::int64_t number = integer_at(pull, "number");
  if (number < 0) {
    throw BadRecord{"no number"};
  }
  const std::int64_t id = integer_at(pull, "id");
  change.id =
      id < 0 ? "pull/" + repository + "/" + std::to_string(number) : "pull/" + std::to_string(id);
  change.repository = repository;
  change.address = text_at(pull, "html_url");
  change.repository_address = repository_address(change.address, repository);
  if (change.address.empty()) {
    change.address = change.repository_address + "/pull/" + std::to_string(number);
  }
  change.title = text_at(pull, "title");
  if (change.title.empty()) {
    change.title = "pull request " + std::to_string(number);
  }
  change.text = text_at(pull, "body");
  change.date = merged_at.substr(0, std::string_view("2021-06-17").size());
  if (!parse_day(change.date)) {
    change.date = day_at(pull, "closed_at");
  }
  if (const std::string login = text_at(value_at(pull, "user"), "login"); !login.empty()) {
    change.authors.push_back(login);
  }
  change.keywords = label_names(pull);
  json extra = {{"number", number}};
  for (const char* name : {"state", "updated_at", "author_association"}) {
    keep(extra, name, pull);
  }
  if (!merged_at.empty()) {
    extra["merged_at"] = merged_at;
  }
  if (const std::string base = text_at(value_at(pull, "base"), "ref"); !base.empty()) {
    extra["base"] = base;
  }
  return work_of(change, extra);
}

}  // namespace assay::source
