/// RIS, docs/formats.md.

#include "base/text.h"
#include "source/writer_internal.h"

#include <algorithm>

namespace assay::source {
namespace {

std::string type_of(const Work& work, const nlohmann::ordered_json& extra) {
  if (const auto found = extra.find("ris_type"); found != extra.end() && found->is_string()) {
    return found->get<std::string>();
  }
  switch (work.kind) {
    case Kind::kRepository:
    case Kind::kPackage:
      return "COMP";
    case Kind::kPost:
    case Kind::kDiscussion:
      return "BLOG";
    case Kind::kTalk:
      return "VIDEO";
    case Kind::kContribution:
    case Kind::kEvent:
      return "GEN";
    case Kind::kPaper:
      break;
  }
  return work.venue.empty() || iequals(work.venue, "arxiv") ? "GEN" : "CPAPER";
}

class RisWriter final : public Writer {
 public:
  std::string item(const Work& work) override {
    const nlohmann::ordered_json extra = extra_of(work);
    text_.clear();
    put("TY", type_of(work, extra));
    put("ID", work.id);
    put("TI", work.title);
    for (const std::string& author : work.authors) {
      const SplitName name = split_name(author);
      put("AU", name.given.empty() ? name.family : name.family + ", " + name.given);
    }
    put("T2", work.venue);
    put("PY", work.year == 0 ? std::string() : std::to_string(work.year));
    if (work.date.size() > 4) {
      std::string day = work.date;
      std::replace(day.begin(), day.end(), '-', '/');
      put("DA", day);
    }
    put("DO", identifier_value(work, Scheme::kDoi));
    if (const std::string arxiv = identifier_value(work, Scheme::kArxiv); !arxiv.empty()) {
      put("AN", "arXiv:" + arxiv);
    }
    put("UR", main_address(work));
    if (work.code != main_address(work)) {
      put("UR", work.code);
    }
    for (const Link& link : work.links) {
      if (link.rel == "pdf") {
        put("L1", link.url);
      }
    }
    for (const std::string& keyword : work.keywords) {
      put("KW", keyword);
    }
    put("N1", work.comments);
    put("AB", work.abstract);
    put_rest(extra);
    text_ += "ER  - \r\n\r\n";
    return text_;
  }

 private:
  void put(std::string_view tag, std::string_view value) {
    if (!trim(value).empty()) {
      text_ += std::string(tag) + "  - " + collapse_spaces(value) + "\r\n";
    }
  }

  /// Tags that another record of RIS brought.
  void put_rest(const nlohmann::ordered_json& extra) {
    for (const auto& [name, value] : extra.items()) {
      if (name.size() != 6 || name.rfind("ris_", 0) != 0 || name == "ris_an") {
        continue;
      }
      std::string tag = name.substr(4);
      std::transform(tag.begin(), tag.end(), tag.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      });
      for (const auto& one : value.is_array() ? value : nlohmann::ordered_json::array({value})) {
        if (one.is_string()) {
          put(tag, one.get_ref<const std::string&>());
        }
      }
    }
  }

  std::string text_;
};

}  // namespace

std::unique_ptr<Writer> write_ris() {
  return std::make_unique<RisWriter>();
}

}  // namespace assay::source
