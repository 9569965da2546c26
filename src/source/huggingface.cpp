#include "source/huggingface.h"

#include "base/text.h"
#include "source/found_links.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/readme.h"
#include "source/web.h"

#include <array>

namespace assay::source {
namespace {

using nlohmann::json;

/// "prefix:rest" -> rest; "" for another tag.
std::string behind(const std::string& tag, std::string_view prefix) {
  return tag.rfind(prefix, 0) == 0 ? tag.substr(prefix.size()) : std::string();
}

void add_tag(Work& work, json& extra, const std::string& tag, const std::string& base) {
  if (const std::string paper = behind(tag, "arxiv:"); !paper.empty()) {
    if (const std::optional<Identifier> identifier = parse_bare_identifier(paper)) {
      work.links.push_back({"paper", web_address(*identifier)});
    }
  } else if (const std::string doi = behind(tag, "doi:"); !doi.empty()) {
    if (const std::optional<Identifier> identifier = parse_bare_identifier(doi)) {
      add_identifier(work, *identifier);
    }
  } else if (const std::string licence = behind(tag, "license:"); !licence.empty()) {
    extra["license"] = licence;
  } else if (const std::string data = behind(tag, "dataset:"); !data.empty()) {
    work.links.push_back({"data", base + "/datasets/" + data});
  } else if (const std::string model = behind(tag, "base_model:");
             !model.empty() && model.find(':') == std::string::npos) {
    work.links.push_back({"base_model", base + "/" + model});
  } else if (tag.find(':') == std::string::npos) {
    work.keywords.push_back(tag);
  }
}

/// Repositories older than the Hub's memory all have the same time of creation.
std::string created(const JsonValue& entry) {
  constexpr std::string_view kPlaceholder = "2022-03-02T23:29:04";
  return text_at(entry, "createdAt").rfind(kPlaceholder, 0) == 0 ? std::string()
                                                                 : day_at(entry, "createdAt");
}

void add_used(Work& work, const JsonValue& entry, const char* field, const char* rel,
              const std::string& base) {
  for (const std::string& name : texts_at(entry, field)) {
    work.links.push_back({rel, base + name});
  }
}

}  // namespace

const char* hub_folder(HubKind kind) noexcept {
  static constexpr std::array<const char*, 3> kFolders = {"models", "datasets", "spaces"};
  return kFolders[static_cast<std::size_t>(kind)];
}

Work huggingface_work(const JsonValue& entry, HubKind kind, const std::string& base) {
  const std::string id = text_at(entry, "id");
  if (id.empty()) {
    throw BadRecord{"no id"};
  }
  Work work;
  work.kind = Kind::kRepository;
  const std::string inner = text_at(entry, "_id");
  work.id = std::string(hub_folder(kind)) + "/" + (inner.empty() ? id : inner);
  const JsonValue card = value_at(entry, "cardData");
  const std::string title = collapse_spaces(text_at(card, "title"));
  work.title = title.empty() ? id : id + ": " + title;
  work.abstract = text_at(entry, "description");
  if (work.abstract.empty()) {
    work.abstract = text_at(card, "short_description");
  }
  if (const std::size_t slash = id.find('/'); slash != std::string::npos) {
    work.organisations.push_back(id.substr(0, slash));
  }
  const std::string folder = kind == HubKind::kModel ? "" : std::string("/") + hub_folder(kind);
  work.code = base + folder + "/" + id;
  add_home(work, work.code);
  work.date = created(entry);
  work.stars = integer_at(entry, "likes");
  json extra = json::object();
  for (const char* field : {"pipeline_tag", "library_name", "sdk"}) {
    if (const std::string word = text_at(entry, field); !word.empty()) {
      work.keywords.push_back(word);
    }
  }
  for (const std::string& tag : texts_at(entry, "tags")) {
    add_tag(work, extra, tag, base);
  }
  for (const char* field :
       {"downloads", "lastModified", "sha", "trendingScore", "gated", "disabled", "private"}) {
    json value = scalar_of(value_at(entry, field));
    if (!value.is_null() && value != false) {
      extra[field] = std::move(value);
    }
  }
  add_used(work, entry, "models", "model", base + "/");
  add_used(work, entry, "datasets", "data", base + "/datasets/");
  work.extra = to_text(extra);
  tidy(work);
  return work;
}

void add_card(Work& work, std::string_view readme) {
  constexpr std::string_view kMark = "---";
  std::string_view text = readme;
  if (text.rfind(kMark, 0) == 0) {
    const std::size_t end = text.find("\n---", kMark.size());
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 4);
  }
  const Readme card = read_readme("README.md", text);
  work.text = card.text;
  if (work.abstract.empty()) {
    work.abstract = card.summary;
  }
  add_found_works(work, repair_utf8(text));
  tidy(work);
}

}  // namespace assay::source
