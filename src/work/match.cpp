#include "work/match.h"

#include "base/text.h"
#include "work/people.h"
#include "work/title.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace assay {
namespace {

constexpr std::size_t kLongTitleWords = 5;
constexpr std::size_t kLongTitleLetters = 25;

bool is_text_kind(Kind kind) noexcept {
  return kind == Kind::kPaper || kind == Kind::kPost || kind == Kind::kTalk ||
         kind == Kind::kDiscussion;
}

/// What two records have in common, from the weakest on.
enum class Shared {
  kNothing,
  kAddress,  ///< A web page, which may be one of several works.
  kUsual,  ///< A DOI, a forum, a repository: one work's, but given for another by mistake at times.
  kIdentity,  ///< An identifier of which a work has one.
};

Shared strength(Scheme scheme) noexcept {
  if (scheme == Scheme::kUrl) {
    return Shared::kAddress;
  }
  return scheme_is_exclusive(scheme) ? Shared::kIdentity : Shared::kUsual;
}

/// The strongest identifier that both have. Several papers may share a repository: between papers
/// one does not count.
Shared shared_identifier(const std::vector<Identifier>& a, const std::vector<Identifier>& b,
                         bool papers) {
  Shared best = Shared::kNothing;
  for (const Identifier& identifier : a) {
    const bool counts = !papers || identifier.scheme != Scheme::kGithub;
    if (counts && std::find(b.begin(), b.end(), identifier) != b.end()) {
      best = std::max(best, strength(identifier.scheme));
    }
  }
  return best;
}

/// Both have identifiers of one exclusive scheme and none of them agrees.
bool identifiers_contradict(const std::vector<Identifier>& a, const std::vector<Identifier>& b) {
  for (const Identifier& x : a) {
    if (!scheme_is_exclusive(x.scheme)) {
      continue;
    }
    const bool other_has_scheme =
        std::any_of(b.begin(), b.end(), [&](const Identifier& y) { return y.scheme == x.scheme; });
    if (other_has_scheme && std::find(b.begin(), b.end(), x) == b.end()) {
      return true;
    }
  }
  return false;
}

bool same_title(const Work& a, const Work& b) {
  const std::uint64_t key = title_key(a.title);
  return key != 0 && key == title_key(b.title);
}

/// Titles that name a part of a volume, which the same people write each year, or no work at all:
/// conference lists have "Withdrawn" by "withdrawn".
bool is_no_title(std::string_view title) {
  // None of them is longer, however it is written.
  constexpr std::size_t kLongest = 64;
  if (title.size() > kLongest) {
    return false;
  }
  static constexpr std::array<std::string_view, 21> kNoTitles = {
      "preface",      "foreword",        "introduction", "editorial",   "guest editorial",
      "front matter", "editors note",    "erratum",      "corrigendum", "conclusion",
      "conclusions",  "acknowledgments", "discussion",   "rejoinder",   "withdrawn",
      "withdraw",     "title",           "untitled",     "no title",    "tba",
      "anonymous"};
  return std::find(kNoTitles.begin(), kNoTitles.end(), normalise_title(title)) != kNoTitles.end();
}

bool is_long_title(const Work& work) {
  const std::string normal = normalise_title(work.title);
  return normal.size() >= kLongTitleLetters &&
         static_cast<std::size_t>(std::count(normal.begin(), normal.end(), ' ')) + 1 >=
             kLongTitleWords;
}

/// Two short titles may be equal by chance: more people must agree.
PeopleRule rule_for(const Work& work) {
  return is_long_title(work) ? PeopleRule::kHalf : PeopleRule::kMost;
}

}  // namespace

std::uint64_t twin_key(std::string_view title) {
  return is_no_title(title) ? 0 : title_key(title);
}

std::string_view twin_reason(Twin twin) noexcept {
  switch (twin) {
    case Twin::kIdentifier:
      return "same identifier";
    case Twin::kTitle:
      return "same title and people";
    case Twin::kTitleAlone:
      return "same title, and one of them names nobody";
    case Twin::kNone:
      break;
  }
  return "different works";
}

Twin match_works(const Work& a, const Work& b) {
  const std::vector<Identifier> own_a = own_identifiers(a);
  const std::vector<Identifier> own_b = own_identifiers(b);
  const Shared shared =
      shared_identifier(own_a, own_b, a.kind == Kind::kPaper && b.kind == Kind::kPaper);
  if (a.kind != b.kind) {
    // Two lists may call one page a post and a talk; a repository or package is never its paper.
    const bool one_page =
        shared == Shared::kAddress && is_text_kind(a.kind) && is_text_kind(b.kind);
    return one_page ? Twin::kIdentifier : Twin::kNone;
  }
  if (shared == Shared::kIdentity) {
    return Twin::kIdentifier;
  }
  if (identifiers_contradict(own_a, own_b)) {
    return Twin::kNone;
  }
  const bool one_title = same_title(a, b);
  const PeopleMatch people = compare_people(a.authors, b.authors);
  if (shared != Shared::kNothing && (one_title || people != PeopleMatch::kDifferent)) {
    return Twin::kIdentifier;  // else it is the volume's, or was copied to the wrong work
  }
  if (!one_title || is_no_title(a.title)) {
    return Twin::kNone;
  }
  // Repositories, packages and contributions are named by their place, not their title.
  if (a.kind != Kind::kPaper && !is_text_kind(a.kind)) {
    return Twin::kNone;
  }
  if (a.year != 0 && b.year != 0 && std::abs(a.year - b.year) > kMaxYearsApart) {
    return Twin::kNone;
  }
  switch (people) {
    case PeopleMatch::kSame:
      return compare_people(a.authors, b.authors, rule_for(a)) == PeopleMatch::kSame ? Twin::kTitle
                                                                                     : Twin::kNone;
    case PeopleMatch::kDifferent:
      return Twin::kNone;
    case PeopleMatch::kUnknown:
      break;
  }
  return a.kind == Kind::kPaper && is_long_title(a) ? Twin::kTitleAlone : Twin::kNone;
}

bool same_title_and_people(const Work& a, const Work& b) {
  return same_title(a, b) &&
         compare_people(a.authors, b.authors, rule_for(a)) == PeopleMatch::kSame;
}

}  // namespace assay
