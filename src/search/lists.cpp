#include "search/builder_internal.h"
#include "search/lists_internal.h"

#include <algorithm>
#include <bit>
#include <set>
#include <utility>

namespace assay::search {
namespace {

/// Calls `visit` for each document that all cursors hold, the cursors standing on it.
template <typename Visit>
void intersect(std::vector<Cursor*> cursors, Visit&& visit) {
  std::sort(cursors.begin(), cursors.end(),
            [](const Cursor* a, const Cursor* b) { return a->df() < b->df(); });
  std::uint32_t doc = cursors.front()->advance(0);
  while (doc != kNoDoc) {
    std::uint32_t found = doc;
    for (std::size_t i = 1; i < cursors.size() && found == doc; ++i) {
      found = cursors[i]->advance(doc);
    }
    if (found == doc) {
      visit(doc);
      doc = cursors.front()->next();
    } else if (found == kNoDoc) {
      return;
    } else {
      doc = cursors.front()->advance(found);
    }
  }
}

/// Keeps in `starts` the positions p for which `positions` holds p + shift.
void keep_followed(std::vector<std::uint32_t>& starts, const std::vector<std::uint32_t>& positions,
                   std::uint32_t shift) {
  auto at = positions.begin();
  std::erase_if(starts, [&](std::uint32_t start) {
    while (at != positions.end() && *at < start + shift) {
      ++at;
    }
    return at == positions.end() || *at != start + shift;
  });
}

void to_entries(std::vector<std::uint32_t>& positions) {
  for (std::uint32_t& position : positions) {
    position /= kEntrySpan;
  }
}

template <typename Change>
void for_all(Cursor& cursor, Change&& change) noexcept {
  for (std::uint32_t doc = cursor.advance(0); doc != kNoDoc;) {
    const Cursor::Run run = cursor.run();
    for (std::size_t i = 0; i < run.count; ++i) {
      change(run.docs[i], run.codes[i]);
    }
    cursor.consume(run.count);
    doc = cursor.doc();
  }
}

}  // namespace

void DocSet::set_all(Cursor cursor) noexcept {
  for_all(cursor, [&](std::uint32_t doc, std::uint32_t /*code*/) { set(doc); });
}

void DocSet::clear_all(Cursor cursor) noexcept {
  for_all(cursor, [&](std::uint32_t doc, std::uint32_t /*code*/) { clear(doc); });
}

void DocSet::intersect(const DocSet& other) noexcept {
  for (std::size_t i = 0; i < bits_.size(); ++i) {
    bits_[i] &= other.bits_[i];
  }
}

void DocSet::unite(const DocSet& other) noexcept {
  for (std::size_t i = 0; i < bits_.size(); ++i) {
    bits_[i] |= other.bits_[i];
  }
}

std::uint64_t DocSet::count() const noexcept {
  std::uint64_t sum = 0;
  for (const std::uint64_t word : bits_) {
    sum += static_cast<std::uint64_t>(std::popcount(word));
  }
  return sum;
}

std::optional<Cursor> ListFinder::open(Space space, std::string_view word) const {
  const std::optional<TermInfo> info = segment_.find(term_in(space, word));
  return info ? std::optional(segment_.open(*info)) : std::nullopt;
}

std::vector<Cursor> ListFinder::find(const PlanTerm& term) {
  std::vector<Cursor> out;
  for (const Sequence& sequence : term.alternatives) {
    std::vector<Cursor> lists;
    if (term.prefix) {
      find_prefix(sequence, lists);
    } else {
      find_sequence(sequence, lists);
    }
    if (term.alternatives.size() == 1) {
      return lists;
    }
    if (!lists.empty()) {
      out.push_back(unite(std::move(lists)));
    }
  }
  if (out.size() > 1) {
    // Two ways to write a compound meet in the same places, so the better one counts.
    Cursor better = merge(std::move(out), Combine::kMax);
    out.clear();
    out.push_back(std::move(better));
  }
  return out;
}

Cursor ListFinder::unite(std::vector<Cursor> lists) {
  return lists.size() == 1 ? std::move(lists.front()) : merge(std::move(lists), Combine::kSum);
}

void ListFinder::find_sequence(const Sequence& sequence, std::vector<Cursor>& out) {
  find_run(Space::kText, sequence.terms, out);
  find_run(Space::kAuthor, sequence.words, out);
}

void ListFinder::find_prefix(const Sequence& sequence, std::vector<Cursor>& out) {
  std::set<std::string> stems;
  std::vector<Cursor> lists;
  std::vector<std::string> run;
  segment_.visit_words(sequence.words.back(), [&](std::string_view word) {
    if (!word.starts_with(sequence.words.back())) {
      return false;
    }
    run = sequence.words;
    run.back() = word;
    find_run(Space::kAuthor, run, lists);
    stems.emplace(analyser_.stem(word));
    return true;
  });
  run = sequence.terms;
  for (const std::string& stem : stems) {
    run.back() = stem;
    find_run(Space::kText, run, lists);
  }
  if (!lists.empty()) {
    out.push_back(unite(std::move(lists)));
  }
}

void ListFinder::find_run(Space space, const std::vector<std::string>& terms,
                          std::vector<Cursor>& out) {
  std::vector<Cursor> cursors;
  for (const std::string& term : terms) {
    std::optional<Cursor> cursor = open(space, term);
    if (!cursor) {
      return;
    }
    cursors.push_back(std::move(*cursor));
  }
  if (cursors.size() == 1) {
    out.push_back(std::move(cursors.front()));
    return;
  }
  std::vector<Cursor*> pointers;
  pointers.reserve(cursors.size());
  for (Cursor& cursor : cursors) {
    pointers.push_back(&cursor);
  }
  auto list = std::make_shared<FlatList>();
  std::vector<std::uint32_t> starts;
  std::vector<std::uint32_t> positions;
  intersect(pointers, [&](std::uint32_t doc) {
    cursors.front().positions(starts);
    std::uint32_t code = cursors.front().code();
    for (std::uint32_t i = 1; i < cursors.size() && !starts.empty(); ++i) {
      cursors[i].positions(positions);
      keep_followed(starts, positions, i);
      code = std::min(code, cursors[i].code());
    }
    if (!starts.empty()) {
      list->docs.push_back(doc);
      list->codes.push_back(static_cast<std::uint8_t>(code));
    }
  });
  if (!list->docs.empty()) {
    out.push_back(Cursor::flat(std::move(list), segment_.norms()));
  }
}

Cursor ListFinder::merge(std::vector<Cursor> lists, Combine combine) {
  const auto add = [combine](std::uint32_t& units, std::uint32_t more) {
    units = combine == Combine::kSum ? units + more : std::max(units, more);
  };
  auto out = std::make_shared<FlatList>();
  const auto keep = [&](std::uint32_t doc, std::uint32_t units) {
    out->docs.push_back(doc);
    out->codes.push_back(code_of(units));
  };
  std::uint64_t total = 0;
  for (const Cursor& list : lists) {
    total += list.df();
  }
  constexpr std::uint64_t kSparse = 32;
  if (total < segment_.docs() / kSparse) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (Cursor& list : lists) {
      for_all(list, [&](std::uint32_t doc, std::uint32_t code) {
        pairs.emplace_back(doc, units_of(static_cast<std::uint8_t>(code)));
      });
    }
    std::sort(pairs.begin(), pairs.end());
    for (std::size_t i = 0; i < pairs.size();) {
      const std::uint32_t doc = pairs[i].first;
      std::uint32_t units = 0;
      for (; i < pairs.size() && pairs[i].first == doc; ++i) {
        add(units, pairs[i].second);
      }
      keep(doc, units);
    }
  } else {
    std::vector<std::uint32_t> units(segment_.docs(), 0);
    for (Cursor& list : lists) {
      for_all(list, [&](std::uint32_t doc, std::uint32_t code) {
        add(units[doc], units_of(static_cast<std::uint8_t>(code)));
      });
    }
    for (std::uint32_t doc = 0; doc < units.size(); ++doc) {
      if (units[doc] != 0) {
        keep(doc, units[doc]);
      }
    }
  }
  return Cursor::flat(std::move(out), segment_.norms());
}

DocSet ListFinder::find_entry(Space space, const std::vector<std::string>& words) {
  DocSet docs(segment_.docs(), false);
  std::vector<Cursor> cursors;
  for (const std::string& word : words) {
    std::optional<Cursor> cursor = open(space, word);
    if (!cursor) {
      return docs;
    }
    cursors.push_back(std::move(*cursor));
  }
  if (cursors.empty()) {
    return docs;
  }
  std::vector<Cursor*> pointers;
  pointers.reserve(cursors.size());
  for (Cursor& cursor : cursors) {
    pointers.push_back(&cursor);
  }
  std::vector<std::uint32_t> entries;
  std::vector<std::uint32_t> more;
  intersect(pointers, [&](std::uint32_t doc) {
    cursors.front().positions(entries);
    to_entries(entries);
    for (std::size_t i = 1; i < cursors.size() && !entries.empty(); ++i) {
      cursors[i].positions(more);
      to_entries(more);
      keep_followed(entries, more, 0);
    }
    if (!entries.empty()) {
      docs.set(doc);
    }
  });
  return docs;
}

DocSet ListFinder::find_source(std::string_view name) {
  DocSet docs(segment_.docs(), false);
  if (std::optional<Cursor> cursor = open(Space::kSource, source_term(name))) {
    docs.set_all(std::move(*cursor));
  }
  return docs;
}

}  // namespace assay::search
