#pragma once
/// CITATION.cff: how a repository wants to be cited. Source: Citation File Format 1.2.0, "Guide to
/// Citation File Format schema". Private to the room. Threads: pure functions.

#include "work/work.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// Something that is cited: the software itself, or the paper behind it.
struct Citation {
  std::string title;
  std::string abstract;
  std::vector<std::string> authors;        ///< "Given van Family Jr."; names of groups as they are.
  std::vector<std::string> organisations;  ///< Affiliations and groups, each once.
  std::vector<Identifier> identifiers;     ///< DOIs and arXiv ids, each once.
  std::vector<std::string> keywords;
  std::string licence;  ///< SPDX ids, "MIT OR Apache-2.0".
  std::string date;     ///< ISO 8601, as far as given.
  std::string version;
  std::string venue;  ///< Journal or conference.
  std::string url;
  std::string repository;  ///< repository-code, else repository.
};

struct CitationFile {
  Citation software;
  std::vector<Citation> papers;      ///< preferred-citation.
  std::vector<Citation> references;  ///< What it builds on.
};

/// Throws BadRecord when it is no YAML or has no "cff-version".
CitationFile parse_citation_file(std::string_view text);

/// Fills what the work does not know yet (title, people, DOI, keywords, date) and adds links: rel
/// "implements" to the preferred paper, "cites" to the references.
void add_citation(Work& work, const CitationFile& file);

}  // namespace assay::source
