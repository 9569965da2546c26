#include "base/error.h"
#include "base/text.h"
#include "search/writer_internal.h"

#include <algorithm>
#include <cstring>

namespace assay::search {
namespace {

/// New words are written in sorted batches of this many, which keeps them local in the table.
constexpr std::size_t kWordBatch = 65536;
std::int32_t day_of(const Work& work) {
  if (const std::optional<Day> day = parse_day(work.date)) {
    return day->since_epoch;
  }
  if (work.year != 0) {
    if (const std::optional<Day> day = parse_day(std::to_string(work.year))) {
      return day->since_epoch;
    }
  }
  return kUnknownDay;
}

DocColumns columns_of(const Document& document) {
  DocColumns columns;
  columns.work = document.id.v;
  columns.day = day_of(document.work);
  columns.led = document.developer_led;
  columns.topics = document.topics;
  columns.year = static_cast<std::int16_t>(document.work.year);
  columns.kind = static_cast<std::uint8_t>(document.work.kind);
  columns.flags = static_cast<std::uint8_t>(
      kAliveFlag | (document.work.code.empty() ? 0 : kCodeFlag) | (document.read ? kReadFlag : 0));
  return columns;
}

}  // namespace

Writer::Writer(const std::filesystem::path& folder)
    : store_(folder, true),
      insert_text_(store_.connection(),
                   "INSERT INTO fts(rowid, title, abstract, text, authors, organisations, venue,"
                   " sources) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      insert_work_(store_.connection(), "INSERT OR REPLACE INTO works VALUES(?1, ?2)"),
      select_work_(store_.connection(), "SELECT doc FROM works WHERE work = ?1"),
      delete_work_(store_.connection(), "DELETE FROM works WHERE work = ?1"),
      insert_row_(store_.connection(), "INSERT OR REPLACE INTO columns VALUES(?1, ?2)"),
      insert_word_(store_.connection(), "INSERT OR IGNORE INTO words VALUES(?1)"),
      update_state_(store_.connection(),
                    "UPDATE state SET generation = ?1, serial = ?2, docs = ?3, alive = ?4,"
                    " positions = ?5 WHERE id = 1") {
  store_.full_text().set_word_sink(this);
}

void Writer::begin() {
  if (open_) {
    return;
  }
  store_.connection().run("BEGIN IMMEDIATE");
  open_ = true;
  try {
    state_ = store_.read_state();
    Statement highest(store_.connection(), "SELECT max(work) FROM works");
    highest_ = highest.step() ? highest.integer(0) : 0;
    Statement row(store_.connection(), "SELECT data FROM columns WHERE row = ?1");
    row.bind(1, state_.docs / static_cast<std::int64_t>(kDocsPerRow));
    last_row_ = row.step() ? std::string(row.bytes(0)) : std::string();
    if (last_row_.size() !=
        static_cast<std::size_t>(state_.docs) % kDocsPerRow * sizeof(DocColumns)) {
      throw_corrupt(store_.connection());
    }
  } catch (...) {
    roll_back();
    throw;
  }
}

void Writer::roll_back() noexcept {
  insert_text_.reset();
  sqlite3_exec(store_.connection().get(), "ROLLBACK", nullptr, nullptr, nullptr);
  open_ = false;
  words_.clear();
  known_words_.clear();
  store_.full_text().forget_words();
  store_.full_text().take_positions();
}

template <typename Change>
void Writer::guarded(Change&& change) {
  begin();
  try {
    change();
  } catch (...) {
    roll_back();
    throw;
  }
}

void Writer::put(const Document& document) {
  if (document.id.v <= 0) {
    throw Error(Errc::kInternal, "a work without a number cannot be indexed");
  }
  guarded([&] {
    if (document.id.v <= highest_) {
      if (const std::optional<std::int64_t> old = doc_of(document.id)) {
        kill(*old);
      }
    }
    DocColumns columns = columns_of(document);
    columns.length = index_text(document);
    insert_work_.bind(1, document.id.v).bind(2, state_.docs).run();
    append(columns);
    highest_ = std::max(highest_, document.id.v);
    if (words_.size() >= kWordBatch) {
      write_words();
    }
  });
}

void Writer::remove(WorkId id) {
  guarded([&] {
    if (const std::optional<std::int64_t> old = doc_of(id)) {
      kill(*old);
      delete_work_.bind(1, id.v).run();
    }
  });
}

void Writer::commit(std::int64_t generation) {
  guarded([&] {
    write_last_row();
    write_words();
    write_state(generation);
    store_.connection().run("COMMIT");
  });
  open_ = false;
}

std::uint32_t Writer::index_text(const Document& document) {
  const Work& work = document.work;
  authors_ = mark_entries(kNamesMark, work.authors);
  organisations_ = mark_entries(kNamesMark, work.organisations);
  venue_ = mark_entries(kNamesMark, {work.venue});
  sources_ = mark_entries(kVerbatimMark, document.sources);
  store_.full_text().take_positions();
  insert_text_.bind(1, state_.docs + 1)
      .bind(2, sanitise(work.title))
      .bind(3, sanitise(work.abstract))
      .bind(4, sanitise(work.text))
      .bind(5, authors_)
      .bind(6, organisations_)
      .bind(7, venue_)
      .bind(8, sources_)
      .run();
  const std::uint64_t positions = store_.full_text().take_positions();
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(positions, 0xFFFFFFFF));
}

std::optional<std::int64_t> Writer::doc_of(WorkId id) {
  select_work_.bind(1, id.v);
  std::optional<std::int64_t> doc;
  if (select_work_.step()) {
    doc = select_work_.integer(0);
    select_work_.reset();
    if (*doc < 0 || *doc >= state_.docs) {
      throw_corrupt(store_.connection());
    }
  }
  return doc;
}

void Writer::kill(std::int64_t doc) {
  const std::int64_t row = doc / static_cast<std::int64_t>(kDocsPerRow);
  const std::size_t offset = static_cast<std::size_t>(doc) % kDocsPerRow * sizeof(DocColumns) +
                             offsetof(DocColumns, flags);
  if (row == state_.docs / static_cast<std::int64_t>(kDocsPerRow)) {
    last_row_[offset] = static_cast<char>(last_row_[offset] & ~kAliveFlag);
  } else {
    const Connection& connection = store_.connection();
    sqlite3_blob* blob = nullptr;
    connection.check(sqlite3_blob_open(connection.get(), "main", "columns", "data", row, 1, &blob));
    char flags = 0;
    int code = sqlite3_blob_read(blob, &flags, 1, static_cast<int>(offset));
    if (code == SQLITE_OK) {
      flags = static_cast<char>(flags & ~kAliveFlag);
      code = sqlite3_blob_write(blob, &flags, 1, static_cast<int>(offset));
    }
    sqlite3_blob_close(blob);
    connection.check(code);
  }
  --state_.alive;
}

void Writer::append(const DocColumns& columns) {
  last_row_.append(reinterpret_cast<const char*>(&columns), sizeof(columns));
  ++state_.docs;
  ++state_.alive;
  state_.positions += columns.length;
  if (last_row_.size() == kDocsPerRow * sizeof(DocColumns)) {
    insert_row_.bind(1, state_.docs / static_cast<std::int64_t>(kDocsPerRow) - 1)
        .bind_blob(2, last_row_)
        .run();
    last_row_.clear();
  }
}

void Writer::write_last_row() {
  if (!last_row_.empty()) {
    insert_row_.bind(1, state_.docs / static_cast<std::int64_t>(kDocsPerRow))
        .bind_blob(2, last_row_)
        .run();
  }
}

void Writer::word(std::string_view word) {
  if (known_words_.insert(hash64(word))) {
    words_.emplace_back(word);
  }
}

void Writer::write_words() {
  std::sort(words_.begin(), words_.end());
  for (const std::string& word : words_) {
    insert_word_.bind(1, word).run();
  }
  words_.clear();
}

void Writer::write_state(std::int64_t generation) {
  ++state_.serial;
  state_.generation = generation;
  update_state_.bind(1, generation)
      .bind(2, state_.serial)
      .bind(3, state_.docs)
      .bind(4, state_.alive)
      .bind(5, state_.positions)
      .run();
}

}  // namespace assay::search
