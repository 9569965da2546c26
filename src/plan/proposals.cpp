#include "plan/proposals.h"

#include "base/error.h"
#include "base/text.h"
#include "library/reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace assay::plan {
namespace {

constexpr std::string_view kBlank = "[…]";

library::CardText card(WorkId work, std::string_view origin, std::string front, std::string back) {
  library::CardText text;
  text.guid = library::make_guid(origin, front, back);
  text.work = work;
  text.origin = origin;
  text.front = std::move(front);
  text.back = std::move(back);
  return text;
}

std::string_view part(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  return begin <= end && end <= text.size() ? text.substr(begin, end - begin) : std::string_view();
}

void add_claims(const Work& work, WorkId id, const identify::ClaimReader& reader,
                std::vector<library::CardText>& out) {
  for (const identify::Claim& claim : reader.read(work)) {
    const std::string field = field_text(work, claim.field);
    const std::string_view value = part(field, claim.value_at.begin, claim.value_at.end);
    const identify::Span& sentence = claim.sentence;
    if (!claim.own || value.empty() || claim.value_at.begin < sentence.begin ||
        claim.value_at.end > sentence.end) {
      continue;
    }
    const std::string asked = collapse_spaces(
        std::string(part(field, sentence.begin, claim.value_at.begin)) + std::string(kBlank) +
        std::string(part(field, claim.value_at.end, sentence.end)));
    out.push_back(card(id, "claim", work.title + "\n\n" + asked, collapse_spaces(value)));
  }
}

/// "## Idea" -> "Idea"; empty for a line that is no heading.
std::string_view heading_of(std::string_view line) {
  const std::size_t level = line.find_first_not_of('#');
  if (level == 0 || level > 6 || level == std::string_view::npos || line[level] != ' ') {
    return {};
  }
  return trim(line.substr(level));
}

/// Text without the comments that a template explains itself with.
std::string without_comments(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t begin = text.find("<!--");
    out += text.substr(0, begin);
    const std::size_t end = begin == std::string_view::npos ? begin : text.find("-->", begin);
    if (end == std::string_view::npos) {
      return out;
    }
    text.remove_prefix(end + 3);
  }
}

void add_headings(const std::string& title, WorkId id, std::string_view note,
                  std::vector<library::CardText>& out) {
  std::string heading;
  std::string under;
  bool fenced = false;
  const auto finish = [&] {
    const std::string body(trim(under));
    if (!heading.empty() && !body.empty()) {
      out.push_back(card(id, "note", title + "\n\n" + heading + "?", body));
    }
    under.clear();
  };
  const std::string text = without_comments(note);
  for (const std::string_view line : split(text, '\n')) {
    fenced = fenced != (line.substr(0, 3) == "```");
    const std::string_view found = fenced ? std::string_view() : heading_of(line);
    if (found.empty()) {
      under.append(line).append("\n");
      continue;
    }
    finish();
    heading = found;
  }
  finish();
}

Error bad_choice(std::string_view text, std::size_t count) {
  return {Errc::kUsage, fmt::format("not a choice: {}", text), "",
          count == 0 ? "there is nothing to choose from"
                     : fmt::format("name numbers from 1 to {}, such as 1,3 or 2-4, or all", count)};
}

std::size_t parse_place(std::string_view piece, std::string_view text, std::size_t count) {
  std::size_t n = 0;
  const auto [end, error] = std::from_chars(piece.data(), piece.data() + piece.size(), n);
  if (error != std::errc() || end != piece.data() + piece.size() || n == 0 || n > count) {
    throw bad_choice(text, count);
  }
  return n;
}

}  // namespace

std::vector<Proposal> propose_cards(library::Library& library, const identify::ClaimReader& reader,
                                    WorkId work) {
  const library::StoredWork stored = library.load(work);
  std::vector<library::CardText> texts;
  add_claims(stored.work, work, reader, texts);
  for (const library::Note& note : library::notes(library, work)) {
    add_headings(stored.work.title, work, note.body, texts);
  }
  std::vector<Proposal> out;
  std::set<std::string> fronts;
  for (library::CardText& text : texts) {
    if (fronts.insert(text.front).second) {
      const bool kept = library::find_card(library, text.guid).has_value();
      out.push_back({out.size() + 1, std::move(text), kept});
    }
  }
  return out;
}

std::vector<std::size_t> parse_choice(std::string_view text, std::size_t count) {
  std::set<std::size_t> chosen;
  if (trim(text) == "all") {
    for (std::size_t n = 1; n <= count; ++n) {
      chosen.insert(n);
    }
    return {chosen.begin(), chosen.end()};
  }
  for (const std::string_view piece : split(text, ',')) {
    const std::string_view range = trim(piece);
    const std::size_t dash = range.find('-');
    const std::size_t first = parse_place(range.substr(0, dash), text, count);
    const std::size_t last =
        dash == std::string_view::npos ? first : parse_place(range.substr(dash + 1), text, count);
    for (std::size_t n = first; n <= last; ++n) {
      chosen.insert(n);
    }
  }
  return {chosen.begin(), chosen.end()};
}

std::vector<library::Card> accept_proposals(library::Library& library,
                                            const std::vector<Proposal>& proposals,
                                            const std::vector<std::size_t>& chosen,
                                            std::int64_t now) {
  std::vector<library::Card> out;
  library.begin();
  try {
    for (const std::size_t n : chosen) {
      const Proposal& proposal = proposals.at(n - 1);
      if (!proposal.kept) {
        const std::int64_t id = library::add_card(library, proposal.text, now);
        out.push_back(library::find_card(library, id).value());
        library.touch(*proposal.text.work);
      }
    }
    library.commit();
  } catch (...) {
    library.rollback();
    throw;
  }
  return out;
}

std::string to_json(const std::vector<Proposal>& proposals) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Proposal& proposal : proposals) {
    list.push_back({{"n", proposal.n},
                    {"origin", proposal.text.origin},
                    {"front", proposal.text.front},
                    {"back", proposal.text.back},
                    {"kept", proposal.kept}});
  }
  return nlohmann::ordered_json{{"proposals", list}}.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::plan
