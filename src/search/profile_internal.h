#pragma once
/// What a text is about, as numbers to compare.

#include "search/analysis_internal.h"
#include "search/encoder.h"
#include "search/parts.h"
#include "search/snapshot_internal.h"
#include "work/work.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::search {

struct ProfileTerm {
  std::uint32_t term = 0;  ///< As the ProfileMaker numbers them.
  float weight = 0;        ///< > 0
};

/// Of a text or of one part of it. Comparable when made by one ProfileMaker.
struct Profile {
  std::vector<ProfileTerm> terms;  ///< TF-IDF, ascending by term, of length one; or none.
  std::vector<float> vector;       ///< Of meaning, of length one; or zeros.
  std::vector<float> centred;      ///< The same taken from the library's mean.
};

/// 0 when either is empty.
double cosine(std::span<const ProfileTerm> a, std::span<const ProfileTerm> b) noexcept;
double cosine(std::span<const float> a, std::span<const float> b) noexcept;

/// One thread. Throws kCorrupt when the index turns out damaged.
class ProfileMaker final : private TokenSink {
 public:
  /// `snapshot` must live as long as this.
  explicit ProfileMaker(const Snapshot& snapshot);

  /// Reads title, abstract and the beginning of the text of `work`, with the parts of its abstract
  /// where `with_parts`; what follows is about that work. Where the snapshot's vectors are by an
  /// encoder outside the room, meaning is that of the whole work as the snapshot has it by `id`, of
  /// parts too.
  void read(WorkId id, const Work& work, bool with_parts);
  [[nodiscard]] Profile whole() const;
  /// Requires `with_parts`.
  [[nodiscard]] Profile part(Role role) const;
  /// Words of that work that speak most for the likeness of `other` and `own`, its profile.
  [[nodiscard]] std::vector<std::string> shared_words(const Profile& other, const Profile& own,
                                                      std::size_t count) const;

  /// The heaviest terms of any profile, heaviest first.
  [[nodiscard]] std::vector<std::string> telling_terms(const Profile& profile,
                                                       std::size_t count) const;

 private:
  static constexpr std::uint32_t kNotSeen = 0xFFFFFFFF;
  /// What is known of a term whatever the work.
  struct Known {
    std::string term;
    float idf = 0;
    std::uint32_t word = StaticEncoder::kNoWord;
    std::uint32_t seen = kNotSeen;  ///< Place in seen_.
    bool stop = false;              ///< Says nothing of its own.
  };
  /// A term in the work read last.
  struct Seen {
    std::uint32_t term = 0;
    float whole = 0;
    RoleWeights parts{};
    std::string surface;
  };

  void token(const Token& token) override;
  void run(std::string_view text, float weight, float part_weight);
  /// `folded`: a word that has the term.
  Known& known(std::string_view term, std::string_view folded);
  [[nodiscard]] float idf_of(std::string_view term, std::uint32_t word) const;
  [[nodiscard]] Profile make(const std::function<float(const Seen&)>& count_of) const;

  const Snapshot& snapshot_;
  const StaticEncoder& encoder_;
  Analyser& analyser_;
  std::vector<float> mean_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<Known> known_;

  std::vector<float> stored_;  ///< The snapshot's vector of the work, by an encoder outside.
  std::vector<Seen> seen_;
  std::vector<Part> parts_;  ///< Of the text being read; none: it has no parts.
  std::string_view text_;    ///< Being read.
  float weight_ = 0;         ///< Of an occurrence in that text.
  float part_weight_ = 0;    ///< The same for each part, where the text has no parts.
};

}  // namespace assay::search
