#pragma once
/// What a reader sees: the segments of one commit, and which of their documents are dead.

#include "search/own_words_internal.h"
#include "search/segment_internal.h"
#include "search/text_encoder.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::search {

/// A bit a document: 1 when it was replaced or removed.
struct DeadDocs {
  std::vector<std::uint64_t> bits;
  std::uint32_t count = 0;

  [[nodiscard]] bool test(std::uint32_t doc) const noexcept {
    return (bits[doc / 64] >> doc % 64 & 1U) != 0;
  }
  /// False when it was dead already. `bits` must reach to `doc`.
  bool set(std::uint32_t doc) noexcept {
    const std::uint64_t bit = std::uint64_t{1} << doc % 64;
    const bool fresh = (bits[doc / 64] & bit) == 0;
    bits[doc / 64] |= bit;
    count += fresh ? 1 : 0;
    return fresh;
  }
};

struct LiveSegment {
  std::string name;          ///< Of the segment's file.
  std::string vectors_name;  ///< Of the file of its vectors.
  std::string dead_name;     ///< Of the file of its dead documents; empty when all live.
  std::shared_ptr<const Segment> segment;
  std::shared_ptr<const DeadDocs> dead;  ///< Null when all live.

  [[nodiscard]] bool is_dead(std::uint32_t doc) const noexcept {
    return dead != nullptr && dead->test(doc);
  }
  [[nodiscard]] std::uint32_t alive() const noexcept {
    return segment->docs() - (dead == nullptr ? 0 : dead->count);
  }
};

/// Immutable; shared by readers while a writer goes on.
struct Snapshot {
  std::int64_t generation = 0;
  std::uint64_t lineage = 0;    ///< Of the library whose generations these are.
  std::int64_t serial = 0;      ///< Counts commits.
  std::uint64_t next_name = 1;  ///< Number of the next file.
  std::string encoder;          ///< Name of what the vectors were made by.
  /// Of the vectors by an encoder outside the room, as it gives them; 0: it has given none yet.
  /// None for vectors by the StaticEncoder. Segments without any vector may have other dimensions.
  std::optional<std::size_t> dimensions;
  /// What the vectors of all segments know beside the StaticEncoder's words; null: nothing.
  std::shared_ptr<const OwnWords> own_words;
  std::string own_name;           ///< Of its file; empty for none.
  std::uint64_t learnt_from = 0;  ///< So many works were alive when it was learnt.
  std::vector<LiveSegment> segments;

  /// OwnWords::id, or 0.
  [[nodiscard]] std::uint64_t own_id() const noexcept {
    return own_words == nullptr ? 0 : own_words->id();
  }
  [[nodiscard]] std::uint64_t docs() const noexcept;  ///< Dead ones too.
  [[nodiscard]] std::uint64_t alive() const noexcept;
};

/// A living document among those of a sample.
struct SampledDoc {
  std::int64_t work = 0;
  const LiveSegment* live = nullptr;
  std::uint32_t doc = 0;
};

/// Draws works by a hash of their number: which are drawn depends neither on how the works are
/// spread over segments nor on dead documents. Memory: twice the sample.
class WorkSample {
 public:
  /// The `count` works of the lowest hashes are kept.
  explicit WorkSample(std::size_t count) noexcept : count_(count) {}
  /// A living document; `live` stays alive as long as this.
  void offer(const LiveSegment& live, std::uint32_t doc);
  /// Ascending by work, so that sums over them come out the same to the last bit.
  [[nodiscard]] std::vector<SampledDoc> finish();

 private:
  struct Drawn {
    std::uint64_t hash = 0;
    SampledDoc doc;
  };
  void cut();

  std::size_t count_;
  std::uint64_t limit_ = ~std::uint64_t{0};  ///< No work above it is among the lowest.
  std::vector<Drawn> drawn_;
};

/// Reads the commit in `folder`; segments that `previous` has open are shared. nullptr when there
/// is none. `encoder`: null for the StaticEncoder. Throws kCorrupt, kUnsupportedVersion (of the
/// format, or made with another encoder), kIo.
std::shared_ptr<const Snapshot> load_snapshot(const std::filesystem::path& folder,
                                              const TextEncoder* encoder, const Snapshot* previous);

/// A snapshot of nothing, to be filled by `encoder`.
Snapshot empty_snapshot(const TextEncoder* encoder);

/// Makes `snapshot` the commit in `folder`, durably and at once: files first, then the manifest by
/// rename. Throws kIo: the last commit stands.
void store_snapshot(const std::filesystem::path& folder, const Snapshot& snapshot);

/// Writes the dead documents of a segment. Throws kIo.
void write_dead(const std::filesystem::path& path, const DeadDocs& dead);

/// Removes files that no commit needs.
void remove_strays(const std::filesystem::path& folder, const Snapshot& snapshot) noexcept;

/// Identity of the manifest in `folder`, which changes with each commit; empty when there is none.
std::string manifest_stamp(const std::filesystem::path& folder);

inline constexpr const char* kManifestName = "manifest";

}  // namespace assay::search
