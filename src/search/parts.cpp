#include "search/parts.h"

#include "search/parts_internal.h"
#include "search/sentences_internal.h"

#include <algorithm>

namespace assay::search {
namespace {

constexpr std::array<std::string_view, kRoles> kRoleNames = {"problem", "method", "result"};

Role greatest(const RoleWeights& weights) {
  return static_cast<Role>(std::max_element(weights.begin(), weights.end()) - weights.begin());
}

std::string_view text_of(const Part& part, std::string_view abstract) {
  return abstract.substr(part.begin, part.end - part.begin);
}

}  // namespace

std::vector<Part> split_parts(std::string_view title, std::string_view abstract) {
  static const Chain chain(PartsModel::embedded());
  const PartsModel& model = PartsModel::embedded();
  const std::vector<Sentence> sentences = split_sentences(abstract);
  const std::vector<RoleWeights> weights =
      decode(model, chain, read_features(model, title, abstract, sentences));
  std::vector<Part> parts(sentences.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i] = {sentences[i].begin, sentences[i].end, weights[i], greatest(weights[i])};
  }
  return parts;
}

std::string part_text(std::span<const Part> parts, std::string_view abstract, Role role) {
  std::string text;
  for (const Part& part : parts) {
    if (part.role == role) {
      text += text.empty() ? "" : " ";
      text += text_of(part, abstract);
    }
  }
  if (text.empty() && !parts.empty()) {
    const auto index = static_cast<std::size_t>(role);
    const auto best = std::max_element(
        parts.begin(), parts.end(),
        [index](const Part& a, const Part& b) { return a.weights[index] < b.weights[index]; });
    text = text_of(*best, abstract);
  }
  return text;
}

RoleWeights role_weights_at(std::span<const Part> parts, std::size_t offset) noexcept {
  if (parts.empty()) {
    return {1.F / 3, 1.F / 3, 1.F / 3};
  }
  const auto after = std::partition_point(
      parts.begin(), parts.end(), [offset](const Part& part) { return part.end <= offset; });
  return after == parts.end() ? parts.back().weights : after->weights;
}

std::string_view role_name(Role role) noexcept {
  return kRoleNames[static_cast<std::size_t>(role)];
}

std::optional<Role> parse_role(std::string_view name) noexcept {
  const auto* const found = std::find(kRoleNames.begin(), kRoleNames.end(), name);
  if (found == kRoleNames.end()) {
    return std::nullopt;
  }
  return static_cast<Role>(found - kRoleNames.begin());
}

}  // namespace assay::search
