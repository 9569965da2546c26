#include "library/library_internal.h"
#include "work/match.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace assay::library {
namespace {

/// Works that link to one, the ones with a tie before those that only mention it.
constexpr const char* kIncoming =
    "SELECT l.work, w.kind, l.rel, l.field, l.first, l.last FROM identifiers i "
    "JOIN links l ON l.identifier = i.identifier JOIN works w ON w.id = l.work "
    "WHERE i.work = ? ORDER BY l.rel = 'cites', l.work LIMIT 500";
constexpr const char* kOutgoing =
    "SELECT i.work, w.kind, l.rel, l.field, l.first, l.last FROM links l "
    "JOIN identifiers i ON i.identifier = l.identifier JOIN works w ON w.id = i.work "
    "WHERE l.work = ? ORDER BY i.work";

Kind kind_column(const Statement& row, int index) {
  return static_cast<Kind>(row.column_int(index));
}

/// Collects ties, the strongest a work.
class Relations {
 public:
  explicit Relations(const StoredWork& work) : work_(work) {}

  void read(Statement& rows, bool said_here) {
    rows.bind(1, work_.id.v);
    const Resetting resetting(rows);
    while (rows.step()) {
      const Kind other = kind_column(rows, 1);
      const std::string rel = rows.column_text(2);
      Relation relation;
      relation.id = {rows.column_int(0)};
      relation.tie = said_here ? tie_between(work_.work.kind, rel, other)
                               : tie_between(other, rel, work_.work.kind);
      if (!said_here) {
        relation.tie.subject = !relation.tie.subject;
      }
      relation.said_here = said_here;
      relation.field = rows.column_text(3);
      relation.begin = static_cast<std::uint32_t>(rows.column_int(4));
      relation.end = static_cast<std::uint32_t>(rows.column_int(5));
      add(std::move(relation));
    }
  }

  void add(Relation relation) {
    if (relation.id == work_.id) {
      return;
    }
    const auto known = std::find_if(relations_.begin(), relations_.end(),
                                    [&](const Relation& other) { return other.id == relation.id; });
    if (known == relations_.end()) {
      relations_.push_back(std::move(relation));
    } else if (relation.tie.tie < known->tie.tie) {
      *known = std::move(relation);
    }
  }

  std::vector<Relation> take() {
    std::sort(relations_.begin(), relations_.end(), [](const Relation& a, const Relation& b) {
      return std::tuple(a.tie.tie, !a.tie.subject, a.id) <
             std::tuple(b.tie.tie, !b.tie.subject, b.id);
    });
    return std::move(relations_);
  }

 private:
  const StoredWork& work_;
  std::vector<Relation> relations_;
};

}  // namespace

void Library::Impl::write_links(WorkId id, const Work& work, const std::vector<Identifier>& own,
                                const std::vector<Mention>& mentions) {
  Statement& insert =
      sql("INSERT OR IGNORE INTO links (work, rel, identifier, field, first, last) "
          "VALUES (?, ?, ?, ?, ?, ?)");
  const auto is_own = [&own](const Identifier& identifier) {
    return std::find(own.begin(), own.end(), identifier) != own.end();
  };
  const auto write = [&](std::string_view rel, const Identifier& identifier, std::string_view field,
                         const Mention* mention) {
    const std::string text = identifier.str();
    insert.bind(1, id.v).bind(2, rel).bind(3, std::string_view(text)).bind(4, field);
    if (mention == nullptr) {
      insert.bind_null(5).bind_null(6);
    } else {
      insert.bind(5, std::int64_t{mention->begin}).bind(6, std::int64_t{mention->end});
    }
    insert.run();
  };
  // A mention tells where it stands, so it goes before a source's link that says the same.
  for (const Mention& mention : mentions) {
    write(mention.rel, mention.target, mention.field, &mention);
  }
  // A source may list whatever a text names as its papers and code: there the words decide.
  const auto is_only_cited = [&](std::string_view rel, const Identifier& identifier) {
    return work.kind != Kind::kPaper && (rel == "paper" || rel == "code") &&
           std::any_of(mentions.begin(), mentions.end(), [&](const Mention& mention) {
             return mention.rel == "cites" && mention.target == identifier;
           });
  };
  const auto write_link = [&](std::string_view rel, const std::string& url,
                              std::string_view field) {
    const std::optional<Identifier> identifier = parse_identifier(url);
    if (identifier && !is_own(*identifier) && !is_only_cited(rel, *identifier)) {
      write(rel, *identifier, field, nullptr);
    }
  };
  for (const Link& link : work.links) {
    write_link(link.rel, link.url, "links");
  }
  if (!work.code.empty()) {
    write_link("code", work.code, "code");
  }
  if (work.kind == Kind::kContribution || work.kind == Kind::kDiscussion) {
    const std::string_view rel = work.kind == Kind::kContribution ? "release" : "discussion";
    for (const Identifier& identifier : own) {
      if (const std::optional<Identifier> whole = whole_of(identifier); whole && !is_own(*whole)) {
        write(rel, *whole, "identifiers", nullptr);
      }
    }
  }
}

std::vector<Relation> Library::relations(const StoredWork& work) {
  Relations relations(work);
  relations.read(impl_->sql(kOutgoing), true);
  relations.read(impl_->sql(kIncoming), false);
  std::vector<std::pair<Kind, WorkId>> same_title;
  if (const std::uint64_t key = twin_key(work.work.title); key != 0) {
    Statement& find = impl_->sql(
        "SELECT kind, id FROM works WHERE title_key = ? AND title_key <> 0 AND merged_into IS NULL "
        "ORDER BY id LIMIT 100");
    find.bind(1, static_cast<std::int64_t>(key));
    const Resetting resetting(find);
    while (find.step()) {
      same_title.emplace_back(kind_column(find, 0), WorkId{find.column_int(1)});
    }
  }
  for (const auto& [kind, id] : same_title) {
    if (id != work.id && kind != work.work.kind &&
        same_title_and_people(work.work, load(id).work)) {
      Relation relation;
      relation.id = id;
      relation.tie = tie_of_namesakes(work.work.kind, kind);
      relations.add(std::move(relation));
    }
  }
  return relations.take();
}

}  // namespace assay::library
