#include "ingest/claim_views.h"

#include <gtest/gtest.h>

namespace assay::ingest {
namespace {

std::string first_line(const std::string& abstract) {
  Work work;
  work.title = "A memory-efficient optimiser";
  work.abstract = abstract;
  const ClaimsView view = view_claims(work, identify::default_claim_reader());
  return view.claims.empty() ? "" : claim_line(view.claims.front());
}

TEST(ClaimLine, WorkedOutNumber_HasThreeDigits) {
  const std::string line = first_line("Memory falls to a third of that of Adam.");
  EXPECT_NE(line.find("0.333x"), std::string::npos) << line;
}

TEST(ClaimLine, WrittenNumber_KeepsItsDigits) {
  const std::string line = first_line("We reach an accuracy of 99.9994 % on CIFAR-10.");
  EXPECT_NE(line.find("99.9994 %"), std::string::npos) << line;
}

}  // namespace
}  // namespace assay::ingest
