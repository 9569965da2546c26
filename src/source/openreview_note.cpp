#include "source/openreview_note.h"

#include "base/text.h"
#include "base/time.h"
#include "source/web.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::source {
namespace {

using Object = simdjson::dom::object;

constexpr const char* kSite = "https://openreview.net";

/// The field's own value: version 2 wraps it.
Element unwrapped(const Element& field) {
  Element value;
  return field.is_object() && field["value"].get(value) == simdjson::SUCCESS ? value : field;
}

/// Text of a field that is one, else "".
std::string plain_text(const Object& object, std::string_view name) {
  Element field;
  std::string_view text;
  if (object[name].get(field) != simdjson::SUCCESS ||
      unwrapped(field).get(text) != simdjson::SUCCESS) {
    return {};
  }
  return text_field(name, unwrapped(field));
}

std::vector<std::string> split_keywords(std::string_view text) {
  std::vector<std::string> items;
  for (const std::string_view item : split(text, text.find(';') == text.npos ? ',' : ';')) {
    items.emplace_back(trim(item));
  }
  return items;
}

/// People as names, or as objects that have one and perhaps institutions.
void add_authors(const Element& value, Work& work) {
  simdjson::dom::array people;
  if (value.get(people) != simdjson::SUCCESS) {
    work.authors = split_keywords(text_field("authors", value));
    return;
  }
  for (const Element person : people) {
    Object object;
    if (person.get(object) != simdjson::SUCCESS) {
      work.authors.push_back(text_field("authors", person));
      continue;
    }
    std::string name = plain_text(object, "fullname");
    work.authors.push_back(name.empty() ? plain_text(object, "name") : std::move(name));
    simdjson::dom::array places;
    if (object["institutions"].get(places) == simdjson::SUCCESS) {
      for (const Element place : places) {
        Object institution;
        if (place.get(institution) == simdjson::SUCCESS) {
          work.organisations.push_back(plain_text(institution, "name"));
        }
      }
    }
  }
}

/// Profiles only: the others are mail addresses.
std::vector<std::string> profiles(const Element& value) {
  std::vector<std::string> ids;
  simdjson::dom::array all;
  if (value.get(all) == simdjson::SUCCESS) {
    for (const Element one : all) {
      std::string_view id;
      if (one.get(id) == simdjson::SUCCESS && id.rfind('~', 0) == 0) {
        ids.emplace_back(id);
      }
    }
  }
  return ids;
}

std::string absolute(const std::string& address) {
  return address.rfind('/', 0) == 0 ? kSite + address : address;
}

/// "ICLR 2024 oral" -> venue and track.
void add_venue(const std::string& text, Work& work) {
  work.venue = collapse_spaces(text);
  for (const std::string_view track : {"oral", "spotlight", "poster"}) {
    const std::size_t size = work.venue.size();
    if (size > track.size() + 1 && work.venue[size - track.size() - 1] == ' ' &&
        iequals(std::string_view(work.venue).substr(size - track.size()), track)) {
      work.track = track;
      work.venue.resize(size - track.size() - 1);
      return;
    }
  }
}

/// "ICLR.cc/2024/Conference" -> 2024.
int year_of(const std::string& venue_id) {
  for (const std::string_view part : split(venue_id, '/')) {
    int year = 0;
    const auto [end, ec] = std::from_chars(part.data(), part.data() + part.size(), year);
    if (part.size() == 4 && ec == std::errc{} && end == part.data() + part.size()) {
      return year;
    }
  }
  return 0;
}

/// Fields whose value is an address, by what it leads to.
std::string rel_of(std::string_view key) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kRels = {{
      {"pdf", "pdf"},
      {"supplementary_material", "supplementary"},
      {"video", "talk"},
      {"slides", "slides"},
      {"poster", "poster"},
      {"website", "project"},
      {"project_page", "project"},
      {"html", "home"},
      {"ee", "home"},
  }};
  for (const auto& [known, rel] : kRels) {
    if (known == key) {
      return std::string(rel);
    }
  }
  return {};
}

bool is_code(std::string_view key) {
  static constexpr std::array<std::string_view, 6> kNames = {"code",      "software", "github",
                                                             "code_link", "code_url", "repository"};
  return std::find(kNames.begin(), kNames.end(), key) != kNames.end();
}

/// What the note itself may tell too.
bool is_of_the_note(std::string_view key) {
  return key == "license" || key == "decision";
}

Object content_of(const Object& note) {
  Object content;
  if (note["content"].get(content) != simdjson::SUCCESS) {
    throw BadRecord{"no content"};
  }
  return content;
}

/// Derived from the other fields.
bool is_derived(std::string_view key) {
  return key == "_bibtex" || key == "paperhash";
}

class Submission {
 public:
  void take(std::string_view key, const Element& field) {
    const Element value = unwrapped(field);
    if (key == "title") {
      work_.title = collapse_spaces(text_field(key, value));
    } else if (key == "abstract") {
      work_.abstract = trim(text_field(key, value));
    } else if (key == "authors") {
      add_authors(value, work_);
    } else if (key == "authorids") {
      extra_.add_list(key, profiles(value));
    } else if (key == "keywords") {
      work_.keywords = text_list(key, value, split_keywords);
    } else if (key == "TL;DR" || key == "TLDR" || key == "tldr" || key == "one-sentence_summary") {
      work_.comments = value.is_string() ? collapse_spaces(text_field(key, value)) : std::string();
    } else if (key == "venue") {
      add_venue(value.is_string() ? text_field(key, value) : std::string(), work_);
    } else if (key == "venueid" && value.is_string()) {
      work_.year = year_of(text_field(key, value));
      extra_.add(key, value);
    } else if (!take_address(key, value) && !is_derived(key) &&
               !(value.is_string() && is_of_the_note(key))) {
      extra_.add(key, value);
    }
  }

  Work finish(const Object& note) {
    if (work_.title.empty()) {
      throw BadRecord{"no title"};
    }
    work_.id = plain_text(note, "id");
    const std::string forum = plain_text(note, "forum");
    const std::string& thread = forum.empty() ? work_.id : forum;
    if (std::optional<Identifier> identifier = parse_identifier("openreview:" + thread)) {
      add_identifier(work_, std::move(*identifier));
      work_.links.insert(work_.links.begin(), {"home", std::string(kSite) + "/forum?id=" + thread});
    }
    work_.date = first_day(note);
    const Object content = content_of(note);
    const std::string license = plain_text(note, "license");
    extra_.add_text("license", license.empty() ? plain_text(content, "license") : license);
    const std::string decided = decision(note);
    extra_.add_text("decision", decided.empty() ? plain_text(content, "decision") : decided);
    if (work_.code.empty()) {
      work_.code = find_code_address(work_.abstract);
    }
    work_.extra = extra_.str();
    tidy(work_);
    return std::move(work_);
  }

 private:
  bool take_address(std::string_view key, const Element& value) {
    if (!value.is_string()) {
      return false;
    }
    const std::string text(trim(text_field(key, value)));
    if (is_code(key)) {
      work_.code = code_from_field(absolute(text));
      return !work_.code.empty();
    }
    const std::string rel = rel_of(key);
    const std::string address = absolute(text);
    if (rel.empty() || normalise_url(address).empty()) {
      return false;
    }
    if (rel == "home") {
      add_home(work_, address);
    } else {
      work_.links.push_back({rel, address});
    }
    return true;
  }

  /// When it came before the public: the day it could be seen, else published, else made.
  static std::string first_day(const Object& note) {
    constexpr std::int64_t kDayMs = 86'400'000;
    for (const char* name : {"odate", "pdate", "cdate", "tcdate"}) {
      const std::int64_t time = note_time(note, name);
      if (time > 0 && time / kDayMs < 200'000) {
        return format_day(Day{static_cast<std::int32_t>(time / kDayMs)});
      }
    }
    return {};
  }

  static std::string decision(const Object& note) {
    for (const char* list : {"replies", "directReplies"}) {
      simdjson::dom::array replies;
      Element details;
      if (note["details"].get(details) != simdjson::SUCCESS || !details.is_object() ||
          details[list].get(replies) != simdjson::SUCCESS) {
        continue;
      }
      for (const Element reply : replies) {
        Object object;
        Object content;
        if (reply.get(object) != simdjson::SUCCESS ||
            object["content"].get(content) != simdjson::SUCCESS || !is_decision(object)) {
          continue;
        }
        for (const char* name : {"decision", "recommendation", "acceptance"}) {
          if (std::string text = plain_text(content, name); !text.empty()) {
            return text;
          }
        }
      }
    }
    return {};
  }

  /// The layout of the ids differs from year to year; their end does not.
  static bool is_decision(const Object& reply) {
    const auto decides = [](std::string_view id) {
      constexpr std::string_view kEnd = "decision";
      return id.size() >= kEnd.size() && iequals(id.substr(id.size() - kEnd.size()), kEnd);
    };
    simdjson::dom::array invitations;
    if (reply["invitations"].get(invitations) == simdjson::SUCCESS) {
      return std::any_of(invitations.begin(), invitations.end(), [&](const Element& one) {
        std::string_view id;
        return one.get(id) == simdjson::SUCCESS && decides(id);
      });
    }
    return decides(plain_text(reply, "invitation"));
  }

  Work work_;
  Extra extra_;
};

}  // namespace

Work openreview_work(const Object& note) {
  Submission submission;
  for (const auto [key, value] : content_of(note)) {
    submission.take(key, value);
  }
  return submission.finish(note);
}

bool note_has_venue(const Object& note, std::string_view venue) {
  return plain_text(content_of(note), "venueid") == venue;
}

bool note_has_invitation(const Object& note, std::string_view invitation) {
  simdjson::dom::array invitations;
  if (note["invitations"].get(invitations) != simdjson::SUCCESS) {
    return plain_text(note, "invitation") == invitation;
  }
  return std::any_of(invitations.begin(), invitations.end(), [&](const Element& one) {
    std::string_view id;
    return one.get(id) == simdjson::SUCCESS && id == invitation;
  });
}

std::int64_t note_time(const Object& note, std::string_view name) {
  std::int64_t time = 0;
  return note[name].get(time) == simdjson::SUCCESS && time > 0 ? time : 0;
}

}  // namespace assay::source
