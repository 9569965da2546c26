#pragma once
/// GitHub's REST API, version 2022-11-28: how it is asked, and its objects as works. Private to the
/// room. Threads: pure functions.

#include "source/connector.h"
#include "source/record_value.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace assay::source {

inline constexpr const char* kGithubApi = "https://api.github.com";

/// Where the API is, and which repositories ("owner/name") are read.
struct GithubPlaces {
  std::string api;  ///< Without a slash at its end.
  std::vector<std::string> repositories;
};

/// The source's address may be the API's, the repositories being in the option "repos", or itself
/// one or several repositories: "owner/name", "https://github.com/owner/name". Throws kUsage.
GithubPlaces github_places(const SourceSpec& spec);

/// A request with GitHub's headers; the token of GITHUB_TOKEN, where there is one, goes with it.
/// Requires: `url` is on the host of the API.
Request github_request(const std::string& url, const Fetcher& fetcher);

/// Throws kBlocked while `kept` (see note_allowance) says that nothing more may be asked before a
/// time that `now` has not reached.
void check_allowance(const nlohmann::json& kept, std::int64_t now, const std::string& source,
                     const Fetcher& fetcher);

/// Puts into `kept` until when nothing may be asked, where the answer says that it was the last one
/// allowed (x-ratelimit-remaining: 0).
void note_allowance(const Response& response, nlohmann::json& kept);

/// A repository as /repos, /search and events give it. Throws BadRecord without a full name.
Work github_repository(const JsonValue& repository);

/// A release of `repository` ("owner/name"). Throws BadRecord without id or tag.
Work github_release(const JsonValue& release, const std::string& repository);

/// A pull request of `repository`. Throws BadRecord without number.
Work github_pull(const JsonValue& pull, const std::string& repository);
/// The same, merged at a time that the pull request may not tell itself.
Work github_merged_pull(const JsonValue& pull, const std::string& repository,
                        const std::string& merged_at);

}  // namespace assay::source
