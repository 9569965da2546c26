/// CSL-JSON, docs/formats.md.

#include "base/text.h"
#include "source/writer_internal.h"

namespace assay::source {
namespace {

using Json = nlohmann::ordered_json;

std::string csl_type(const Work& work, const Json& extra) {
  if (const auto found = extra.find("csl_type"); found != extra.end() && found->is_string()) {
    return found->get<std::string>();
  }
  switch (work.kind) {
    case Kind::kRepository:
    case Kind::kPackage:
      return "software";
    case Kind::kPost:
      return "post-weblog";
    case Kind::kDiscussion:
      return "post";
    case Kind::kTalk:
      return "speech";
    case Kind::kEvent:
      return "event";
    case Kind::kContribution:
      return "document";
    case Kind::kPaper:
      break;
  }
  return work.venue.empty() || iequals(work.venue, "arxiv") ? "article" : "paper-conference";
}

Json csl_people(const std::vector<std::string>& names) {
  Json out = Json::array();
  for (const std::string& whole : names) {
    const SplitName name = split_name(whole);
    if (name.given.empty()) {
      out.push_back({{"literal", name.family}});
    } else {
      out.push_back({{"family", name.family}, {"given", name.given}});
    }
  }
  return out;
}

/// Whether the names that the source wrote, with suffixes and the like, are still the work's.
bool are_same(const Json& extra, const std::vector<std::string>& names) {
  const auto found = extra.find("author");
  if (found == extra.end() || !found->is_array() || found->size() != names.size()) {
    return false;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Json& one = (*found)[i];
    const std::string family =
        one.is_object() ? one.value("family", one.value("literal", std::string())) : std::string();
    if (family.empty() || names[i].find(family) == std::string::npos) {
      return false;
    }
  }
  return true;
}

Json date_parts(const Work& work) {
  Json parts = Json::array();
  if (work.date.empty()) {
    parts.push_back(work.year);
  } else {
    for (const std::string_view part : split(work.date, '-')) {
      parts.push_back(std::stoi(std::string(part)));
    }
  }
  return {{"date-parts", Json::array({parts})}};
}

class CslJsonWriter final : public Writer {
 public:
  std::string begin() override { return "["; }
  std::string item(const Work& work) override {
    const Json extra = extra_of(work);
    Json out = Json::object();
    const auto put = [&out](const char* name, const std::string& value) {
      if (!value.empty()) {
        out[name] = value;
      }
    };
    put("id", work.id.empty()
                  ? (work.identifiers.empty() ? work.title : work.identifiers.front().str())
                  : work.id);
    out["type"] = csl_type(work, extra);
    put("title", work.title);
    const std::vector<std::string> authors = named_authors(work, extra).names;
    if (!authors.empty() && !are_same(extra, authors)) {
      out["author"] = csl_people(authors);
    }
    put("container-title", work.venue);
    if ((work.year != 0 || !work.date.empty()) && !extra.contains("issued")) {
      out["issued"] = date_parts(work);
    }
    put("DOI", identifier_value(work, Scheme::kDoi));
    if (const std::string arxiv = identifier_value(work, Scheme::kArxiv); !arxiv.empty()) {
      out["number"] = "arXiv:" + arxiv;
    }
    if (!extra.contains("URL")) {
      put("URL", main_address(work));
    }
    put("keyword", join(work.keywords, "; "));
    put("note", work.comments);
    put("abstract", work.abstract);
    for (const auto& [name, value] : extra.items()) {
      const bool other_authors = name == "author" && !are_same(extra, authors);
      if (!out.contains(name) && name != "csl_type" && !other_authors) {
        out[name] = value;
      }
    }
    return (std::exchange(any_, true) ? ",\n" : "\n") +
           out.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  std::string end() override { return "\n]\n"; }

 private:
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Writer> write_csl_json() {
  return std::make_unique<CslJsonWriter>();
}

}  // namespace assay::source
