/// The DBLP dump, docs/formats.md. Source: dblp, "What do I find in dblp.xml?" and dblp.dtd.

#include "base/text.h"
#include "source/dblp_internal.h"
#include "source/service.h"
#include "source/text_lines.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::source {
namespace {

/// "abs-2106-09685" of "journals/corr/abs-2106-09685" -> its arXiv id.
std::optional<Identifier> corr_identifier(std::string_view key) {
  constexpr std::string_view kCorr = "journals/corr/abs-";
  if (key.rfind(kCorr, 0) != 0) {
    return std::nullopt;
  }
  std::string id(key.substr(kCorr.size()));
  const std::size_t dash = id.find('-');
  if (dash == std::string::npos) {
    return std::nullopt;
  }
  // "cs-0112017" is of the old style.
  id[dash] = id[0] >= '0' && id[0] <= '9' ? '.' : '/';
  return parse_bare_identifier(id);
}

/// "Wei Wang 0001" -> "Wei Wang".
std::string without_number(const std::string& name) {
  const std::size_t space = name.rfind(' ');
  const bool numbered = space != std::string::npos && name.size() - space == 5 &&
                        std::all_of(name.begin() + static_cast<std::ptrdiff_t>(space) + 1,
                                    name.end(), [](char c) { return c >= '0' && c <= '9'; });
  return numbered ? name.substr(0, space) : name;
}

std::string month_of(const std::string& text) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (istarts_with(text, kMonths[i])) {
      return (i < 9 ? "-0" : "-") + std::to_string(i + 1);
    }
  }
  return {};
}

/// One record, put together child by child.
class DblpRecord {
 public:
  DblpRecord(std::string_view name, const XmlElement& element) : type_(name) {
    work_.id = element.attribute("key");
    extra_.add_text("type", name);
    const std::string publtype = element.attribute("publtype");
    extra_.add_text("publtype", publtype);
    if (publtype.find("withdrawn") != std::string::npos) {
      work_.comments = "withdrawn";
    }
    extra_.add_text("mdate", element.attribute("mdate"));
    for (XmlElement child = element.first(); child; child = child.next()) {
      take(child);
    }
  }

  Work finish() {
    if (work_.title.empty()) {
      throw BadRecord{"no title"};
    }
    if (work_.id.empty()) {
      throw BadRecord{"no key"};
    }
    if (type_ == "www") {
      work_.kind = Kind::kPost;
    }
    if (std::optional<Identifier> arxiv = corr_identifier(work_.id)) {
      add_identifier(work_, *std::move(arxiv));
    }
    work_.venue = venue_ == "CoRR" ? "arXiv" : venue_;
    if (work_.authors.empty()) {
      work_.authors = editors_;
    }
    if (!year_.empty()) {
      work_.date = year_ + month_;
    }
    extra_.add_list("orcids", orcids_);
    extra_.add_list("dblp_names", numbered_);
    for (const auto& [name, values] : others_) {
      extra_.add_list(name, values);
    }
    work_.extra = extra_.str();
    tidy(work_);
    return std::move(work_);
  }

 private:
  void take(const XmlElement& child) {
    const std::string_view name = child.name();
    std::string text = collapse_spaces(child.text());
    if (name == "author" || name == "editor") {
      take_person(child, text, name == "author" ? work_.authors : editors_);
    } else if (name == "title") {
      if (!text.empty() && text.back() == '.' && text.find("...") == std::string::npos) {
        text.pop_back();
      }
      work_.title = text;
    } else if (name == "year") {
      year_ = text;
    } else if (name == "month") {
      month_ = month_of(text);
    } else if (name == "journal" || name == "booktitle") {
      venue_ = venue_.empty() ? text : venue_;
    } else if (name == "school") {
      work_.organisations.push_back(text);
    } else if (name == "ee") {
      take_address(text);
    } else if (name == "url") {
      extra_.add_text("dblp_url", text);
    } else if (name == "note") {
      work_.comments += (work_.comments.empty() ? "" : "; ") + text;
    } else if (!text.empty() && name != "cite") {
      keep(name, std::move(text));
    }
  }

  void take_person(const XmlElement& child, const std::string& text,
                   std::vector<std::string>& people) {
    people.push_back(without_number(text));
    if (people.back() != text) {
      numbered_.push_back(text);
    }
    if (std::string orcid = child.attribute("orcid"); !orcid.empty()) {
      orcids_.push_back(std::move(orcid));
    }
  }

  void take_address(const std::string& url) {
    add_known_identifier(work_, url);
    const bool pdf = url.size() > 4 && iequals(url.substr(url.size() - 4), ".pdf");
    work_.links.push_back({pdf ? "pdf" : "home", url});
  }

  /// Fields without a place of their own; some come several times.
  void keep(std::string_view name, std::string text) {
    for (auto& [known, values] : others_) {
      if (known == name) {
        values.push_back(std::move(text));
        return;
      }
    }
    others_.emplace_back(name, std::vector<std::string>{std::move(text)});
  }

  std::string type_;
  Work work_;
  Extra extra_;
  std::vector<std::string> editors_;
  std::vector<std::string> orcids_;
  std::vector<std::string> numbered_;
  std::vector<std::pair<std::string, std::vector<std::string>>> others_;
  std::string venue_;
  std::string year_;
  std::string month_;
};

}  // namespace

DblpReader::DblpReader(std::unique_ptr<ByteStream> stream, DblpFilter filter)
    : StreamReader(std::move(stream)),
      text_(*stream_),
      xml_([this] { return text_.next(); }),
      filter_(std::move(filter)) {}

std::optional<Item> DblpReader::next() {
  return next_within(UINT64_MAX, [] {});
}

std::optional<Item> DblpReader::next_within(std::uint64_t most, const std::function<void()>& each) {
  while (!ended_ && records_ < most && advance()) {
    each();
    const std::string mdate = xml_.attribute("mdate");
    newest_ = std::max(newest_, mdate);
    if (!is_wanted(xml_.name(), xml_.attribute("key")) ||
        (!mdate.empty() && mdate < filter_.since)) {
      continue;
    }
    if (std::optional<Item> item = read_record()) {
      return item;
    }
  }
  return ended_ ? end() : std::nullopt;
}

void DblpReader::skip_to(std::uint64_t count, const std::function<void()>& each) {
  while (!ended_ && records_ < count && advance()) {
    each();
    newest_ = std::max(newest_, xml_.attribute("mdate"));
  }
}

bool DblpReader::advance() {
  if (!in_root_) {
    in_root_ = true;
    ended_ = !xml_.next_start() || !xml_.next_start();
  } else {
    ended_ = !xml_.next_sibling_start();
  }
  records_ += ended_ ? 0 : 1;
  return !ended_;
}

bool DblpReader::is_wanted(std::string_view name, std::string_view key) const {
  // Pages of people and what only points elsewhere are no works.
  if (key.rfind("homepages/", 0) == 0 || name == "person") {
    return false;
  }
  return filter_.keys.empty() ||
         std::any_of(filter_.keys.begin(), filter_.keys.end(),
                     [&](const std::string& prefix) { return key.rfind(prefix, 0) == 0; });
}

std::optional<Item> DblpReader::read_record() {
  const std::uint64_t line = std::max<std::uint64_t>(xml_.line(), 1);
  const std::uint64_t offset = xml_.offset();
  const std::string name(xml_.name());
  const XmlElement element = xml_.whole();
  if (!element) {
    return std::nullopt;
  }
  try {
    return DblpRecord(name, element).finish();
  } catch (const BadRecord& bad) {
    return reject(line, offset, bad.reason,
                  element.attribute("key") + " " + collapse_spaces(element.text()));
  }
}

/// Once, when the document breaks off or the stream does: the rejection that says so.
std::optional<Item> DblpReader::end() {
  if (std::exchange(told_, true)) {
    return std::nullopt;
  }
  const std::uint64_t line = std::max<std::uint64_t>(xml_.line(), 1);
  if (std::optional<Item> failure = take_failure(line, xml_.offset())) {
    return failure;
  }
  if (xml_.error().empty()) {
    return std::nullopt;
  }
  return Rejection{std::max<std::uint64_t>(1, xml_.error_line()),
                   xml_.offset(),
                   xml_.error(),
                   {},
                   "fetch the file again"};
}

std::unique_ptr<Reader> read_dblp(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<DblpReader>(std::move(stream));
}

}  // namespace assay::source
