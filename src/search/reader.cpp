#include "base/error.h"
#include "base/text.h"
#include "search/reader_internal.h"
#include "search/results_internal.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>
#include <utility>

namespace assay::search {
namespace {

constexpr float kK1 = 1.2F;
constexpr float kB = 0.75F;

/// One list from several; `combine` joins the weights of a document that is in both.
template <typename Combine>
Postings merge(const Postings& a, const Postings& b, Combine&& combine) {
  Postings out;
  out.reserve(a.size() + b.size());
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i].doc == b[j].doc) {
      out.push_back({a[i].doc, combine(a[i].weight, b[j].weight)});
      ++i;
      ++j;
    } else {
      out.push_back(a[i].doc < b[j].doc ? a[i++] : b[j++]);
    }
  }
  out.insert(out.end(), a.begin() + static_cast<std::ptrdiff_t>(i), a.end());
  out.insert(out.end(), b.begin() + static_cast<std::ptrdiff_t>(j), b.end());
  return out;
}

Postings merge_sum(const Postings& a, const Postings& b) {
  if (a.empty() || b.empty()) {
    return a.empty() ? b : a;
  }
  return merge(a, b, [](float x, float y) { return x + y; });
}

/// Sums many lists pairwise, the shortest first.
Postings merge_all(std::vector<Postings> lists) {
  if (lists.empty()) {
    return {};
  }
  while (lists.size() > 1) {
    std::vector<Postings> halves;
    for (std::size_t i = 0; i + 1 < lists.size(); i += 2) {
      halves.push_back(merge_sum(lists[i], lists[i + 1]));
    }
    if (lists.size() % 2 != 0) {
      halves.push_back(std::move(lists.back()));
    }
    lists = std::move(halves);
  }
  return std::move(lists.front());
}

/// Ends the read transaction however the search ends.
class Snapshot {
 public:
  Snapshot(Statement& begin, Statement& end) : end_(end) { begin.run(); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() {
    try {
      end_.run();
    } catch (const std::exception&) {
      // Nothing was written; the next search begins anew or reports what is wrong.
    }
  }

 private:
  Statement& end_;
};

}  // namespace

Reader::Reader(const std::filesystem::path& folder)
    : store_(folder, false),
      begin_(store_.connection(), "BEGIN"),
      end_(store_.connection(), "COMMIT") {}

State Reader::state() {
  return store_.read_state();
}

Results Reader::search(const Query& query, const Options& options) {
  const Snapshot snapshot(begin_, end_);
  return search_snapshot(query, options);
}

void Reader::check() {
  const Snapshot snapshot(begin_, end_);
  state_ = store_.read_state();
  Statement integrity(store_.connection(), "PRAGMA integrity_check(1)");
  const bool sound = integrity.step() && integrity.bytes(0) == "ok";
  integrity.reset();
  if (!sound) {
    throw_corrupt(store_.connection());
  }
  loaded_serial_ = -1;
  load_columns();
  std::int64_t alive = 0;
  for (const DocColumns& columns : columns_) {
    alive += columns.flags & kAliveFlag;
  }
  if (alive != state_.alive) {
    throw_corrupt(store_.connection());
  }
}

Results Reader::search_snapshot(const Query& query, const Options& options) {
  state_ = store_.read_state();
  load_columns();
  const Plan plan = make_plan(query, store_.full_text().analyser());
  if (plan.nothing || columns_.empty()) {
    return {};
  }
  Matches matches = match_clauses(plan);
  filter_names(query.filters, matches.match);
  Collector collector(options, query.filters, matches.ranked);
  for (std::size_t doc = 0; doc < columns_.size(); ++doc) {
    if (matches.match[doc] != 0) {
      collector.add(columns_[doc], matches.ranked ? matches.scores[doc] : 0);
    }
  }
  return collector.finish();
}

void Reader::load_columns() {
  if (loaded_serial_ == state_.serial) {
    return;
  }
  loaded_serial_ = -1;
  columns_.assign(static_cast<std::size_t>(state_.docs), DocColumns{});
  Statement rows(store_.connection(), "SELECT row, data FROM columns ORDER BY row");
  std::size_t doc = 0;
  while (rows.step()) {
    const std::string_view data = rows.bytes(1);
    const std::size_t count = data.size() / sizeof(DocColumns);
    if (static_cast<std::size_t>(rows.integer(0)) * kDocsPerRow != doc ||
        data.size() % sizeof(DocColumns) != 0 || count > columns_.size() - doc) {
      throw_corrupt(store_.connection());
    }
    std::memcpy(columns_.data() + doc, data.data(), data.size());
    doc += count;
  }
  if (doc != columns_.size()) {
    throw_corrupt(store_.connection());
  }
  loaded_serial_ = state_.serial;
}

Reader::Matches Reader::match_clauses(const Plan& plan) {
  Matches out;
  std::uint32_t required = 0;
  bool optional = false;
  for (const PlanClause& clause : plan.clauses) {
    required += !clause.negated && clause.required ? 1 : 0;
    optional = optional || (!clause.negated && !clause.required);
  }
  out.ranked = required > 0 || optional;
  const bool all = !out.ranked;
  const bool any = required == 0 && optional;
  std::vector<std::uint16_t> met(columns_.size(), 0);  // required clauses met so far, in order
  std::vector<std::uint8_t> touched(columns_.size(), 0);
  std::vector<std::uint8_t> banned(columns_.size(), 0);
  out.scores.assign(out.ranked ? columns_.size() : 0, 0.0F);
  std::uint16_t place = 0;
  for (const PlanClause& clause : plan.clauses) {
    const bool counts = clause.required && !clause.negated;
    for (const PlanTerm& term : clause.any_of) {
      const Postings postings = find_term(term);
      for (const Posting& posting : postings) {
        check_doc(posting.doc);
        if (clause.negated) {
          banned[posting.doc] = 1;
        } else if (!counts) {
          touched[posting.doc] = 1;
        } else if (met[posting.doc] == place) {
          met[posting.doc] = static_cast<std::uint16_t>(place + 1);
        }
      }
      if (!clause.negated) {
        score(postings, out.scores);
      }
    }
    place = static_cast<std::uint16_t>(place + (counts ? 1 : 0));
  }
  out.match.resize(columns_.size());
  for (std::size_t doc = 0; doc < columns_.size(); ++doc) {
    const bool matched = all || (any ? touched[doc] != 0 : met[doc] == required);
    out.match[doc] = matched && banned[doc] == 0 ? 1 : 0;
  }
  return out;
}

void Reader::check_doc(std::uint32_t doc) const {
  if (doc >= columns_.size()) {
    throw_corrupt(store_.connection());
  }
}

Postings Reader::find_term(const PlanTerm& term) {
  Postings out;
  for (const Sequence& sequence : term.alternatives) {
    std::vector<Postings> lists;
    if (term.prefix) {
      find_prefix(sequence, lists);
    } else {
      find_sequence(sequence, lists);
    }
    // Two ways to write a compound meet in the same places, so the better one counts.
    out = out.empty() ? merge_all(std::move(lists))
                      : merge(out, merge_all(std::move(lists)),
                              [](float x, float y) { return std::max(x, y); });
  }
  return out;
}

void Reader::find_sequence(const Sequence& sequence, std::vector<Postings>& lists) {
  // Running text is stemmed and names are not.
  if (sequence.words == sequence.terms) {
    lists.push_back(store_.full_text().find(sequence.terms, Where::kAll));
  } else {
    lists.push_back(store_.full_text().find(sequence.terms, Where::kText));
    lists.push_back(store_.full_text().find(sequence.words, Where::kNames));
  }
}

void Reader::find_prefix(const Sequence& sequence, std::vector<Postings>& lists) {
  Sequence run = sequence;
  std::set<std::string> terms;
  for (std::string& word : words_with_prefix(sequence.words.back())) {
    run.terms.back() = store_.full_text().analyser().stem(word);
    run.words.back() = std::move(word);
    if (terms.insert(run.terms.back()).second) {
      find_sequence(run, lists);
    } else {
      lists.push_back(store_.full_text().find(run.words, Where::kNames));
    }
  }
}

std::vector<std::string> Reader::words_with_prefix(std::string_view prefix) {
  if (!select_words_) {
    select_words_.emplace(store_.connection(),
                          "SELECT word FROM words WHERE word >= ?1 AND word < ?2");
  }
  std::string end(prefix);
  end.back() = static_cast<char>(end.back() + 1);  // never the last byte value in UTF-8
  std::vector<std::string> words;
  select_words_->bind(1, prefix).bind(2, end);
  while (select_words_->step()) {
    words.emplace_back(select_words_->bytes(0));
  }
  return words;
}

void Reader::score(const Postings& postings, std::vector<float>& scores) const {
  const auto docs = static_cast<float>(columns_.size());
  const auto df = static_cast<float>(postings.size());
  const float idf = std::log(1.0F + (docs - df + 0.5F) / (df + 0.5F));
  const float average = std::max(1.0F, static_cast<float>(state_.positions) / std::max(1.0F, docs));
  for (const Posting& posting : postings) {
    const auto length = static_cast<float>(columns_[posting.doc].length);
    scores[posting.doc] += idf * posting.weight * (kK1 + 1) /
                           (posting.weight + kK1 * (1 - kB + kB * length / average));
  }
}

void Reader::filter_names(const Filters& filters, std::vector<std::uint8_t>& match) {
  for (const std::string& author : filters.authors) {
    keep_any(kAuthorsColumn, {author}, match);
  }
  for (const std::string& organisation : filters.organisations) {
    keep_any(kOrganisationsColumn, {organisation}, match);
  }
  if (!filters.venues.empty()) {
    keep_any(kVenueColumn, filters.venues, match);
  }
  if (!filters.sources.empty()) {
    keep_any(kSourcesColumn, filters.sources, match);
  }
}

void Reader::keep_any(Column column, const std::vector<std::string>& values,
                      std::vector<std::uint8_t>& match) {
  std::vector<std::uint8_t> keep(match.size(), 0);
  for (const std::string& value : values) {
    FullText& text = store_.full_text();
    const std::vector<std::uint32_t> docs =
        column == kSourcesColumn ? text.find_source(value)
                                 : text.find_entry(column, name_words(value, text.analyser()));
    for (const std::uint32_t doc : docs) {
      check_doc(doc);
      keep[doc] = 1;
    }
  }
  for (std::size_t doc = 0; doc < match.size(); ++doc) {
    match[doc] = match[doc] & keep[doc];
  }
}

}  // namespace assay::search
