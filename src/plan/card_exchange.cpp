#include "plan/card_exchange.h"

#include "source/html_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::plan {
namespace {

constexpr std::string_view kWorkTag = "work::";

/// An identifier of a work that another library would know too.
std::string work_tag(library::Library& library, WorkId work) {
  const library::StoredWork stored = library.load(work);
  std::string name = format_work_id(work);
  if (!stored.work.identifiers.empty()) {
    name = stored.work.identifiers.front().str();
  } else if (!stored.given_ids.empty()) {
    name = stored.given_ids.front();
  }
  const bool blank = name.find_first_of(" \t\r\n") != std::string::npos;
  return std::string(kWorkTag) + (blank ? format_work_id(work) : name);
}

library::CardText text_of(library::Library& library, const source::AnkiNote& note, bool html) {
  library::CardText text;
  text.origin = "anki";
  text.deck = note.deck;
  text.notetype = note.notetype;
  for (const std::string& tag : note.tags) {
    if (tag.rfind(kWorkTag, 0) == 0 && !text.work) {
      text.work = library.resolve(std::string_view(tag).substr(kWorkTag.size()));
      if (text.work) {
        continue;
      }
    }
    text.tags.push_back(tag);
  }
  std::vector<std::string> fields = note.fields;
  fields.resize(std::max<std::size_t>(fields.size(), 2));
  if (html) {
    std::vector<std::string> plain = fields;
    text.html = !std::all_of(plain.begin(), plain.end(), [](std::string& field) {
      return source::plain_of_anki_html(field, field);
    });
    fields = text.html ? fields : plain;
  }
  text.front = fields[0];
  text.back = fields[1];
  text.more.assign(fields.begin() + 2, fields.end());
  text.guid = note.guid.empty() ? library::make_guid("anki", text.front, "") : note.guid;
  return text;
}

void take_note(library::Library& library, library::CardText text, std::int64_t now,
               CardImport& report) {
  const std::optional<library::Card> known = library::find_card(library, text.guid);
  if (!known) {
    library::add_card(library, text, now);
    ++report.added;
    return;
  }
  text.origin = known->text.origin;
  if (!text.work) {
    text.work = known->text.work;
  }
  if (text == known->text && !known->removed) {
    ++report.unchanged;
    return;
  }
  library::set_card_text(library, known->id, text, now);
  library::set_card_removed(library, known->id, false, now);
  ++report.updated;
}

}  // namespace

std::string export_cards(library::Library& library) {
  const std::vector<library::Card> cards = library::cards(library);
  const bool html = std::any_of(cards.begin(), cards.end(),
                                [](const library::Card& card) { return card.text.html; });
  std::vector<source::AnkiNote> notes;
  for (const library::Card& card : cards) {
    source::AnkiNote note;
    note.guid = card.text.guid;
    note.notetype = card.text.notetype;
    note.deck = card.text.deck;
    note.tags = card.text.tags;
    if (card.text.work) {
      note.tags.push_back(work_tag(library, *card.text.work));
    }
    note.fields = {card.text.front, card.text.back};
    note.fields.insert(note.fields.end(), card.text.more.begin(), card.text.more.end());
    if (html && !card.text.html) {
      for (std::string& field : note.fields) {
        field = source::anki_html(field);
      }
    }
    notes.push_back(std::move(note));
  }
  return source::write_anki(notes, html);
}

CardImport import_cards(library::Library& library, std::string_view bytes, std::int64_t now) {
  const source::AnkiFile file = source::parse_anki(bytes);
  CardImport report;
  report.read = file.notes.size() + file.rejections.size();
  report.rejections = file.rejections;
  library.begin();
  try {
    for (const source::AnkiNote& note : file.notes) {
      take_note(library, text_of(library, note, file.html), now, report);
    }
    library.commit_aside();
  } catch (...) {
    library.rollback();
    throw;
  }
  return report;
}

std::string to_json(const CardImport& report) {
  nlohmann::ordered_json out;
  out["read"] = report.read;
  out["added"] = report.added;
  out["updated"] = report.updated;
  out["unchanged"] = report.unchanged;
  out["rejected"] = report.rejections.size();
  out["rejections"] = nlohmann::ordered_json::array();
  for (const source::AnkiRejection& rejection : report.rejections) {
    out["rejections"].push_back({{"line", rejection.line}, {"reason", rejection.reason}});
  }
  return out.dump();
}

std::string side_text(const library::CardText& card, const std::string& side) {
  return card.html ? source::read_html(side).text : side;
}

}  // namespace assay::plan
