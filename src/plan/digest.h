#pragma once
/// A week looked back on: what appeared, what was chosen, what was done. A digest is a list of
/// sections; it is written as Markdown, as a
/// page, as a mail and as an entry of a feed. Threads: as the Library.

#include "base/time.h"
#include "identify/judge.h"
#include "plan/feed.h"
#include "plan/profile.h"
#include "plan/saved.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

struct DigestItem {
  std::string title;
  std::string link;                ///< An address; may be empty.
  std::string id;                  ///< "w12"; may be empty.
  std::vector<std::string> facts;  ///< Short ones: a kind, a venue, a time.
  std::vector<std::string> why;    ///< In words.
};

struct DigestSection {
  std::string name;   ///< "appeared", "saved:NAME", "chosen", "done"
  std::string title;  ///< "What appeared"
  std::string lead;   ///< A line beneath it; may be empty.
  std::vector<DigestItem> items;
  std::string empty;  ///< What is said without items.
};

struct Digest {
  Week week;
  std::string reader;
  std::int64_t updated = 0;  ///< When something in it last happened; seconds since 1970 UTC.
  std::vector<DigestSection> sections;

  /// Something appeared, was chosen or done.
  [[nodiscard]] bool has_content() const noexcept;
};

/// At most so many of the works that appeared are shown.
inline constexpr std::size_t kDigestWorks = 8;
/// So many weeks are in the feed, the digest's own and those before it.
inline constexpr int kDigestFeedWeeks = 8;

/// The digest of a week. "Appeared" are works dated within it, the best for the reader first,
/// whether they have been seen since or not. Cost: a pass over the shelf, a verdict for each work
/// shown.
Digest make_digest(library::Library& library, const identify::Judge& judge, const Profile& profile,
                   Week week);
/// Those of the weeks up to `last`, newest first, without empty ones but the newest.
std::vector<Digest> make_digests(library::Library& library, const identify::Judge& judge,
                                 const Profile& profile, Week last);

/// Puts what is new in saved searches (plan/saved.h) before what was chosen, a section for each
/// that has news. News are counted from when the reader last looked, so they belong to the week
/// that runs.
void add_saved_news(Digest& digest, const std::vector<SavedSection>& saved);

/// Its Sunday, and 9999-12-31 for the last week whose dates can be written.
Day last_day(Week week) noexcept;

/// "Week 2026-W48 · 23 to 29 November 2026"
std::string digest_title(const Digest& digest);
/// GitHub's Markdown; what the sources wrote is escaped.
std::string digest_markdown(const Digest& digest);
/// Plain text for a mail, lines of at most 76 columns but for addresses.
std::string digest_text(const Digest& digest);
/// A whole page without scripts, outside fonts or pictures; fit for a mail, too.
std::string digest_html(const Digest& digest);
/// One entry a week. `library_name` tells the library from all others.
Feed digest_feed(const std::vector<Digest>& digests, std::string_view library_name);

/// {"week","from","to","reader","updated","sections":[{"name","title","lead","items":[{"id","title",
/// "link","facts","why"}]}]}
std::string to_json(const Digest& digest);

}  // namespace assay::plan
