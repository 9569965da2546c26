#include "work/mentions.h"

#include "base/text.h"
#include "work/mentions_internal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay {
namespace {

struct FieldFound {
  std::string_view field;
  std::string_view text;
  std::vector<Found> found;
};

std::size_t count_papers(const std::vector<Identifier>& papers) {
  std::vector<Identifier> sorted = papers;
  std::sort(sorted.begin(), sorted.end());
  return static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
}

std::vector<FieldFound> scan(const Work& work, const std::vector<Identifier>& own) {
  // What a release or pull request names of its repository is the repository itself.
  const Depth depth = work.kind == Kind::kContribution ? Depth::kAny : Depth::kFiles;
  const std::array<std::pair<std::string_view, std::string_view>, 5> fields = {
      {{"title", work.title},
       {"abstract", work.abstract},
       {"text", work.text},
       {"comments", work.comments},
       {"extra", work.extra}}};
  std::vector<FieldFound> out;
  for (const auto& [name, text] : fields) {
    if (text.empty()) {
      continue;
    }
    FieldFound field{name, text, scan_identifiers(text, depth)};
    const bool is_extra = name == "extra";
    std::erase_if(field.found, [&](const Found& found) {
      return (is_extra && found.identifier.scheme == Scheme::kUrl) ||
             std::find(own.begin(), own.end(), found.identifier) != own.end();
    });
    if (!field.found.empty()) {
      out.push_back(std::move(field));
    }
  }
  return out;
}

Passage make_passage(const FieldFound& field, Kind kind, std::size_t papers) {
  Passage passage;
  passage.kind = kind;
  passage.field = field.field;
  passage.lower = ascii_lower(field.text);
  passage.papers = papers;
  passage.first_paper = std::string::npos;
  std::vector<Identifier> ahead;
  std::vector<Identifier> entries;
  for (const Found& found : field.found) {
    if (!is_of_paper(found.identifier)) {
      continue;
    }
    if (passage.first_paper == std::string::npos) {
      passage.first_paper = found.begin;
    }
    if (found.begin < kAhead) {
      ahead.push_back(found.identifier);
    }
    if (is_in_entry(passage, found)) {
      entries.push_back(found.identifier);
    }
  }
  passage.papers_ahead = count_papers(ahead);
  passage.entries = count_papers(entries);
  return passage;
}

}  // namespace

std::vector<Mention> find_mentions(const Work& work, const std::vector<Identifier>& own) {
  const std::vector<FieldFound> fields = scan(work, own);
  if (fields.empty()) {
    return {};
  }
  std::vector<Identifier> papers;
  for (const FieldFound& field : fields) {
    for (const Found& found : field.found) {
      if (is_of_paper(found.identifier)) {
        papers.push_back(found.identifier);
      }
    }
  }
  const std::size_t paper_count = count_papers(papers);
  std::vector<Mention> mentions;
  std::vector<std::pair<Identifier, std::size_t>> seen;  // sorted: identifier, place in mentions
  for (const FieldFound& field : fields) {
    const Passage passage = make_passage(field, work.kind, paper_count);
    for (const Found& found : field.found) {
      const Mention mention{type_mention(passage, found), found.identifier, field.field,
                            static_cast<std::uint32_t>(found.begin),
                            static_cast<std::uint32_t>(found.end)};
      if (mention.rel == "cites" && is_behind_badge(passage, found)) {
        continue;
      }
      const auto known = std::lower_bound(
          seen.begin(), seen.end(), found.identifier,
          [](const auto& entry, const Identifier& identifier) { return entry.first < identifier; });
      if (known == seen.end() || known->first != found.identifier) {
        seen.emplace(known, found.identifier, mentions.size());
        mentions.push_back(mention);
      } else if (mentions[known->second].rel == "cites" && mention.rel != "cites") {
        mentions[known->second] = mention;
      }
    }
  }
  if (mentions.size() > kMostMentions) {
    std::stable_partition(mentions.begin(), mentions.end(),
                          [](const Mention& mention) { return mention.rel != "cites"; });
    mentions.resize(kMostMentions);
  }
  return mentions;
}

bool has_code(const Work& work, const std::vector<Mention>& mentions) {
  return !work.code.empty() ||
         std::any_of(work.links.begin(), work.links.end(),
                     [](const Link& link) { return link.rel == "code"; }) ||
         std::any_of(mentions.begin(), mentions.end(),
                     [](const Mention& mention) { return mention.rel == "code"; });
}

std::string mention_words(const Work& work, std::string_view field, std::uint32_t begin,
                          std::uint32_t end) {
  const std::optional<Field> known = parse_field(field);
  const std::string text = field == "extra" ? work.extra
                           : known          ? field_text(work, *known)
                                            : std::string();
  return begin < end && end <= text.size() ? text.substr(begin, end - begin) : std::string();
}

}  // namespace assay
