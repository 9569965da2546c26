#include "base/text.h"
#include "identify/claim_signs_internal.h"

#include <algorithm>
#include <utility>

namespace assay::identify {

bool is_cited(std::string_view text, std::uint32_t begin) {
  constexpr std::uint32_t kReach = 24;
  std::uint32_t at = begin;
  const std::uint32_t lowest = at > kReach ? at - kReach : 0;
  while (at > lowest &&
         std::string_view("0123456789, -").find(text[at - 1]) != std::string_view::npos) {
    --at;
  }
  return at > 0 && text[at - 1] == '[';
}

bool is_deviation(std::string_view text, std::uint32_t begin) {
  constexpr std::uint32_t kReach = 5;
  const std::string_view lead =
      text.substr(begin > kReach ? begin - kReach : 0, std::min(begin, kReach));
  return lead.find("\xc2\xb1") != std::string_view::npos ||
         lead.find("\\pm") != std::string_view::npos;
}

bool is_arrow(std::string_view between) {
  return between.find("->") != std::string_view::npos ||
         between.find("=>") != std::string_view::npos ||
         between.find("\xe2\x86\x92") != std::string_view::npos ||
         between.find("\xe2\x87\x92") != std::string_view::npos;
}

Effect fold_effect(std::string_view word) {
  for (const auto& [stem, effect] : {std::pair{"halv", Effect::kDown},
                                     {"doubl", Effect::kUp},
                                     {"tripl", Effect::kUp},
                                     {"quadrupl", Effect::kUp}}) {
    if (istarts_with(word, stem)) {
      return effect;
    }
  }
  return Effect::kNone;
}

std::uint32_t signed_from(std::string_view text, std::uint32_t begin) {
  constexpr std::string_view kMinus = "\xe2\x88\x92";
  std::uint32_t at = begin;
  if (text.substr(0, begin).ends_with('-')) {
    at -= 1;
  } else if (text.substr(0, begin).ends_with(kMinus)) {
    at -= static_cast<std::uint32_t>(kMinus.size());
  }
  return at < begin && text.substr(0, at).ends_with('(') ? at : begin;
}

}  // namespace assay::identify
