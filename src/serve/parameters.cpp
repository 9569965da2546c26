#include "serve/parameters.h"

#include "base/error.h"
#include "ingest/finding.h"
#include "plan/saved.h"
#include "serve/problem.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace assay::serve {
namespace {

constexpr std::uint64_t kMostHits = 1000;
constexpr std::uint64_t kMostOffset = 1'000'000'000;
constexpr std::string_view kCursor = "o";

Error bad_member(const char* name, const char* what) {
  return {Errc::kUsage, std::string("\"") + name + "\" is to be " + what, "the body",
          "see /openapi.json"};
}

}  // namespace

std::optional<Day> day_of(const Query& query, std::string_view name) {
  const std::string text = query.word(name);
  if (text.empty()) {
    return std::nullopt;
  }
  const std::optional<Day> day = parse_day(text);
  if (!day) {
    throw Error(Errc::kUsage, "not a date: " + text, std::string(name),
                "write it as 2026-11-23, 2026-11 or 2026");
  }
  return day;
}

std::uint64_t offset_of(const Query& query) {
  const std::string cursor = query.word("cursor");
  if (cursor.empty()) {
    return query.number("offset", 0, 0, kMostOffset);
  }
  std::uint64_t value = 0;
  const char* const end = cursor.data() + cursor.size();
  const auto [read, error] = std::from_chars(cursor.data() + kCursor.size(), end, value);
  if (cursor.rfind(kCursor, 0) != 0 || error != std::errc() || read != end || value > kMostOffset) {
    throw Error(Errc::kUsage, "no cursor of this server's: " + cursor, "cursor",
                "take it from the Link header of the page before");
  }
  return value;
}

search::Options search_options(const Query& query) {
  search::Options options;
  options.k = query.number("k", 10, 1, kMostHits);
  options.offset = offset_of(query);
  const std::string sort = query.has("sort") ? query.get("sort") : "relevance";
  const std::string mode = query.has("mode") ? query.get("mode") : "both";
  const std::optional<search::Sort> order = plan::parse_sort(sort);
  if (!order) {
    throw Error(Errc::kUsage, "no order: " + sort, "sort", "give relevance, date or developer-led");
  }
  const std::optional<search::SearchMode> by = plan::parse_mode(mode);
  if (!by) {
    throw Error(Errc::kUsage, "no mode: " + mode, "mode", "give words, meaning or both");
  }
  options.sort = *order;
  options.mode = *by;
  return options;
}

Week week_named(std::string_view text) {
  if (text.empty() || text == "this") {
    return week_of(system_clock().today());
  }
  const std::optional<Week> week = parse_week(text);
  if (!week) {
    throw Error(Errc::kUsage, "not a week: " + std::string(text), "week", "write it as 2026-W48");
  }
  return *week;
}

WorkId work_of(Call& call, std::string_view id) {
  return ingest::require_work(call.desk.library(), id);
}

void check_members(const nlohmann::json& body, std::initializer_list<std::string_view> names) {
  for (const auto& [key, value] : body.items()) {
    if (std::find(names.begin(), names.end(), key) == names.end()) {
      throw Error(Errc::kUsage, "there is no member \"" + key + "\" here", "the body",
                  "see /openapi.json");
    }
  }
}

std::string text_member(const nlohmann::json& body, const char* name, bool required) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) {
    if (required) {
      throw bad_member(name, "there");
    }
    return {};
  }
  if (!found->is_string()) {
    throw bad_member(name, "text");
  }
  return found->get<std::string>();
}

std::string word_member(const nlohmann::json& body, const char* name) {
  std::string text = text_member(body, name, false);
  if (text.empty() && body.contains(name) && body[name].is_string()) {
    throw bad_member(name, "a word, or left out");
  }
  return text;
}

std::int64_t number_member(const nlohmann::json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || !found->is_number_integer()) {
    throw bad_member(name, "a whole number");
  }
  return found->get<std::int64_t>();
}

std::vector<std::string> list_member(const nlohmann::json& body, const char* name) {
  std::vector<std::string> list;
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) {
    return list;
  }
  if (!found->is_array()) {
    throw bad_member(name, "a list of texts");
  }
  for (const nlohmann::json& one : *found) {
    if (!one.is_string()) {
      throw bad_member(name, "a list of texts");
    }
    list.push_back(one.get<std::string>());
  }
  return list;
}

bool flag_member(const nlohmann::json& body, const char* name, bool usual) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) {
    return usual;
  }
  if (!found->is_boolean()) {
    throw bad_member(name, "true or false");
  }
  return found->get<bool>();
}

std::string dump(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string here(const Call& call) {
  return (call.request.secure ? "https://" : "http://") + call.request.header("host");
}

std::optional<Response> refuse_to_run(const Call& call) {
  constexpr int kForbidden = 403;
  if (call.may_run && call.may_run()) {
    return std::nullopt;
  }
  return problem(
      Error(Errc::kBlocked, "programs are started from this machine, or with a token", "",
            "open the page at http://127.0.0.1, or send \"Authorization: Bearer "
            "TOKEN\"; `assay serve --new-token NAME` makes one"),
      kForbidden);
}

Response accepted(Call& call, const std::string& kind, Jobs::Work work, Jobs::Lane lane,
                  const std::string& about) {
  const std::string& account = call.request.account;
  const std::string job = call.jobs.add(kind, std::move(work), account, lane, about);
  Response response = Response::json(call.jobs.json(job, account), 202);
  response.headers.emplace_back("Location", "/api/v1/jobs/" + job);
  return response;
}

void add_next(Response& response, const Request& request, std::uint64_t offset, std::size_t shown,
              std::uint64_t total) {
  if (shown == 0 || offset + shown >= total) {
    return;
  }
  std::string query;
  std::string_view rest = request.search;
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view piece = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (!piece.empty() && piece.rfind("cursor=", 0) != 0 && piece.rfind("offset=", 0) != 0) {
      query += std::string(piece) + "&";
    }
  }
  response.headers.emplace_back("Link", fmt::format("<{}?{}cursor={}{}>; rel=\"next\"",
                                                    request.path, query, kCursor, offset + shown));
}

}  // namespace assay::serve
