/// RIS bibliographies, docs/formats.md. Source: Research Information Systems, "RIS format
/// specifications" (2011), and what Zotero, EndNote and publishers write.

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace assay::source {
namespace {

/// A line "AU  - Hu, Edward": two characters, blanks, a hyphen, and a blank where a value follows.
struct TagLine {
  std::string_view tag;
  std::string_view value;
};

std::optional<TagLine> read_tag(std::string_view line) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (line.size() < 3 || !is_upper(line[0]) ||
      !(is_upper(line[1]) || (line[1] >= '0' && line[1] <= '9'))) {
    return std::nullopt;
  }
  std::size_t at = 2;
  while (at < line.size() && line[at] == ' ') {
    ++at;
  }
  if (at == 2 || at == line.size() || line[at] != '-' ||
      (at + 1 < line.size() && line[at + 1] != ' ')) {
    return std::nullopt;
  }
  return TagLine{line.substr(0, 2), trim(line.substr(at + 1))};
}

/// "2021/03/05/spring" or "2021-03-05" -> "2021-03-05"; what is unknown is left out.
std::string iso_date(std::string_view value) {
  std::string date;
  std::size_t begin = 0;
  for (const std::size_t digits : {std::size_t{4}, std::size_t{2}, std::size_t{2}}) {
    const std::size_t end = std::min(value.find_first_of("/-", begin), value.size());
    std::string part(trim(value.substr(begin, end - begin)));
    if (part.empty() || part.size() > digits ||
        !std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      break;
    }
    part.insert(0, digits - part.size(), '0');
    date += (date.empty() ? "" : "-") + part;
    begin = end + 1;
    if (begin > value.size()) {
      break;
    }
  }
  return date;
}

/// One record's lines, taken apart tag by tag.
class RisRecord {
 public:
  void add(const TagLine& line) {
    fields_.emplace_back(std::string(line.tag), std::string(line.value));
  }
  /// A line without a tag goes on with the value before it.
  void go_on(std::string_view line) {
    if (!fields_.empty() && !trim(line).empty()) {
      std::string& value = fields_.back().second;
      value += (value.empty() ? "" : " ") + std::string(trim(line));
    }
  }
  [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }

  [[nodiscard]] Work finish() const {
    Work work;
    work.kind = kind();
    work.id = first({"ID"});
    work.title = first({"TI", "T1", "CT"});
    if (work.title.empty() && first({"TY"}) != "CHAP") {
      work.title = first({"BT"});
    }
    if (work.title.empty()) {
      throw BadRecord{"no title"};
    }
    work.abstract = first({"AB", "N2"});
    for (const std::string_view tag : {"AU", "A1"}) {
      for (std::string& name : all(tag)) {
        work.authors.push_back(std::move(name));
      }
    }
    work.venue = first({"T2", "JO", "JF", "BT", "C3", "JA", "J2", "PB"});
    const std::string day = iso_date(first({"DA"}));
    const std::string year = iso_date(first({"PY", "Y1"}));
    work.date = day.size() > year.size() ? day : year;
    std::from_chars(work.date.data(), work.date.data() + std::min<std::size_t>(work.date.size(), 4),
                    work.year);
    for (const std::string& keywords : all("KW")) {
      for (const std::string_view keyword : split(keywords, ';')) {
        work.keywords.emplace_back(trim(keyword));
      }
    }
    work.comments = first({"N1"});
    add_addresses(work);
    work.extra = extra(work);
    tidy(work);
    return work;
  }

 private:
  [[nodiscard]] std::vector<std::string> all(std::string_view tag) const {
    std::vector<std::string> values;
    for (const auto& [name, value] : fields_) {
      if (name == tag && !value.empty()) {
        values.push_back(value);
      }
    }
    return values;
  }

  [[nodiscard]] std::string first(std::initializer_list<std::string_view> tags) const {
    for (const std::string_view tag : tags) {
      for (const auto& [name, value] : fields_) {
        if (name == tag && !value.empty()) {
          return value;
        }
      }
    }
    return {};
  }

  [[nodiscard]] Kind kind() const {
    static constexpr std::array<std::pair<std::string_view, Kind>, 9> kKinds = {
        {{"COMP", Kind::kRepository},
         {"BLOG", Kind::kPost},
         {"ELEC", Kind::kPost},
         {"ICOMM", Kind::kPost},
         {"VIDEO", Kind::kTalk},
         {"MPCT", Kind::kTalk},
         {"SLIDE", Kind::kTalk},
         {"ADVS", Kind::kTalk},
         {"SOUND", Kind::kTalk}}};
    const std::string type = first({"TY"});
    for (const auto& [name, kind] : kKinds) {
      if (name == type) {
        return kind;
      }
    }
    return Kind::kPaper;
  }

  void add_addresses(Work& work) const {
    for (const std::string_view tag : {"DO", "AN", "M3"}) {
      for (const std::string& value : all(tag)) {
        if (std::optional<Identifier> identifier = parse_bare_identifier(value);
            identifier && identifier->scheme != Scheme::kUrl) {
          add_identifier(work, std::move(*identifier));
        }
      }
    }
    for (const std::string& url : addresses()) {
      add_home(work, url);
    }
    for (const std::string& url : all("L1")) {
      work.links.push_back({"pdf", url});
    }
  }

  [[nodiscard]] std::vector<std::string> addresses() const {
    std::vector<std::string> urls;
    for (const std::string& value : all("UR")) {
      for (const std::string_view url : split(value, ';')) {
        urls.emplace_back(trim(url));
      }
    }
    return urls;
  }

  /// Whether the writer makes this line anew out of the work's own fields.
  [[nodiscard]] bool is_placed(const std::string& tag, const std::string& value,
                               const Work& work) const {
    static constexpr std::array<std::string_view, 8> kAlways = {"ID", "AU", "A1", "KW",
                                                                "L1", "ER", "TY", "T2"};
    if (std::find(kAlways.begin(), kAlways.end(), tag) != kAlways.end()) {
      return tag != "T2" || value == first({"T2"});
    }
    if (tag == "TI" || tag == "T1") {
      return value == first({"TI", "T1", "CT"});
    }
    if (tag == "AB" || tag == "N2") {
      return value == first({"AB", "N2"});
    }
    if (tag == "N1") {
      return value == first({"N1"});
    }
    if (tag == "PY") {
      return iso_date(value) == value && value == work.date.substr(0, 4);
    }
    if (tag == "DA") {
      std::string day = value;
      std::replace(day.begin(), day.end(), '/', '-');
      day.erase(day.find_last_not_of('-') + 1);
      return day == work.date;
    }
    if (tag == "DO" || tag == "UR") {
      return parse_bare_identifier(value).has_value() || is_known_address(value, work);
    }
    return false;
  }

  [[nodiscard]] static bool is_known_address(const std::string& value, const Work& work) {
    const auto known = [&work](std::string_view url) {
      return std::any_of(work.links.begin(), work.links.end(),
                         [url](const Link& link) { return link.url == url; });
    };
    const std::vector<std::string_view> urls = split(value, ';');
    return std::all_of(urls.begin(), urls.end(),
                       [&](std::string_view url) { return known(trim(url)); });
  }

  /// What has no place of its own, by its tag; a tag given several times as a list.
  [[nodiscard]] std::string extra(const Work& work) const {
    std::map<std::string, std::vector<std::string>> rest;
    for (const auto& [tag, value] : fields_) {
      if (!value.empty() && !is_placed(tag, value, work)) {
        rest[tag].push_back(value);
      }
    }
    Extra extra;
    extra.add_text("ris_type", first({"TY"}));
    for (const auto& [tag, values] : rest) {
      const std::string name = "ris_" + ascii_lower(tag);
      if (values.size() == 1) {
        extra.add_text(name, values.front());
      } else {
        extra.add_list(name, values);
      }
    }
    return extra.str();
  }

  std::vector<std::pair<std::string, std::string>> fields_;
};

class RisReader final : public StreamReader {
 public:
  explicit RisReader(std::unique_ptr<ByteStream> stream)
      : StreamReader(std::move(stream)), lines_(*stream_) {}

  std::optional<Item> next() override {
    while (std::optional<Line> line = lines_.next()) {
      const std::optional<TagLine> tag = read_tag(line->text);
      if (tag && tag->tag == "TY" && !record_.empty()) {
        // The record before was never ended.
        Item item = reject(line_, offset_, "the record has no ER line", excerpt_);
        begin(*line, *tag);
        return item;
      }
      if (tag && tag->tag == "ER") {
        if (!record_.empty()) {
          return finish();
        }
        continue;
      }
      if (tag && tag->tag == "TY") {
        begin(*line, *tag);
      } else if (!record_.empty() || !trim(line->text).empty()) {
        if (std::optional<Item> item = take(*line, tag)) {
          return item;
        }
      }
    }
    if (std::optional<Item> failure = take_failure(lines_.line_number(), lines_.offset())) {
      record_ = {};
      return failure;
    }
    if (!record_.empty()) {
      record_ = {};
      return reject_cut_off(line_, offset_, excerpt_);
    }
    return std::nullopt;
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kRis; }

 private:
  void begin(const Line& line, const TagLine& tag) {
    record_ = {};
    bad_.clear();
    size_ = 0;
    line_ = line.number;
    offset_ = line.offset;
    excerpt_ = line.text.substr(0, 200);
    check(line);
    record_.add(tag);
  }

  /// A line within a record; what stands outside of one is rejected once, not line by line.
  std::optional<Item> take(const Line& line, const std::optional<TagLine>& tag) {
    if (record_.empty()) {
      if (outside_) {
        return std::nullopt;
      }
      outside_ = true;
      return reject(line.number, line.offset, "text before the record's TY line", line.text);
    }
    if (excerpt_.size() < 200) {
      excerpt_ += "\n" + std::string(line.text.substr(0, 200));
    }
    check(line);
    if (!bad_.empty()) {
      return std::nullopt;
    }
    if (tag) {
      record_.add(*tag);
    } else {
      record_.go_on(line.text);
    }
    return std::nullopt;
  }

  void check(const Line& line) {
    size_ += line.text.size();
    if (line.too_long || size_ > kMaxRecordBytes) {
      bad_ = too_large();
    } else if (const std::size_t bad = find_invalid_utf8(line.text); bad != std::string::npos) {
      bad_ = "not UTF-8: byte " + std::to_string(bad) + " of line " + std::to_string(line.number);
    } else if (line.text.find('\0') != std::string_view::npos) {
      bad_ = "the record holds a NUL character";
    }
  }

  Item finish() {
    const RisRecord record = std::exchange(record_, {});
    outside_ = false;
    try {
      if (!bad_.empty()) {
        throw BadRecord{bad_};
      }
      return record.finish();
    } catch (const BadRecord& bad) {
      return reject(line_, offset_, bad.reason, excerpt_);
    }
  }

  TextLines lines_;
  RisRecord record_;
  std::string bad_;  ///< Why the record at hand is rejected.
  std::string excerpt_;
  std::size_t size_ = 0;
  std::uint64_t line_ = 0;
  std::uint64_t offset_ = 0;
  bool outside_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_ris(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<RisReader>(std::move(stream));
}

}  // namespace assay::source
