#include "ingest/absorb.h"

#include "ingest/artefact_check.h"
#include "library/dossier.h"
#include "library/reader.h"
#include "work/match.h"
#include "work/people.h"
#include "work/title.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::ingest {
namespace {

/// A name that stays the same when the record is read again.
std::string record_key(const Work& work, std::uint64_t title_key) {
  if (!work.id.empty()) {
    return work.id;
  }
  if (!work.identifiers.empty()) {
    return work.identifiers.front().str();
  }
  std::string people;
  for (const std::string& author : work.authors) {
    people += person_key(author) + ";";
  }
  return fmt::format("title:{:016x}:{}:{}:{}", title_key, work.year, kind_name(work.kind), people);
}

/// Ids that only mean something within one file ("1", "smith2020") may be used by two files for two
/// works.
bool ids_are_local(const Prepared& prepared) {
  const std::string& source = prepared.incoming.record.source;
  return !prepared.id_is_stable && source != "arxiv" && source != "paperlists";
}

bool share_identifier(const std::vector<Identifier>& a, const std::vector<Identifier>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Identifier& identifier) {
    return std::find(b.begin(), b.end(), identifier) != b.end();
  });
}

/// How much two records of one work have in common, to choose between works that the reader split.
std::size_t closeness(const Work& a, const Work& b) {
  const std::vector<Identifier> own_a = own_identifiers(a);
  const std::vector<Identifier> own_b = own_identifiers(b);
  const auto shared = std::count_if(own_a.begin(), own_a.end(), [&](const Identifier& identifier) {
    return std::find(own_b.begin(), own_b.end(), identifier) != own_b.end();
  });
  return 4 * static_cast<std::size_t>(shared) + (title_key(a.title) == title_key(b.title) ? 2 : 0) +
         (compare_people(a.authors, b.authors) == PeopleMatch::kSame ? 1 : 0);
}

}  // namespace

Prepared prepare(Work work, const std::string& source, const identify::Judge& judge) {
  Prepared prepared;
  library::IncomingRecord& incoming = prepared.incoming;
  incoming.title_key = title_key(work.title);
  incoming.twin_key = twin_key(work.title);
  incoming.identifiers = own_identifiers(work);
  incoming.mentions = find_mentions(work, incoming.identifiers);
  incoming.content_hash = library::content_hash(work);
  incoming.key = record_key(work, incoming.title_key);
  prepared.verdict = judge.judge(work);
  prepared.promise = promise_of(work);
  incoming.record = {source, std::move(work)};
  return prepared;
}

Prepared prepare_served(Work work, const std::string& source, const identify::Judge& judge) {
  Prepared prepared = prepare(std::move(work), source, judge);
  prepared.id_is_stable = !prepared.incoming.record.work.id.empty();
  return prepared;
}

search::Document make_document(library::Library& library, const library::StoredWork& stored,
                               bool read, bool noted) {
  search::Document document;
  document.id = stored.id;
  document.work = stored.work;
  document.developer_led = stored.developer_led;
  document.topics = stored.topics;
  document.read = read;
  document.sources = stored.sources;
  document.has_code = stored.has_code;
  document.code_alive = stored.code_alive;
  if (noted) {
    for (const library::Note& note : library::notes(library, stored.id)) {
      document.work.text += "\n\n" + note.body;
    }
  }
  return document;
}

bool Absorber::is_same_thing(const library::StoredRecord& stored, const Prepared& prepared) {
  const Work& incoming = prepared.incoming.record.work;
  const Work known = library_.load(stored.work).work;
  return title_key(known.title) == prepared.incoming.title_key ||
         share_identifier(own_identifiers(known), prepared.incoming.identifiers) ||
         compare_people(known.authors, incoming.authors) == PeopleMatch::kSame;
}

Outcome Absorber::absorb(Prepared prepared) {
  library::IncomingRecord& incoming = prepared.incoming;
  std::optional<library::StoredRecord> stored =
      library_.find_record(incoming.record.source, incoming.key);
  if (stored && stored->content_hash != incoming.content_hash && ids_are_local(prepared) &&
      !is_same_thing(*stored, prepared)) {
    incoming.key += fmt::format("#{:016x}", incoming.title_key);
    stored = library_.find_record(incoming.record.source, incoming.key);
  }
  if (!stored) {
    return add(std::move(prepared));
  }
  if (stored->content_hash == incoming.content_hash && !stored->withdrawn) {
    return Outcome::kUnchanged;
  }
  library_.replace_record(*stored, incoming);
  reconsider(join(stored->work, twins_of(incoming, stored->work),
                  "joined when " + incoming.key + " came to name both"));
  return Outcome::kUpdated;
}

bool Absorber::withdraw(const std::string& source, const std::string& id, std::int64_t at) {
  const std::optional<library::StoredRecord> stored = library_.find_record(source, id);
  if (!stored || stored->withdrawn) {
    return false;
  }
  library_.withdraw_record(*stored, at);
  reconsider(stored->work);
  return true;
}

std::vector<std::pair<WorkId, Twin>> Absorber::twins_of(const library::IncomingRecord& incoming,
                                                        WorkId home) {
  std::vector<std::pair<WorkId, Twin>> twins;
  for (const WorkId id : library_.candidates(incoming)) {
    const Twin twin =
        id == home ? Twin::kNone : match_works(library_.load(id).work, incoming.record.work);
    if (twin != Twin::kNone) {
      twins.emplace_back(id, twin);
    }
  }
  const auto is_alone = [](const auto& twin) { return twin.second == Twin::kTitleAlone; };
  const auto alone = std::count_if(twins.begin(), twins.end(), is_alone);
  // Beside better evidence, or where several works have the title, a title alone says nothing.
  if (alone > 1 || static_cast<std::size_t>(alone) < twins.size()) {
    std::erase_if(twins, is_alone);
  }
  return twins;
}

WorkId Absorber::join(WorkId home, const std::vector<std::pair<WorkId, Twin>>& twins,
                      const std::string& reason) {
  for (const auto& [other, twin] : twins) {
    if (other == home || twin != Twin::kIdentifier ||
        library::are_kept_apart(library_, home, other) ||
        match_works(library_.load(home).work, library_.load(other).work) == Twin::kNone) {
      continue;
    }
    const WorkId stays = std::min(home, other);
    const WorkId goes = std::max(home, other);
    library_.merge_works(stays, goes, reason);
    gone_.push_back(goes);
    changed_.erase(goes.v);
    home = stays;
  }
  return home;
}

Outcome Absorber::add(Prepared prepared) {
  library::IncomingRecord& incoming = prepared.incoming;
  std::vector<std::pair<WorkId, Twin>> twins = twins_of(incoming, {});
  if (twins.empty()) {
    const WorkId id = library_.add_work(incoming, &prepared.verdict);
    if (prepared.promise) {
      note_promise(library_, id, *prepared.promise);
    }
    search::Document document;
    document.id = id;
    document.developer_led = prepared.verdict.developer_led;
    document.topics = topic_mask(prepared.verdict);
    document.sources = {incoming.record.source};
    document.has_code = has_code(incoming.record.work, incoming.mentions);
    document.work = std::move(incoming.record.work);
    fresh_.emplace(id.v, documents_.size());
    documents_.push_back(std::move(document));
    return Outcome::kAdded;
  }
  // An identifier is stronger evidence than a title; among equals the oldest work stays.
  std::stable_sort(twins.begin(), twins.end(), [](const auto& a, const auto& b) {
    return (a.second == Twin::kIdentifier) > (b.second == Twin::kIdentifier);
  });
  prefer_closest(twins, incoming.record.work);
  const WorkId home = twins.front().first;
  library_.add_record(home, incoming, twin_reason(twins.front().second));
  reconsider(join(home, twins, "joined by a record that has both identifiers"));
  return Outcome::kUpdated;
}

void Absorber::prefer_closest(std::vector<std::pair<WorkId, Twin>>& twins, const Work& work) {
  bool split = false;
  for (std::size_t i = 0; i < twins.size() && !split; ++i) {
    split = std::any_of(twins.begin(), twins.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const auto& other) {
                          return library::are_kept_apart(library_, other.first, twins[i].first);
                        });
  }
  if (!split) {
    return;
  }
  std::vector<std::pair<std::size_t, std::pair<WorkId, Twin>>> ranked;
  ranked.reserve(twins.size());
  for (const auto& twin : twins) {
    ranked.emplace_back(closeness(library_.load(twin.first).work, work), twin);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < twins.size(); ++i) {
    twins[i] = ranked[i].second;
  }
}

void Absorber::reconsider(WorkId id) {
  const Work merged = library_.load(id).work;
  library_.refresh(id, merged);
  settle_artefacts(library_, id, merged);
  library_.set_verdict(id, judge_stored(library_, judge_, id, merged));
  changed_.insert(id.v);
}

void Absorber::note_changes_since(std::int64_t generation) {
  constexpr std::size_t kWorksPerStep = 1000;
  WorkId after;
  while (true) {
    const auto changes = library_.changes_since(generation, after, kWorksPerStep);
    if (changes.empty()) {
      return;
    }
    for (const library::Library::Change& change : changes) {
      if (change.gone) {
        gone_.push_back(change.id);
        changed_.erase(change.id.v);
      } else {
        changed_.insert(change.id.v);
      }
    }
    after = changes.back().id;
  }
}

IndexBatch Absorber::take_changes(std::int64_t generation) {
  IndexBatch batch;
  batch.generation = generation;
  batch.gone = std::exchange(gone_, {});
  const auto forget = [&](std::int64_t id) {
    const auto found = fresh_.find(id);
    if (found != fresh_.end()) {
      documents_[found->second].id = WorkId{};  // superseded: skipped below
    }
  };
  for (const WorkId id : batch.gone) {
    forget(id.v);
  }
  std::vector<std::int64_t> changed(changed_.begin(), changed_.end());
  std::sort(changed.begin(), changed.end());
  for (const std::int64_t id : changed) {
    forget(id);
  }
  for (search::Document& document : documents_) {
    if (document.id != WorkId{}) {
      batch.documents.push_back(std::move(document));
    }
  }
  if (!changed.empty()) {
    const auto readings = library::readings(library_);
    const auto noted = library::noted_works(library_);
    for (const std::int64_t id : changed) {
      const library::StoredWork stored = library_.load({id});
      if (stored.withdrawn) {
        batch.gone.push_back(stored.id);
      } else {
        batch.documents.push_back(make_document(
            library_, stored, library::has_read(readings, stored.id), noted.count(id) != 0));
      }
    }
  }
  documents_.clear();
  fresh_.clear();
  changed_.clear();
  return batch;
}

}  // namespace assay::ingest
