#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"
#include "search/parts_internal.h"
#include "search/parts_tokens_internal.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

// NOLINTBEGIN(readability-identifier-naming): the names that assay_embed gives
extern "C" {
extern const char assay_parts_begin[];
extern const char assay_parts_end[];
}
// NOLINTEND(readability-identifier-naming)

namespace assay::search {
namespace {

constexpr std::size_t kLongestCue = 4;
constexpr float kLargestScore = 20;

std::uint64_t mix(std::uint64_t x) noexcept {
  x ^= x >> 32U;
  x *= 0x9E3779B97F4A7C15ULL;
  return x ^ (x >> 29U);
}

std::uint64_t edge_key(std::uint32_t node, std::uint32_t token) noexcept {
  return (std::uint64_t{node + 1} << 32U) | token;
}

}  // namespace

std::uint32_t KeyTable::find(std::uint64_t key) const noexcept {
  if (slots_.empty()) {
    return kNone;
  }
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = mix(key) & mask; slots_[i].first != 0; i = (i + 1) & mask) {
    if (slots_[i].first == key) {
      return slots_[i].second;
    }
  }
  return kNone;
}

std::uint32_t KeyTable::insert(std::uint64_t key, std::uint32_t fresh) {
  const std::uint32_t found = find(key);
  if (found != kNone) {
    return found;
  }
  if (slots_.size() < 2 * (used_ + 1)) {
    grow();
  }
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = mix(key) & mask;
  while (slots_[i].first != 0) {
    i = (i + 1) & mask;
  }
  slots_[i] = {key, fresh};
  ++used_;
  return fresh;
}

void KeyTable::grow() {
  const auto old = std::move(slots_);
  slots_.assign(std::max<std::size_t>(16, 2 * old.size()), {0, 0});
  used_ = 0;
  for (const auto& [key, number] : old) {
    if (key != 0) {
      insert(key, number);
    }
  }
}

PartsModel::PartsModel(std::string_view text) : ends_(1, KeyTable::kNone) {
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty() || line.starts_with("//")) {
      continue;
    }
    const std::vector<std::string_view> fields = split(line, '\t');
    Scores scores{};
    bool good = fields.size() == kRoles + 1 && !fields[0].empty();
    for (std::size_t role = 0; good && role < kRoles; ++role) {
      const std::string field(fields[role + 1]);
      char* end = nullptr;
      scores[role] = std::strtof(field.c_str(), &end);
      good = end != field.c_str() && *end == '\0' && std::isfinite(scores[role]);
    }
    if (!good) {
      throw Error(Errc::kInvalid, "a line of the parts model has not a name and three weights",
                  "line " + std::to_string(number));
    }
    add(fields[0], scores);
  }
}

void PartsModel::add(std::string_view name, const Scores& scores) {
  const auto id = static_cast<FeatureId>(names_.size());
  names_.emplace_back(name);
  weights_.push_back(scores);
  if (name[0] == '@' || name[0] == '~') {
    facts_.insert(token_key(name), id);
    return;
  }
  std::uint32_t node = 0;
  for (const std::string_view word : split(name, ' ')) {
    const std::uint64_t key = token_key(word);
    const std::uint32_t token = tokens_.insert(key, static_cast<std::uint32_t>(tokens_.size()));
    const auto fresh = static_cast<std::uint32_t>(ends_.size());
    node = edges_.insert(edge_key(node, token), fresh);
    if (node == fresh) {
      ends_.push_back(KeyTable::kNone);
    }
  }
  ends_[node] = id;
}

const PartsModel& PartsModel::embedded() {
  static const PartsModel model(embedded_bytes(assay_parts_begin, assay_parts_end));
  return model;
}

void PartsModel::find_cues(const std::vector<std::uint32_t>& tokens,
                           std::vector<FeatureId>& out) const {
  for (std::size_t begin = 0; begin < tokens.size(); ++begin) {
    std::uint32_t node = 0;
    const std::size_t end = std::min(tokens.size(), begin + kLongestCue);
    for (std::size_t i = begin; i < end && tokens[i] != KeyTable::kNone; ++i) {
      node = edges_.find(edge_key(node, tokens[i]));
      if (node == KeyTable::kNone) {
        break;
      }
      if (ends_[node] != KeyTable::kNone) {
        out.push_back(ends_[node]);
      }
    }
  }
}

FeatureId PartsModel::fact(std::string_view name) const noexcept {
  return facts_.find(token_key(name));
}

Chain::Chain(const PartsModel& model) {
  const auto scores = [&model](std::string_view name) {
    const FeatureId id = model.fact(name);
    return id == KeyTable::kNone ? Scores{} : model.weights(id);
  };
  start = scores("~start");
  end = scores("~end");
  after = {scores("~problem"), scores("~method"), scores("~result")};
}

namespace {

/// What each sentence gives to each role, as factors whose greatest is 1; 0 where not allowed.
std::vector<RoleWeights> factors(const PartsModel& model, const Chain& chain,
                                 const std::vector<ReadSentence>& sentences) {
  std::vector<RoleWeights> all(sentences.size());
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    Scores sum = i == 0 ? chain.start : Scores{};
    for (const FeatureId id : sentences[i].features) {
      const Scores& weights = model.weights(id);
      for (std::size_t role = 0; role < kRoles; ++role) {
        sum[role] += weights[role];
      }
    }
    float most = -1e30F;
    for (std::size_t role = 0; role < kRoles; ++role) {
      sum[role] += i + 1 == sentences.size() ? chain.end[role] : 0;
      if (sentences[i].allows(role)) {
        most = std::max(most, sum[role]);
      }
    }
    for (std::size_t role = 0; role < kRoles; ++role) {
      all[i][role] =
          sentences[i].allows(role) ? std::exp(std::max(sum[role] - most, -kLargestScore)) : 0;
    }
  }
  return all;
}

void normalise(RoleWeights& weights) {
  const float total = weights[0] + weights[1] + weights[2];
  for (float& weight : weights) {
    weight /= total;
  }
}

}  // namespace

std::vector<RoleWeights> decode(const PartsModel& model, const Chain& chain,
                                const std::vector<ReadSentence>& sentences) {
  const std::vector<RoleWeights> own = factors(model, chain, sentences);
  std::array<RoleWeights, kRoles> step{};
  for (std::size_t from = 0; from < kRoles; ++from) {
    for (std::size_t to = 0; to < kRoles; ++to) {
      step[from][to] = std::exp(chain.after[from][to]);
    }
  }
  std::vector<RoleWeights> forward = own;
  for (std::size_t i = 0; i < own.size(); ++i) {
    for (std::size_t to = 0; i > 0 && to < kRoles; ++to) {
      float sum = 0;
      for (std::size_t from = 0; from < kRoles; ++from) {
        sum += forward[i - 1][from] * step[from][to];
      }
      forward[i][to] = own[i][to] * sum;
    }
    normalise(forward[i]);
  }
  RoleWeights back = {1, 1, 1};
  for (std::size_t i = own.size(); i-- > 0;) {
    for (std::size_t role = 0; role < kRoles; ++role) {
      forward[i][role] *= back[role];
    }
    normalise(forward[i]);
    RoleWeights before{};
    for (std::size_t from = 0; from < kRoles; ++from) {
      for (std::size_t to = 0; to < kRoles; ++to) {
        before[from] += step[from][to] * own[i][to] * back[to];
      }
    }
    normalise(before);
    back = before;
  }
  return forward;
}

}  // namespace assay::search
