/// A curated Markdown list of links, docs/formats.md.

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/markdown.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

bool is_year(std::string_view text) {
  return text.size() == 4 && (text.substr(0, 2) == "19" || text.substr(0, 2) == "20") &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The relation that a further link's label names.
std::string relation_of(const std::string& label) {
  const std::string lower = ascii_lower(label);
  for (const std::string_view rel : {"code", "paper", "talk", "post", "discussion"}) {
    if (lower.find(rel) != std::string::npos) {
      return std::string(rel);
    }
  }
  if (lower.find("video") != std::string::npos || lower.find("slides") != std::string::npos) {
    return "talk";
  }
  return lower.find("blog") != std::string::npos ? "post" : "related";
}

bool is_web_address(std::string_view url) {
  return istarts_with(url, "http://") || istarts_with(url, "https://");
}

/// Labels that name the kind of a thing and not the thing.
bool is_generic(const std::string& label) {
  static constexpr std::array<std::string_view, 14> kWords = {
      "paper", "pdf",  "code",    "link",   "arxiv",  "website", "site",
      "video", "blog", "project", "slides", "github", "here",    "post"};
  const bool part = label.size() > 5 && label.size() < 9 && istarts_with(label, "part ");
  return part || std::any_of(kWords.begin(), kWords.end(),
                             [&](std::string_view word) { return iequals(label, word); });
}

/// The text before an item's first link, without the punctuation towards it.
std::string text_before(std::string_view text) {
  std::string title = plain_markdown(text);
  while (!title.empty() && std::string_view(" .,:;-[(").find(title.back()) != std::string::npos) {
    title.pop_back();
  }
  return title;
}

/// The description of "- [Name](url) - what it is", "" when there is none.
std::string description(std::string_view rest) {
  rest = trim(rest);
  for (const std::string_view dash : {"- ", "– ", "— ", ": "}) {
    if (rest.rfind(dash, 0) == 0) {
      return plain_markdown(rest.substr(dash.size()));
    }
  }
  return {};
}

/// The work of a list item, nullopt when the item links to nothing in the web.
std::optional<Work> parse_item(std::string_view item, const std::string& section) {
  const std::vector<MarkdownLink> links = find_links(item);
  const auto first = std::find_if(links.begin(), links.end(), [](const MarkdownLink& link) {
    return is_web_address(link.url);
  });
  if (first == links.end()) {
    return std::nullopt;
  }
  Work work;
  // "A title [[paper](...)]": the label only says what the link leads to.
  work.title = is_generic(first->label) ? text_before(item.substr(0, first->begin)) : std::string();
  if (work.title.empty()) {
    work.title = first->label;
  }
  work.kind = kind_of_address(first->url);
  if (std::optional<Identifier> identifier = parse_identifier(first->url)) {
    add_identifier(work, std::move(*identifier));
  }
  work.links.push_back({"home", first->url});
  if (work.kind == Kind::kRepository) {
    work.code = first->url;
  }
  for (auto link = first + 1; link != links.end(); ++link) {
    if (!is_web_address(link->url)) {
      continue;
    }
    const std::string rel = relation_of(link->label);
    if (rel == "code" && work.code.empty()) {
      work.code = link->url;
    } else {
      work.links.push_back({rel, link->url});
    }
  }
  const std::string_view rest = item.substr(first->end);
  work.abstract = description(rest);
  for (const std::string& span : code_spans(rest)) {
    if (!work.abstract.empty()) {
      break;  // names within a sentence
    }
    if (is_year(span)) {
      work.year =
          (span[0] - '0') * 1000 + (span[1] - '0') * 100 + (span[2] - '0') * 10 + (span[3] - '0');
    } else {
      work.organisations.push_back(span);
    }
  }
  if (!section.empty()) {
    work.keywords.push_back(section);
  }
  tidy(work);
  return work;
}

class AwesomeReader final : public StreamReader {
 public:
  explicit AwesomeReader(std::unique_ptr<ByteStream> stream)
      : StreamReader(std::move(stream)), lines_(*stream_) {}

  std::optional<Item> next() override {
    while (true) {
      const std::optional<Line> line = lines_.next();
      if (!line) {
        return take_failure(lines_.line_number(), lines_.offset());
      }
      if (line->too_long) {
        return reject(line->number, line->offset, "the line is too long for a list", line->text);
      }
      const std::string_view text = trim(line->text);
      if (text.rfind("```", 0) == 0) {
        in_code_block_ = !in_code_block_;
      }
      if (in_code_block_) {
        continue;
      }
      if (!text.empty() && text.front() == '#') {
        section_ = plain_markdown(text.substr(std::min(text.find_first_not_of('#'), text.size())));
        continue;
      }
      const std::string_view item = list_item(line->text);
      if (item.find("](") == std::string_view::npos) {
        continue;  // prose
      }
      if (const std::size_t bad = find_invalid_utf8(line->text); bad != std::string_view::npos) {
        return reject(line->number, line->offset,
                      "not UTF-8: byte " + std::to_string(bad) + " of the line", line->text);
      }
      if (item.find('\0') != std::string_view::npos) {
        return reject(line->number, line->offset, "the line holds a NUL character", line->text);
      }
      std::optional<Work> work = parse_item(item, section_);
      if (!work) {
        continue;  // a table of contents
      }
      if (work->title.empty()) {
        return reject(line->number, line->offset, "no title", line->text);
      }
      return std::move(*work);
    }
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kAwesome; }

 private:
  TextLines lines_;
  std::string section_;
  bool in_code_block_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_awesome(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<AwesomeReader>(std::move(stream));
}

}  // namespace assay::source
