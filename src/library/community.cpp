#include "library/community.h"

#include "base/names.h"
#include "base/text.h"
#include "library/library_internal.h"
#include "library/reader.h"
#include "work/people.h"

#include <algorithm>
#include <array>

namespace assay::library {
namespace {

constexpr std::array<std::string_view, 4> kFollowKinds = {"person", "org", "repo", "venue"};

}  // namespace

std::string_view follow_kind_name(FollowKind kind) noexcept {
  return kFollowKinds[static_cast<std::size_t>(kind)];
}

std::optional<FollowKind> parse_follow_kind(std::string_view name) noexcept {
  return parse_name<FollowKind>(kFollowKinds, name);
}

std::optional<Follow> make_follow(FollowKind kind, std::string_view name) {
  Follow follow{kind, {}, collapse_spaces(name), 0};
  if (follow.name.empty()) {
    return std::nullopt;
  }
  switch (kind) {
    case FollowKind::kPerson:
      follow.key = person_key(follow.name);
      break;
    case FollowKind::kRepository: {
      std::optional<Identifier> identifier = parse_identifier(follow.name);
      if (!identifier) {
        identifier = parse_identifier("github:" + follow.name);
      }
      if (!identifier || identifier->scheme != Scheme::kGithub) {
        return std::nullopt;
      }
      follow.key = identifier->value;
      follow.name = identifier->value;
      break;
    }
    case FollowKind::kOrganisation:
    case FollowKind::kVenue:
      follow.key = nfkc_casefold(follow.name);
      break;
  }
  return follow.key.empty() || follow.key == "|" ? std::nullopt : std::optional(follow);
}

std::vector<Follow> follows(Library& library) {
  Statement& select =
      library.impl().sql("SELECT kind, key, name, since FROM follows WHERE reader = ?");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  std::vector<Follow> out;
  while (select.step()) {
    if (const std::optional<FollowKind> kind = parse_follow_kind(select.column_text(0))) {
      out.push_back({*kind, select.column_text(1), select.column_text(2), select.column_int(3)});
    }
  }
  std::sort(out.begin(), out.end(), [](const Follow& a, const Follow& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.name < b.name;
  });
  return out;
}

bool add_follow(Library& library, const Follow& follow) {
  library.impl()
      .sql("INSERT OR IGNORE INTO follows (reader, kind, key, name, since) VALUES (?, ?, ?, ?, ?)")
      .bind(1, library.impl().reader)
      .bind(2, follow_kind_name(follow.kind))
      .bind(3, std::string_view(follow.key))
      .bind(4, std::string_view(follow.name))
      .bind(5, follow.since)
      .run();
  return library.impl().database.query_int("SELECT changes()") > 0;
}

bool remove_follow(Library& library, const Follow& follow) {
  library.impl()
      .sql("DELETE FROM follows WHERE reader = ? AND kind = ? AND key = ?")
      .bind(1, library.impl().reader)
      .bind(2, follow_kind_name(follow.kind))
      .bind(3, std::string_view(follow.key))
      .run();
  return library.impl().database.query_int("SELECT changes()") > 0;
}

std::vector<WorkId> works_of_repository(Library& library, std::string_view repository,
                                        std::size_t limit) {
  const std::string identifier = "github:" + std::string(repository);
  Statement& select = library.impl().sql(
      "SELECT id FROM works WHERE merged_into IS NULL AND withdrawn = 0 AND id IN "
      "(SELECT work FROM identifiers WHERE identifier = ?1 "
      "UNION SELECT work FROM links WHERE identifier = ?1 AND rel <> 'cites') "
      "ORDER BY day DESC, id DESC LIMIT ?2");
  select.bind(1, std::string_view(identifier)).bind(2, static_cast<std::int64_t>(limit));
  const Resetting resetting(select);
  std::vector<WorkId> ids;
  while (select.step()) {
    ids.push_back({select.column_int(0)});
  }
  return ids;
}

std::vector<WorkId> works_from_day(Library& library, const std::vector<Kind>& kinds,
                                   std::int32_t since) {
  Statement& select = library.impl().sql(
      "SELECT id, kind FROM works WHERE merged_into IS NULL AND withdrawn = 0 AND day >= ? "
      "ORDER BY day, id");
  select.bind(1, std::int64_t{since});
  const Resetting resetting(select);
  std::vector<WorkId> ids;
  while (select.step()) {
    const Kind kind = static_cast<Kind>(select.column_int(1));
    if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) {
      ids.push_back({select.column_int(0)});
    }
  }
  return ids;
}

}  // namespace assay::library
