#include "library/signals.h"

#include "library/library_internal.h"

#include <algorithm>
#include <optional>

namespace assay::library {
namespace {

/// Adds what a further record of the work knows. Columns as in the statement below.
void add_record(const Statement& select, Signals& signals) {
  if (signals.title.empty()) {
    signals.title = select.column_text(9);
  }
  if (signals.authors.empty()) {
    signals.authors = split_lines(select.column_text(10));
  }
  if (signals.organisations.empty()) {
    signals.organisations = split_lines(select.column_text(11));
  }
  if (signals.venue.empty()) {
    signals.venue = select.column_text(12);
  }
  if (!select.column_is_null(13)) {
    signals.stars = std::max(signals.stars, select.column_int(13));
  }
  if (signals.practice && signals.extra.empty()) {
    signals.extra = select.column_text(14);
  }
}

Signals begin_signals(const Statement& select) {
  Signals signals;
  signals.summary.id = {select.column_int(0)};
  signals.summary.kind = static_cast<Kind>(select.column_int(1));
  signals.summary.year = static_cast<int>(select.column_int(2));
  signals.summary.day = static_cast<std::int32_t>(select.column_int(3));
  signals.summary.has_code = select.column_int(4) != 0;
  signals.summary.developer_led = select.column_double(5);
  signals.summary.research = select.column_double(6);
  signals.summary.topics = static_cast<std::uint32_t>(select.column_int(7));
  signals.practice = !select.column_is_null(8);
  return signals;
}

}  // namespace

void for_each_signals(Library& library, std::int64_t generation,
                      const std::function<void(const Signals&)>& visit,
                      const std::function<void(WorkId)>& gone) {
  if (generation > 0) {
    Statement& lost = library.impl().sql(
        "SELECT id FROM works WHERE generation > ? AND (merged_into IS NOT NULL OR withdrawn <> 0) "
        "ORDER BY id");
    lost.bind(1, generation);
    const Resetting resetting(lost);
    while (lost.step()) {
      gone({lost.column_int(0)});
    }
  }
  Statement& select = library.impl().sql(
      "SELECT w.id, w.kind, w.year, w.day, w.has_code, w.developer_led, w.research, w.topics, "
      "w.practice, r.title, r.authors, r.organisations, r.venue, r.stars, "
      "CASE WHEN w.practice IS NOT NULL THEN r.extra END "
      "FROM works w JOIN records r ON r.work = w.id "
      "WHERE w.generation > ? AND w.merged_into IS NULL AND w.withdrawn = 0 AND "
      "r.withdrawn IS NULL ORDER BY w.id, r.id");
  select.bind(1, generation);
  const Resetting resetting(select);
  std::optional<Signals> open;
  while (select.step()) {
    if (!open || open->summary.id.v != select.column_int(0)) {
      if (open) {
        visit(*open);
      }
      open = begin_signals(select);
    }
    add_record(select, *open);
  }
  if (open) {
    visit(*open);
  }
}

std::unordered_map<std::int64_t, std::int64_t> discussion_counts(Library& library) {
  std::unordered_map<std::int64_t, std::int64_t> counts;
  const auto add = [&counts](Statement& select) {
    const Resetting resetting(select);
    while (select.step()) {
      counts[select.column_int(0)] += select.column_int(1);
    }
  };
  Statement& said_elsewhere = library.impl().sql(
      "SELECT i.work, count(DISTINCT d.id) FROM works d JOIN links l ON l.work = d.id "
      "JOIN identifiers i ON i.identifier = l.identifier AND i.work <> d.id "
      "WHERE d.kind IN (?, ?, ?, ?) AND d.merged_into IS NULL AND d.withdrawn = 0 "
      "GROUP BY i.work");
  said_elsewhere.bind(1, static_cast<std::int64_t>(Kind::kPost))
      .bind(2, static_cast<std::int64_t>(Kind::kTalk))
      .bind(3, static_cast<std::int64_t>(Kind::kEvent))
      .bind(4, static_cast<std::int64_t>(Kind::kDiscussion));
  add(said_elsewhere);
  add(library.impl().sql(
      "SELECT work, count(*) FROM links WHERE rel IN ('discussion', 'post', 'talk') "
      "GROUP BY work"));
  return counts;
}

std::int64_t came(Library& library, WorkId work) {
  Statement& select = library.impl().sql("SELECT came FROM works WHERE id = ?");
  select.bind(1, work.v);
  const Resetting resetting(select);
  return select.step() ? select.column_int(0) : 0;
}

std::vector<SourceCount> source_counts(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT s.name, count(DISTINCT r.work), f.added FROM sources s "
      "LEFT JOIN records r ON r.source = s.id AND r.withdrawn IS NULL "
      "LEFT JOIN followed f ON f.source = s.id GROUP BY s.id ORDER BY s.name");
  const Resetting resetting(select);
  std::vector<SourceCount> counts;
  while (select.step()) {
    counts.push_back({select.column_text(0), select.column_int(1), std::nullopt});
    if (!select.column_is_null(2)) {
      counts.back().followed_since = select.column_int(2);
    }
  }
  return counts;
}

}  // namespace assay::library
