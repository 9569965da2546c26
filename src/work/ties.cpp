#include "work/mentions.h"

#include <array>
#include <optional>

namespace assay {
namespace {

struct TieText {
  std::string_view name;
  std::string_view from_subject;
  std::string_view from_object;
};

constexpr std::array<TieText, kTieCount> kTies = {{{"same", "same work", "same work"},
                                                   {"code", "code", "code of"},
                                                   {"implements", "implements", "implemented by"},
                                                   {"release", "release of", "release"},
                                                   {"talk", "talk", "talk of"},
                                                   {"post", "post", "post about"},
                                                   {"discussion", "discussed in", "discusses"},
                                                   {"cites", "cites", "cited by"}}};

bool is_software(Kind kind) noexcept {
  return kind == Kind::kRepository || kind == Kind::kPackage || kind == Kind::kContribution;
}

/// What a work of this kind is to whatever it is about; nullopt for kinds that stand by themselves.
std::optional<Tie> tie_of_kind(Kind kind) noexcept {
  switch (kind) {
    case Kind::kTalk:
    case Kind::kEvent:
      return Tie::kTalk;
    case Kind::kPost:
      return Tie::kPost;
    case Kind::kDiscussion:
      return Tie::kDiscussion;
    case Kind::kPaper:
    case Kind::kRepository:
    case Kind::kContribution:
    case Kind::kPackage:
      break;
  }
  return std::nullopt;
}

/// "talk", "post" and "discussion" link from what has one, but also from the talk itself.
TypedTie tie_about(Tie tie, Kind from, Kind to) noexcept {
  const bool from_it = tie_of_kind(from) == tie;
  return {tie, !from_it || tie_of_kind(to) == tie};
}

TypedTie tie_to_paper(Kind from, Kind to) noexcept {
  if (const std::optional<Tie> tie = tie_of_kind(from)) {
    return {*tie, false};
  }
  if (is_software(from)) {
    return {is_software(to) ? Tie::kCites : Tie::kImplements, true};
  }
  return {to == Kind::kPaper ? Tie::kSame : Tie::kCites, true};
}

}  // namespace

std::string_view tie_name(Tie tie) noexcept {
  return kTies[static_cast<std::size_t>(tie)].name;
}

std::string_view tie_words(Tie tie, bool from_subject) noexcept {
  const TieText& text = kTies[static_cast<std::size_t>(tie)];
  return from_subject ? text.from_subject : text.from_object;
}

TypedTie tie_between(Kind from, std::string_view rel, Kind to) noexcept {
  if (rel == "paper" || rel == "pdf") {
    return tie_to_paper(from, to);
  }
  if (rel == "code") {
    if (is_software(to)) {
      return {from == Kind::kContribution ? Tie::kRelease : Tie::kCode, true};
    }
    return is_software(from) && to == Kind::kPaper ? TypedTie{Tie::kImplements, true}
                                                   : TypedTie{Tie::kCites, true};
  }
  if (rel == "implements") {
    return {from == Kind::kPaper && is_software(to) ? Tie::kCode : Tie::kImplements, true};
  }
  if (rel == "talk") {
    return tie_about(Tie::kTalk, from, to);
  }
  if (rel == "post") {
    return tie_about(Tie::kPost, from, to);
  }
  if (rel == "discussion") {
    return tie_about(Tie::kDiscussion, from, to);
  }
  if (rel == "same") {
    return {Tie::kSame, true};
  }
  if (rel == "release") {
    return {Tie::kRelease, true};
  }
  return {Tie::kCites, true};
}

TypedTie tie_of_namesakes(Kind a, Kind b) noexcept {
  if (const std::optional<Tie> tie = tie_of_kind(b)) {
    return {*tie, true};
  }
  if (const std::optional<Tie> tie = tie_of_kind(a)) {
    return {*tie, false};
  }
  if (is_software(a) != is_software(b)) {
    return {Tie::kImplements, is_software(a)};
  }
  return {Tie::kSame, true};
}

}  // namespace assay
