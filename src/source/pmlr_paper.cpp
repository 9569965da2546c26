#include "source/pmlr_paper.h"

#include "base/text.h"
#include "source/json_fields.h"
#include "source/web.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

using Json = nlohmann::json;

/// The first of these fields that is text.
std::string text_of(const Json& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = object.find(name);
    if (found != object.end() && found->is_string() &&
        !trim(found->get_ref<const std::string&>()).empty()) {
      return std::string(trim(found->get_ref<const std::string&>()));
    }
  }
  return {};
}

std::string line_of(const Json& object, std::initializer_list<const char*> names) {
  return collapse_spaces(decode_entities(text_of(object, names)));
}

void add_authors(const Json& paper, Work& work) {
  const auto people = paper.find("author");
  if (people == paper.end() || !people->is_array()) {
    return;
  }
  for (const Json& person : *people) {
    if (person.is_object()) {
      work.authors.push_back(text_of(person, {"name"}));
      work.authors.push_back(
          collapse_spaces(text_of(person, {"given"}) + " " + text_of(person, {"prefix"}) + " " +
                          text_of(person, {"family"}) + " " + text_of(person, {"suffix"})));
    }
  }
}

std::string padded(const std::string& number) {
  return number.size() == 1 ? "0" + number : number;
}

/// issued: {date-parts: [2026, 9, 29]}, else date or published.
std::string date_of(const Json& paper) {
  const auto issued = paper.find("issued");
  if (issued != paper.end() && issued->is_object()) {
    const auto parts = issued->find("date-parts");
    std::string date;
    if (parts != issued->end() && parts->is_array()) {
      for (const Json& part : *parts) {
        if (part.is_string()) {
          date += (date.empty() ? "" : "-") + padded(part.get<std::string>());
        }
      }
    }
    if (!date.empty()) {
      return date;
    }
  }
  return text_of(paper, {"date", "published"}).substr(0, 10);
}

/// "139" and "v139" -> "v139"; "r12", a reissue, stays.
std::string volume_name(const std::string& volume) {
  const bool number = !volume.empty() && std::all_of(volume.begin(), volume.end(),
                                                     [](char c) { return c >= '0' && c <= '9'; });
  return number ? "v" + volume : ascii_lower(volume);
}

void add_extras(const Json& paper, Work& work) {
  const auto extras = paper.find("extras");
  if (extras == paper.end() || !extras->is_array()) {
    return;
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kRels = {
      {{"supplementary", "supplementary"},
       {"software", "code"},
       {"code", "code"},
       {"video", "talk"},
       {"slides", "slides"},
       {"poster", "poster"}}};
  for (const Json& extra : *extras) {
    if (!extra.is_object()) {
      continue;
    }
    const std::string label = ascii_lower(text_of(extra, {"label"}));
    std::string rel = "related";
    for (const auto& [word, known] : kRels) {
      if (label.find(word) != std::string::npos) {
        rel = known;
        break;
      }
    }
    const std::string link = text_of(extra, {"link"});
    if (rel == "code" && work.code.empty()) {
      work.code = link;
    } else {
      work.links.push_back({rel, link});
    }
  }
}

void add_addresses(const Json& paper, const std::string& page, Work& work) {
  add_home(work, page);
  work.links.push_back({"pdf", text_of(paper, {"pdf", "PDF"})});
  if (const std::string doi = text_of(paper, {"doi", "DOI"}); !doi.empty()) {
    if (std::optional<Identifier> identifier = parse_bare_identifier(doi)) {
      add_identifier(work, std::move(*identifier));
    }
  }
  if (const std::string note = text_of(paper, {"openreview"}); !note.empty()) {
    std::optional<Identifier> identifier = parse_identifier("openreview:" + note);
    identifier = identifier ? identifier : parse_identifier(note);
    if (identifier) {
      work.links.push_back({"openreview", web_address(*identifier)});
      add_identifier(work, std::move(*identifier));
    }
  }
  if (const std::string arxiv = text_of(paper, {"arxiv"}); !arxiv.empty()) {
    if (std::optional<Identifier> identifier = parse_bare_identifier(arxiv)) {
      add_identifier(work, std::move(*identifier));
    }
  }
  work.links.push_back({"talk", text_of(paper, {"video"})});
  work.links.push_back({"project", text_of(paper, {"website"})});
  work.links.push_back({"supplementary", text_of(paper, {"supplementary"})});
  work.code = code_from_field(text_of(paper, {"software", "code"}));
  add_extras(paper, work);
}

}  // namespace

Work pmlr_work(const Json& paper, std::string_view volume) {
  if (!paper.is_object()) {
    throw BadRecord{"not a paper's fields"};
  }
  Work work;
  work.title = line_of(paper, {"title", "tex_title"});
  if (work.title.empty()) {
    throw BadRecord{"no title"};
  }
  std::string key = text_of(paper, {"id"});
  key = key.substr(key.rfind('/') + 1);
  key = key.substr(0, key.find('.'));
  if (key.empty()) {
    throw BadRecord{"no id"};
  }
  const std::string said = text_of(paper, {"volume"});
  const std::string name = volume_name(said.empty() ? std::string(volume) : said);
  work.id = "pmlr:" + name + "/" + key;
  if (std::optional<Identifier> identifier = parse_identifier(work.id)) {
    add_identifier(work, std::move(*identifier));
  }
  work.abstract = trim(decode_entities(text_of(paper, {"abstract"})));
  add_authors(paper, work);
  work.venue = line_of(paper, {"container-title", "booktitle"});
  work.track = line_of(paper, {"section"});
  work.date = date_of(paper);
  work.comments = line_of(paper, {"note"});
  const std::string page = text_of(paper, {"URL", "url"});
  add_addresses(paper,
                page.empty() ? "https://proceedings.mlr.press/" + name + "/" + key + ".html" : page,
                work);
  if (work.code.empty()) {
    work.code = find_code_address(work.abstract);
  }
  Extra extra;
  for (const char* field : {"page", "series", "publisher", "award", "paperid"}) {
    extra.add_text(field, line_of(paper, {field}));
  }
  work.extra = extra.str();
  tidy(work);
  return work;
}

std::string_view front_matter(std::string_view post) {
  if (post.substr(0, 3) == "\xEF\xBB\xBF") {
    post.remove_prefix(3);
  }
  const std::size_t end = post.find("\n---", 3);
  if (post.rfind("---", 0) != 0 || end == std::string_view::npos) {
    throw BadRecord{"no front matter"};
  }
  return post.substr(3, end - 3);
}

std::vector<std::string_view> citeproc_items(std::string_view yaml) {
  // An abstract may hold lines that look like items; those of the list begin with the title.
  constexpr std::string_view kMark = "\n- title:";
  std::vector<std::string_view> items;
  std::size_t at = yaml.rfind("- title:", 0) == 0 ? 0 : yaml.find(kMark);
  while (at != std::string_view::npos) {
    const std::size_t next = yaml.find(kMark, at + 1);
    items.push_back(yaml.substr(at, next == std::string_view::npos ? next : next - at));
    at = next;
  }
  return items;
}

}  // namespace assay::source
