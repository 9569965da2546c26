/// RIS, docs/formats.md.

#include "base/text.h"
#include "source/writer_internal.h"

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

std::string ris_type(const Work& work, const nlohmann::ordered_json& extra) {
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
    put("TY", ris_type(work, extra));
    put("ID", work.id);
    put("TI", work.title);
    for (const std::string& author : named_authors(work, extra).names) {
      const SplitName name = split_name(author);
      put("AU", name.given.empty() ? name.family : name.family + ", " + name.given);
    }
    if (!has_venue(extra, work.venue)) {
      put("T2", work.venue);
    }
    if (!extra.contains("ris_py")) {
      put("PY", work.year == 0 ? std::string() : std::to_string(work.year));
    }
    if (work.date.size() > 4 && !extra.contains("ris_da") && !extra.contains("ris_py")) {
      std::string day = work.date;
      std::replace(day.begin(), day.end(), '-', '/');
      put("DA", day);
    }
    for (const Identifier& identifier : work.identifiers) {
      if (identifier.scheme == Scheme::kDoi) {
        put("DO", identifier.value);
      }
    }
    if (const std::string arxiv = identifier_value(work, Scheme::kArxiv); !arxiv.empty()) {
      put("AN", "arXiv:" + arxiv);
    }
    put_addresses(work);
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

  void put_addresses(const Work& work) {
    const std::string main = main_address(work);
    put("UR", main);
    bool code_told = work.code == main;
    for (const Link& link : work.links) {
      if (link.rel == "home" && link.url != main) {
        put("UR", link.url);
        code_told = code_told || link.url == work.code;
      }
    }
    if (!code_told) {
      put("UR", work.code);
    }
    for (const Link& link : work.links) {
      if (link.rel == "pdf") {
        put("L1", link.url);
      }
    }
  }

  /// Whether one of the record's own tags says the venue again.
  static bool has_venue(const nlohmann::ordered_json& extra, const std::string& venue) {
    constexpr std::array<const char*, 7> kTags = {"ris_jo", "ris_jf", "ris_bt", "ris_c3",
                                                  "ris_ja", "ris_j2", "ris_pb"};
    return std::any_of(kTags.begin(), kTags.end(), [&](const char* tag) {
      const auto found = extra.find(tag);
      return found != extra.end() && found->is_string() && *found == venue;
    });
  }

  /// Tags that another record of RIS brought.
  void put_rest(const nlohmann::ordered_json& extra) {
    for (const auto& [name, value] : extra.items()) {
      if (name.size() != 6 || name.rfind("ris_", 0) != 0) {
        continue;
      }
      std::string tag = name.substr(4);
      std::transform(tag.begin(), tag.end(), tag.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      });
      for (const auto& one : value.is_array() ? value : nlohmann::ordered_json::array({value})) {
        if (one.is_string() && !is_arxiv(tag, one)) {
          put(tag, one.get_ref<const std::string&>());
        }
      }
    }
  }

  /// The work's own identifier, which was written already.
  static bool is_arxiv(const std::string& tag, const nlohmann::ordered_json& value) {
    const auto identifier = parse_bare_identifier(value.get_ref<const std::string&>());
    return tag == "AN" && identifier && identifier->scheme == Scheme::kArxiv;
  }

  std::string text_;
};

}  // namespace

std::unique_ptr<Writer> write_ris() {
  return std::make_unique<RisWriter>();
}

}  // namespace assay::source
