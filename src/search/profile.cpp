#include "search/encoding_internal.h"
#include "search/profile_internal.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay::search {
namespace {

/// An occurrence in a title counts as much as so many in an abstract; for a part, which the title
/// may not be about, half of that.
constexpr float kTitleWeight = 3;
constexpr float kTitlePartWeight = 1.5F;
/// What a sentence counts for a part that it does not tell at all.
constexpr float kOtherPart = 0.2F;
/// A text beside or instead of an abstract: its beginning, and what that counts.
constexpr std::size_t kTextBytes = 4000;
constexpr float kTextWeight = 0.5F;

/// Frequencies in the library are smoothed by those of so many documents of a large corpus.
constexpr double kPriorDocs = 1000;
/// Share of the documents of that corpus that have a word which it does not know.
constexpr double kRareShare = 1e-5;

/// Sublinear, and linear below one.
float damped(float count) noexcept {
  return count < 1 ? count : 1 + std::log(count);
}

bool is_something(const std::vector<float>& vector) noexcept {
  return std::any_of(vector.begin(), vector.end(), [](float value) { return value != 0; });
}

}  // namespace

double cosine(std::span<const ProfileTerm> a, std::span<const ProfileTerm> b) noexcept {
  double sum = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (i->term == j->term) {
      sum += static_cast<double>(i->weight) * static_cast<double>(j->weight);
      ++i;
      ++j;
    } else if (i->term < j->term) {
      ++i;
    } else {
      ++j;
    }
  }
  return sum;
}

double cosine(std::span<const float> a, std::span<const float> b) noexcept {
  float sums[4] = {0, 0, 0, 0};
  for (std::size_t i = 0; i + 4 <= a.size(); i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      sums[lane] += a[i + lane] * b[i + lane];
    }
  }
  return static_cast<double>(sums[0] + sums[1] + sums[2] + sums[3]);
}

ProfileMaker::ProfileMaker(const Snapshot& snapshot)
    : snapshot_(snapshot),
      encoder_(StaticEncoder::shipped()),
      analyser_(local_analyser()),
      mean_(mean_vector(snapshot)) {}

void ProfileMaker::read(WorkId id, const Work& work, bool with_parts) {
  if (snapshot_.dimensions) {
    stored_ = stored_vector(snapshot_, id.v);
  }
  for (const Seen& seen : seen_) {
    known_[seen.term].seen = kNotSeen;
  }
  seen_.clear();
  parts_.clear();
  run(work.title, kTitleWeight, kTitlePartWeight / kRoles);
  if (with_parts) {
    parts_ = split_parts(work.title, work.abstract);
  }
  run(work.abstract, 1, 1.0F / kRoles);
  parts_.clear();
  const std::string_view text = std::string_view(work.text).substr(0, kTextBytes);
  run(text, kTextWeight, kTextWeight / kRoles);
}

void ProfileMaker::run(std::string_view text, float weight, float part_weight) {
  text_ = text;
  weight_ = weight;
  part_weight_ = part_weight;
  analyser_.run(text, Style::kText, *this);
}

void ProfileMaker::token(const Token& token) {
  Known& term = known(token.term, token.word);
  if (term.seen == kNotSeen) {
    term.seen = static_cast<std::uint32_t>(seen_.size());
    seen_.push_back({static_cast<std::uint32_t>(&term - known_.data()),
                     0,
                     {},
                     std::string(text_.substr(token.begin, token.end - token.begin))});
  }
  Seen& seen = seen_[term.seen];
  seen.whole += weight_;
  const RoleWeights roles = parts_.empty() ? RoleWeights{} : role_weights_at(parts_, token.begin);
  for (std::size_t role = 0; role < kRoles; ++role) {
    seen.parts[role] += parts_.empty() ? part_weight_ : kOtherPart + (1 - kOtherPart) * roles[role];
  }
}

ProfileMaker::Known& ProfileMaker::known(std::string_view term, std::string_view folded) {
  const auto [found, fresh] =
      numbers_.try_emplace(std::string(term), static_cast<std::uint32_t>(known_.size()));
  if (fresh) {
    const std::uint32_t word = encoder_.find(term);
    known_.push_back({std::string(term), idf_of(term, word), word, kNotSeen, is_stop_word(folded)});
  }
  return known_[found->second];
}

float ProfileMaker::idf_of(std::string_view term, std::uint32_t word) const {
  double df = 0;
  const std::string text_term = term_in(Space::kText, term);
  for (const LiveSegment& live : snapshot_.segments) {
    if (const auto info = live.segment->find(text_term)) {
      df += static_cast<double>(info->df);
    }
  }
  const double share = word == StaticEncoder::kNoWord ? kRareShare : encoder_.share(word);
  const auto docs = static_cast<double>(snapshot_.docs());
  return static_cast<float>(
      std::max(0.0, std::log((docs + kPriorDocs) / (df + kPriorDocs * share))));
}

Profile ProfileMaker::make(const std::function<float(const Seen&)>& count_of) const {
  Profile profile;
  profile.vector.resize(mean_.size(), 0);
  std::vector<WeightedToken> tokens;
  double sum = 0;
  for (const Seen& seen : seen_) {
    const Known& term = known_[seen.term];
    const float count = damped(count_of(seen));
    if (const float weight = count * term.idf; weight > 0) {
      profile.terms.push_back({seen.term, weight});
      sum += static_cast<double>(weight) * static_cast<double>(weight);
    }
    if (count > 0 && term.word != StaticEncoder::kNoWord) {
      tokens.push_back({term.word, count});
    }
  }
  std::sort(profile.terms.begin(), profile.terms.end(),
            [](const ProfileTerm& a, const ProfileTerm& b) { return a.term < b.term; });
  for (ProfileTerm& term : profile.terms) {
    term.weight /= static_cast<float>(std::sqrt(sum));
  }
  if (snapshot_.dimensions) {
    profile.vector = stored_;
  } else {
    encoder_.add(tokens, profile.vector.data());
    make_unit(profile.vector);
  }
  const bool means = is_something(profile.vector);
  profile.centred = profile.vector;
  for (std::size_t i = 0; i < mean_.size() && means; ++i) {
    profile.centred[i] -= mean_[i];
  }
  make_unit(profile.centred);
  return profile;
}

Profile ProfileMaker::whole() const {
  return make([](const Seen& seen) { return seen.whole; });
}

Profile ProfileMaker::part(Role role) const {
  return make([role](const Seen& seen) { return seen.parts[static_cast<std::size_t>(role)]; });
}

std::vector<std::string> ProfileMaker::shared_words(const Profile& other, const Profile& own,
                                                    std::size_t count) const {
  std::vector<std::pair<float, std::uint32_t>> shared;  // term
  auto theirs = other.terms.begin();
  for (const ProfileTerm& mine : own.terms) {
    while (theirs != other.terms.end() && theirs->term < mine.term) {
      ++theirs;
    }
    if (theirs != other.terms.end() && theirs->term == mine.term && !known_[mine.term].stop) {
      shared.emplace_back(mine.weight * theirs->weight, mine.term);
    }
  }
  std::sort(shared.begin(), shared.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> words;
  for (std::size_t i = 0; i < shared.size() && words.size() < count; ++i) {
    const std::string& surface = seen_[known_[shared[i].second].seen].surface;
    const bool within = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return word.find(surface) != std::string::npos;  // "decoding" beside "self-decoding"
    });
    if (!within) {
      words.push_back(surface);
    }
  }
  return words;
}

std::vector<std::string> ProfileMaker::telling_terms(const Profile& profile,
                                                     std::size_t count) const {
  std::vector<ProfileTerm> terms = profile.terms;
  std::sort(terms.begin(), terms.end(), [](const ProfileTerm& a, const ProfileTerm& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.term < b.term;
  });
  terms.resize(std::min(terms.size(), count));
  std::vector<std::string> telling;
  telling.reserve(terms.size());
  for (const ProfileTerm& term : terms) {
    telling.push_back(known_[term.term].term);
  }
  return telling;
}

}  // namespace assay::search
