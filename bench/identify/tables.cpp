#include "tables.h"

#include "base/text.h"
#include "identify/quality.h"

#include <fmt/core.h>

#include <array>
#include <cmath>

namespace assay::bench {
namespace {

using identify::Example;
using identify::Predictions;
using identify::Scored;

struct Spread {
  double mean = 0;
  double deviation = 0;
};

Spread spread(const std::vector<double>& values) {
  Spread found;
  for (const double value : values) {
    found.mean += value / static_cast<double>(values.size());
  }
  for (const double value : values) {
    found.deviation += (value - found.mean) * (value - found.mean);
  }
  found.deviation =
      values.size() > 1 ? std::sqrt(found.deviation / static_cast<double>(values.size() - 1)) : 0;
  return found;
}

std::vector<Scored> scored(std::span<const Example> examples, const Predictions& made,
                           const Group& group) {
  std::vector<Scored> all;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (group.holds(i)) {
      const double logit = (group.title ? made.title : made.whole)[i][identify::kDeveloperTarget];
      all.push_back({identify::logistic(logit), examples[i].positive()});
    }
  }
  return all;
}

struct Measured {
  Spread auroc;
  Spread precision;
  Spread calibration;
};

Measured measure(std::span<const Example> examples, std::span<const Predictions> runs,
                 const Group& group) {
  std::array<std::vector<double>, 3> values;
  for (const Predictions& made : runs) {
    const std::vector<Scored> all = scored(examples, made, group);
    values[0].push_back(identify::auroc(all));
    values[1].push_back(identify::average_precision(all));
    values[2].push_back(identify::calibration_error(all));
  }
  return {spread(values[0]), spread(values[1]), spread(values[2])};
}

std::string shown(const Spread& value) {
  return fmt::format("{:.3f} ±{:.3f}", value.mean, value.deviation);
}

/// Scores of each work by cuts from the works of the other half.
std::vector<int> cross_graded(std::span<const Example> examples, const Predictions& made) {
  std::array<std::vector<Example>, 2> halves;
  std::array<Predictions, 2> predictions;
  const auto half = [&](std::size_t i) { return hash64(examples[i].id) % 2; };
  for (std::size_t i = 0; i < examples.size(); ++i) {
    Example bare;
    bare.score = examples[i].score;
    halves.at(half(i)).push_back(std::move(bare));
    predictions.at(half(i)).whole.push_back(made.whole[i]);
  }
  const std::array<std::array<double, 3>, 2> cuts = {find_cuts(predictions[1], halves[1]),
                                                     find_cuts(predictions[0], halves[0])};
  std::vector<int> scores;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    scores.push_back(identify::graded(made.whole[i], cuts.at(half(i))));
  }
  return scores;
}

}  // namespace

void print_groups(std::span<const Example> examples, std::span<const Predictions> model,
                  std::span<const Predictions> baseline, std::span<const Group> groups) {
  fmt::print("  {:22} {:>5} {:>4}  {:13} {:13} {:13} | {:6} {:6} {:6}\n", "", "works", "led",
             "AUROC", "AP", "ECE", "AUROC", "AP", "ECE");
  for (const Group& group : groups) {
    std::size_t works = 0;
    std::size_t positives = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      works += group.holds(i) ? 1U : 0U;
      positives += group.holds(i) && examples[i].positive() ? 1U : 0U;
    }
    if (positives == 0 || positives == works) {
      continue;
    }
    const Measured ours = measure(examples, model, group);
    fmt::print("  {:22} {:5} {:4}  {:13} {:13} {:13}", group.name, works, positives,
               shown(ours.auroc), shown(ours.precision), shown(ours.calibration));
    if (!baseline.empty()) {
      const Measured base = measure(examples, baseline, group);
      fmt::print(" | {:.3f}  {:.3f}  {:.3f}", base.auroc.mean, base.precision.mean,
                 base.calibration.mean);
    }
    fmt::print("\n");
  }
}

void print_scores(std::span<const Example> examples, std::span<const Predictions> model,
                  std::span<const Group> groups) {
  fmt::print("\nScore 0 to 3: quadratic-weighted kappa with the readers\n");
  std::vector<std::vector<int>> runs;
  for (const Predictions& made : model) {
    runs.push_back(cross_graded(examples, made));
  }
  for (const Group& group : groups) {
    if (group.title) {
      continue;
    }
    std::vector<double> kappas;
    for (const std::vector<int>& run : runs) {
      std::vector<int> ours;
      std::vector<int> theirs;
      for (std::size_t i = 0; i < examples.size(); ++i) {
        if (group.holds(i)) {
          ours.push_back(run[i]);
          theirs.push_back(examples[i].score);
        }
      }
      kappas.push_back(identify::weighted_kappa(ours, theirs));
    }
    fmt::print("  {:22} {}\n", group.name, shown(spread(kappas)));
  }
}

void print_topics(std::span<const Example> examples, std::span<const Predictions> model,
                  double threshold) {
  fmt::print("\nTopics, listed from a probability of {:.2f}\n  {:22} {:>5} {:>10} {:>7} {:>7}\n",
             threshold, "", "works", "precision", "recall", "F1");
  std::array<double, 3> sums{};
  const auto line = [](std::string_view name, const std::array<double, 3>& counts) {
    const auto [both, ours, theirs] = counts;
    fmt::print("  {:22} {:5.0f} {:10.2f} {:7.2f} {:7.2f}\n", name, theirs,
               ours > 0 ? both / ours : 0, theirs > 0 ? both / theirs : 0,
               ours + theirs > 0 ? 2 * both / (ours + theirs) : 0);
  };
  for (std::size_t topic = 0; topic < kTopicCount; ++topic) {
    std::array<double, 3> counts{};
    for (const Predictions& made : model) {
      for (std::size_t i = 0; i < examples.size(); ++i) {
        const bool ours =
            identify::logistic(made.whole[i][identify::kFirstTopicTarget + topic]) >= threshold;
        const bool theirs = (examples[i].topics >> topic & 1U) != 0;
        counts[0] += ours && theirs ? 1 : 0;
        counts[1] += ours ? 1 : 0;
        counts[2] += theirs ? 1 : 0;
      }
    }
    for (std::size_t i = 0; i < counts.size(); ++i) {
      counts.at(i) /= static_cast<double>(model.size());
      sums.at(i) += counts.at(i);
    }
    line(topic_name(static_cast<Topic>(topic)), counts);
  }
  line("together", sums);
}

void print_readers(std::span<const Example> examples, std::span<const Predictions> model) {
  std::vector<int> first;
  std::vector<int> second;
  std::vector<Scored> reader;
  std::vector<std::size_t> twice;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (examples[i].second >= 0) {
      twice.push_back(i);
      first.push_back(examples[i].score);
      second.push_back(examples[i].second);
      reader.push_back({static_cast<double>(examples[i].second), examples[i].positive()});
    }
  }
  if (twice.empty()) {
    return;
  }
  fmt::print("\n{} works read twice: the second reader's scores for the first's positives\n",
             twice.size());
  fmt::print("  second reader   AUROC {:.3f}  AP {:.3f}  quadratic-weighted kappa {:.3f}\n",
             identify::auroc(reader), identify::average_precision(reader),
             identify::weighted_kappa(first, second));
  std::vector<double> aurocs;
  std::vector<double> precisions;
  for (const Predictions& made : model) {
    std::vector<Scored> ours;
    ours.reserve(twice.size());
    for (const std::size_t i : twice) {
      ours.push_back({made.whole[i][identify::kDeveloperTarget], examples[i].positive()});
    }
    aurocs.push_back(identify::auroc(ours));
    precisions.push_back(identify::average_precision(ours));
  }
  fmt::print("  the model       AUROC {}  AP {}\n", shown(spread(aurocs)),
             shown(spread(precisions)));
}

}  // namespace assay::bench
