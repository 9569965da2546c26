#pragma once
/// The derived index: finds and ranks works by words and filters. It can always be rebuilt from the
/// library, whose generation it carries. Threads: search(), check() and the figures may be called
/// by any number of threads at once while the index is open for reading; an index open for writing
/// belongs to one thread. Several may be open at once, one of them for writing.

#include "base/error.h"
#include "search/query.h"
#include "search/text_encoder.h"
#include "work/verdict.h"
#include "work/work.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace assay::search {

struct Snapshot;

/// What the index knows of a work.
struct Document {
  WorkId id;
  Work work;
  double developer_led = 0;
  std::uint32_t topics = 0;  ///< topic_mask
  bool read = false;
  bool has_code = false;  ///< Beside work.code: a link, or its words, lead to code of its own.
  std::vector<std::string> sources;
  bool code_alive = false;  ///< Its code was found alive when last looked at.
};

/// What relevance goes by.
enum class SearchMode {
  kWords,    ///< BM25.
  kMeaning,  ///< Nearness of vectors.
  kBoth,     ///< Words and meaning together.
};

enum class Sort { kRelevance, kDate, kDeveloperLed };

struct Options {
  std::size_t k = 10;
  std::size_t offset = 0;
  Sort sort = Sort::kRelevance;
  /// kMeaning and kBoth find works that lack the words, too; where something is required (quotes,
  /// OR, minus, filters) they keep to it.
  SearchMode mode = SearchMode::kWords;
  bool facets = true;
  /// Whether Results::total is asked for. Without it and without facets, ranking by relevance
  /// passes by what cannot be among the best, and the total is that of the hits.
  bool count = true;
  /// Just these works, ascending, as if a filter asked for them; null: all. Lent for the search.
  const std::vector<WorkId>* only = nullptr;
  /// False scores every match, to check that passing by never changes an answer.
  bool prune = true;
};

struct Hit {
  WorkId id;
  /// BM25 with field weights, higher is better; 0 unless sorted by relevance to words.
  double score = 0;
};

/// Name and number of matching works, most frequent first.
using FacetCounts = std::vector<std::pair<std::string, std::uint64_t>>;

struct Results {
  std::uint64_t total = 0;
  /// Of these, works that have none of the words and were found by meaning: at most 200, whatever
  /// page is asked for.
  std::uint64_t near = 0;
  std::vector<Hit> hits;
  FacetCounts kinds;
  FacetCounts years;  ///< newest first, at most 20
  FacetCounts topics;
  /// The query with misspelt words put right, when no work has the words and some has the better
  /// ones.
  std::string suggestion;
  /// Why kBoth went by words alone: the encoder's error.
  std::optional<Error> without_meaning;
};

class Index {
 public:
  enum class Mode { kRead, kWrite };

  /// Opens the index in `folder`, made when missing in write mode. Readers never wait for a writer
  /// and see the last commit. `encoder`: what makes vectors of works and queries; null: the static
  /// embeddings that the program carries.
  /// Throws: kNotFound (read mode, none there), kCorrupt (damaged), kUnsupportedVersion (made by
  /// another format version or with another encoder), kLocked (another process writes), kIo. For
  /// the first three the caller removes the folder and rebuilds.
  Index(const std::filesystem::path& folder, Mode mode,
        std::shared_ptr<const TextEncoder> encoder = nullptr);
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;
  ~Index();

  /// Library generation up to which the last commit holds all changes; 0 for an empty index.
  [[nodiscard]] std::int64_t generation() const;
  /// Which library's generations these are, as set before the last commit; 0: none was set.
  [[nodiscard]] std::uint64_t lineage() const;
  /// Tells one published state from another of the same generation: changes with each commit and
  /// when words are learnt.
  [[nodiscard]] std::uint64_t edition() const;
  /// Write mode; kept by the next commit.
  void set_lineage(std::uint64_t lineage);
  /// Whether a work can be found.
  [[nodiscard]] bool holds(WorkId id) const;
  /// Number of works that can be found.
  [[nodiscard]] std::uint64_t size() const;
  /// Adds a document, or replaces the one with the same id. Visible after commit(), to this object
  /// too. Write mode. Throws kIo, kCorrupt. Many at once are analysed on all cores.
  void put(Document document);
  /// Forgets a work; none there is no error.
  void remove(WorkId id);
  /// Makes all changes since the last commit visible at once, together with `generation`, durably.
  /// What was not committed is gone when the index is closed, and also when put, remove or commit
  /// throws. Throws kIo (disk full): the last commit stands; kUnsupportedVersion, as put does, when
  /// the encoder has come to give vectors of other dimensions: the index is to be rebuilt. Starts
  /// merges that are due in the background; a later commit makes them visible.
  void commit(std::int64_t generation);
  /// Waits for merges that are due and makes them visible. After many commits. Throws kIo,
  /// kCorrupt.
  void settle();
  /// Makes one segment of all, the fastest to search. Takes seconds for a million works. Throws
  /// kIo, kCorrupt.
  void optimise();

  /// Learns the words that the program's own embeddings do not know from the works that have them,
  /// when there are half as many works again as when this was last done, and gives all works
  /// vectors that know them, visible at once. Without effect with an encoder. Requires: nothing put
  /// or removed since the last commit. After many commits. Throws kIo (the last commit stands),
  /// kCorrupt.
  void learn();

  /// Write mode: why the encoder is not asked any more by this object. Works that were put since
  /// then are without vectors: found by words, but not by meaning.
  [[nodiscard]] std::optional<Error> encoder_failure() const;
  /// Works that have no vector since the encoder could not be asked, ascending; to be put again
  /// when it can. None without an encoder. Cost: linear in the works.
  [[nodiscard]] std::vector<WorkId> without_vectors() const;

  /// Ranked hits, facets over all matches. Ties: lower WorkId first. Throws kCorrupt when the index
  /// turns out damaged; with kMeaning what the encoder throws when it cannot be asked.
  [[nodiscard]] Results search(const Query& query, const Options& options) const;

  /// Reads everything once and throws kCorrupt where it is damaged. For `assay doctor`.
  void check() const;

 private:
  friend class Meanings;
  friend class Related;
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A stretch of a field where the query's words stand, on character boundaries.
struct Highlight {
  Field field = Field::kTitle;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Where the words, prefixes and phrases of `query` occur in title, abstract and text of a work, in
/// field order, found with the index's own analysis, so that "quantized" lights up for
/// "quantization".
std::vector<Highlight> find_highlights(const Query& query, const Work& work);

}  // namespace assay::search
