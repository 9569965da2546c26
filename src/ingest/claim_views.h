#pragma once
/// What the command line, the HTTP API and agents show of a work's claims. Field names in JSON are
/// those of docs/cli.md. Threads: plain values; pure functions but for the library they read.

#include "identify/claims.h"
#include "library/library.h"

#include <string>
#include <vector>

namespace assay::ingest {

/// A claim with the words of its parts; empty where it has none.
struct ClaimView {
  identify::Claim claim;
  std::string sentence;
  std::string dataset;
  std::string baseline;
  std::string setting;
};

struct ClaimsView {
  std::string id;  ///< "w12", or the work's own id.
  std::string title;
  std::vector<ClaimView> claims;
};

/// The claims of a work, by field and place.
ClaimsView view_claims(const Work& work, const identify::ClaimReader& reader);

/// Those of a work in the library. Throws kNotFound as Library::load does.
ClaimsView read_claims(library::Library& library, const identify::ClaimReader& reader, WorkId id);

/// "accuracy 76.3 → 78.1 %, better; on ImageNet; vs ResNet-50".
std::string claim_line(const ClaimView& view);

/// One JSON object without a line end.
std::string to_json(const ClaimsView& view);

}  // namespace assay::ingest
