/// Any bytes as an abstract: claims whose spans lie in their sentence's field and, where the text
/// is well-formed, on character boundaries; the same ones when it is read again.

#include "base/text.h"
#include "fuzzing.h"
#include "identify/claims.h"

#include <cmath>

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

void check_span(std::string_view text, const identify::Span& span, bool sound) {
  fuzz::require(span.begin <= span.end && span.end <= text.size(), "span");
  fuzz::require(!sound || find_invalid_utf8(text.substr(span.begin, span.end - span.begin)) ==
                              std::string_view::npos,
                "character boundary");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const identify::ClaimReader& reader = identify::default_claim_reader();
  const std::vector<identify::Claim> claims = reader.read(text, Field::kAbstract);
  const bool sound = find_invalid_utf8(text) == std::string_view::npos;
  for (const identify::Claim& claim : claims) {
    for (const identify::Span& span : {claim.sentence, claim.value_at, claim.metric_at,
                                       claim.dataset_at, claim.baseline_at, claim.setting_at}) {
      check_span(text, span, sound);
    }
    fuzz::require(!claim.value_at.empty() && !claim.sentence.empty(), "a place");
    fuzz::require(!std::isnan(claim.value) && claim.high >= claim.value, "value");
    fuzz::require(claim.scale > 0 && std::isfinite(claim.scale), "scale");
    fuzz::require(find_invalid_utf8(claim.metric) == std::string_view::npos || !sound, "metric");
  }
  fuzz::require(claims == reader.read(text, Field::kAbstract), "the same again");
  return 0;
}
