#pragma once
/// The scorer behind split_parts: cues and facts of a sentence with a weight for each role, and
/// weights for which role follows which: a linear-chain conditional random field (Lafferty,
/// McCallum, Pereira 2001) over the sentences. bench/parts fits it.
///
/// The model is text, one feature a line: NAME tab PROBLEM tab METHOD tab RESULT, in log-odds;
/// lines that begin with "//" are comments.
/// - a cue: one to four tokens with a space between, as PartTokens makes them: "^ we propose"
/// - a fact: "@last"
/// - "~start", "~problem", "~method", "~result": what the role after it gains; "~end": the last
///
/// Tokens are ASCII-lowered words; what is cut by hyphens and apostrophes is several. "^" opens
/// every sentence; "#" is a number, "#%" and "#x" a percentage and a factor, "$" TeX maths, "URL"
/// an address, "NAME" the name that the title gives to its own thing, ":" and "?" themselves.

#include "search/parts.h"
#include "search/sentences_internal.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::search {

using FeatureId = std::uint32_t;

/// Log-odds for each role.
using Scores = std::array<float, kRoles>;

/// Map from 64-bit keys to numbers, open addressing. Key 0 is reserved.
class KeyTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  [[nodiscard]] std::uint32_t find(std::uint64_t key) const noexcept;
  /// The number of `key`; `fresh` is stored first when there is none.
  std::uint32_t insert(std::uint64_t key, std::uint32_t fresh);
  [[nodiscard]] std::size_t size() const noexcept { return used_; }

 private:
  void grow();
  std::vector<std::pair<std::uint64_t, std::uint32_t>> slots_;
  std::size_t used_ = 0;
};

/// Immutable once made.
class PartsModel {
 public:
  /// Throws kInvalid naming the line.
  explicit PartsModel(std::string_view text);
  /// The one that the program carries.
  static const PartsModel& embedded();

  [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
  [[nodiscard]] const std::string& name(FeatureId id) const { return names_[id]; }
  [[nodiscard]] const Scores& weights(FeatureId id) const { return weights_[id]; }
  void set_weights(FeatureId id, const Scores& scores) { weights_[id] = scores; }

  /// Number of a token that occurs in some cue; KeyTable::kNone otherwise.
  [[nodiscard]] std::uint32_t token(std::uint64_t key) const noexcept { return tokens_.find(key); }
  /// Cues that are runs of `tokens`, appended to `out`, once for each place.
  void find_cues(const std::vector<std::uint32_t>& tokens, std::vector<FeatureId>& out) const;
  /// Feature of a fact or transition, when the model has it.
  [[nodiscard]] FeatureId fact(std::string_view name) const noexcept;

 private:
  void add(std::string_view name, const Scores& scores);
  KeyTable tokens_;
  KeyTable edges_;               ///< (node, token) -> node of the trie of cues.
  std::vector<FeatureId> ends_;  ///< Cue that ends at a node.
  KeyTable facts_;
  std::vector<std::string> names_;
  std::vector<Scores> weights_;
};

/// A sentence as the scorer sees it.
struct ReadSentence {
  RoleMask allowed = kAnyRole;
  std::vector<FeatureId> features;
  [[nodiscard]] bool allows(std::size_t role) const noexcept {
    return ((allowed >> role) & 1U) != 0;
  }
};

/// Cues and facts of each sentence. Cost: linear; at most kMostTokens tokens of a sentence are
/// read.
std::vector<ReadSentence> read_features(const PartsModel& model, std::string_view title,
                                        std::string_view abstract,
                                        const std::vector<Sentence>& sentences);
inline constexpr std::size_t kMostTokens = 200;

/// The chain: what the role of the row gives to the role of the column after it.
struct Chain {
  explicit Chain(const PartsModel& model);
  Scores start{};
  Scores end{};
  std::array<Scores, kRoles> after{};
};

/// Posterior weights of the roles of each sentence, by forward-backward (Rabiner 1989).
std::vector<RoleWeights> decode(const PartsModel& model, const Chain& chain,
                                const std::vector<ReadSentence>& sentences);

}  // namespace assay::search
