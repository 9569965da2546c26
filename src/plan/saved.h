#pragma once
/// Saved searches: searches that stay, each with what is new in it since the reader last looked.
///
/// What a saved search finds are the works that have all of its words and pass its filters, and the
/// first kFirst that the search itself would list, which may lack some (by meaning alone: just
/// these). Of
/// these a work is new that has come, or has come to match, since, and was never shown: what was
/// changed or merged stays known, and what is gone is not counted. Only works that changed since
/// are looked at among those with all words; the first kFirst are one ranked search. Threads: as
/// the Library and the Index given.

#include "library/library.h"
#include "library/saved.h"
#include "plan/feed.h"
#include "search/index.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::plan {

/// So many of a ranked search count, whatever they lack of the words.
inline constexpr std::size_t kFirst = 200;

/// "words" -> kWords, "relevance" -> kRelevance ... and back; nullopt for other words.
std::optional<search::SearchMode> parse_mode(std::string_view name) noexcept;
std::string_view mode_name(search::SearchMode mode) noexcept;
std::optional<search::Sort> parse_sort(std::string_view name) noexcept;
std::string_view sort_name(search::Sort sort) noexcept;

/// What is new in a saved search.
struct News {
  std::vector<search::Hit> fresh;  ///< In the order of the search.
  std::vector<WorkId> first;       ///< The first kFirst, new or not; empty when nothing changed.
  std::string warning;             ///< Why meaning could not be asked for; empty otherwise.
};
/// Throws as Index::search, and kUsage when the query cannot be read any more.
News find_news(library::Library& library, const search::Index& index,
               const library::SavedSearch& saved);

/// Keeps a search under a new name; what it finds now is known. Returns it as kept. Library open
/// for writing. Throws kUsage for a name or a query that is none, kInvalid when the name is taken
/// and `replace` is false. Replacing keeps the feed's identity and forgets what was shown.
library::SavedSearch save_search(library::Library& library, const search::Index& index,
                                 library::SavedSearch wanted, bool replace, std::int64_t now);

/// The reader has been shown `shown` of the news, as of `generation`. When nothing new is left all
/// is known up to then. Library open for writing.
void mark_shown(library::Library& library, const library::SavedSearch& saved, const News& news,
                std::size_t shown, std::int64_t generation, std::int64_t now);

/// Throws kNotFound, with a near name where there is one.
library::SavedSearch require_saved(library::Library& library, std::string_view name);

/// Gives a saved search another name, in a transaction; returns it as it is then. Throws kNotFound;
/// kUsage for what is no name, kInvalid for one that another has.
library::SavedSearch rename_saved(library::Library& library, std::string_view name,
                                  const std::string& to);

/// A work that a saved search found.
struct SavedHit {
  WorkId id;
  std::vector<std::string> identifiers;
  Kind kind = Kind::kPaper;
  std::string title;
  int year = 0;
  std::string date;
  std::string venue;
  double score = 0;
  double developer_led = 0;
  std::vector<std::string> topics;
  std::string abstract;
  std::vector<std::string> authors;
  std::string link;  ///< Where it is read; may be empty.
  bool fresh = false;
  std::string why;  ///< "new in your saved search 'x'"; empty for one that is not new.
};

struct SavedView {
  library::SavedSearch saved;
  std::size_t fresh = 0;        ///< How many are new, shown or not.
  std::vector<SavedHit> hits;   ///< The new ones first, then others in the order of the search.
  std::size_t fresh_shown = 0;  ///< How many of the hits are new.
  News news;
};
/// At most `k` works.
SavedView view_saved(library::Library& library, const search::Index& index,
                     const library::SavedSearch& saved, std::size_t k);

/// A saved search with what is new in it, for a digest; marks nothing as shown.
struct SavedSection {
  std::string name;
  std::string query;
  std::size_t fresh = 0;       ///< How many are new in all.
  std::vector<SavedHit> hits;  ///< The first `k` new ones.
};
/// All saved searches of the reader, in order of name; those without news have no hits.
std::vector<SavedSection> saved_sections(library::Library& library, const search::Index& index,
                                         std::size_t k);

/// Works that are new in saved searches, for ranking: WorkId::v -> position in `names` of the
/// first search. Goes by words alone, so that no encoder is asked.
struct SavedNews {
  std::vector<std::string> names;
  std::unordered_map<std::int64_t, std::size_t> works;
};
SavedNews news_for_ranking(library::Library& library, const search::Index& index);

/// What a saved search finds as a feed, the `most` works that came last; marks nothing as shown,
/// since readers of feeds remember by themselves. No time in it is later than `now`.
Feed feed_of(library::Library& library, const search::Index& index,
             const library::SavedSearch& saved, std::size_t most, std::int64_t now);

/// All saved searches, each with how many works are new in it; marks nothing as shown:
/// {"saved":[{"name","query","mode","sort","made","looked","new"}]}
std::string saved_json(library::Library& library, const std::vector<SavedSection>& sections);

/// What saving a search answers, with how many works it finds now:
/// {"name","query","mode","sort","found"}, and "warning" where the query names an unknown filter.
std::string to_json(const library::SavedSearch& saved, std::size_t found);

/// {"name","query","mode","sort","made","looked","new","hits":[…]}: the hits as in `search`, each
/// with "new", and "warning" as `search` has it.
std::string to_json(const SavedView& view);

}  // namespace assay::plan
