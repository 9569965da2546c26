#include "judge.h"

#include "search/analysis_internal.h"
#include "search/profile_internal.h"
#include "search/related.h"
#include "work_encoder.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <utility>

namespace assay::bench {
namespace {

using search::Index;

WorkId id_of(std::size_t place) {
  return WorkId{static_cast<std::int64_t>(place) + 1};
}

std::size_t place_of(WorkId id) {
  return static_cast<std::size_t>(id.v - 1);
}

double cpu_ms() {
  return 1000.0 * static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

/// The words of a text as they are, without the query language's signs.
search::Query plain_query(const std::string& text) {
  search::Query query;
  query.text = text;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) {
      query.clauses.push_back({{{{text.substr(begin, end - begin)}, false}}, false, false});
    }
    begin = end + 1;
  }
  return query;
}

/// Each work's TF-IDF vector, of length one.
class TfIdf final : private search::TokenSink {
 public:
  explicit TfIdf(const std::vector<Work>& works) {
    for (const Work& work : works) {
      counts_.clear();
      search::local_analyser().run(work.title + ". " + work.abstract, search::Style::kText, *this);
      std::vector<search::ProfileTerm> vector;
      for (const auto& [term, count] : counts_) {
        vector.push_back({term, 1 + std::log(count)});
        ++frequencies_[term];
      }
      vectors_.push_back(std::move(vector));
    }
    for (std::vector<search::ProfileTerm>& vector : vectors_) {
      weigh(vector);
    }
  }

  [[nodiscard]] double cosine(std::size_t one, std::size_t other) const {
    return search::cosine(vectors_[one], vectors_[other]);
  }

 private:
  void token(const search::Token& token) override {
    if (!token.colocated() && !search::is_stop_word(token.word)) {
      const auto next = static_cast<std::uint32_t>(frequencies_.size());
      const auto [found, fresh] = numbers_.try_emplace(std::string(token.term), next);
      if (fresh) {
        frequencies_.push_back(0);
      }
      ++counts_[found->second];
    }
  }

  void weigh(std::vector<search::ProfileTerm>& vector) const {
    float sum = 0;
    for (search::ProfileTerm& term : vector) {
      const float all = 1 + static_cast<float>(vectors_.size());
      term.weight *= 1 + std::log(all / (1 + frequencies_[term.term]));
      sum += term.weight * term.weight;
    }
    for (search::ProfileTerm& term : vector) {
      term.weight /= std::sqrt(sum);
    }
  }

  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<float> frequencies_;         ///< Works that have the term.
  std::map<std::uint32_t, float> counts_;  ///< Of the work being read.
  std::vector<std::vector<search::ProfileTerm>> vectors_;
};

/// `relevant`: ascending, not empty. Mean, over the relevant, of the precision where each stands.
double average_precision(const std::vector<std::size_t>& order,
                         const std::vector<std::size_t>& relevant) {
  double sum = 0;
  double found = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (std::binary_search(relevant.begin(), relevant.end(), order[i])) {
      ++found;
      sum += found / static_cast<double>(i + 1);
    }
  }
  return sum / static_cast<double>(relevant.size());
}

std::vector<std::size_t> rank_by_assay(const RelatedTask& task, const Index& index,
                                       std::size_t origin) {
  search::Related related(index, id_of(origin), task.indexed[origin], std::nullopt);
  for (std::size_t i = 0; i < task.indexed.size(); ++i) {
    related.add(id_of(i), task.indexed[i]);
  }
  std::vector<std::size_t> order;
  for (const search::RelatedHit& hit : related.rank()) {
    order.push_back(place_of(hit.id));
  }
  return order;
}

/// All but `origin`, those with the highest value first.
template <typename Value>
std::vector<std::size_t> rank_by(std::size_t count, std::size_t origin, const Value& value) {
  std::vector<std::pair<double, std::size_t>> keyed;
  for (std::size_t i = 0; i < count; ++i) {
    if (i != origin) {
      keyed.emplace_back(-value(i), i);
    }
  }
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::size_t> order;
  order.reserve(keyed.size());
  for (const auto& [key, place] : keyed) {
    order.push_back(place);
  }
  return order;
}

}  // namespace

void build_index(const std::vector<Work>& works, const std::filesystem::path& folder, bool learns) {
  std::filesystem::remove_all(folder);
  Index index(folder, Index::Mode::kWrite);
  for (std::size_t i = 0; i < works.size(); ++i) {
    search::Document document;
    document.id = id_of(i);
    document.work = works[i];
    index.put(std::move(document));
  }
  index.commit(1);
  if (learns) {
    index.learn();
  }
  index.optimise();
}

namespace {

search::Options options_for(search::SearchMode mode) {
  search::Options options;
  options.k = kDeepest;
  options.mode = mode;
  options.facets = false;
  options.count = false;
  return options;
}

}  // namespace

FindFigures judge(const FindTask& task, const Index& index, search::SearchMode mode) {
  constexpr std::size_t kFirst = 10;
  const search::Options options = options_for(mode);
  FindFigures figures;
  const auto queries = static_cast<double>(task.queries.size());
  for (const FindTask::Asked& asked : task.queries) {
    const std::vector<search::Hit> hits = index.search(plain_query(asked.text), options).hits;
    const auto found = std::find_if(hits.begin(), hits.end(), [&](const search::Hit& hit) {
      return place_of(hit.id) == asked.answer;
    });
    if (found != hits.end()) {
      const auto place = static_cast<std::size_t>(found - hits.begin());
      figures.recall += place < kFirst ? 1 / queries : 0;
      figures.reciprocal_rank += 1 / static_cast<double>(place + 1) / queries;
    }
  }
  return figures;
}

double judge(const TopicTask& task, const Index& index, search::SearchMode mode) {
  double sum = 0;
  for (const TopicTask::Asked& asked : task.queries) {
    std::vector<std::size_t> order;
    for (const search::Hit& hit : index.search(plain_query(asked.text), options_for(mode)).hits) {
      order.push_back(place_of(hit.id));
    }
    sum += average_precision(order, asked.relevant);
  }
  return sum / static_cast<double>(std::max<std::size_t>(1, task.queries.size()));
}

RelatedFigures judge(const RelatedTask& task, const Index& index) {
  const TfIdf tf_idf(task.indexed);
  constexpr std::uint64_t kSeed = 20180430;
  std::mt19937_64 random(kSeed);
  RelatedFigures figures;
  const std::size_t count = task.indexed.size();
  for (std::size_t origin = 0; origin < count; ++origin) {
    const std::vector<std::size_t>& relevant = task.relevant[origin];
    if (relevant.empty()) {
      continue;
    }
    ++figures.asked;
    figures.relevant += static_cast<double>(relevant.size());
    figures.assay += average_precision(rank_by_assay(task, index, origin), relevant);
    const auto likeness = [&](std::size_t i) { return tf_idf.cosine(origin, i); };
    figures.tf_idf += average_precision(rank_by(count, origin, likeness), relevant);
    const auto chance = [&](std::size_t /*i*/) { return static_cast<double>(random()); };
    figures.random += average_precision(rank_by(count, origin, chance), relevant);
  }
  const auto asked = static_cast<double>(std::max<std::size_t>(1, figures.asked));
  for (double* sum : {&figures.assay, &figures.tf_idf, &figures.random, &figures.relevant}) {
    *sum /= asked;
  }
  return figures;
}

Cost measure_cost(const std::vector<Work>& works, const std::filesystem::path& folder) {
  Cost cost;
  const auto count = static_cast<double>(std::max<std::size_t>(1, works.size()));
  WorkEncoder encoder;
  const double start = cpu_ms();
  for (const Work& work : works) {
    (void)encoder.encode(work.title, work.abstract);
  }
  const double middle = cpu_ms();
  build_index(works, folder);
  cost.encode_ms = (middle - start) / count;
  cost.index_ms = (cpu_ms() - middle) / count;
  return cost;
}

}  // namespace assay::bench
