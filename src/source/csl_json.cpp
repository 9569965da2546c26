/// CSL-JSON bibliographies, docs/formats.md. Source: Citation Style Language 1.0.2,
/// "csl-data.json".

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/web.h"

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

Kind kind_of_type(std::string_view type) {
  static constexpr std::array<std::pair<std::string_view, Kind>, 10> kKinds = {
      {{"software", Kind::kRepository},
       {"post-weblog", Kind::kPost},
       {"webpage", Kind::kPost},
       {"post", Kind::kDiscussion},
       {"speech", Kind::kTalk},
       {"broadcast", Kind::kTalk},
       {"motion_picture", Kind::kTalk},
       {"song", Kind::kTalk},
       {"interview", Kind::kTalk},
       {"event", Kind::kEvent}}};
  for (const auto& [name, kind] : kKinds) {
    if (name == type) {
      return kind;
    }
  }
  return Kind::kPaper;
}

/// {"family","given","non-dropping-particle",...} or {"literal"} -> "van der Maaten, Laurens".
std::string read_name(const simdjson::dom::object& object) {
  std::string family;
  std::string given;
  std::string particle;
  std::string suffix;
  for (const auto [key, value] : object) {
    if (key == "literal") {
      return text_field(key, value);
    }
    if (key == "family") {
      family = text_field(key, value);
    } else if (key == "given") {
      given = text_field(key, value);
    } else if (key == "non-dropping-particle" || key == "dropping-particle") {
      particle += (particle.empty() ? "" : " ") + text_field(key, value);
    } else if (key == "suffix") {
      suffix = text_field(key, value);
    }
  }
  std::string name = particle.empty() ? family : particle + " " + family;
  if (!suffix.empty()) {
    name += " " + suffix;
  }
  return given.empty() ? name : name + ", " + given;
}

std::vector<std::string> read_names(std::string_view field, const Element& element) {
  simdjson::dom::array array;
  if (element.get(array) != simdjson::SUCCESS) {
    throw BadRecord{std::string(field) + " is " + std::string(type_words(element)) +
                    ", not a list"};
  }
  std::vector<std::string> names;
  for (const Element item : array) {
    simdjson::dom::object object;
    names.push_back(item.get(object) == simdjson::SUCCESS ? read_name(object)
                                                          : text_field(field, item));
  }
  return names;
}

/// {"date-parts":[[2021,3,5]]}, {"raw":"2021-03-05"} or {"literal":...} -> "2021-03-05".
std::string read_date(const Element& element) {
  simdjson::dom::object object;
  if (element.get(object) != simdjson::SUCCESS) {
    return text_field("issued", element);
  }
  std::string date;
  for (const auto [key, value] : object) {
    simdjson::dom::array parts;
    if (key == "date-parts" && value.get(parts) == simdjson::SUCCESS && parts.size() > 0 &&
        parts.at(0).get(parts) == simdjson::SUCCESS) {
      date.clear();
      for (const Element part : parts) {
        const std::int64_t number = integer_field("date-parts", part).value_or(0);
        if (number <= 0 || number > 9999 || (!date.empty() && number > 31)) {
          break;
        }
        const std::string digits = std::to_string(number);
        date += date.empty() ? std::string(4 - digits.size(), '0') + digits
                             : (digits.size() == 1 ? "-0" : "-") + digits;
      }
      return date;
    }
    if (key == "raw" || key == "literal") {
      date = text_field(key, value);
    }
  }
  return date;
}

/// Whether all names are a family and a given name, so that nothing is lost when they are written
/// as such.
bool are_plain(const Element& element) {
  simdjson::dom::array array;
  if (element.get(array) != simdjson::SUCCESS) {
    return true;
  }
  for (const Element item : array) {
    simdjson::dom::object object;
    if (item.get(object) != simdjson::SUCCESS) {
      continue;
    }
    for (const auto [key, value] : object) {
      if (key != "family" && key != "given") {
        return false;
      }
    }
  }
  return true;
}

/// Whether a date is one day, month or year and nothing else: no range, season, circa, words.
bool is_one_day(const Element& element) {
  simdjson::dom::object object;
  if (element.get(object) != simdjson::SUCCESS) {
    return true;
  }
  std::size_t keys = 0;
  bool single = false;
  for (const auto [key, value] : object) {
    simdjson::dom::array parts;
    ++keys;
    single = single ||
             (key == "date-parts" && value.get(parts) == simdjson::SUCCESS && parts.size() == 1);
  }
  return keys == 1 && single;
}

class CslItem {
 public:
  void take(std::string_view key, const Element& value) {
    if (key == "citation-key") {
      extra_.add(key, value);
    }
    if (key == "id" || key == "citation-key") {
      std::int64_t number = 0;
      const std::string id =
          value.get(number) == simdjson::SUCCESS ? std::to_string(number) : text_field(key, value);
      work_.id = work_.id.empty() || key == "id" ? id : work_.id;
    } else if (key == "type") {
      type_ = text_field(key, value);
      work_.kind = kind_of_type(type_);
    } else if (key == "title") {
      work_.title = collapse_spaces(decode_entities(text_field(key, value)));
    } else if (key == "abstract") {
      work_.abstract = text_field(key, value);
    } else if (key == "author") {
      work_.authors = read_names(key, value);
      if (!are_plain(value)) {
        extra_.add(key, value);
      }
    } else if (key == "issued") {
      work_.date = read_date(value);
      if (!is_one_day(value)) {
        extra_.add(key, value);
      }
    } else if (key == "keyword") {
      take_keywords(text_field(key, value));
    } else if (key == "note") {
      work_.comments = text_field(key, value);
    } else if (key == "DOI") {
      if (!take_identifier(text_field(key, value))) {
        extra_.add(key, value);
      }
    } else if (key == "URL") {
      url_ = text_field(key, value);
      if (!parse_identifier(url_)) {
        extra_.add(key, value);
      }
    } else if (key == "number" || key == "archive_location") {
      // Zotero writes "arXiv:2106.09685" there.
      const std::string text = text_field(key, value);
      if (!take_identifier(text)) {
        extra_.add(key, value);
      }
    } else if (!take_venue(key, value)) {
      extra_.add(key, value);
    }
  }

  Work finish() {
    if (trim(work_.title).empty()) {
      throw BadRecord{"no title"};
    }
    for (const std::string& venue : venues_) {
      if (!venue.empty()) {
        work_.venue = venue;
        break;
      }
    }
    add_home(work_, std::string(trim(url_)));
    extra_.add_text("csl_type", type_);
    work_.extra = extra_.str();
    tidy(work_);
    return std::move(work_);
  }

 private:
  /// The first of these that is there is the venue.
  static constexpr std::array<std::string_view, 5> kVenueKeys = {
      "container-title", "event-title", "event", "collection-title", "publisher"};

  bool take_venue(std::string_view key, const Element& value) {
    const auto* place = std::find(kVenueKeys.begin(), kVenueKeys.end(), key);
    if (place == kVenueKeys.end() || !value.is_string()) {
      return false;
    }
    venues_[static_cast<std::size_t>(place - kVenueKeys.begin())] =
        collapse_spaces(decode_entities(text_field(key, value)));
    if (key != "container-title") {
      extra_.add(key, value);
    }
    return true;
  }

  void take_keywords(const std::string& text) {
    const char separator = text.find(';') != std::string::npos ? ';' : ',';
    for (const std::string_view keyword : split(text, separator)) {
      work_.keywords.emplace_back(trim(keyword));
    }
  }

  bool take_identifier(const std::string& text) {
    std::optional<Identifier> identifier = parse_bare_identifier(text);
    if (!identifier || identifier->scheme == Scheme::kUrl) {
      return false;
    }
    add_identifier(work_, std::move(*identifier));
    return true;
  }

  Work work_;
  Extra extra_;
  std::string type_;
  std::string url_;
  std::array<std::string, kVenueKeys.size()> venues_;
};

Work parse_csl_record(RecordParser& parser, std::string_view record) {
  CslItem item;
  for (const auto [key, value] : parser.parse(record)) {
    item.take(key, value);
  }
  return item.finish();
}

}  // namespace

std::unique_ptr<Reader> read_csl_json(std::unique_ptr<ByteStream> stream) {
  return read_json_array(std::move(stream), Format::kCslJson, "references", parse_csl_record);
}

}  // namespace assay::source
