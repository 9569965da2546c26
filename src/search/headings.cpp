#include "base/ascii.h"
#include "base/text.h"
#include "search/sentences_internal.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace assay::search {
namespace {

constexpr std::size_t kMostHeadingWords = 6;

struct HeadingWord {
  std::string_view word;
  RoleMask roles;  ///< 0: joins others ("and", "main").
};

constexpr std::array<HeadingWord, 96> kHeadingWords = {{
    {"aim", kProblemBit},
    {"aims", kProblemBit},
    {"background", kProblemBit},
    {"challenge", kProblemBit},
    {"challenges", kProblemBit},
    {"context", kProblemBit},
    {"goal", kProblemBit},
    {"goals", kProblemBit},
    {"hypothesis", kProblemBit},
    {"importance", kProblemBit},
    {"introduction", kProblemBit},
    {"motivation", kProblemBit},
    {"motivations", kProblemBit},
    {"need", kProblemBit},
    {"objective", kProblemBit},
    {"objectives", kProblemBit},
    {"problem", kProblemBit},
    {"problems", kProblemBit},
    {"purpose", kProblemBit},
    {"purposes", kProblemBit},
    {"question", kProblemBit},
    {"questions", kProblemBit},
    {"rationale", kProblemBit},
    {"scope", kProblemBit},
    {"algorithm", kMethodBit},
    {"approach", kMethodBit},
    {"approaches", kMethodBit},
    {"contribution", kMethodBit},
    {"contributions", kMethodBit},
    {"data", kMethodBit},
    {"dataset", kMethodBit},
    {"datasets", kMethodBit},
    {"design", kMethodBit},
    {"idea", kMethodBit},
    {"intervention", kMethodBit},
    {"interventions", kMethodBit},
    {"material", kMethodBit},
    {"materials", kMethodBit},
    {"measurements", kMethodBit},
    {"method", kMethodBit},
    {"methodology", kMethodBit},
    {"methodologies", kMethodBit},
    {"methods", kMethodBit},
    {"model", kMethodBit},
    {"participants", kMethodBit},
    {"patients", kMethodBit},
    {"procedure", kMethodBit},
    {"procedures", kMethodBit},
    {"proposal", kMethodBit},
    {"sample", kMethodBit},
    {"setting", kMethodBit},
    {"settings", kMethodBit},
    {"solution", kMethodBit},
    {"subjects", kMethodBit},
    {"technique", kMethodBit},
    {"techniques", kMethodBit},
    {"theory", kMethodBit},
    {"application", kResultBit},
    {"applications", kResultBit},
    {"availability", kResultBit},
    {"conclusion", kResultBit},
    {"conclusions", kResultBit},
    {"contact", kResultBit},
    {"discussion", kResultBit},
    {"discussions", kResultBit},
    {"evaluation", kResultBit},
    {"evidence", kResultBit},
    {"finding", kResultBit},
    {"findings", kResultBit},
    {"impact", kResultBit},
    {"implications", kResultBit},
    {"interpretation", kResultBit},
    {"lessons", kResultBit},
    {"limitations", kResultBit},
    {"originality", kResultBit},
    {"outcome", kResultBit},
    {"outcomes", kResultBit},
    {"recommendations", kResultBit},
    {"result", kResultBit},
    {"results", kResultBit},
    {"significance", kResultBit},
    {"supplementary", kResultBit},
    {"validation", kResultBit},
    {"value", kResultBit},
    {"and", 0},
    {"definition", 0},
    {"experimental", 0},
    {"implementation", 0},
    {"information", 0},
    {"key", 0},
    {"main", 0},
    {"of", 0},
    {"our", 0},
    {"research", 0},
    {"statement", 0},
    {"study", 0},
}};

bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::optional<RoleMask> roles_of(std::string_view word) {
  for (const HeadingWord& entry : kHeadingWords) {
    if (iequals(entry.word, word)) {
      return entry.roles;
    }
  }
  return std::nullopt;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) {
    ++at;
  }
  return at;
}

/// Bytes of the sign that closes a heading at `at`; 0 when there is none.
std::size_t closing_sign(std::string_view text, std::size_t at) {
  const std::size_t sign = skip_blanks(text, at);
  const std::string_view rest = text.substr(sign);
  if (rest.empty()) {
    return at < text.size() || at == 0 ? 0 : std::string_view::npos;
  }
  if (rest[0] == ':') {
    return sign + 1 - at;
  }
  const bool blank_behind = rest.size() > 1 && is_space(rest[1]);
  if (rest[0] == '.' && (rest.size() == 1 || blank_behind)) {
    return sign + 1 - at;
  }
  if (rest[0] == '-' && blank_behind && sign > at) {
    return sign + 1 - at;
  }
  if (rest.substr(0, 3) == "\xE2\x80\x93" || rest.substr(0, 3) == "\xE2\x80\x94") {
    return sign + 3 - at;
  }
  return 0;
}

/// "METHODS We used": words in capitals before one that is not.
bool closed_by_case(std::string_view text, std::string_view heading, std::size_t at) {
  const bool capitals = std::all_of(heading.begin(), heading.end(),
                                    [](char c) { return !is_letter(c) || is_upper(c); });
  const std::size_t next = skip_blanks(text, at);
  const bool sentence_case = next + 2 < text.size() && next > at && is_upper(text[next]) &&
                             (text[next + 1] == ' ' || !is_upper(text[next + 1])) &&
                             is_letter(text[skip_blanks(text, next + 1)]) &&
                             !is_upper(text[skip_blanks(text, next + 1)]);
  return capitals && heading.size() > 3 && sentence_case;
}

/// Past one word and what may join it to the next: blanks, "/", "&", ",".
std::size_t past_joint(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '/' || text[at] == '&' ||
                              text[at] == ',' || text[at] == '\n')) {
    ++at;
  }
  return at;
}

}  // namespace

Heading read_heading(std::string_view text) {
  RoleMask roles = 0;
  std::size_t at = 0;
  for (std::size_t words = 0; words < kMostHeadingWords; ++words) {
    std::size_t end = at;
    while (end < text.size() && is_letter(text[end])) {
      ++end;
    }
    const std::optional<RoleMask> found =
        end > at && end - at < 20 ? roles_of(text.substr(at, end - at)) : std::nullopt;
    if (!found || (words == 0 && !is_upper(text[0]))) {
      return {};
    }
    roles = static_cast<RoleMask>(roles | *found);
    if (roles != 0) {
      const std::size_t sign = closing_sign(text, end);
      if (sign == std::string_view::npos) {
        return {roles, static_cast<std::uint32_t>(text.size())};
      }
      if (sign > 0 || closed_by_case(text, text.substr(0, end), end)) {
        return {roles, static_cast<std::uint32_t>(skip_blanks(text, end + sign))};
      }
    }
    at = past_joint(text, end);
  }
  return {};
}

}  // namespace assay::search
