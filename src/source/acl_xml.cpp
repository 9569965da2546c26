/// A collection of the ACL Anthology as XML, docs/formats.md. Source: ACL Anthology, "schema.rnc"
/// and "Anthology IDs".

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/text_lines.h"
#include "source/xml_stream.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::source {
namespace {

/// Numbers of volume and paper, zeros put before them.
std::string padded(std::string_view number, std::size_t digits) {
  std::string out(number);
  out.insert(0, digits - std::min(digits, out.size()), '0');
  return out;
}

/// "2021.acl" + "long" + "1" -> "2021.acl-long.1"; "P18" + "1" + "1" -> "P18-1001". Workshops
/// (W..), C69 and D19 from volume 5 on have two digits for the volume and two for the paper.
std::string anthology_id(const std::string& collection, const std::string& volume,
                         const std::string& paper) {
  if (collection.find('.') != std::string::npos) {
    return collection + "-" + volume + "." + paper;
  }
  int number = 0;
  std::from_chars(volume.data(), volume.data() + volume.size(), number);
  const bool wide =
      collection.rfind('W', 0) == 0 || collection == "C69" || (collection == "D19" && number >= 5);
  return collection + "-" + padded(volume, wide ? 2 : 1) + padded(paper, wide ? 2 : 3);
}

/// Text with <tex-math> as $...$; other markup is left out.
std::string marked_text(const XmlElement& element) {
  std::string out;
  element.for_each_content([&](std::string_view text) { out += text; },
                           [&](const XmlElement& inner) {
                             if (inner.name() == "tex-math") {
                               out += "$" + inner.text() + "$";
                             } else {
                               out += marked_text(inner);
                             }
                           });
  return out;
}

std::string marked_text_of(const XmlElement& paper, std::string_view name) {
  const XmlElement found = paper.child(name);
  return found ? collapse_spaces(marked_text(found)) : std::string();
}

struct Volume {
  std::string collection;
  std::string id;
  std::string booktitle;
  std::string year;
  std::string month;
};

/// "August" or "July 5-10" -> "2021-08"; the year alone when the month is not told.
std::string date_of(const Volume& volume) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (istarts_with(trim(volume.month), kMonths[i]) && !volume.year.empty()) {
      return volume.year + "-" + padded(std::to_string(i + 1), 2);
    }
  }
  return volume.year;
}

std::string full_name(const XmlElement& author) {
  const std::string given = author.text_of("first");
  const std::string family = author.text_of("last");
  return given.empty() ? family : given + " " + family;
}

std::string address(std::string_view given, std::string_view folder) {
  return given.find("://") != std::string_view::npos
             ? std::string(given)
             : "https://aclanthology.org/" + std::string(folder) + std::string(given);
}

/// What a paper says beside its title, abstract and people.
class PaperDetails {
 public:
  explicit PaperDetails(Work& work) : work_(work) {}

  void take(const XmlElement& element) {
    const std::string_view name = element.name();
    if (name == "title" || name == "abstract") {
      return;  // long, and read already
    }
    const std::string text = collapse_spaces(element.text());
    if (name == "doi") {
      if (std::optional<Identifier> identifier = parse_bare_identifier(text)) {
        add_identifier(work_, std::move(*identifier));
      }
    } else if (name == "url") {
      const std::string file = text.find("://") == std::string::npos ? text + ".pdf" : text;
      work_.links.push_back({"pdf", address(file, "")});
    } else if (name == "video") {
      work_.links.push_back({"talk", address(element.attribute("href"), "")});
    } else if (name == "attachment") {
      const std::string type = ascii_lower(element.attribute("type"));
      work_.links.push_back({type.empty() ? "attachment" : type, address(text, "attachments/")});
    } else if (name == "pwccode") {
      if (const std::string code = element.attribute("url"); !code.empty()) {
        work_.code = code;
      }
    } else if (name == "award") {
      awards_.push_back(text);
    } else if (name == "retracted" || name == "removed") {
      work_.comments += (work_.comments.empty() ? "" : " ") + std::string(name) + ": " + text;
    } else if (name == "pages" || name == "bibkey" || name == "language" || name == "issue") {
      extra_.add_text(name, text);
    }
  }

  std::string finish() {
    if (!awards_.empty()) {
      extra_.add_list("awards", awards_);
    }
    return extra_.str();
  }

 private:
  Work& work_;
  Extra extra_;
  std::vector<std::string> awards_;
};

Work to_work(const XmlElement& paper, const Volume& volume) {
  Work work;
  const std::string number = paper.attribute("id");
  if (number.empty()) {
    throw BadRecord{"a paper without id"};
  }
  work.title = marked_text_of(paper, "title");
  if (work.title.empty()) {
    throw BadRecord{"no title"};
  }
  work.id = "acl:" + anthology_id(volume.collection, volume.id, number);
  if (std::optional<Identifier> identifier = parse_identifier(work.id)) {
    add_identifier(work, std::move(*identifier));
  }
  work.abstract = marked_text_of(paper, "abstract");
  work.venue = volume.booktitle;
  work.date = date_of(volume);
  PaperDetails details(work);
  for (XmlElement child = paper.first(); child; child = child.next()) {
    if (child.name() == "author") {
      work.authors.push_back(full_name(child));
      work.organisations.push_back(child.text_of("affiliation"));
    } else {
      details.take(child);
    }
  }
  work.extra = details.finish();
  tidy(work);
  return work;
}

class AclXmlReader final : public StreamReader {
 public:
  explicit AclXmlReader(std::unique_ptr<ByteStream> stream)
      : StreamReader(std::move(stream)), xml_(*stream_) {}

  std::optional<Item> next() override {
    while (!ended_ && advance()) {
      const std::string_view name = xml_.name();
      if (name == "collection") {
        volume_.collection = xml_.attribute("id");
      } else if (name == "volume") {
        volume_ = {volume_.collection, xml_.attribute("id"), {}, {}, {}};
      } else if (name == "meta") {
        taken_ = true;
        read_meta(xml_.whole());
      } else if (name == "event" || name == "frontmatter") {
        taken_ = true;
      } else if (name == "paper") {
        taken_ = true;
        if (std::optional<Item> item = read_paper()) {
          return item;
        }
      }
    }
    return end();
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kAclXml; }

 private:
  bool advance() {
    return std::exchange(taken_, false) ? xml_.next_sibling_start() : xml_.next_start();
  }

  void read_meta(const XmlElement& meta) {
    if (!meta) {
      return;
    }
    volume_.booktitle = marked_text_of(meta, "booktitle");
    volume_.year = meta.text_of("year");
    volume_.month = meta.text_of("month");
  }

  std::optional<Item> read_paper() {
    const std::uint64_t line = xml_.line();
    const std::uint64_t offset = xml_.offset();
    const XmlElement paper = xml_.whole();
    if (!paper) {
      return std::nullopt;
    }
    try {
      return to_work(paper, volume_);
    } catch (const BadRecord& bad) {
      return reject(line, offset, bad.reason, collapse_spaces(paper.text()));
    }
  }

  /// Once, when the document breaks off or the stream does: the rejection that says so.
  std::optional<Item> end() {
    if (ended_) {
      return std::nullopt;
    }
    ended_ = true;
    if (std::optional<Item> failure = take_failure(xml_.line(), xml_.offset())) {
      return failure;
    }
    if (!xml_.error().empty()) {
      return Rejection{std::max<std::uint64_t>(1, xml_.error_line()),
                       xml_.offset(),
                       xml_.error(),
                       {},
                       "fetch the file again"};
    }
    return std::nullopt;
  }

  XmlStream xml_;
  Volume volume_;
  bool taken_ = false;  ///< The element at hand was read whole.
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_acl_xml(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<AclXmlReader>(std::move(stream));
}

}  // namespace assay::source
