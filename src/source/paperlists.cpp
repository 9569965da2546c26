/// A conference's papers as a JSON array, docs/formats.md.

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/text_lines.h"
#include "source/web.h"
#include "work/title.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

namespace assay::source {
namespace {

struct Edition {
  std::string venue;
  int year = 0;
};

/// "acl2021" -> ACL 2021.
Edition edition_of(std::string_view stem) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNames = {
      {{"nips", "NeurIPS"}, {"neurips", "NeurIPS"}, {"corl", "CoRL"}, {"automl", "AutoML"}}};
  std::size_t digits = stem.size();
  while (digits > 0 && stem[digits - 1] >= '0' && stem[digits - 1] <= '9') {
    --digits;
  }
  Edition edition;
  if (stem.size() - digits != 4 || digits == 0) {
    return edition;
  }
  std::from_chars(stem.data() + digits, stem.data() + stem.size(), edition.year);
  const std::string name = ascii_lower(stem.substr(0, digits));
  for (const auto& [known, written] : kNames) {
    if (known == name) {
      edition.venue = written;
      return edition;
    }
  }
  edition.venue = name;
  for (char& c : edition.venue) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return edition;
}

/// Items of "a;b+c;;d" at every separator in `separators`, each once, empty ones left out.
std::vector<std::string> unique_items(std::string_view text, std::string_view separators) {
  std::vector<std::string> items;
  std::unordered_set<std::string> seen;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
    std::string item = collapse_spaces(text.substr(begin, end - begin));
    if (!item.empty() && seen.insert(item).second) {
      items.push_back(std::move(item));
    }
    begin = end + 1;
  }
  return items;
}

/// Affiliations: ";" between authors, "+" between several of one. A legal form that the "+" has
/// torn from its company ("Huawei Co.+Ltd.") is put back.
void add_organisations(std::string text, Work& work) {
  for (const std::string_view form : {"Ltd", "Inc", "LLC", "Corp"}) {
    const std::string torn = "+" + std::string(form);
    for (std::size_t at = text.find(torn); at != std::string::npos; at = text.find(torn, at + 1)) {
      const std::size_t end = at + torn.size();
      if (end == text.size() || std::string_view(".,;+ ").find(text[end]) != std::string::npos) {
        text.replace(at, 1, ", ");
      }
    }
  }
  for (std::string& name : unique_items(text, ";+")) {
    work.organisations.push_back(std::move(name));
  }
}

bool is_placeholder(std::string_view text) {
  text = trim(text);
  return text.size() < 2 || iequals(text, "n/a") || iequals(text, "none") ||
         iequals(text, "null") || iequals(text, "tba");
}

/// Mail addresses down to their domains: "*@x.com" and "a@x.com" -> "x.com".
std::vector<std::string> mail_domains(std::string_view text) {
  std::vector<std::string> domains;
  for (const std::string& address : unique_items(text, ";+,")) {
    const std::string domain = ascii_lower(address.substr(address.rfind('@') + 1));
    if (domain.find('.') != std::string::npos &&
        std::find(domains.begin(), domains.end(), domain) == domains.end()) {
      domains.push_back(domain);
    }
  }
  return domains;
}

void add_page(const std::string& text, std::string_view rel, Work& work) {
  const std::string url(trim(text.substr(0, text.find(';'))));
  std::optional<Identifier> identifier = parse_identifier(url);
  if (!identifier) {
    return;
  }
  if (rel == "home" || identifier->scheme != Scheme::kUrl) {
    if (identifier->scheme != Scheme::kGithub) {
      add_identifier(work, std::move(*identifier));
    }
  }
  work.links.push_back({std::string(rel), url});
}

/// Text of a field that these lists sometimes give as a number or a flag; "" then.
std::string lenient_text(std::string_view name, const Element& element) {
  return element.is_string() ? text_field(name, element) : std::string();
}

/// One paper, put together field by field. `stem` as for parse_paperlists_record.
class Paper {
 public:
  explicit Paper(std::string_view stem) : stem_(stem), edition_(edition_of(stem)) {}

  /// Unknown fields are passed over. Throws BadRecord.
  void take(std::string_view key, const Element& value) {
    const bool taken = take_text(key, value) || take_people(key, value) || take_page(key, value) ||
                       take_edition(key, value);
    if (!taken) {
      take_extra(key, value);
    }
  }

  /// The work of all the fields. Throws BadRecord when there is no title.
  Work finish() {
    if (is_placeholder(work_.title)) {
      throw BadRecord{"no title"};
    }
    if (is_placeholder(work_.abstract)) {
      work_.abstract.clear();
    }
    extra_.add_list("domains", domains_);
    if (work_.organisations.empty()) {
      add_organisations(normalised_names_, work_);
    }
    work_.venue = edition_.venue;
    work_.year = edition_.year;
    work_.extra = extra_.str();
    tidy(work_);
    return std::move(work_);
  }

 private:
  bool take_text(std::string_view key, const Element& value) {
    if (key == "title") {
      work_.title = decode_entities(text_field(key, value));
      collapse_spaces_in_place(work_.title);
    } else if (key == "abstract") {
      work_.abstract = text_field(key, value);
      collapse_spaces_in_place(work_.abstract);
    } else if (key == "keywords") {
      work_.keywords = unique_items(decode_entities(lenient_text(key, value)), ";");
    } else if (key == "id") {
      const std::string id = value.is_string() ? text_field(key, value) : simdjson::minify(value);
      // Without the file's name an id could be that of another conference.
      const bool known = !id.empty() && id != "null" && !stem_.empty();
      work_.id = known ? std::string(stem_) + ":" + id : std::string();
    } else {
      return false;
    }
    return true;
  }

  bool take_people(std::string_view key, const Element& value) {
    if (key == "author" || key == "authors") {
      work_.authors = unique_items(untex(decode_entities(text_field(key, value))), ";");
    } else if (key == "aff" || key == "affs") {
      add_organisations(decode_entities(lenient_text(key, value)), work_);
    } else if (key == "aff_unique_norm") {
      normalised_names_ = decode_entities(lenient_text(key, value));
    } else if (key == "aff_domain" || key == "email") {
      for (std::string& domain : mail_domains(lenient_text(key, value))) {
        if (std::find(domains_.begin(), domains_.end(), domain) == domains_.end()) {
          domains_.push_back(std::move(domain));
        }
      }
    } else {
      return false;
    }
    return true;
  }

  bool take_page(std::string_view key, const Element& value) {
    if (key == "github") {
      work_.code = code_from_field(lenient_text(key, value));
    } else if (key == "site") {
      add_page(lenient_text(key, value), "home", work_);
    } else if (key == "openreview" || key == "pdf") {
      add_page(lenient_text(key, value), key, work_);
    } else if (key == "project") {
      if (const std::string url(trim(lenient_text(key, value))); !normalise_url(url).empty()) {
        work_.links.push_back({"project", url});
      }
    } else if (key == "doi") {
      if (const std::string doi = lenient_text(key, value); !doi.empty()) {
        if (std::optional<Identifier> identifier = parse_bare_identifier(doi)) {
          add_identifier(work_, std::move(*identifier));
        }
      }
    } else {
      return false;
    }
    return true;
  }

  bool take_edition(std::string_view key, const Element& value) {
    if (key == "track") {
      work_.track = lenient_text(key, value);
    } else if (key == "venue" || key == "conference") {
      if (std::string venue = lenient_text(key, value); !trim(venue).empty()) {
        edition_.venue = std::move(venue);
      }
    } else if (key == "year") {
      if (const std::optional<std::int64_t> year = integer_field(key, value);
          year && *year > 0 && *year < 10000) {
        edition_.year = static_cast<int>(*year);
      }
    } else {
      return false;
    }
    return true;
  }

  void take_extra(std::string_view key, const Element& value) {
    if (key == "position") {
      extra_.add_list("positions", unique_items(lenient_text(key, value), ";+"));
    } else if (key == "status" || key == "primary_area" || key == "session") {
      extra_.add_text(key, lenient_text(key, value));
    }
  }

  std::string_view stem_;
  Edition edition_;
  Work work_;
  Extra extra_;
  std::vector<std::string> domains_;
  std::string normalised_names_;
};

}  // namespace

Work parse_paperlists_record(RecordParser& parser, std::string_view record, std::string_view stem) {
  Paper paper(stem);
  for (const auto [key, value] : parser.parse(record)) {
    paper.take(key, value);
  }
  return paper.finish();
}

std::unique_ptr<Reader> read_paperlists(std::unique_ptr<ByteStream> stream, std::string stem) {
  return read_json_array(std::move(stream), Format::kPaperlists, "papers",
                         [stem = std::move(stem)](RecordParser& parser, std::string_view record) {
                           return parse_paperlists_record(parser, record, stem);
                         });
}

}  // namespace assay::source
