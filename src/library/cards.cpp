#include "library/cards.h"

#include "base/text.h"
#include "library/library_internal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>

namespace assay::library {
namespace {

constexpr int kTakenBack = 0;

/// The columns that read_card reads.
#define ASSAY_CARD_COLUMNS                                                                   \
  "id, guid, work, origin, front, back, html, more, tags, deck, notetype, made, suspended, " \
  "removed, phase, step, stability, difficulty, due, last, days, reps, lapses"

/// Fields may hold any text, so lines will not do.
std::string write_more(const std::vector<std::string>& more) {
  return more.empty()
             ? std::string()
             : nlohmann::json(more).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::string> read_more(const std::string& text) {
  const nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
  std::vector<std::string> out;
  if (parsed.is_array()) {
    for (const nlohmann::json& field : parsed) {
      out.push_back(field.is_string() ? field.get<std::string>() : field.dump());
    }
  }
  return out;
}

Card read_card(const Statement& row) {
  Card card;
  card.id = row.column_int(0);
  card.text.guid = row.column_text(1);
  if (!row.column_is_null(2)) {
    card.text.work = WorkId{row.column_int(2)};
  }
  card.text.origin = row.column_text(3);
  card.text.front = row.column_text(4);
  card.text.back = row.column_text(5);
  card.text.html = row.column_int(6) != 0;
  card.text.more = read_more(row.column_text(7));
  card.text.tags = split_lines(row.column_text(8));
  card.text.deck = row.column_text(9);
  card.text.notetype = row.column_text(10);
  card.made = row.column_int(11);
  card.suspended = row.column_int(12) != 0;
  card.removed = !row.column_is_null(13);
  card.state.phase = static_cast<int>(row.column_int(14));
  card.state.step = static_cast<int>(row.column_int(15));
  card.state.stability = row.column_double(16);
  card.state.difficulty = row.column_double(17);
  card.state.due = row.column_int(18);
  card.state.last = row.column_int(19);
  card.state.days = static_cast<int>(row.column_int(20));
  card.state.reps = static_cast<int>(row.column_int(21));
  card.state.lapses = static_cast<int>(row.column_int(22));
  return card;
}

std::vector<Card> read_cards(Statement& select) {
  const Resetting resetting(select);
  std::vector<Card> out;
  while (select.step()) {
    out.push_back(read_card(select));
  }
  return out;
}

std::optional<Card> first_of(std::vector<Card> cards) {
  return cards.empty() ? std::nullopt : std::optional<Card>(std::move(cards.front()));
}

/// Binds what a card says to parameters 1 to 11; the texts must live until the statement has run.
void bind_text(Statement& statement, const CardText& text, const std::string& more,
               const std::string& tags) {
  statement.bind(1, std::string_view(text.guid))
      .bind(3, std::string_view(text.origin))
      .bind(4, std::string_view(text.front))
      .bind(5, std::string_view(text.back))
      .bind(6, std::int64_t{text.html ? 1 : 0})
      .bind(7, std::string_view(more))
      .bind(8, std::string_view(tags))
      .bind(9, std::string_view(text.deck))
      .bind(10, std::string_view(text.notetype));
  if (text.work) {
    statement.bind(2, text.work->v);
  } else {
    statement.bind_null(2);
  }
}

}  // namespace

std::string make_guid(std::string_view origin, std::string_view front, std::string_view back) {
  const std::uint64_t first = hash64(front, hash64(origin));
  return fmt::format("as{:016x}{:08x}", first, hash64(back, first) & 0xFFFFFFFFU);
}

std::int64_t add_card(Library& library, const CardText& text, std::int64_t at) {
  const std::string more = write_more(text.more);
  const std::string tags = join_lines(text.tags);
  Statement& insert = library.impl().sql(
      "INSERT INTO cards (guid, work, origin, front, back, html, more, tags, deck, notetype, "
      "made, changed, due, reader) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?11, "
      "?12)");
  bind_text(insert, text, more, tags);
  insert.bind(11, at).bind(12, library.impl().reader).run();
  return library.impl().database.last_insert_id();
}

void set_card_text(Library& library, std::int64_t card, const CardText& text, std::int64_t at) {
  const std::string more = write_more(text.more);
  const std::string tags = join_lines(text.tags);
  Statement& update = library.impl().sql(
      "UPDATE cards SET guid = ?1, work = ?2, origin = ?3, front = ?4, back = ?5, html = ?6, "
      "more = ?7, tags = ?8, deck = ?9, notetype = ?10, changed = ?11 WHERE id = ?12");
  bind_text(update, text, more, tags);
  update.bind(11, at).bind(12, card).run();
}

void set_card_suspended(Library& library, std::int64_t card, bool suspended, std::int64_t at) {
  library.impl()
      .sql("UPDATE cards SET suspended = ?, changed = ? WHERE id = ?")
      .bind(1, std::int64_t{suspended ? 1 : 0})
      .bind(2, at)
      .bind(3, card)
      .run();
}

void set_card_removed(Library& library, std::int64_t card, bool removed, std::int64_t at) {
  Statement& update = library.impl().sql("UPDATE cards SET removed = ?, changed = ? WHERE id = ?");
  if (removed) {
    update.bind(1, at);
  } else {
    update.bind_null(1);
  }
  update.bind(2, at).bind(3, card).run();
}

void set_card_state(Library& library, std::int64_t card, const CardState& state) {
  library.impl()
      .sql(
          "UPDATE cards SET phase = ?, step = ?, stability = ?, difficulty = ?, due = ?, last = ?, "
          "days = ?, reps = ?, lapses = ? WHERE id = ?")
      .bind(1, std::int64_t{state.phase})
      .bind(2, std::int64_t{state.step})
      .bind(3, state.stability)
      .bind(4, state.difficulty)
      .bind(5, state.due)
      .bind(6, state.last)
      .bind(7, std::int64_t{state.days})
      .bind(8, std::int64_t{state.reps})
      .bind(9, std::int64_t{state.lapses})
      .bind(10, card)
      .run();
}

std::optional<Card> find_card(Library& library, std::int64_t id) {
  Statement& select =
      library.impl().sql("SELECT " ASSAY_CARD_COLUMNS " FROM cards WHERE reader = ? AND id = ?");
  select.bind(1, library.impl().reader).bind(2, id);
  return first_of(read_cards(select));
}

std::optional<Card> find_card(Library& library, std::string_view guid) {
  Statement& select =
      library.impl().sql("SELECT " ASSAY_CARD_COLUMNS " FROM cards WHERE reader = ? AND guid = ?");
  select.bind(1, library.impl().reader).bind(2, guid);
  return first_of(read_cards(select));
}

std::vector<Card> cards(Library& library, std::optional<WorkId> work) {
  Statement& select = library.impl().sql(
      "SELECT " ASSAY_CARD_COLUMNS
      " FROM cards WHERE reader = ?1 AND removed IS NULL AND (?2 IS NULL OR work = ?2) "
      "ORDER BY id");
  select.bind(1, library.impl().reader);
  if (work) {
    select.bind(2, work->v);
  } else {
    select.bind_null(2);
  }
  return read_cards(select);
}

std::vector<Card> cards_due(Library& library, std::int64_t until) {
  Statement& select = library.impl().sql(
      "SELECT " ASSAY_CARD_COLUMNS
      " FROM cards WHERE reader = ? AND due <= ? AND removed IS NULL AND suspended = 0 "
      "ORDER BY due, id");
  select.bind(1, library.impl().reader).bind(2, until);
  return read_cards(select);
}

std::int64_t append_review(Library& library, std::int64_t card, std::int64_t at, int grade) {
  library.impl()
      .sql("INSERT INTO reviews (card, at, grade) VALUES (?, ?, ?)")
      .bind(1, card)
      .bind(2, at)
      .bind(3, std::int64_t{grade})
      .run();
  return library.impl().database.last_insert_id();
}

void take_back_review(Library& library, std::int64_t card, std::int64_t at) {
  append_review(library, card, at, kTakenBack);
}

std::vector<Review> reviews(Library& library, std::optional<std::int64_t> card) {
  Statement& select = library.impl().sql(
      "SELECT r.id, r.card, r.at, r.grade FROM reviews r JOIN cards c ON c.id = r.card "
      "WHERE c.reader = ?1 AND (?2 IS NULL OR r.card = ?2) ORDER BY r.id");
  select.bind(1, library.impl().reader);
  if (card) {
    select.bind(2, *card);
  } else {
    select.bind_null(2);
  }
  const Resetting resetting(select);
  std::vector<Review> all;
  std::vector<bool> counts;
  std::map<std::int64_t, std::vector<std::size_t>> of_card;  // places in `all` that count
  while (select.step()) {
    const Review review{select.column_int(0), select.column_int(1), select.column_int(2),
                        static_cast<int>(select.column_int(3))};
    std::vector<std::size_t>& places = of_card[review.card];
    if (review.grade != kTakenBack) {
      places.push_back(all.size());
      all.push_back(review);
      counts.push_back(true);
    } else if (!places.empty()) {
      counts[places.back()] = false;
      places.pop_back();
    }
  }
  std::vector<Review> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (counts[i]) {
      out.push_back(all[i]);
    }
  }
  return out;
}

std::int64_t latest_review(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT coalesce(max(r.at), 0) FROM reviews r JOIN cards c ON c.id = r.card "
      "WHERE c.reader = ?");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  return select.step() ? select.column_int(0) : 0;
}

}  // namespace assay::library
