#include "gold.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <nlohmann/json.hpp>

namespace assay::bench {
namespace {

template <typename Parse>
std::uint32_t mask(const nlohmann::json& names, const Parse& parse) {
  std::uint32_t bits = 0;
  for (const nlohmann::json& name : names) {
    if (const auto value = parse(name.get<std::string>())) {
      bits |= 1U << static_cast<unsigned>(*value);
    }
  }
  return bits;
}

Labelled parse_line(std::string_view line) {
  const nlohmann::json record = nlohmann::json::parse(line);
  Labelled labelled;
  Work& work = labelled.work;
  work.id = record.value("id", "");
  work.title = record.value("title", "");
  work.abstract = record.value("abstract", "");
  work.venue = record.value("venue", "");
  work.track = record.value("track", "");
  work.comments = record.value("comments", "");
  work.code = record.value("code", "");
  work.year = record.value("year", 0);
  const std::string organisations = record.value("affiliations", "");
  for (const std::string_view name : split(organisations, ';')) {
    work.organisations.emplace_back(trim(name));
  }
  tidy(work);
  labelled.stratum = record.value("stratum", "");
  labelled.score = record.value("score", 0);
  labelled.clues = mask(record.at("clues"), parse_clue_type);
  labelled.topics = mask(record.at("topics"), parse_topic);
  return labelled;
}

/// CRC-32 (ISO 3309), the split of the works into two halves.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
  }
  return ~crc;
}

}  // namespace

bool Labelled::unseen() const noexcept {
  return crc32(work.id) % 2 == 1;
}

std::vector<Labelled> read_labelled(const std::filesystem::path& path) {
  std::vector<Labelled> all;
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

Work title_only(const Work& work) {
  Work bare;
  bare.title = work.title;
  return bare;
}

}  // namespace assay::bench
