#pragma once
/// The parts of find_mentions: where identifiers stand, and what the words around make of them.
/// Threads: pure functions.

#include "work/mentions.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// An identifier in a text: bytes [begin, end).
struct Found {
  Identifier identifier;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// What a page deep in a repository counts as.
enum class Depth {
  kFiles,  ///< Files and branches are the repository; an issue or a release is a page of its own.
  kAny,    ///< All of it is the repository.
};

/// Identifiers and addresses in any written form, pictures and badges left out, in order of place.
std::vector<Found> scan_identifiers(std::string_view text, Depth depth);

/// arXiv, DOI, ACL, OpenReview, PMLR.
bool is_of_paper(const Identifier& identifier) noexcept;

/// A text with its mentions, ready to be typed.
struct Passage {
  Kind kind = Kind::kPaper;  ///< Of the work whose text this is.
  std::string_view field;
  std::string lower;             ///< The text in lower case (ASCII).
  std::size_t papers = 0;        ///< Different papers that the whole work mentions.
  std::size_t first_paper = 0;   ///< Where the first paper of this field is named.
  std::size_t papers_ahead = 0;  ///< Those in the first kAhead bytes of this field.
  std::size_t entries = 0;       ///< Different papers in BibTeX entries of this field.
};
inline constexpr std::size_t kAhead = 2000;

/// True when the mention stands in a BibTeX entry.
bool is_in_entry(const Passage& passage, const Found& found);

/// True for an address behind a badge: `[![Code style: black](…badge…)](ADDRESS)` in Markdown, or
/// an HTML link around such a picture. It tells of tools, not of what the text is about.
bool is_behind_badge(const Passage& passage, const Found& found);

/// The word for what a mention says ("implements", "cites" ...): see Mention::rel.
std::string_view type_mention(const Passage& passage, const Found& found);

}  // namespace assay
