/// Measures identify against labelled works: `bench_identify [FILE] [--weights]`.

#include "base/error.h"
#include "base/text.h"
#include "fit.h"
#include "gold.h"
#include "identify/judge.h"
#include "identify/tokens.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <string>

namespace assay::bench {
namespace {

using identify::Lexicon;

struct Scored {
  double p = 0;
  bool positive = false;
};

/// Area under the ROC curve, ties counted half; NaN when one class is missing.
double auroc(std::vector<Scored> all) {
  std::sort(all.begin(), all.end(), [](const Scored& a, const Scored& b) { return a.p < b.p; });
  double positives = 0;
  double negatives = 0;
  double won = 0;
  for (std::size_t i = 0; i < all.size();) {
    double tied_positives = 0;
    double tied_negatives = 0;
    std::size_t j = i;
    for (; j < all.size() && all[j].p == all[i].p; ++j) {
      (all[j].positive ? tied_positives : tied_negatives) += 1;
    }
    won += tied_positives * (negatives + tied_negatives / 2);
    positives += tied_positives;
    negatives += tied_negatives;
    i = j;
  }
  return won / (positives * negatives);
}

double average_precision(std::vector<Scored> all) {
  std::sort(all.begin(), all.end(), [](const Scored& a, const Scored& b) { return a.p > b.p; });
  double found = 0;
  double sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].positive) {
      found += 1;
      sum += found / static_cast<double>(i + 1);
    }
  }
  return sum / found;
}

/// Expected calibration error over ten bins of equal width.
double calibration_error(const std::vector<Scored>& all) {
  constexpr std::size_t kBins = 10;
  double error = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    double predicted = 0;
    double actual = 0;
    for (const Scored& one : all) {
      if (std::min(kBins - 1, static_cast<std::size_t>(one.p * kBins)) == bin) {
        predicted += one.p;
        actual += one.positive ? 1 : 0;
      }
    }
    error += std::abs(predicted - actual);
  }
  return error / static_cast<double>(all.size());
}

/// Probabilities of whole works and of titles alone, by number of the example.
struct Predictions {
  std::vector<double> whole;
  std::vector<double> title;
};

Predictions predict(const Lexicon& lexicon, std::span<const Example> examples) {
  Predictions made;
  for (const Example& example : examples) {
    made.whole.push_back(probability(lexicon, example.whole));
    made.title.push_back(probability(lexicon, example.title));
  }
  return made;
}

/// Each example predicted by weights fitted without its tenth.
Predictions cross_validate(const Lexicon& start, std::span<const Example> examples,
                           bool bias_only) {
  Lexicon lexicon = start;
  constexpr std::size_t kFolds = 10;
  Predictions made{std::vector<double>(examples.size()), std::vector<double>(examples.size())};
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (hash64(examples[i].labelled->work.id) % kFolds != fold) {
        chosen.push_back(i);
      }
    }
    (bias_only ? fit_bias_only : fit)(lexicon, examples, chosen);
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (hash64(examples[i].labelled->work.id) % kFolds == fold) {
        made.whole[i] = probability(lexicon, examples[i].whole);
        made.title[i] = probability(lexicon, examples[i].title);
      }
    }
  }
  return made;
}

void print_quality(const char* name, std::span<const Example> examples,
                   const Predictions& predictions) {
  std::vector<Scored> all;
  std::vector<Scored> titles;
  std::vector<Scored> unseen;
  std::vector<Scored> unenriched;
  std::vector<Scored> unenriched_titles;
  std::vector<std::pair<std::string, std::vector<Scored>>> strata;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const Labelled& labelled = *examples[i].labelled;
    const Scored whole{predictions.whole[i], labelled.positive()};
    const Scored title{predictions.title[i], labelled.positive()};
    all.push_back(whole);
    titles.push_back(title);
    if (labelled.unseen()) {
      unseen.push_back(whole);
    }
    if (labelled.unenriched()) {
      unenriched.push_back(whole);
      unenriched_titles.push_back(title);
    }
    auto stratum = std::find_if(strata.begin(), strata.end(),
                                [&](const auto& s) { return s.first == labelled.stratum; });
    if (stratum == strata.end()) {
      strata.emplace_back(labelled.stratum, std::vector<Scored>());
      stratum = std::prev(strata.end());
    }
    stratum->second.push_back(whole);
  }
  fmt::print("\n{}\n", name);
  fmt::print("  {:24} {:>5} {:>7} {:>7} {:>7}\n", "", "works", "AUROC", "AP", "ECE");
  const auto line = [](const std::string& what, const std::vector<Scored>& scored) {
    fmt::print("  {:24} {:5} {:7.3f} {:7.3f} {:7.3f}\n", what, scored.size(), auroc(scored),
               average_precision(scored), calibration_error(scored));
  };
  line("all", all);
  line("all, title only", titles);
  line("half not looked at", unseen);
  line("unenriched", unenriched);
  line("unenriched, title only", unenriched_titles);
  for (const auto& [stratum, scored] : strata) {
    line(stratum, scored);
  }
}

/// Counts of agreement with the labels for one clue type or topic.
struct Agreement {
  double both = 0;
  double ours = 0;
  double theirs = 0;
  void add(bool we_say, bool they_say) {
    both += we_say && they_say ? 1 : 0;
    ours += we_say ? 1 : 0;
    theirs += they_say ? 1 : 0;
  }
  void print(std::string_view name) const {
    const double precision = ours > 0 ? both / ours : 0;
    const double recall = theirs > 0 ? both / theirs : 0;
    const double f1 = ours + theirs > 0 ? 2 * both / (ours + theirs) : 0;
    fmt::print("  {:24} {:5} {:9.2f} {:7.2f} {:7.2f}\n", name, theirs, precision, recall, f1);
  }
};

void print_agreement(std::span<const Labelled> labelled) {
  std::array<Agreement, kClueTypeCount> clues;
  std::array<Agreement, kTopicCount> topics;
  for (const Labelled& one : labelled) {
    const Verdict verdict = identify::default_judge().judge(one.work);
    std::uint32_t found = 0;
    for (const Clue& clue : verdict.clues) {
      found |= 1U << static_cast<unsigned>(clue.type);
    }
    for (std::size_t i = 0; i < kClueTypeCount; ++i) {
      clues[i].add((found >> i & 1U) != 0, (one.clues >> i & 1U) != 0);
    }
    for (std::size_t i = 0; i < kTopicCount; ++i) {
      topics[i].add((topic_mask(verdict) >> i & 1U) != 0, (one.topics >> i & 1U) != 0);
    }
  }
  fmt::print("\nClue types\n  {:24} {:>5} {:>9} {:>7} {:>7}\n", "", "gold", "precision", "recall",
             "F1");
  for (std::size_t i = 0; i < kClueTypeCount; ++i) {
    if (clues[i].theirs > 0) {
      clues[i].print(clue_type_name(static_cast<ClueType>(i)));
    }
  }
  fmt::print("\nTopics\n  {:24} {:>5} {:>9} {:>7} {:>7}\n", "", "gold", "precision", "recall",
             "F1");
  Agreement together;
  double f1 = 0;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    topics[i].print(topic_name(static_cast<Topic>(i)));
    together.both += topics[i].both;
    together.ours += topics[i].ours;
    together.theirs += topics[i].theirs;
    f1 += 2 * topics[i].both / std::max(1.0, topics[i].ours + topics[i].theirs) / kTopicCount;
  }
  together.print("all, counted together");
  fmt::print("  {:24} {:5} {:>9} {:>7} {:7.2f}\n", "mean of the topics", "", "", "", f1);
}

/// Works a second, and bytes a second, of one thread.
template <typename Do>
void print_speed(const char* name, std::span<const Labelled> labelled, const Do& once) {
  using SteadyClock = std::chrono::steady_clock;
  double bytes = 0;
  for (const Labelled& one : labelled) {
    bytes += static_cast<double>(one.work.title.size() + one.work.abstract.size());
  }
  double best = 0;
  for (int trial = 0; trial < 5; ++trial) {
    const SteadyClock::time_point start = SteadyClock::now();
    int passes = 0;
    double seconds = 0;
    while (seconds < 0.3) {
      for (const Labelled& one : labelled) {
        once(one.work);
      }
      ++passes;
      seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
    }
    best = std::max(best, passes / seconds);
  }
  fmt::print("  {:24} {:9.0f} works/s {:7.1f} MB/s ({:.0f} bytes a work)\n", name,
             best * static_cast<double>(labelled.size()), best * bytes / 1e6,
             bytes / static_cast<double>(labelled.size()));
}

void print_speeds(const Lexicon& lexicon, std::span<const Labelled> labelled) {
  fmt::print("\nSpeed of one thread, best of five\n");
  double sink = 0;
  std::vector<identify::Token> tokens;
  print_speed("tokenise only", labelled, [&](const Work& work) {
    tokens.clear();
    identify::tokenise(work.title, lexicon.automaton.vocabulary(), tokens);
    identify::tokenise(work.abstract, lexicon.automaton.vocabulary(), tokens);
    sink += static_cast<double>(tokens.size());
  });
  print_speed("judge", labelled, [&](const Work& work) {
    sink += identify::default_judge().judge(work).developer_led;
  });
  if (sink < 0) {
    fmt::print("{}\n", sink);
  }
}

void print_weights(Lexicon lexicon, std::span<const Example> examples) {
  std::vector<std::size_t> all(examples.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  fit(lexicon, examples, all);
  for (const identify::Entry& entry : lexicon.entries) {
    if (entry.target == identify::Target::kClue) {
      fmt::print("{} {:.2f}\n", entry.name, entry.weight);
    }
  }
  fmt::print("bias {:.2f}\nno_abstract {:.2f}\n", lexicon.developer[0], lexicon.developer[1]);
}

int run(const std::filesystem::path& path, bool weights) {
  if (!std::filesystem::exists(path)) {
    fmt::print("bench_identify: skipped, there is no {}\n", path.string());
    return 0;
  }
  const std::vector<Labelled> labelled = read_labelled(path);
  const Lexicon lexicon = identify::read_embedded_lexicon();
  const std::vector<Example> examples = read_examples(lexicon, labelled);
  if (weights) {
    print_weights(lexicon, examples);
    return 0;
  }
  fmt::print("{} labelled works, model {}\n", labelled.size(), lexicon.name);
  print_quality("Weights fitted without the tenth they judge (10-fold cross-validation)", examples,
                cross_validate(lexicon, examples, false));
  print_quality("Weights set by hand, only the bias fitted (10-fold cross-validation)", examples,
                cross_validate(lexicon, examples, true));
  print_quality("As shipped: fitted on the same data", examples, predict(lexicon, examples));
  print_agreement(labelled);
  print_speeds(lexicon, labelled);
  return 0;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  std::filesystem::path path = "../shared/gold/developer-led.jsonl";
  bool weights = false;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--weights") {
      weights = true;
    } else {
      path = argument;
    }
  }
  try {
    return assay::bench::run(path, weights);
  } catch (const assay::Error& error) {
    fmt::print(stderr, "bench_identify: {}\n", error.what());
    return 1;
  }
}
