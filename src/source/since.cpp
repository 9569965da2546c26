#include "source/since.h"

#include <algorithm>
#include <array>

namespace assay::source {

bool heeds_since(std::string_view connector) noexcept {
  // A repository that the user named (github) is wanted however old it is.
  static constexpr std::array<std::string_view, 26> kKinds = {"arxiv",
                                                              "arxiv-oai",
                                                              "bluesky",
                                                              "crossref",
                                                              "dblp",
                                                              "gh-archive",
                                                              "git",
                                                              "github",
                                                              "github-pulls",
                                                              "github-releases",
                                                              "github-search",
                                                              "hacker-news",
                                                              "hf-papers",
                                                              "huggingface",
                                                              "huggingface-spaces",
                                                              "mastodon",
                                                              "npm",
                                                              "oai-pmh",
                                                              "openalex",
                                                              "openreview",
                                                              "papers-with-code",
                                                              "pypi",
                                                              "reddit",
                                                              "scholar-alerts",
                                                              "semantic-scholar",
                                                              "youtube"};
  return std::find(kKinds.begin(), kKinds.end(), connector) != kKinds.end();
}

}  // namespace assay::source
