#include "source/format.h"

#include "base/names.h"
#include "base/text.h"
#include "source/bibtex_entries.h"
#include "source/markdown.h"
#include "source/miniconf.h"

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

constexpr std::array<std::string_view, 20> kNames = {
    "works",   "arxiv",      "paperlists",   "awesome",          "bibtex", "ris",      "csl-json",
    "acl-xml", "feed",       "virtual-site", "schedule",         "ical",   "miniconf", "x-archive",
    "links",   "gh-archive", "openalex",     "semantic-scholar", "dblp",   "mail"};

bool has_key(std::string_view line, std::string_view key) {
  return line.find("\"" + std::string(key) + "\"") != std::string_view::npos;
}

/// A record of arXiv's snapshot; quotes within texts are escaped, so that these are keys.
bool is_snapshot_line(std::string_view line) {
  return has_key(line, "categories") && has_key(line, "id") && !has_key(line, "kind") &&
         (has_key(line, "authors_parsed") || has_key(line, "update_date") ||
          (has_key(line, "versions") && has_key(line, "authors")));
}

/// An event of GitHub's: GH Archive.
bool is_event_line(std::string_view line) {
  return has_key(line, "actor") && has_key(line, "repo") && has_key(line, "payload") &&
         has_key(line, "type") && !has_key(line, "kind");
}

/// A work of OpenAlex's snapshot.
bool is_openalex_line(std::string_view line) {
  return line.find("\"https://openalex.org/W") != std::string_view::npos &&
         (has_key(line, "authorships") || has_key(line, "ids") || has_key(line, "locations"));
}

/// A paper or an abstract of Semantic Scholar's datasets.
bool is_semantic_scholar_line(std::string_view line) {
  return has_key(line, "corpusid") && (has_key(line, "externalids") || has_key(line, "abstract"));
}

/// Which JSON Lines these are. Another kind of object on the first line does not hide the format of
/// those behind it.
Format json_lines_format(const std::vector<std::string_view>& lines) {
  if (is_event_line(lines.front())) {
    return Format::kGhArchive;
  }
  const auto any = [&](bool (*is_line)(std::string_view)) {
    return std::any_of(lines.begin(), lines.end(), is_line);
  };
  if (any(is_openalex_line)) {
    return Format::kOpenalex;
  }
  if (any(is_semantic_scholar_line)) {
    return Format::kSemanticScholar;
  }
  return any(is_snapshot_line) ? Format::kArxiv : Format::kWorks;
}

/// By the first element behind prolog, comments and document type.
std::optional<Format> xml_format(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::string_view element =
        text.substr(at + 1, text.find_first_of(" \t\r\n/>", at) - at - 1);
    if (element == "collection") {
      return Format::kAclXml;
    }
    if (element == "dblp") {
      return Format::kDblp;
    }
    if (element == "rss" || element == "feed" || element == "rdf:RDF") {
      return Format::kFeed;
    }
    if (element == "schedule") {
      return Format::kSchedule;
    }
    if (element.substr(0, 3) == "!--") {
      at = std::min(text.find("-->", at), text.size() - 1);
    } else if (element.empty() || (element.front() != '?' && element.front() != '!')) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

/// "TY  - JOUR", which opens a record of RIS.
bool starts_ris(std::string_view text) {
  return text.rfind("TY", 0) == 0 &&
         trim(text.substr(2, text.find_first_of("\r\n") - 2)).rfind('-', 0) == 0;
}

/// A name of a header field and its colon (RFC 5322, section 2.2).
bool is_mail_header(std::string_view line, std::string_view name) {
  return istarts_with(line, name) && line.size() > name.size() && line[name.size()] == ':';
}

/// A message, or an mbox file that opens with its "From " line.
bool is_mail(const std::vector<std::string_view>& lines) {
  bool from = false;
  bool other = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (trim(line).empty()) {
      break;
    }
    const std::size_t end = line.find_first_of(": \t");
    const bool folded = i > 0 && (line.front() == ' ' || line.front() == '\t');
    const bool mbox = i == 0 && line.rfind("From ", 0) == 0;
    if (!folded && !mbox && (end == std::string_view::npos || end == 0 || line[end] != ':')) {
      return false;
    }
    from = from || is_mail_header(line, "From");
    other = other || is_mail_header(line, "Subject") || is_mail_header(line, "Date") ||
            is_mail_header(line, "MIME-Version");
  }
  return from && other;
}

/// The keys of CSL-JSON that no list of conference papers has.
bool is_csl(std::string_view items) {
  return has_key(items, "type") && (has_key(items, "issued") || has_key(items, "container-title") ||
                                    has_key(items, "family") || has_key(items, "DOI"));
}

/// The object "schedule" comes first, perhaps behind its schema's and its generator's name.
bool is_schedule(std::string_view text) {
  constexpr std::size_t kHead = 1000;
  return has_key(text.substr(0, kHead), "schedule") && has_key(text, "conference");
}

/// The keys of Mini-Conf's papers and calendar.
bool is_miniconf(std::string_view items) {
  return has_key(items, "title") && (has_key(items, "UID") || has_key(items, "calendarId") ||
                                     (has_key(items, "forum") && has_key(items, "content")));
}

/// A list of plain addresses: the first line that is no remark is one.
bool is_link_list(const std::vector<std::string_view>& lines) {
  for (const std::string_view line : lines) {
    const std::string_view text = trim(line);
    if (!text.empty() && text.front() != '#') {
      return istarts_with(text, "http://") || istarts_with(text, "https://");
    }
  }
  return false;
}

/// A record among lines of another kind.
bool is_record_line(std::string_view line) {
  return line.rfind("{\"", 0) == 0 && line.back() == '}' && has_key(line, "title");
}

}  // namespace

std::string_view format_name(Format format) noexcept {
  return kNames[static_cast<std::size_t>(format)];
}

std::optional<Format> parse_format(std::string_view name) noexcept {
  return parse_name<Format>(kNames, name);
}

std::string format_names() {
  return join(std::vector<std::string>(kNames.begin(), kNames.end()), ", ");
}

std::optional<Format> recognise(std::string_view head) {
  if (head.substr(0, 3) == "\xEF\xBB\xBF") {
    head.remove_prefix(3);
  }
  const std::string_view text = trim(head);
  if (text.empty()) {
    return std::nullopt;
  }
  const std::vector<std::string_view> lines = split(text, '\n');
  if (text.front() == '{') {
    if (text.find("jsonfeed.org/version/") != std::string_view::npos && has_key(text, "version")) {
      return Format::kFeed;
    }
    if (has_key(text, "results") && has_key(text, "eventtype") &&
        has_key(text, "virtualsite_url")) {
      return Format::kVirtualSite;
    }
    return is_schedule(text) ? Format::kSchedule : json_lines_format(lines);
  }
  if (istarts_with(text, "BEGIN:VCALENDAR")) {
    return Format::kIcal;
  }
  if (text.rfind("window.YTD.", 0) == 0) {
    return Format::kXArchive;
  }
  if (is_miniconf_header(lines.front())) {
    return Format::kMiniconf;
  }
  if (text.front() == '<') {
    return xml_format(text);
  }
  if (starts_ris(text)) {
    return Format::kRis;
  }
  if (is_mail(lines)) {
    return Format::kMail;
  }
  if (text.front() == '[') {
    const std::string_view inner = trim(text.substr(1));
    if (inner.empty() || inner.front() == '{' || inner.front() == ']') {
      return is_csl(inner)        ? Format::kCslJson
             : is_miniconf(inner) ? Format::kMiniconf
                                  : Format::kPaperlists;
    }
  }
  if (is_link_list(lines)) {
    return Format::kLinks;
  }
  // The first line that tells decides: a list may show how to cite it, in a block of code.
  bool in_code_block = false;
  for (const std::string_view line : lines) {
    if (trim(line).rfind("```", 0) == 0) {
      in_code_block = !in_code_block;
    }
    if (in_code_block) {
      continue;
    }
    if (starts_bib_entry(trim(line))) {
      return Format::kBibtex;
    }
    if (list_item(line).find("](") != std::string_view::npos) {
      return Format::kAwesome;
    }
    if (is_record_line(trim(line))) {
      return json_lines_format(lines);
    }
  }
  return std::nullopt;
}

}  // namespace assay::source
