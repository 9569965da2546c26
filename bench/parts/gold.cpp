#include "gold.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "search/sentences_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::bench {
namespace {

GoldAbstract parse_line(std::string_view line) {
  const nlohmann::json record = nlohmann::json::parse(line);
  GoldAbstract gold;
  gold.title = record.value("title", "");
  gold.abstract = record.value("abstract", "");
  gold.test = record.value("split", "") == "test";
  if (record.contains("parts")) {
    for (const nlohmann::json& part : record.at("parts")) {
      const auto role = search::parse_role(part.at("role").get<std::string>());
      if (!role) {
        throw Error(Errc::kInvalid, "no such role: " + part.at("role").get<std::string>());
      }
      gold.parts.push_back(
          {part.at("begin").get<std::uint32_t>(), part.at("end").get<std::uint32_t>(), *role});
    }
  }
  return gold;
}

}  // namespace

std::vector<GoldAbstract> read_abstracts(const std::filesystem::path& path) {
  std::vector<GoldAbstract> all;
  const std::string text = read_file(path);
  for (const std::string_view line : split(text, '\n')) {
    if (trim(line).empty()) {
      continue;
    }
    try {
      all.push_back(parse_line(line));
    } catch (const nlohmann::json::exception& error) {
      throw Error(Errc::kInvalid, error.what(),
                  path.string() + " line " + std::to_string(all.size() + 1));
    }
  }
  return all;
}

search::RoleMask label_of(const GoldAbstract& gold, std::uint32_t begin, std::uint32_t end) {
  std::uint32_t most = 0;
  search::RoleMask label = 0;
  for (const GoldPart& part : gold.parts) {
    const std::uint32_t from = std::max(begin, part.begin);
    const std::uint32_t to = std::min(end, part.end);
    if (to > from && to - from > most) {
      most = to - from;
      label = static_cast<search::RoleMask>(1U << static_cast<unsigned>(part.role));
    }
  }
  return label;
}

GoldAbstract without_headings(const GoldAbstract& gold) {
  GoldAbstract bare;
  bare.title = gold.title;
  bool structured = false;
  for (const search::Sentence& sentence : search::split_sentences(gold.abstract)) {
    structured = structured || sentence.allowed != search::kAnyRole;
    bare.abstract += bare.abstract.empty() ? "" : " ";
    const auto begin = static_cast<std::uint32_t>(bare.abstract.size());
    bare.abstract += gold.abstract.substr(sentence.begin, sentence.end - sentence.begin);
    for (unsigned role = 0; role < search::kRoles; ++role) {
      if (sentence.allowed == (1U << role)) {
        bare.parts.push_back({begin, static_cast<std::uint32_t>(bare.abstract.size()),
                              static_cast<search::Role>(role)});
      }
    }
  }
  if (!structured) {
    bare.parts.clear();
  }
  return bare;
}

}  // namespace assay::bench
