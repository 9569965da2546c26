#pragma once
/// What several routes read from a request and write in their answers. Threads: pure functions.

#include "base/time.h"
#include "search/index.h"
#include "serve/jobs.h"
#include "serve/router.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace assay::serve {

/// The day of a parameter; nullopt when it is not there. Throws kUsage.
std::optional<Day> day_of(const Query& query, std::string_view name);
/// `q`, `sort`, `mode` as `assay search` has them; `k` at most 1,000. Throws kUsage.
search::Options search_options(const Query& query);
/// The week of "2026-W48"; this one for "this" and "". Throws kUsage.
Week week_named(std::string_view text);
/// The work behind an id. Throws kNotFound.
WorkId work_of(Call& call, std::string_view id);

/// Throws kUsage for a member that is none of these.
void check_members(const nlohmann::json& body, std::initializer_list<std::string_view> names);
/// Members of a JSON body. Throw kUsage naming the member that is missing or of another type.
std::string text_member(const nlohmann::json& body, const char* name, bool required = true);
/// "" where it is not there. Throws kUsage where it is empty, too.
std::string word_member(const nlohmann::json& body, const char* name);
std::int64_t number_member(const nlohmann::json& body, const char* name);
std::vector<std::string> list_member(const nlohmann::json& body, const char* name);

/// `usual` where it is not there.
bool flag_member(const nlohmann::json& body, const char* name, bool usual = false);

/// An answer as text; bytes that are no UTF-8 are replaced.
std::string dump(const nlohmann::ordered_json& json);
/// 403 for a call whose sender may not have programs of the user executed (Call::may_run).
std::optional<Response> refuse_to_run(const Call& call);

/// Where this server is, as the client has called it: the host was checked before.
std::string here(const Call& call);

/// Begins a job for the call's account: 202, and where to ask for it.
Response accepted(Call& call, const std::string& kind, Jobs::Work work,
                  Jobs::Lane lane = Jobs::Lane::kWriting, const std::string& about = "");

/// `Link: <…>; rel="next"` (RFC 8288) with a cursor, where further hits are there.
void add_next(Response& response, const Request& request, std::uint64_t offset, std::size_t shown,
              std::uint64_t total);
/// The offset in a cursor, or that of `offset`. Throws kUsage for a cursor of another making.
std::uint64_t offset_of(const Query& query);

}  // namespace assay::serve
