#include "plan/reading.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "library/reader.h"
#include "plan/week.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace assay::plan {
namespace {

constexpr std::string_view kTimerKey = "reading.timer";

template <typename Change>
void change(library::Library& library, const Change& run) {
  library.begin();
  try {
    run();
    library.commit();
  } catch (...) {
    library.rollback();
    throw;
  }
}

/// What is kept of a note's text. Throws kUsage, kLimit, kInvalid.
std::string note_body(std::string_view text) {
  std::string body(trim(text));
  if (body.empty()) {
    throw Error(Errc::kUsage, "the note is empty, so nothing was kept", "",
                "write it behind the ID");
  }
  if (body.size() > library::kMostNoteBytes) {
    throw Error(Errc::kLimit, "the note is larger than 1 MiB", "",
                "keep it in a file and note its place");
  }
  const std::size_t zero = body.find('\0');  // a file with one is no text
  if (const std::size_t at = std::min(zero, find_invalid_utf8(body)); at != std::string::npos) {
    throw Error(Errc::kInvalid, fmt::format("the note is not UTF-8 text (byte {})", at), "",
                "save it as UTF-8");
  }
  return body;
}

std::string folded(std::string_view text) {
  return nfkc_casefold(repair_utf8(text));
}

/// The first line of `body` that holds one of the words.
std::string line_with(const std::string& body, const std::vector<std::string>& words) {
  for (const std::string_view line : split(body, '\n')) {
    const std::string text = folded(line);
    if (std::any_of(words.begin(), words.end(), [&](const std::string& word) {
          return text.find(word) != std::string::npos;
        })) {
      return std::string(trim(line));
    }
  }
  return {};
}

}  // namespace

std::string reading_address(const Work& work, bool pdf) {
  const auto linked = [&](std::string_view rel) -> std::string {
    const auto found = std::find_if(work.links.begin(), work.links.end(),
                                    [&](const Link& link) { return link.rel == rel; });
    return found == work.links.end() ? std::string() : found->url;
  };
  if (pdf) {
    if (std::string url = linked("pdf"); !url.empty()) {
      return url;
    }
    for (const Identifier& identifier : work.identifiers) {
      const std::string name = identifier.str();
      if (name.rfind("arxiv:", 0) == 0) {
        return "https://arxiv.org/pdf/" + name.substr(6);
      }
    }
  }
  for (const Identifier& identifier : work.identifiers) {
    if (std::string address = web_address(identifier); !address.empty()) {
      return address;
    }
  }
  for (const std::string_view rel :
       {"home", "paper", "post", "talk", "pdf", "code", "discussion"}) {
    if (std::string url = linked(rel); !url.empty()) {
      return url;
    }
  }
  return work.code;
}

std::optional<Timer> running_timer(library::Library& library) {
  const std::string text = library::setting(library, kTimerKey);
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) {
    return std::nullopt;
  }
  Timer timer;
  const char* end = text.data() + text.size();
  const std::optional<WorkId> work = library.resolve(text.substr(0, space));
  if (!work || std::from_chars(text.data() + space + 1, end, timer.started).ptr != end) {
    return std::nullopt;  // written by other hands: as if none ran
  }
  timer.work = *work;
  return timer;
}

Timer start_timer(library::Library& library, WorkId work, std::int64_t now) {
  if (const std::optional<Timer> running = running_timer(library)) {
    if (running->work == work) {
      return *running;
    }
    throw Error(Errc::kInvalid,
                fmt::format("you are reading {} since {}", format_work_id(running->work),
                            format_instant(running->started)),
                "", "end that with `assay read --stop` first");
  }
  change(library, [&] {
    library::set_setting(library, kTimerKey, fmt::format("{} {}", format_work_id(work), now));
  });
  return {work, now};
}

Reading stop_timer(library::Library& library, std::int64_t now, std::optional<int> minutes) {
  const std::optional<Timer> timer = running_timer(library);
  if (!timer) {
    throw Error(Errc::kNotFound, "no reading is under way", "", "begin one with `assay read ID`");
  }
  Reading reading;
  reading.work = timer->work;
  const std::int64_t measured = (now - timer->started + 30) / 60;
  reading.clock_set_back = !minutes && now < timer->started;
  reading.forgotten = !minutes && measured > kMostReadingMinutes;
  reading.minutes = minutes.value_or(
      static_cast<int>(std::clamp<std::int64_t>(measured, 0, kMostReadingMinutes)));
  change(library, [&] {
    library::set_setting(library, kTimerKey, "");
    library::record_event(library, "read", reading.work, std::to_string(reading.minutes), now);
    library::set_reading(library, reading.work, {library::ReadState::kRead, std::nullopt}, now);
    library.touch(reading.work);
    tick_read(library, reading.work, now);
  });
  return reading;
}

std::string note_template(const library::StoredWork& work) {
  std::string source =
      work.work.identifiers.empty() ? format_work_id(work.id) : work.work.identifiers.front().str();
  return fmt::format(
      "# {}\n\n{}\n\n"
      "## Problem\n\n<!-- What is hard, and for whom? -->\n\n"
      "## Idea\n\n<!-- What do they do about it, in your words? -->\n\n"
      "## Evidence\n\n<!-- What did they measure, against what, and would you believe it? -->\n\n"
      "## What I would try\n\n<!-- The smallest experiment that would tell. -->\n",
      collapse_spaces(work.work.title), source);
}

bool is_untouched(std::string_view text, const std::string& note_template) {
  return trim(text).empty() || trim(text) == trim(note_template);
}

std::filesystem::path draft_path(const library::Library& library, WorkId work) {
  return library.folder() / library::kNotesFolder / ("draft-" + format_work_id(work) + ".md");
}

library::Note keep_note(library::Library& library, WorkId work, std::string_view text,
                        std::int64_t now) {
  library::Note note{now, note_body(text), 0, {}};
  change(library, [&] {
    note.id = library::add_note(library, work, note);
    library::record_event(library, "note", work, ellipsize(collapse_spaces(note.body), 80), now);
    library.touch(work);
  });
  return library::notes(library, work).back();
}

library::KeptNote change_note(library::Library& library, std::string_view file,
                              std::string_view text, std::int64_t now) {
  const std::string body = note_body(text);
  const auto find = [&] {
    const std::vector<library::KeptNote> all = library::all_notes(library);
    const auto found = std::find_if(all.begin(), all.end(), [&](const library::KeptNote& kept) {
      return kept.note.file == file;
    });
    if (found == all.end()) {
      throw Error(Errc::kNotFound, "no note " + std::string(file), "",
                  "`assay note files` lists them");
    }
    return *found;
  };
  const library::KeptNote known = find();
  write_file_atomically(library::note_path(library, known.note), body + "\n");
  change(library, [&] {
    static_cast<void>(library::sync_note_files(library));
    library::record_event(library, "note", known.work, ellipsize(collapse_spaces(body), 80), now);
    library.touch(known.work);
  });
  return find();
}

std::vector<FoundNote> search_notes(library::Library& library, std::string_view words) {
  std::vector<std::string> wanted;
  const std::string asked = collapse_spaces(words);
  for (const std::string_view word : split(asked, ' ')) {
    if (!word.empty()) {
      wanted.push_back(folded(word));
    }
  }
  if (wanted.empty()) {
    throw Error(Errc::kUsage, "nothing to search for", "", "give words");
  }
  std::vector<FoundNote> out;
  for (library::KeptNote& kept : library::all_notes(library)) {
    const std::string text = folded(kept.note.body);
    if (std::all_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
          return text.find(word) != std::string::npos;
        })) {
      FoundNote found;
      found.line = line_with(kept.note.body, wanted);
      found.title = library.load(kept.work).work.title;
      found.kept = std::move(kept);
      out.push_back(std::move(found));
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const FoundNote& a, const FoundNote& b) {
    return a.kept.note.written != b.kept.note.written ? a.kept.note.written > b.kept.note.written
                                                      : a.kept.note.id > b.kept.note.id;
  });
  return out;
}

void rate_work(library::Library& library, WorkId work, int rating, std::int64_t now) {
  if (rating < 0 || rating > 5) {
    throw Error(Errc::kUsage, "not a rating: " + std::to_string(rating), "",
                "give up, down, or a number from 0 to 5");
  }
  library.begin();
  library::set_reading(library, work, {library::ReadState::kRated, rating}, now);
  library.touch(work);
  library::record_event(library, "rated", work, std::to_string(rating), now);
  library.commit();
}

int parse_rating(const std::string& text) {
  if (text == "up") {
    return 5;
  }
  if (text == "down") {
    return 0;
  }
  if (text.size() == 1 && text[0] >= '0' && text[0] <= '5') {
    return text[0] - '0';
  }
  throw Error(Errc::kUsage, "not a rating: " + text, "", "give up, down, or a number from 0 to 5");
}

std::string rating_json(WorkId work, int rating) {
  return nlohmann::ordered_json{{"id", format_work_id(work)}, {"rating", rating}}.dump();
}

void mark_works(library::Library& library, const std::vector<WorkId>& works, double weight,
                std::int64_t now) {
  library.begin();
  for (const WorkId work : works) {
    library::set_interest(library, {"work", format_work_id(work), weight});
    library::record_event(library,
                          weight > 0   ? "more"
                          : weight < 0 ? "less"
                                       : "unmarked",
                          work, "", now);
  }
  library.commit();
}

std::string marks_json(const std::vector<WorkId>& works, double weight) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const WorkId work : works) {
    list.push_back({{"id", format_work_id(work)}, {"weight", weight}});
  }
  return nlohmann::ordered_json{{"works", list}}.dump();
}

}  // namespace assay::plan
