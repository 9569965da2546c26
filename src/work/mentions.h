#pragma once
/// What ties works together: the other works that a work's own words name, and what each tie is.
/// Threads: pure functions.

#include "work/work.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// What one work is to another, strongest first. Each is said of a subject and an object.
enum class Tie : std::uint8_t {
  kSame,        ///< The subject is another version of the object.
  kCode,        ///< The object is the subject's own code.
  kImplements,  ///< The subject does what the object describes.
  kRelease,     ///< The subject is a release of, or a change to, the object.
  kTalk,        ///< The object is a talk of the subject.
  kPost,        ///< The object is a post about the subject.
  kDiscussion,  ///< The object discusses the subject.
  kCites,       ///< The subject mentions the object.
};
inline constexpr std::size_t kTieCount = 8;
/// "same", "code", "implements", "release", "talk", "post", "discussion", "cites".
std::string_view tie_name(Tie tie) noexcept;
/// How one end sees the other: "implements" from the subject, "implemented by" from the object.
std::string_view tie_words(Tie tie, bool from_subject) noexcept;

/// A tie as seen from the work that speaks of it.
struct TypedTie {
  Tie tie = Tie::kCites;
  bool subject = true;  ///< The speaking work is the tie's subject.
  bool operator==(const TypedTie&) const = default;
};

/// The tie behind `rel`, a link's or a mention's word, from a work of kind `from` to one of kind
/// `to`. A talk's "paper" is a paper that has this talk; a repository's, one that it implements.
TypedTie tie_between(Kind from, std::string_view rel, Kind to) noexcept;

/// The tie of two works with one title and the same people: the first as the speaking one.
TypedTie tie_of_namesakes(Kind a, Kind b) noexcept;

/// Another work, named in a work's words.
struct Mention {
  std::string_view rel;    ///< "implements", "code", "paper", "same", "talk", "post", "discussion",
                           ///< "release" or "cites": as the words around it say.
  Identifier target;       ///< Never one of the work's own.
  std::string_view field;  ///< "title", "abstract", "text", "comments", or "extra".
  std::uint32_t begin = 0;  ///< The bytes [begin, end) of that field name the target.
  std::uint32_t end = 0;
  bool operator==(const Mention&) const = default;
};

/// The repository or package that a page belongs to: "github.com/owner/name/releases/tag/v1",
/// "pypi.org/project/name/1.0", "npmjs.com/package/name/v/1.0"; nullopt for other pages.
std::optional<Identifier> whole_of(const Identifier& page);

/// Grows whenever find_mentions finds or types more, so that libraries look again.
inline constexpr std::int64_t kMentionsVersion = 2;
/// At most so many a work, those typed as more than "cites" first.
inline constexpr std::size_t kMostMentions = 300;

/// Identifiers and addresses in title, abstract, text, comments and extra, each once, by its
/// strongest rel, in order of place; `own`: own_identifiers(work), which are left out. Lists of
/// papers are "cites"; "implementation of …", a readme's paper badge and the one entry under
/// "Citation" are more. Plain addresses in extra, pictures and badges are passed by. Cost: linear
/// in the text.
std::vector<Mention> find_mentions(const Work& work, const std::vector<Identifier>& own);

/// Whether code belongs to the work: it has some, links to some, or says in its words where it is.
bool has_code(const Work& work, const std::vector<Mention>& mentions);

/// The bytes that a mention's span names; empty for a span that the field does not hold.
std::string mention_words(const Work& work, std::string_view field, std::uint32_t begin,
                          std::uint32_t end);

}  // namespace assay
