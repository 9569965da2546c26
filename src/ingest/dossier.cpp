#include "ingest/dossier.h"

#include "base/error.h"
#include "base/time.h"
#include "ingest/artefact_check.h"
#include "ingest/finding.h"
#include "library/dossier.h"
#include "library/reader.h"
#include "source/artefact.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace assay::ingest {
namespace {

constexpr std::size_t kMostMentionsShown = 100;
constexpr std::size_t kWorksPerStep = 250;

using library::KeptRecord;

RecordView view_record(const KeptRecord& record, std::size_t n) {
  return {n, record.source, record.key, record.reason};
}

RelationView view_relation(library::Library& library, const library::StoredWork& here,
                           const library::Relation& relation) {
  const library::StoredWork other = library.load(relation.id);
  RelationView view;
  view.tie = relation.tie.tie;
  view.words = tie_words(relation.tie.tie, relation.tie.subject);
  view.id = relation.id;
  view.kind = other.work.kind;
  view.title = other.work.title;
  const std::vector<std::string> identifiers = shown_identifiers(other);
  view.identifier = identifiers.empty() ? "" : identifiers.front();
  view.date = other.work.date.empty() && other.work.year != 0 ? std::to_string(other.work.year)
                                                              : other.work.date;
  view.said_by = relation.said_here ? here.id : relation.id;
  if (!relation.field.empty()) {
    view.evidence = {relation.field, relation.begin, relation.end,
                     mention_words(relation.said_here ? here.work : other.work, relation.field,
                                   relation.begin, relation.end)};
  }
  return view;
}

/// Whether `what` names this record.
bool is_named(const KeptRecord& record, std::size_t n, std::string_view what,
              const std::optional<Identifier>& identifier) {
  std::size_t number = 0;
  const auto [end, code] = std::from_chars(what.data(), what.data() + what.size(), number);
  if (code == std::errc{} && end == what.data() + what.size()) {
    return number == n;
  }
  if (record.key == what || record.work.id == what || record.source == what ||
      record.source + ":" + record.key == what) {
    return true;
  }
  const std::vector<Identifier> own = own_identifiers(record.work);
  return identifier && std::find(own.begin(), own.end(), *identifier) != own.end();
}

std::string list_records(const std::vector<KeptRecord>& records) {
  std::string out;
  for (std::size_t i = 0; i < records.size(); ++i) {
    out += fmt::format("{}{} ({} {})", out.empty() ? "" : ", ", i + 1, records[i].source,
                       records[i].key);
  }
  return out;
}

/// Positions of the records that are to go.
std::vector<std::size_t> choose_records(const std::vector<KeptRecord>& records,
                                        const std::string& work, std::string_view what) {
  if (records.size() == 1) {
    throw Error(Errc::kUsage, work + " was made of one record, so there is nothing to split", "",
                "see its records with `assay show " + work + "`");
  }
  if (what.empty()) {
    if (records.size() > 2) {
      throw Error(Errc::kUsage, work + " has several records: " + list_records(records), "",
                  "name the one to take out: assay split " + work + " N");
    }
    return {1};
  }
  const std::optional<Identifier> identifier = parse_bare_identifier(what);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (is_named(records[i], i + 1, what, identifier)) {
      chosen.push_back(i);
    }
  }
  if (chosen.empty()) {
    throw Error(Errc::kNotFound, work + " has no record " + std::string(what), "",
                "it has " + list_records(records));
  }
  if (chosen.size() == records.size()) {
    throw Error(Errc::kUsage, "all records of " + work + " are " + std::string(what), "",
                "name one of them by its number: " + list_records(records));
  }
  return chosen;
}

void settle(library::Library& library, const identify::Judge& judge, WorkId id) {
  const Work work = library.load(id).work;
  library.refresh(id, work);
  settle_artefacts(library, id, work);
  library.set_verdict(id, judge_stored(library, judge, id, work));
}

}  // namespace

void read_ties(library::Library& library, const library::StoredWork& stored, DossierView& view) {
  const std::vector<KeptRecord> records = library::kept_records(library, stored.id);
  for (std::size_t i = 0; i < records.size(); ++i) {
    view.records.push_back(view_record(records[i], i + 1));
  }
  for (const library::Relation& relation : library.relations(stored)) {
    view.relations.push_back(view_relation(library, stored, relation));
  }
  for (library::KeptMention& mention :
       library::mentions_of(library, stored.id, kMostMentionsShown)) {
    if (!mention.work) {
      std::string text = mention_words(stored.work, mention.field, mention.begin, mention.end);
      view.mentions.push_back(
          {std::move(mention.rel),
           std::move(mention.identifier),
           {std::move(mention.field), mention.begin, mention.end, std::move(text)}});
    }
  }
  for (library::Artefact& artefact : library::artefacts(library, stored.id)) {
    const std::optional<source::ArtefactState> found = source::parse_artefact(artefact.detail);
    std::string words = found ? source::artefact_words(*found) : artefact.state;
    view.artefacts.push_back(
        {std::move(artefact.url), std::move(artefact.rel), std::move(artefact.state),
         artefact.checked == 0 ? std::string() : format_instant(artefact.checked),
         std::move(artefact.detail), std::move(words)});
  }
}

std::uint64_t link_works_again(library::Library& library, Turn* turn) {
  if (library::links_version(library) == kMentionsVersion) {
    return 0;
  }
  std::uint64_t count = 0;
  WorkId after;
  while (true) {
    const std::vector<WorkId> ids = library::works_after(library, after, kWorksPerStep);
    library.begin();
    try {
      for (const WorkId id : ids) {
        library::link_again(library, id);
        settle_artefacts(library, id, library.load(id).work);
      }
      if (ids.size() < kWorksPerStep) {
        library::set_links_version(library, kMentionsVersion);
      }
      library.commit();
    } catch (...) {
      library.rollback();
      throw;
    }
    count += ids.size();
    if (ids.size() < kWorksPerStep) {
      return count;
    }
    after = ids.back();
    const Rest rest(turn);
  }
}

SplitReport split_work(library::Library& library, const identify::Judge& judge, std::string_view id,
                       std::string_view what, std::int64_t now) {
  SplitReport report;
  report.from = require_work(library, id);
  const std::string work = format_work_id(report.from);
  const std::vector<KeptRecord> records = library::kept_records(library, report.from);
  std::vector<std::int64_t> taken;
  for (const std::size_t i : choose_records(records, work, what)) {
    report.records.push_back(view_record(records[i], i + 1));
    taken.push_back(records[i].id);
  }
  library.begin();
  try {
    report.other = library::take_out(library, report.from, taken, now);
    settle(library, judge, report.from);
    settle(library, judge, report.other);
    library::record_event(library, "split", report.from, "from " + format_work_id(report.other),
                          now);
    library.commit();
  } catch (...) {
    library.rollback();
    throw;
  }
  return report;
}

std::string to_json(const SplitReport& report) {
  nlohmann::ordered_json out;
  out["from"] = format_work_id(report.from);
  out["other"] = format_work_id(report.other);
  out["records"] = nlohmann::ordered_json::array();
  for (const RecordView& record : report.records) {
    out["records"].push_back({{"n", record.n},
                              {"source", record.source},
                              {"key", record.key},
                              {"reason", record.reason}});
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace assay::ingest
