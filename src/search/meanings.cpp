#include "search/meanings.h"

#include "search/analysis_internal.h"
#include "search/bm25_internal.h"
#include "search/encoding_internal.h"
#include "search/snapshot_internal.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace assay::search {
namespace {

/// Length of the vector of words of a work of ordinary length, measured on computer science papers.
constexpr float kWordNorm = 17;
/// Saturated weight of a word in a work that has it, on the average.
constexpr float kUsualImpact = 0.4F;
/// A text is read up to here.
constexpr std::size_t kTextBytes = 4000;

float idf(double docs, double df) noexcept {
  return static_cast<float>(std::log(1 + (docs - df + 0.5) / (df + 0.5)));
}

}  // namespace

struct Meanings::Impl final : TokenSink {
  explicit Impl(std::shared_ptr<const Snapshot> seen)
      : snapshot(std::move(seen)), mean(mean_vector(*snapshot)) {}

  void token(const Token& token) override {
    if (!is_stop_word(token.word)) {
      units[std::string(token.term)] += field_units;
    }
    positions += token.colocated() ? 0U : 1U;
  }

  void read(std::string_view text, std::uint32_t weight) {
    field_units = weight;
    local_analyser().run(text, Style::kText, *this);
  }

  /// How many documents have a term.
  double frequency(const std::string& term) {
    const auto [found, fresh] = frequencies.try_emplace(term, 0);
    if (fresh) {
      const std::string text_term = term_in(Space::kText, term);
      for (const LiveSegment& live : snapshot->segments) {
        if (const std::optional<TermInfo> info = live.segment->find(text_term)) {
          found->second += static_cast<double>(info->df);
        }
      }
    }
    return found->second;
  }

  void add_words(const LiveSegment& live, std::span<const WordWeight> weights,
                 std::vector<float>& sums) const {
    const std::uint8_t* norms = live.segment->norms();
    const ImpactTable& table = impacts();
    const auto docs = static_cast<double>(snapshot->docs());
    for (const WordWeight& word : weights) {
      const std::string term = term_in(Space::kText, word.term);
      const std::optional<TermInfo> info = live.segment->find(term);
      const auto known = frequencies.find(word.term);
      if (!info || known == frequencies.end()) {
        continue;
      }
      const float factor = word.weight * idf(docs, known->second) / kWordNorm;
      Cursor cursor = live.segment->open(*info);
      for (std::uint32_t doc = cursor.advance(0); doc != kNoDoc;) {
        const Cursor::Run run = cursor.run();
        for (std::size_t i = 0; i < run.count; ++i) {
          sums[run.docs[i]] += factor * table[run.codes[i]][norms[run.docs[i]]];
        }
        cursor.consume(run.count);
        doc = cursor.doc();
      }
    }
  }

  std::shared_ptr<const Snapshot> snapshot;
  std::vector<float> mean;
  std::unordered_map<std::string, double> frequencies;
  std::unordered_map<std::string, std::uint32_t> units;
  std::uint32_t field_units = 0;
  std::uint64_t positions = 0;
};

Meanings::Meanings(const Index& index) : impl_(std::make_unique<Impl>(index.snapshot())) {}

Meanings::~Meanings() = default;

std::size_t Meanings::dimensions() const noexcept {
  return impl_->mean.size();
}

std::vector<float> Meanings::vector(WorkId work) const {
  std::vector<float> vector(dimensions(), 0);
  for (const LiveSegment& live : impl_->snapshot->segments) {
    const std::optional<std::uint32_t> doc = live.segment->find_work(work.v);
    const Vectors& vectors = live.segment->vectors();
    if (!doc || live.is_dead(*doc) || vectors.dimensions() != vector.size() ||
        vectors.scale(*doc) == kNoVector) {
      continue;
    }
    const float scale = vectors.scale(*doc);
    const std::int8_t* values = vectors.values(*doc);
    for (std::size_t i = 0; i < vector.size(); ++i) {
      vector[i] = scale * static_cast<float>(values[i]) - impl_->mean[i];
    }
  }
  return vector;
}

std::vector<WordWeight> Meanings::words(const Work& work) {
  Impl& impl = *impl_;
  impl.units.clear();
  impl.positions = 0;
  impl.read(work.title, kTitleUnits);
  impl.read(work.abstract, kAbstractUnits);
  impl.read(std::string_view(work.text).substr(0, kTextBytes), kTextUnits);
  const std::uint8_t norm = norm_of(impl.positions);
  const auto docs = static_cast<double>(impl.snapshot->docs());
  std::vector<WordWeight> words;
  words.reserve(impl.units.size());
  for (const auto& [term, units] : impl.units) {
    const double df = impl.frequency(term);
    if (df > 0) {
      const float impact = impacts()[code_of(units)][norm];
      const float usual = kUsualImpact * static_cast<float>(df / docs);
      words.push_back({term, (impact - usual) * idf(docs, df) / kWordNorm});
    }
  }
  std::sort(words.begin(), words.end(),
            [](const WordWeight& a, const WordWeight& b) { return a.term < b.term; });
  return words;
}

std::vector<WorkId> Meanings::sample(std::size_t count) const {
  WorkSample sample(count);
  for (const LiveSegment& live : impl_->snapshot->segments) {
    for (std::uint32_t doc = 0; doc < live.segment->docs(); ++doc) {
      if (!live.is_dead(doc)) {
        sample.offer(live, doc);
      }
    }
  }
  std::vector<WorkId> works;
  for (const SampledDoc& sampled : sample.finish()) {
    works.push_back({sampled.work});
  }
  return works;
}

void Meanings::score(std::span<const float> direction, std::span<const WordWeight> weights,
                     std::span<const std::int64_t> works, std::span<float> scores) const {
  std::fill(scores.begin(), scores.end(), 0.0F);
  float at_mean = 0;
  for (std::size_t i = 0; i < direction.size(); ++i) {
    at_mean += direction[i] * impl_->mean[i];
  }
  float usual = 0;  // what the words' averages take from every work
  const auto docs = static_cast<double>(impl_->snapshot->docs());
  for (const WordWeight& word : weights) {
    if (const auto known = impl_->frequencies.find(word.term); known != impl_->frequencies.end()) {
      const auto share = static_cast<float>(known->second / docs);
      usual += word.weight * kUsualImpact * share * idf(docs, known->second) / kWordNorm;
    }
  }
  std::vector<float> sums;
  for (const LiveSegment& live : impl_->snapshot->segments) {
    const Vectors& vectors = live.segment->vectors();
    sums.assign(live.segment->docs(), 0);
    if (!direction.empty() && vectors.dimensions() == direction.size()) {
      vectors.similarities(direction.data(), sums);
      const float* scales = vectors.all_scales();
      for (std::size_t doc = 0; doc < sums.size(); ++doc) {
        sums[doc] -= scales[doc] == kNoVector ? 0 : at_mean;
      }
    }
    impl_->add_words(live, weights, sums);
    const DocColumns* columns = live.segment->columns();
    std::size_t at = 0;
    for (std::uint32_t doc = 0; doc < live.segment->docs(); ++doc) {
      while (at < works.size() && works[at] < columns[doc].work) {
        ++at;
      }
      if (at < works.size() && works[at] == columns[doc].work && !live.is_dead(doc)) {
        scores[at] = sums[doc] - usual;
      }
    }
  }
}

}  // namespace assay::search
