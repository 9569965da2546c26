#include "plan/helper_material.h"

#include "base/text.h"
#include "identify/claims.h"
#include "identify/judge.h"
#include "library/reader.h"
#include "plan/lesson.h"
#include "search/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace assay::plan {
namespace {

constexpr std::size_t kMostTextRead = std::size_t{64} << 10U;
constexpr std::size_t kFirstOfText = 12;
constexpr std::size_t kMostClaims = 12;
constexpr std::size_t kMostEvidence = 12;
constexpr std::size_t kLongestQuote = 80;

/// `text` without line breaks, cut to `most` bytes at a character's boundary.
std::string quoted(std::string_view text, std::size_t most) {
  std::string out = collapse_spaces(text);
  if (out.size() > most) {
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80) {
      --end;
    }
    out.resize(end);
    out += "…";
  }
  return out;
}

struct Span {
  Field field;
  std::uint32_t begin;
  std::uint32_t end;
};

class PassageGatherer {
 public:
  explicit PassageGatherer(const library::StoredWork& stored)
      : work_(stored.work),
        claims_(identify::default_claim_reader().read(stored.work)),
        verdict_(identify::default_judge().judge(stored.work)) {
    out_.work = stored.id;
    out_.title = stored.work.title;
    out_.topics = stored.topics;
  }

  HelperMaterial gather(const std::vector<library::Note>& notes) {
    add("title", {Field::kTitle, 0, static_cast<std::uint32_t>(work_.title.size())}, work_.title);
    const Lesson lesson = read_lesson(work_);
    add("summary", {Field::kText, 0, 0}, lesson.summary);
    add("task", {Field::kText, 0, 0}, lesson.task);
    for (const search::Part& part : search::split_parts(work_.title, work_.abstract)) {
      add("abstract", {Field::kAbstract, part.begin, part.end},
          std::string_view(work_.abstract).substr(part.begin, part.end - part.begin));
    }
    add_text();
    for (const library::Note& note : notes) {
      for (const std::string_view line : split(note.body, '\n')) {
        if (!trim(line).empty()) {
          out_.notes = true;
          add("note", {Field::kText, 0, 0}, line);
        }
      }
    }
    add_findings();
    return std::move(out_);
  }

 private:
  void add(const char* field, const Span& span, std::string_view text) {
    std::string said = quoted(text, kMostPassageBytes);
    if (said.empty()) {
      return;
    }
    if (out_.passages.size() >= kMostPassages || bytes_ + said.size() > kMostMaterialBytes) {
      ++out_.left_out;
      return;
    }
    bytes_ += said.size();
    out_.passages.push_back(
        {out_.passages.size() + 1, field, span.begin, span.end, std::move(said)});
  }

  /// Of a readme or transcript, what says something, and how it begins.
  void add_text() {
    const std::vector<search::Part> parts =
        search::split_parts({}, std::string_view(work_.text).substr(0, kMostTextRead));
    std::set<std::size_t> chosen;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i < kFirstOfText || speaks(parts[i])) {
        chosen.insert(i);
      }
    }
    out_.left_out += parts.size() - chosen.size();
    for (const std::size_t i : chosen) {
      add("text", {Field::kText, parts[i].begin, parts[i].end},
          std::string_view(work_.text).substr(parts[i].begin, parts[i].end - parts[i].begin));
    }
  }

  [[nodiscard]] bool speaks(const search::Part& part) const {
    const auto within = [&](Field field, std::uint32_t begin) {
      return field == Field::kText && begin >= part.begin && begin < part.end;
    };
    return std::any_of(
               claims_.begin(), claims_.end(),
               [&](const auto& claim) { return within(claim.field, claim.value_at.begin); }) ||
           std::any_of(verdict_.clues.begin(), verdict_.clues.end(), [&](const Clue& clue) {
             return clue.weight > 0 && clue.type < ClueType::kAcademic &&
                    within(clue.field, clue.begin);
           });
  }

  /// The passage that holds the bytes, or 0.
  [[nodiscard]] std::size_t passage_at(const Span& span) const {
    const auto found =
        std::find_if(out_.passages.begin(), out_.passages.end(), [&](const HelperPassage& one) {
          return one.field == field_name(span.field) && span.begin >= one.begin &&
                 span.end <= one.end;
        });
    return found == out_.passages.end() ? 0 : found->n;
  }

  [[nodiscard]] std::string words(const Span& span) const {
    return quoted(
        std::string_view(field_text(work_, span.field)).substr(span.begin, span.end - span.begin),
        kLongestQuote);
  }

  void add_findings() {
    std::size_t count = 0;
    for (const identify::Claim& claim : claims_) {
      const Span span{claim.field, claim.value_at.begin, claim.value_at.end};
      const std::size_t n = passage_at(span);
      if (n != 0 && claim.own && count++ < kMostClaims) {
        out_.findings.push_back(fmt::format("claim: {} “{}” [{}]",
                                            claim.metric.empty() ? "a figure" : claim.metric,
                                            words(span), n));
      }
    }
    count = 0;
    for (const Clue& clue : verdict_.clues) {
      const Span span{clue.field, clue.begin, clue.end};
      const std::size_t n = passage_at(span);
      if (n != 0 && clue.weight > 0 && clue.type < ClueType::kAcademic && count++ < kMostEvidence) {
        out_.findings.push_back(
            fmt::format("evidence of {}: “{}” [{}]", clue_type_name(clue.type), words(span), n));
      }
    }
  }

  const Work& work_;
  std::vector<identify::Claim> claims_;
  Verdict verdict_;
  HelperMaterial out_;
  std::size_t bytes_ = 0;
};

}  // namespace

HelperMaterial gather_material(library::Library& library, WorkId work, bool with_notes) {
  const library::StoredWork stored = library.load(work);
  return PassageGatherer(stored).gather(with_notes ? library::notes(library, work)
                                                   : std::vector<library::Note>());
}

}  // namespace assay::plan
