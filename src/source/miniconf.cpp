/// Mini-Conf's files, docs/sources.md.

#include "source/miniconf.h"

#include "base/text.h"
#include "base/time.h"
#include "source/cited_links.h"
#include "source/csv.h"
#include "source/formats_internal.h"
#include "source/html_text.h"
#include "source/instant.h"
#include "source/json_value.h"
#include "source/text_lines.h"
#include "source/web.h"
#include "source/whole_reader.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace assay::source {
namespace {

/// A record of either form: fields in lower case, each with its values.
struct Record {
  std::map<std::string, std::vector<std::string>, std::less<>> fields;
  std::uint64_t line = 1;
  std::uint64_t offset = 0;
  std::string fault;  ///< Why it cannot be read; "" when it can.

  [[nodiscard]] std::string text(std::initializer_list<const char*> names) const {
    for (const char* name : names) {
      const auto found = fields.find(name);
      if (found != fields.end() && !found->second.empty() && !trim(found->second.front()).empty()) {
        return std::string(trim(found->second.front()));
      }
    }
    return {};
  }
  /// Values of a list, or one text that is joined with "|" or ";".
  [[nodiscard]] std::vector<std::string> list(std::initializer_list<const char*> names) const {
    for (const char* name : names) {
      const auto found = fields.find(name);
      if (found == fields.end() || found->second.empty()) {
        continue;
      }
      if (found->second.size() > 1) {
        return found->second;
      }
      const std::string& joined = found->second.front();
      std::vector<std::string> pieces;
      const char separator = joined.find('|') != std::string::npos ? '|' : ';';
      for (const std::string_view piece : split(joined, separator)) {
        pieces.emplace_back(trim(piece));
      }
      return pieces;
    }
    return {};
  }
};

enum class List { kPapers, kTalks, kWorkshops, kCalendar };

/// By the list's name, else by what the record has.
List list_of(const std::string& name, const Record& record) {
  const auto has = [&name](std::string_view word) { return name.find(word) != std::string::npos; };
  if (!record.text({"start"}).empty() && record.text({"abstract"}).empty()) {
    return List::kCalendar;
  }
  if (!record.text({"speaker"}).empty()) {
    return List::kTalks;
  }
  if (has("workshop") || has("symposium") || has("panel") || has("roundtable")) {
    return List::kWorkshops;
  }
  if (has("tutorial") || has("speaker") || has("invited") || has("debate") || has("keynote")) {
    return List::kTalks;
  }
  return List::kPapers;
}

void add_value(const JsonValue& value, std::vector<std::string>& out) {
  if (value.is_text()) {
    out.emplace_back(value.view());
    std::replace(out.back().begin(), out.back().end(), '\0', ' ');
  } else if (value.is_number() && !value.element().is_double()) {
    out.push_back(value.text());
  }
}

void add_values(const JsonValue& value, std::vector<std::string>& out) {
  add_value(value, out);
  for (const JsonValue& item : value.items()) {
    add_value(item, out);
  }
}

Record record_of(const JsonValue& object) {
  Record record;
  if (!object.is_object()) {
    record.fault = "a record is an object, not something else";
    return record;
  }
  for (const auto& [key, value] : object.fields()) {
    add_values(value, record.fields[ascii_lower(key)]);
  }
  // Older sites wrap the fields: {"id", "forum", "content": {...}}.
  for (const auto& [key, value] : value_at(object, "content").fields()) {
    add_values(value, record.fields[ascii_lower(key)]);
  }
  return record;
}

std::vector<Record> json_records(std::string_view bytes) {
  RecordParser parser;
  JsonValue list;
  try {
    list = JsonValue(parser.parse_value(bytes));
  } catch (const BadRecord&) {
    throw BadRecord{json_is_cut(bytes) ? "the file ends in the middle of the list" : "not JSON"};
  }
  if (!list.is_list()) {
    throw BadRecord{"not a JSON list of papers, speakers, workshops or events"};
  }
  std::vector<Record> records;
  for (const JsonValue& object : list.items()) {
    records.push_back(record_of(object));
  }
  return records;
}

std::vector<Record> csv_records(std::string_view bytes) {
  const std::vector<CsvRow> rows = parse_csv(bytes);
  if (rows.empty() || !is_miniconf_header(join(rows.front().cells, ","))) {
    throw BadRecord{"no table of Mini-Conf: its first line names UID and title"};
  }
  const std::vector<std::string>& names = rows.front().cells;
  std::vector<Record> records;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    Record record;
    record.line = rows[i].line;
    record.offset = rows[i].offset;
    if (rows[i].cut) {
      record.fault = "the file ends in the middle of a record";
    } else if (rows[i].cells.size() > names.size()) {
      record.fault = std::to_string(rows[i].cells.size()) + " cells where there are " +
                     std::to_string(names.size()) + " columns";
    }
    for (std::size_t c = 0; c < std::min(names.size(), rows[i].cells.size()); ++c) {
      std::string cell = repair_utf8(rows[i].cells[c]);
      std::replace(cell.begin(), cell.end(), '\0', ' ');
      record.fields[ascii_lower(trim(names[c]))].push_back(std::move(cell));
    }
    records.push_back(std::move(record));
  }
  return records;
}

class Site {
 public:
  Site(const MiniconfSite& site, std::string list) : site_(site), list_(std::move(list)) {}

  /// Which links stand with several records: those belong to none.
  void count(const std::vector<Record>& records) {
    for (const Record& record : records) {
      std::set<std::string> own;
      for (const char* name : {"link", "code_link", "pdf_url", "url", "video", "doi_link"}) {
        own.insert(address(record.text({name})));
      }
      for (const std::string& url : own) {
        ++uses_[url];
      }
    }
  }

  [[nodiscard]] Item item_of(const Record& record) const {
    Work work;
    work.title = html_line(record.text({"title"}));
    const std::string speaker = record.text({"speaker"});
    if (work.title.empty() && !speaker.empty()) {
      work.title = html_line(speaker);
    }
    const std::string fault = !record.fault.empty() ? record.fault
                              : work.title.empty()  ? "no title"
                                                    : "";
    if (!fault.empty()) {
      return reject(record.line, record.offset, fault,
                    record.text({"uid", "id"}) + " " + record.text({"title", "abstract"}));
    }
    const List list = list_of(list_, record);
    work.kind = list == List::kPapers  ? Kind::kPaper
                : list == List::kTalks ? Kind::kTalk
                                       : Kind::kEvent;
    work.abstract = read_html(record.text({"abstract", "description"})).text;
    work.authors = record.list({"authors", "organizers", "speaker"});
    for (std::string& author : work.authors) {
      author = html_line(author);
    }
    work.organisations = record.list({"institution", "affiliation", "affiliations"});
    work.keywords = record.list({"keywords"});
    work.venue = site_.venue;
    work.track = record.text({"track", "session_type"});
    work.date = day_of_text(record.text({"start"}));
    work.date = work.date.empty() ? site_.date : work.date;
    work.id = id_of(record, list, work.title);
    add_links(record, list, work);
    work.extra = extra_of(record, list);
    tidy(work);
    return work;
  }

 private:
  [[nodiscard]] std::string address(const std::string& link) const {
    return link.empty() ? std::string() : resolve_address(site_.address, link);
  }
  [[nodiscard]] bool is_own(const std::string& url) const {
    const auto found = uses_.find(url);
    return !url.empty() && (found == uses_.end() || found->second <= 1);
  }
  [[nodiscard]] std::string id_of(const Record& record, List list, const std::string& title) const {
    static constexpr std::array<std::string_view, 4> kNames = {"papers", "speakers", "workshops",
                                                               "calendar"};
    const std::string uid = record.text({"uid", "id", "forum"});
    const std::string prefix =
        list_.empty() ? std::string(kNames[static_cast<std::size_t>(list)]) : list_;
    return prefix + ":" +
           (uid.empty() ? std::to_string(hash64(title + record.text({"start"}))) : uid);
  }

  void add_links(const Record& record, List list, Work& work) const {
    const std::string uid = record.text({"uid", "id"});
    const std::string_view page = list == List::kPapers      ? "poster_"
                                  : list == List::kTalks     ? "speaker_"
                                  : list == List::kWorkshops ? "workshop_"
                                                             : "";
    if (!site_.address.empty() && !uid.empty() && !page.empty()) {
      add_own_page(work, site_.address + std::string(page) + uid + ".html");
    }
    const std::string link = address(record.text({"link", "url"}));
    if (list == List::kCalendar) {
      if (is_own(link)) {
        add_own_page(work, link);
      } else {
        add_cited(work, link, "event");
      }
    } else if (is_own(link)) {
      add_home(work, link);
    }
    const std::string pdf = address(record.text({"pdf_url", "pdf"}));
    if (is_own(pdf)) {
      work.links.push_back({"pdf", pdf});
    }
    const std::string code = address(record.text({"code_link", "code"}));
    if (is_own(code)) {
      work.code = code;
      work.links.push_back({"code", code});
    }
    const std::string doi = record.text({"doi", "doi_link"});
    if (std::optional<Identifier> identifier = parse_bare_identifier(doi)) {
      add_identifier(work, std::move(*identifier));
    }
    const std::string slides = record.text({"slideslive_id", "presentation_id"});
    if (!slides.empty() && std::all_of(slides.begin(), slides.end(),
                                       [](unsigned char c) { return c >= '0' && c <= '9'; })) {
      work.links.push_back({"talk", "https://slideslive.com/" + slides});
    }
  }

  static std::string extra_of(const Record& record, List list) {
    Extra extra;
    for (const auto& [name, out] : {std::pair{"start", "start"}, {"end", "end"}}) {
      if (const std::optional<std::int64_t> at = parse_instant(record.text({name}))) {
        extra.add_text(out, format_instant(*at));
      }
    }
    extra.add_text("location", record.text({"location", "room"}));
    extra.add_text("calendar", list == List::kCalendar ? record.text({"calendarid"}) : "");
    extra.add_text("about_the_speaker", collapse_spaces(record.text({"bio"})));
    std::vector<std::string> sessions = record.list({"sessions", "session"});
    sessions.erase(std::remove(sessions.begin(), sessions.end(), std::string()), sessions.end());
    extra.add_list("sessions", sessions);
    const std::string short_form = record.text({"tldr", "tl;dr"});
    extra.add_text("tldr", short_form == record.text({"abstract"}) ? "" : short_form);
    return extra.str();
  }

  const MiniconfSite& site_;
  std::string list_;
  std::map<std::string, int> uses_;
};

}  // namespace

bool is_miniconf_header(std::string_view line) {
  const std::vector<CsvRow> rows = parse_csv(line.substr(0, 2000));
  bool uid = false;
  bool title = false;
  for (const std::string& cell : rows.empty() ? std::vector<std::string>() : rows.front().cells) {
    uid = uid || iequals(trim(cell), "UID");
    title = title || iequals(trim(cell), "title");
  }
  return uid && title;
}

std::vector<Item> parse_miniconf(std::string_view bytes, const std::string& list,
                                 const MiniconfSite& site) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") {
    bytes.remove_prefix(3);
  }
  const std::string_view text = trim(bytes);
  const bool is_json = text.substr(0, 1) == "[" || text.substr(0, 1) == "{";
  const std::vector<Record> records = is_json ? json_records(bytes) : csv_records(bytes);
  Site reader(site, ascii_lower(list));
  reader.count(records);
  std::vector<Item> items;
  items.reserve(records.size());
  for (const Record& record : records) {
    items.push_back(reader.item_of(record));
  }
  return items;
}

std::unique_ptr<Reader> read_miniconf(std::unique_ptr<ByteStream> stream, const std::string& stem) {
  return read_whole(std::move(stream), Format::kMiniconf,
                    [stem](std::string_view bytes) { return parse_miniconf(bytes, stem); });
}

}  // namespace assay::source
