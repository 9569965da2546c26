#include "plan/post.h"

#include "base/text.h"
#include "plan/reading.h"

#include <algorithm>
#include <array>

namespace assay::plan {
namespace {

/// Headings of a report under which its outcome stands.
constexpr std::array<std::string_view, 8> kOutcomes = {
    "result", "verdict", "measured", "came out", "comparison", "finding", "figures", "runs"};
constexpr std::array<std::string_view, 1> kForReviewers = {"checklist"};
/// What "open" says in "Open problems"; alone or last it says the same.
constexpr std::array<std::string_view, 8> kOpenThings = {"question", "problem", "issue", "point",
                                                         "end",      "matter",  "task",  "thread"};

struct Section {
  std::string heading;  ///< Without its signs; empty before the first.
  std::string body;
};

std::size_t heading_level(std::string_view line) {
  const std::size_t level = line.find_first_not_of('#');
  return level != std::string_view::npos && level > 0 && level <= 6 && line[level] == ' ' ? level
                                                                                          : 0;
}

/// Sections by headings of at most level two; deeper ones stay in the body. Code in fences has
/// none.
std::vector<Section> sections_of(std::string_view text) {
  std::vector<Section> out(1);
  bool fenced = false;
  for (const std::string_view line : split(text, '\n')) {
    fenced = fenced != (trim(line).substr(0, 3) == "```");
    const std::size_t level = fenced ? 0 : heading_level(line);
    if (level == 1 || level == 2) {
      out.push_back({std::string(trim(line.substr(level))), ""});
    } else {
      out.back().body += std::string(line) + "\n";
    }
  }
  return out;
}

/// The words of a heading in lower case with blanks around each; "open-source" is one word.
std::string spaced_words(std::string_view heading) {
  std::string out = " ";
  for (const char c : ascii_lower(heading)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                      static_cast<unsigned char>(c) >= 0x80;
    if (word || out.back() != ' ') {
      out += word ? c : ' ';
    }
  }
  return out.back() == ' ' ? out : out + " ";
}

/// Whether one of the words, or its plural, stands in `spaced`.
template <typename Words>
bool names_one(const Words& words, std::string_view spaced) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    const std::string one = " " + std::string(word);
    return spaced.find(one + " ") != std::string_view::npos ||
           spaced.find(one + "s ") != std::string_view::npos;
  });
}

/// "Question", "Open problems", "What is open"; not "OpenAI", "Open weights".
bool asks(std::string_view spaced) {
  if (names_one(std::array<std::string_view, 1>{"question"}, spaced)) {
    return true;
  }
  constexpr std::string_view kOpen = " open ";
  const std::size_t at = spaced.find(kOpen);
  return at != std::string_view::npos &&
         (at + kOpen.size() == spaced.size() ||
          std::any_of(kOpenThings.begin(), kOpenThings.end(), [&](std::string_view thing) {
            return spaced.substr(at + kOpen.size()).starts_with(thing);
          }));
}

/// The text with its headings one level down, and beneath the draft's own.
std::string lowered(std::string_view text) {
  constexpr std::size_t kHighest = 3;
  constexpr std::size_t kDeepest = 6;
  std::string out;
  bool fenced = false;
  for (const std::string_view line : split(text, '\n')) {
    fenced = fenced != (trim(line).substr(0, 3) == "```");
    const std::size_t level = fenced ? 0 : heading_level(line);
    out += level == 0 ? std::string(line)
                      : std::string(std::clamp(level + 1, kHighest, kDeepest), '#') +
                            std::string(line.substr(level));
    out += "\n";
  }
  return out;
}

void append(std::string& to, std::string_view text) {
  const std::string_view body = trim(text);
  if (!body.empty()) {
    to += (to.empty() ? "" : "\n\n") + std::string(body);
  }
}

std::vector<std::string> paragraphs_of(std::string_view text) {
  std::vector<std::string> out;
  std::string now;
  bool fenced = false;
  for (const std::string_view line : split(text, '\n')) {
    fenced = fenced != (trim(line).substr(0, 3) == "```");
    if (!fenced && trim(line).empty()) {
      if (!now.empty()) {
        out.push_back(now);
      }
      now.clear();
    } else {
      now += (now.empty() ? "" : "\n") + std::string(line);
    }
  }
  if (!now.empty()) {
    out.push_back(now);
  }
  return out;
}

std::string link_of(const Work& work) {
  const std::string title = collapse_spaces(work.title);
  if (const std::string address = reading_address(work, false); !address.empty()) {
    return "[" + title + "](" + address + ")";
  }
  return work.identifiers.empty() ? title : title + " (`" + work.identifiers.front().str() + "`)";
}

void add_links(const Work& work, PostDraft& out) {
  for (const Link& link : work.links) {
    out.links.push_back("[" + link.rel + "](" + link.url + ")");
  }
}

void add_section(std::string& out, const char* heading, std::string_view body, const char* open) {
  out += std::string("\n## ") + heading + "\n\n" +
         (body.empty() ? std::string("*") + open + "*" : std::string(body)) + "\n";
}

}  // namespace

PostDraft draft_of_notes(const Work& work, const std::vector<library::Note>& notes) {
  PostDraft out;
  out.title = "Notes on “" + collapse_spaces(work.title) + "”";
  out.about = link_of(work);
  for (const library::Note& note : notes) {
    for (const std::string& paragraph : paragraphs_of(lowered(note.body))) {
      append(trim(paragraph).back() == '?' ? out.question : out.tried, paragraph);
    }
  }
  add_links(work, out);
  return out;
}

PostDraft draft_of_report(std::string_view report, std::string_view name, const Work* work) {
  PostDraft out;
  out.title = "An experiment: " + std::string(name);
  if (work != nullptr) {
    out.about = link_of(*work);
    add_links(*work, out);
  }
  bool titled = false;
  for (const Section& section : sections_of(report)) {
    if (!titled && !section.heading.empty()) {
      out.title = section.heading;
      titled = true;
      append(out.tried, lowered(section.body));
      continue;
    }
    std::string body;
    const std::string words = spaced_words(section.heading);
    if (names_one(kForReviewers, words)) {
      continue;
    }
    append(body, lowered(section.body));
    if (asks(words)) {
      append(out.question, body);
    } else if (!body.empty()) {
      append(names_one(kOutcomes, words) ? out.came_out : out.tried,
             section.heading.empty() ? body : "### " + section.heading + "\n\n" + body);
    }
  }
  return out;
}

std::string to_markdown(const PostDraft& draft, Day day) {
  std::string out = "# " + draft.title + "\n\n";
  if (!draft.about.empty()) {
    out += "About " + draft.about + ".\n";
  }
  add_section(out, "What I tried", draft.tried, "What did you do, on what data and machine?");
  add_section(out, "What came out", draft.came_out,
              "What did you see? Figures with their spread, and what did not work.");
  add_section(out, "Open question", draft.question, "What would you like others to tell you?");
  std::string links;
  for (const std::string& link : draft.links) {
    links += "- " + link + "\n";
  }
  add_section(out, "Links", trim(links), "Code, data, the work itself.");
  return out + "\n<!-- A draft of " + format_day(day) +
         ": read it through, take out what is not for others, then post it yourself. -->\n";
}

}  // namespace assay::plan
