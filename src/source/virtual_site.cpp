#include "source/virtual_site.h"

#include "base/text.h"
#include "base/time.h"
#include "source/formats_internal.h"
#include "source/html_text.h"
#include "source/web.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::source {
namespace {

using Object = simdjson::dom::object;

/// Text or a number as text; "" for anything else.
std::string scalar(const Object& object, std::string_view name) {
  Element field;
  if (object[name].get(field) != simdjson::SUCCESS) {
    return {};
  }
  std::int64_t number = 0;
  if (field.get(number) == simdjson::SUCCESS) {
    return std::to_string(number);
  }
  return field.is_string() ? std::string(trim(text_field(name, field))) : std::string();
}

std::string line(const Object& object, std::string_view name) {
  return collapse_spaces(decode_entities(scalar(object, name)));
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The names as the conferences write them.
std::string written_name(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNames = {
      {{"nips", "NeurIPS"}, {"neurips", "NeurIPS"}, {"mlsys", "MLSys"}, {"corl", "CoRL"}}};
  const std::string lower = ascii_lower(name);
  for (const auto& [known, written] : kNames) {
    if (known == lower) {
      return std::string(written);
    }
  }
  std::string upper = lower;
  for (char& c : upper) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return upper;
}

int year_in(std::string_view text) {
  int year = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), year);
  return text.size() == 4 && ec == std::errc{} && end == text.data() + text.size() ? year : 0;
}

Kind kind_of(const std::string& type) {
  const std::string lower = ascii_lower(type);
  for (const char* word : {"talk", "keynote", "tutorial", "demonstration", "lecture"}) {
    if (contains(lower, word)) {
      return Kind::kTalk;
    }
  }
  for (const char* word : {"workshop", "session", "social", "meetup", "panel", "competition",
                           "affinity", "town hall", "mentorship", "reception", "break", "expo"}) {
    if (contains(lower, word) && !contains(lower, "poster")) {
      return Kind::kEvent;
    }
  }
  return Kind::kPaper;
}

/// "oral", "spotlight" or "poster" from "Accept (oral)", "{location} Poster" ...
std::string presentation(const std::string& text) {
  const std::string lower = ascii_lower(text);
  for (const char* word : {"oral", "spotlight", "highlight", "poster"}) {
    if (contains(lower, word)) {
      return word;
    }
  }
  return {};
}

/// What a link is, from the name of its field or its label.
std::string rel_of(const std::string& label) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kRels = {{
      {"pdf", "pdf"},
      {"openreview", "paper"},
      {"arxiv", "paper"},
      {"paper", "paper"},
      {"slides", "slides"},
      {"poster", "poster"},
      {"video", "talk"},
      {"slideslive", "talk"},
      {"youtube", "talk"},
      {"github", "code"},
      {"code", "code"},
      {"project", "project"},
      {"demo", "project"},
  }};
  const std::string lower = ascii_lower(label);
  for (const auto& [word, rel] : kRels) {
    if (contains(lower, word)) {
      return std::string(rel);
    }
  }
  return "related";
}

/// One event, put together field by field.
class Event {
 public:
  Event(const Object& event, const VirtualEdition& edition) : event_(event), edition_(edition) {}

  Work finish() {
    work_.title = html_title();
    if (work_.title.empty()) {
      throw BadRecord{"no title"};
    }
    type_ = scalar(event_, "eventtype");
    if (type_.empty()) {
      type_ = scalar(event_, "event_type");
    }
    work_.kind = kind_of(type_);
    work_.abstract = html_or_text(scalar(event_, "abstract"));
    take_group(scalar(event_, "sourceurl"));
    take_place(scalar(event_, "virtualsite_url"));
    take_people();
    take_topics();
    take_addresses();
    take_media();
    take_rest();
    work_.venue = edition_.venue;
    work_.year = edition_.year;
    if (work_.code.empty()) {
      work_.code = find_code_address(work_.abstract);
    }
    work_.extra = extra_.str();
    tidy(work_);
    return std::move(work_);
  }

 private:
  std::string html_title() {
    std::string title = line(event_, "name");
    return title.empty() ? line(event_, "title") : title;
  }

  /// "https://openreview.net/group?id=NeurIPS.cc/2025/Conference"
  void take_group(const std::string& address) {
    constexpr std::string_view kMark = "group?id=";
    extra_.add_text("sourceurl", address);
    const std::size_t at = address.find(kMark);
    const std::vector<std::string_view> parts = split(
        std::string_view(address).substr(at == address.npos ? address.size() : at + kMark.size()),
        '/');
    if (parts.size() < 3) {
      return;
    }
    if (edition_.venue.empty()) {
      edition_.venue = written_name(parts[0].substr(0, parts[0].find('.')));
    }
    edition_.year = edition_.year == 0 ? year_in(parts[1]) : edition_.year;
    if (parts.back() != "Conference") {
      work_.track = parts.back();
      std::replace(work_.track.begin(), work_.track.end(), '_', ' ');
    }
  }

  /// "/virtual/2025/poster/119718": its page, and with the conference its id.
  void take_place(const std::string& path) {
    const std::vector<std::string_view> parts = split(path, '/');
    for (const std::string_view part : parts) {
      edition_.year = edition_.year == 0 ? year_in(part) : edition_.year;
    }
    std::string venue = ascii_lower(edition_.venue);
    work_.id =
        path.empty()
            ? venue + "/" + std::to_string(edition_.year) + "/" + virtual_event_id(event_)
            : venue + path.substr(path.find("/virtual/") == path.npos ? 0 : path.find("/virtual/"));
    if (edition_.site.empty() && normalise_url(path).empty()) {
      extra_.add_text("virtualsite_url", path);
    } else {
      add_home(work_, resolve_address(edition_.site, path));
    }
  }

  void take_people() {
    simdjson::dom::array people;
    for (const char* name : {"authors", "speakers", "organizers"}) {
      if (event_[name].get(people) != simdjson::SUCCESS) {
        continue;
      }
      for (const Element one : people) {
        Object person;
        if (one.get(person) == simdjson::SUCCESS) {
          std::string full = line(person, "fullname");
          work_.authors.push_back(full.empty() ? line(person, "name") : std::move(full));
          work_.organisations.push_back(line(person, "institution"));
        } else {
          work_.authors.push_back(text_field(name, one));
        }
      }
    }
  }

  void take_topics() {
    simdjson::dom::array words;
    if (event_["keywords"].get(words) == simdjson::SUCCESS) {
      for (const Element word : words) {
        std::string_view text;
        if (word.get(text) == simdjson::SUCCESS) {
          work_.keywords.push_back(decode_entities(text));
        }
      }
    }
    const std::string topic = line(event_, "topic");
    extra_.add_text("topic", topic);
    for (const std::string_view piece : split(topic, '>')) {
      // "Deep Learning->Optimisation"
      const bool arrow = !piece.empty() && piece.back() == '-';
      const std::string_view word = trim(piece.substr(0, piece.size() - (arrow ? 1 : 0)));
      if (!iequals(word, "other") && !iequals(word, "everything else")) {
        work_.keywords.emplace_back(word);
      }
    }
  }

  void add_link(const std::string& rel, const std::string& address) {
    if (rel == "code") {
      work_.code = work_.code.empty() ? address : work_.code;
      return;
    }
    work_.links.push_back({rel, address});
    if (rel != "paper" || work_.kind != Kind::kPaper) {
      return;
    }
    std::optional<Identifier> identifier = parse_identifier(address);
    if (identifier && identifier->scheme != Scheme::kUrl && identifier->scheme != Scheme::kGithub) {
      add_identifier(work_, std::move(*identifier));
    }
  }

  /// paper_url, paper_pdf_url, slides_url, github_url ...
  void take_addresses() {
    constexpr std::string_view kEnd = "_url";
    for (const auto [key, value] : event_) {
      const bool known = key == "virtualsite_url" || key.size() < kEnd.size() ||
                         key.substr(key.size() - kEnd.size()) != kEnd;
      if (known || !value.is_string()) {
        continue;
      }
      const std::string address = resolve_address(edition_.site, text_field(key, value));
      if (!address.empty()) {
        add_link(rel_of(std::string(key)), address);
      }
    }
    if (const std::string url = scalar(event_, "url"); !normalise_url(url).empty()) {
      add_link("related", url);
    }
  }

  void take_media() {
    simdjson::dom::array media;
    if (event_["eventmedia"].get(media) != simdjson::SUCCESS) {
      return;
    }
    for (const Element one : media) {
      Object item;
      bool visible = true;
      if (one.get(item) != simdjson::SUCCESS ||
          (item["visible"].get(visible) == simdjson::SUCCESS && !visible)) {
        continue;
      }
      std::string place = scalar(item, "uri");
      if (place.empty()) {
        place = scalar(item, "file");
      }
      const std::string address = resolve_address(edition_.site, place);
      const std::string name = scalar(item, "name");
      if (!address.empty()) {
        add_link(rel_of(name.empty() ? scalar(item, "type") : name), address);
      }
    }
  }

  void take_rest() {
    const std::string decision = line(event_, "decision");
    if (work_.track.empty() && work_.kind == Kind::kPaper) {
      work_.track = presentation(decision);
      if (work_.track.empty()) {
        work_.track = presentation(type_);
      }
    }
    const std::string start = scalar(event_, "starttime");
    if (parse_day(start.substr(0, 10)) && start.size() >= 10) {
      work_.date = start.substr(0, 10);
    }
    extra_.add_text("eventtype", type_);
    for (const char* name : {"decision", "session", "room_name", "starttime", "endtime",
                             "poster_position", "uid", "award"}) {
      extra_.add_text(name, line(event_, name));
    }
  }

  const Object& event_;
  VirtualEdition edition_;
  std::string type_;
  Work work_;
  Extra extra_;
};

}  // namespace

VirtualEdition virtual_edition_of(std::string_view stem) {
  VirtualEdition edition;
  const std::vector<std::string_view> parts = split(stem, '-');
  if (parts.size() >= 2 && year_in(parts[1]) > 0) {
    edition.venue = written_name(parts[0]);
    edition.year = year_in(parts[1]);
  }
  return edition;
}

std::string virtual_event_id(const Object& event) {
  return scalar(event, "id");
}

Work virtual_site_work(const Object& event, const VirtualEdition& edition) {
  return Event(event, edition).finish();
}

std::unique_ptr<Reader> read_virtual_site(std::unique_ptr<ByteStream> stream,
                                          const std::string& stem) {
  return read_json_array(
      std::move(stream), Format::kVirtualSite, "events",
      [edition = virtual_edition_of(stem)](RecordParser& parser, std::string_view record) {
        return virtual_site_work(parser.parse(record), edition);
      },
      "results");
}

}  // namespace assay::source
