#pragma once
/// How well the search room does the tasks of tasks.h, and what its vectors cost. Threads: one.

#include "search/index.h"
#include "tasks.h"

#include <cstddef>
#include <filesystem>
#include <vector>

namespace assay::bench {

/// Answers behind this place count nothing.
inline constexpr std::size_t kDeepest = 100;

struct FindFigures {
  double recall = 0;           ///< Share of the queries whose answer is among the first ten.
  double reciprocal_rank = 0;  ///< Mean over the queries of 1 / place; 0 behind kDeepest.
};

/// Mean average precision of whole rankings, over the works to which any is relevant.
struct RelatedFigures {
  double assay = 0;
  double tf_idf = 0;  ///< Cosine; 1 + ln counts, inverse frequencies of the venue's own works.
  double random = 0;
  std::size_t asked = 0;
  double relevant = 0;  ///< Works that are relevant to one, on average.
};

struct Cost {
  double encode_ms = 0;  ///< A work's vector alone, from its text.
  double index_ms = 0;   ///< A work indexed whole: words, positions, columns and vector.
};

/// Indexes what a task asks about, in `folder`, made anew.
void build_index(const std::vector<Work>& works, const std::filesystem::path& folder,
                 bool learns = true);

/// Asks all queries of `index`, which build_index made of task.indexed.
FindFigures judge(const FindTask& task, const search::Index& index, search::SearchMode mode);

/// Mean average precision of the first kDeepest.
double judge(const TopicTask& task, const search::Index& index, search::SearchMode mode);

/// Ranks for each work all others of its venue.
RelatedFigures judge(const RelatedTask& task, const search::Index& index);

/// Processor time of one thread, or of all for the index, a work; `folder` is made anew.
Cost measure_cost(const std::vector<Work>& works, const std::filesystem::path& folder);

}  // namespace assay::bench
