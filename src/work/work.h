#pragma once
/// A work as everyone in the house speaks of it: the value type that sources make, the library
/// keeps, identify reads and search indexes. Threads: a plain value.

#include "work/identifier.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// Local number of a work in one library, shown as "w123". 0 is none.
struct WorkId {
  std::int64_t v = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads the 0 in a defaulted <=>
  auto operator<=>(const WorkId&) const = default;
};

/// "w123".
std::string format_work_id(WorkId id);
/// Reads "w123"; nullopt otherwise.
std::optional<WorkId> parse_work_id(std::string_view text);

enum class Kind : std::uint8_t {
  kPaper,
  kRepository,
  kPost,
  kTalk,
  kContribution,
  kPackage,
  kEvent,
  kDiscussion
};
inline constexpr std::size_t kKindCount = 8;
/// "paper", "repository", ...
std::string_view kind_name(Kind kind) noexcept;
std::optional<Kind> parse_kind(std::string_view name) noexcept;

/// A typed link to something outside or to another work.
struct Link {
  std::string
      rel;  ///< code, paper, pdf, talk, post, discussion, implements, home, or a source's own word
  std::string url;
  auto operator<=>(const Link&) const = default;
};

/// All text is well-formed UTF-8. Empty means unknown.
struct Work {
  std::string id;  ///< The id that the source gave, verbatim; empty when it gave none.
  Kind kind = Kind::kPaper;
  std::string title;
  std::string abstract;
  std::string text;                  ///< Readme, transcript or release notes.
  std::vector<std::string> authors;  ///< "Given Family" or "Family, Given", as the source has it.
  std::vector<std::string> organisations;  ///< Each named once, in order of appearance.
  std::string venue;
  std::string track;
  int year = 0;  ///< 0 unknown, else 1500..2200.
  std::string
      date;  ///< ISO 8601 "2021-06-17" (or "2021-06", "2021"); first publication where known.
  std::vector<Identifier> identifiers;
  std::vector<Link> links;
  std::string code;  ///< Address of the work's code.
  std::string comments;
  std::vector<std::string> keywords;
  std::int64_t stars = -1;  ///< -1 unknown.
  std::string
      extra;  ///< A JSON object with the source's fields that have no place above; empty for none.

  bool operator==(const Work&) const = default;
};

/// The fields of a work that clues and highlights point into.
enum class Field : std::uint8_t {
  kTitle,
  kAbstract,
  kText,
  kAuthors,
  kOrganisations,
  kVenue,
  kTrack,
  kComments,
  kKeywords,
  kCode
};
inline constexpr std::size_t kFieldCount = 10;
/// "title", "abstract", ... as in the works format.
std::string_view field_name(Field field) noexcept;
std::optional<Field> parse_field(std::string_view name) noexcept;

/// The text that spans of `field` count bytes in. Lists are joined by "; ".
std::string field_text(const Work& work, Field field);

/// Of what can be long: title, abstract, text and the source's own fields.
std::size_t text_bytes(const Work& work) noexcept;

/// Adds `identifier` unless it is there already.
void add_identifier(Work& work, Identifier identifier);

/// Identifiers of the work and those that its links of rel paper, pdf and home imply for itself.
/// For a paper only links with an identifier of their own count (arXiv, DOI, ACL ...): a paper is
/// neither its repository nor a project page that several papers share.
std::vector<Identifier> own_identifiers(const Work& work);

/// Removes what is empty or doubled, trims the short fields, parses `year` from `date` when
/// missing, drops impossible dates and years. Title, abstract, text and comments are kept byte for
/// byte, since spans count in them. Call it once at the end of every parser.
void tidy(Work& work);

}  // namespace assay
