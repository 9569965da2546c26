/// Any bytes as a work: a verdict whose clues lie in its fields, on character boundaries, those of
/// one type apart, with weights that add up. The first byte is the kind; fields are apart by 0x1F.

#include "base/text.h"
#include "fuzzing.h"
#include "identify/judge.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

Work work_of(std::string_view bytes) {
  Work work;
  if (bytes.empty()) {
    return work;
  }
  work.kind = static_cast<Kind>(static_cast<unsigned char>(bytes[0]) % kKindCount);
  const std::vector<std::string_view> parts = split(bytes.substr(1), '\x1f');
  const std::vector<std::string*> fields = {&work.title, &work.abstract, &work.text, &work.venue,
                                            &work.track, &work.comments, &work.code, &work.extra};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i < fields.size()) {
      *fields[i] = parts[i];
    } else {
      (i % 2 == 0 ? work.organisations : work.keywords).emplace_back(parts[i]);
    }
  }
  return work;
}

void check(const Work& work) {
  const Verdict verdict = identify::default_judge().judge(work);
  fuzz::require(verdict.developer_led >= 0 && verdict.developer_led <= 1, "developer_led");
  fuzz::require(verdict.research >= 0 && verdict.research <= 1, "research");
  double sum = verdict.base + verdict.rest;
  std::map<std::pair<ClueType, Field>, std::vector<std::pair<std::uint32_t, std::uint32_t>>> spans;
  for (const Clue& clue : verdict.clues) {
    const std::string text = field_text(work, clue.field);
    fuzz::require(clue.begin < clue.end && clue.end <= text.size(), "span");
    if (find_invalid_utf8(text) == std::string_view::npos) {
      const std::string_view words(text);
      fuzz::require(find_invalid_utf8(words.substr(clue.begin, clue.end - clue.begin)) ==
                        std::string_view::npos,
                    "boundary");
    }
    sum += clue.weight;
    spans[{clue.type, clue.field}].emplace_back(clue.begin, clue.end);
  }
  fuzz::require(std::abs(1 / (1 + std::exp(-sum)) - verdict.developer_led) < 1e-6, "sum");
  for (auto& [key, list] : spans) {
    std::sort(list.begin(), list.end());
    for (std::size_t i = 1; i < list.size(); ++i) {
      fuzz::require(list[i - 1].second <= list[i].first, "overlap");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the fuzzer's bytes are text
  check(work_of({reinterpret_cast<const char*>(data), size}));
  return 0;
}
