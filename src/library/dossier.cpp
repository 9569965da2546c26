#include "library/dossier.h"

#include "library/library_internal.h"

#include <algorithm>
#include <set>

namespace assay::library {
namespace {

/// Bits of works.artefacts from here on: its CodeState.
constexpr unsigned kCodeStateShift = 1;

CodeState code_state_of(std::int64_t artefacts) noexcept {
  const auto state = static_cast<std::uint64_t>(artefacts) >> kCodeStateShift;
  return state < kCodeStateCount ? static_cast<CodeState>(state) : CodeState::kUnseen;
}

CodeState state_of(std::string_view state, bool licensed) {
  if (state == "alive" || state == "archived") {
    return licensed ? CodeState::kAliveLicensed : CodeState::kAlive;
  }
  return state == "empty"      ? CodeState::kEmpty
         : state == "missing"  ? CodeState::kMissing
         : state == "promised" ? CodeState::kPromised
                               : CodeState::kUnseen;
}

/// Writes the bits of works.artefacts; the work counts as changed when they change.
void mark_artefacts(Library::Impl& impl, WorkId id) {
  std::int64_t alive = 0;
  CodeState best = CodeState::kUnseen;
  {
    Statement& select = impl.sql(
        "SELECT rel, state, CASE WHEN json_valid(detail) THEN json_extract(detail, '$.licensed') "
        "END FROM artefacts WHERE work = ? AND checked > 0");
    select.bind(1, id.v);
    const Resetting resetting(select);
    while (select.step()) {
      const std::string state = select.column_text(1);
      alive = select.column_text(0) == "code" && state == "alive" ? kCodeAlive : alive;
      const CodeState found = state_of(state, select.column_int(2) != 0);
      best = best == CodeState::kUnseen || (found != CodeState::kUnseen && found < best) ? found
                                                                                         : best;
    }
  }
  impl.sql("UPDATE works SET artefacts = ?1, generation = ?2 WHERE id = ?3 AND artefacts <> ?1")
      .bind(1, alive | static_cast<std::int64_t>(best) << kCodeStateShift)
      .bind(2, impl.next_generation())
      .bind(3, id.v)
      .run();
}

/// The former work that these records are all of, if it went into `from`.
std::optional<WorkId> former_work(Library::Impl& impl, WorkId from,
                                  const std::vector<std::int64_t>& records) {
  const std::set<std::int64_t> taken(records.begin(), records.end());
  Statement& select = impl.sql(
      "SELECT r.id, coalesce(r.born, 0), coalesce(w.merged_into, 0) FROM records r "
      "LEFT JOIN works w ON w.id = r.born WHERE r.work = ?");
  select.bind(1, from.v);
  const Resetting resetting(select);
  std::set<std::int64_t> born;
  std::set<std::int64_t> staying;
  while (select.step()) {
    const bool came_here = select.column_int(2) == from.v;
    const std::int64_t work = came_here ? select.column_int(1) : 0;
    (taken.count(select.column_int(0)) != 0 ? born : staying).insert(work);
  }
  if (born.size() != 1 || *born.begin() == 0 || staying.count(*born.begin()) != 0) {
    return std::nullopt;
  }
  return WorkId{*born.begin()};
}

WorkId new_work(Library::Impl& impl) {
  impl.sql("INSERT INTO works (generation, kind, title_key) VALUES (?, 0, 0)")
      .bind(1, impl.next_generation())
      .run();
  return {impl.database.last_insert_id()};
}

/// Opens a former work again; what was typed on it comes back.
void revive(Library::Impl& impl, WorkId work, WorkId from) {
  impl.sql("UPDATE works SET merged_into = NULL, generation = ? WHERE id = ?")
      .bind(1, impl.next_generation())
      .bind(2, work.v)
      .run();
  impl.sql("UPDATE notes SET work = ?1, typed_on = NULL WHERE work = ?2 AND typed_on = ?1")
      .bind(1, work.v)
      .bind(2, from.v)
      .run();
  impl.sql("UPDATE cards SET work = ?1, typed_on = NULL WHERE work = ?2 AND typed_on = ?1")
      .bind(1, work.v)
      .bind(2, from.v)
      .run();
  impl.sql("UPDATE experiments SET work = ?1, typed_on = NULL WHERE work = ?2 AND typed_on = ?1")
      .bind(1, work.v)
      .bind(2, from.v)
      .run();
  impl.sql(
          "UPDATE OR IGNORE reading SET work = ?1, typed_on = NULL "
          "WHERE work = ?2 AND typed_on = ?1")
      .bind(1, work.v)
      .bind(2, from.v)
      .run();
}

void keep_apart(Library::Impl& impl, WorkId a, WorkId b, std::int64_t at) {
  impl.sql("INSERT OR IGNORE INTO kept_apart (a, b, at) VALUES (?, ?, ?)")
      .bind(1, std::min(a.v, b.v))
      .bind(2, std::max(a.v, b.v))
      .bind(3, at)
      .run();
}

/// A work's oldest record has no reason to be there: it is the work.
void clear_first_reason(Library::Impl& impl, WorkId work) {
  impl.sql(
          "UPDATE records SET reason = NULL WHERE id = (SELECT min(id) FROM records WHERE work = "
          "?)")
      .bind(1, work.v)
      .run();
}

}  // namespace

std::vector<KeptRecord> kept_records(Library& library, WorkId id) {
  static const std::string select_sql =
      std::string(
          "SELECT r.id, (SELECT name FROM sources s WHERE s.id = r.source), r.key, "
          "r.reason, ") +
      kRecordColumns + " FROM records r WHERE r.work = ? ORDER BY r.id";
  Statement& select = library.impl().sql(select_sql.c_str());
  select.bind(1, id.v);
  const Resetting resetting(select);
  std::vector<KeptRecord> records;
  while (select.step()) {
    records.push_back({select.column_int(0), select.column_text(1), select.column_text(2),
                       select.column_text(3), read_record(select, 4)});
  }
  return records;
}

std::vector<KeptMention> mentions_of(Library& library, WorkId id, std::size_t limit) {
  Statement& select = library.impl().sql(
      "SELECT l.rel, l.identifier, l.field, l.first, l.last, "
      "(SELECT min(i.work) FROM identifiers i WHERE i.identifier = l.identifier) "
      "FROM links l WHERE l.work = ? ORDER BY l.rel = 'cites', l.field, l.first, l.identifier "
      "LIMIT ?");
  select.bind(1, id.v).bind(2, static_cast<std::int64_t>(limit));
  const Resetting resetting(select);
  std::vector<KeptMention> mentions;
  while (select.step()) {
    KeptMention& mention = mentions.emplace_back();
    mention.rel = select.column_text(0);
    mention.identifier = select.column_text(1);
    mention.field = select.column_text(2);
    mention.begin = static_cast<std::uint32_t>(select.column_int(3));
    mention.end = static_cast<std::uint32_t>(select.column_int(4));
    if (!select.column_is_null(5)) {
      mention.work = WorkId{select.column_int(5)};
    }
  }
  return mentions;
}

std::int64_t links_version(Library& library) {
  Statement& select = library.impl().sql("SELECT value FROM meta WHERE key = 'mentions'");
  const Resetting resetting(select);
  return select.step() ? select.column_int(0) : 0;
}

void set_links_version(Library& library, std::int64_t version) {
  library.impl().sql("UPDATE meta SET value = ? WHERE key = 'mentions'").bind(1, version).run();
}

void link_again(Library& library, WorkId id) {
  const Work work = library.load(id).work;
  const std::vector<Identifier> own = own_identifiers(work);
  library.impl().sql("DELETE FROM links WHERE work = ?").bind(1, id.v).run();
  library.impl().write_links(id, work, own, find_mentions(work, own));
}

std::vector<WorkId> works_after(Library& library, WorkId after, std::size_t limit) {
  Statement& select = library.impl().sql(
      "SELECT id FROM works WHERE id > ? AND merged_into IS NULL ORDER BY id LIMIT ?");
  select.bind(1, after.v).bind(2, static_cast<std::int64_t>(limit));
  const Resetting resetting(select);
  std::vector<WorkId> ids;
  while (select.step()) {
    ids.push_back({select.column_int(0)});
  }
  return ids;
}

WorkId take_out(Library& library, WorkId from, const std::vector<std::int64_t>& records,
                std::int64_t at) {
  Library::Impl& impl = library.impl();
  const std::optional<WorkId> former = former_work(impl, from, records);
  const WorkId other = former ? *former : new_work(impl);
  if (former) {
    revive(impl, other, from);
  }
  impl.copy_seen(other, from);
  for (const std::int64_t record : records) {
    impl.sql("UPDATE records SET work = ?, born = NULL WHERE id = ? AND work = ?")
        .bind(1, other.v)
        .bind(2, record)
        .bind(3, from.v)
        .run();
  }
  clear_first_reason(impl, from);
  clear_first_reason(impl, other);
  keep_apart(impl, from, other, at);
  impl.sql(
          "INSERT OR IGNORE INTO artefacts SELECT ?1, url, rel, state, checked, detail "
          "FROM artefacts WHERE work = ?2")
      .bind(1, other.v)
      .bind(2, from.v)
      .run();
  return other;
}

bool are_kept_apart(Library& library, WorkId a, WorkId b) {
  Statement& select = library.impl().sql("SELECT 1 FROM kept_apart WHERE a = ? AND b = ?");
  select.bind(1, std::min(a.v, b.v)).bind(2, std::max(a.v, b.v));
  const Resetting resetting(select);
  return select.step();
}

void set_artefact(Library& library, WorkId work, const Artefact& artefact) {
  library.impl()
      .sql(
          "INSERT INTO artefacts (work, url, rel, state, checked, detail) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (work, url) DO UPDATE SET "
          "rel = ?3, state = ?4, checked = ?5, detail = ?6")
      .bind(1, work.v)
      .bind(2, std::string_view(artefact.url))
      .bind(3, std::string_view(artefact.rel))
      .bind(4, std::string_view(artefact.state))
      .bind(5, artefact.checked)
      .bind_text_or_null(6, artefact.detail)
      .run();
  mark_artefacts(library.impl(), work);
}

CodeState code_state(Library& library, WorkId work) {
  Statement& select = library.impl().sql("SELECT artefacts FROM works WHERE id = ?");
  select.bind(1, work.v);
  const Resetting resetting(select);
  return select.step() ? code_state_of(select.column_int(0)) : CodeState::kUnseen;
}

std::vector<Artefact> artefacts(Library& library, WorkId work) {
  Statement& select = library.impl().sql(
      "SELECT url, rel, state, checked, detail FROM artefacts WHERE work = ? ORDER BY url");
  select.bind(1, work.v);
  const Resetting resetting(select);
  std::vector<Artefact> out;
  while (select.step()) {
    out.push_back({select.column_text(0), select.column_text(1), select.column_text(2),
                   select.column_int(3), select.column_text(4)});
  }
  return out;
}

std::vector<WorkId> works_with_artefacts(Library& library, std::size_t most) {
  std::vector<WorkId> works;
  Statement& select = library.impl().sql(
      "SELECT id FROM works LEFT JOIN (SELECT work, min(checked) AS looked FROM artefacts GROUP BY "
      "work) ON work = id WHERE merged_into IS NULL AND withdrawn = 0 AND (has_code = 1 OR looked "
      "IS NOT NULL OR EXISTS (SELECT 1 FROM links l WHERE l.work = id AND l.rel IN ('data', "
      "'dataset', 'model', 'weights', 'demo') AND l.field = 'links')) ORDER BY "
      "coalesce(looked, 0), developer_led DESC, id LIMIT ?");
  select.bind(1, static_cast<std::int64_t>(most));
  const Resetting resetting(select);
  while (select.step()) {
    works.push_back(WorkId{select.column_int(0)});
  }
  return works;
}

void prune_artefacts(Library& library, WorkId id, const Work& work, bool promises) {
  for (const Artefact& artefact : artefacts(library, id)) {
    const bool there =
        artefact.url.empty()
            ? promises
            : artefact.url == work.code ||
                  std::any_of(work.links.begin(), work.links.end(),
                              [&](const Link& link) { return link.url == artefact.url; });
    if (!there) {
      library.impl()
          .sql("DELETE FROM artefacts WHERE work = ? AND url = ?")
          .bind(1, id.v)
          .bind(2, std::string_view(artefact.url))
          .run();
    }
  }
  mark_artefacts(library.impl(), id);
}

void Library::Impl::move_readers_part(WorkId into, WorkId from) {
  // Where both have a state that of the one that stays counts; the other's waits for a split.
  sql("UPDATE OR IGNORE reading SET work = ?1, typed_on = coalesce(typed_on, ?2) WHERE work = ?2")
      .bind(1, into.v)
      .bind(2, from.v)
      .run();
  sql("UPDATE notes SET work = ?1, typed_on = coalesce(typed_on, ?2) WHERE work = ?2")
      .bind(1, into.v)
      .bind(2, from.v)
      .run();
  sql("UPDATE cards SET work = ?1, typed_on = coalesce(typed_on, ?2) WHERE work = ?2")
      .bind(1, into.v)
      .bind(2, from.v)
      .run();
  sql("UPDATE experiments SET work = ?1, typed_on = coalesce(typed_on, ?2) WHERE work = ?2")
      .bind(1, into.v)
      .bind(2, from.v)
      .run();
  // What a saved search has shown is not new in another shape; the row of `from` stays for a split.
  copy_seen(into, from);
  sql("UPDATE week_items SET work = ? WHERE work = ?").bind(1, into.v).bind(2, from.v).run();
  sql("UPDATE ledger SET work = ? WHERE work = ?").bind(1, into.v).bind(2, from.v).run();
}

void Library::Impl::move_dossier(WorkId into, WorkId from) {
  sql("UPDATE OR IGNORE artefacts SET work = ? WHERE work = ?")
      .bind(1, into.v)
      .bind(2, from.v)
      .run();
  sql("DELETE FROM artefacts WHERE work = ?").bind(1, from.v).run();
  mark_artefacts(*this, into);
  // The pairs of `from` stay as well, should it come back.
  sql("INSERT OR IGNORE INTO kept_apart (a, b, at) SELECT min(?1, other), max(?1, other), at FROM "
      "(SELECT b AS other, at FROM kept_apart WHERE a = ?2 "
      "UNION ALL SELECT a, at FROM kept_apart WHERE b = ?2) WHERE other <> ?1")
      .bind(1, into.v)
      .bind(2, from.v)
      .run();
}

}  // namespace assay::library
