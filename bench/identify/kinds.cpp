#include "kinds.h"

#include "identify/quality.h"

#include <fmt/core.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::bench {
namespace {

using identify::Example;
using identify::KindPredictions;
using identify::Scored;

constexpr std::string_view kHeldOut = "held-out";

/// Of one dial: works that are, AUROC, average precision, works rightly above or below one half.
void print_dial(const std::vector<Scored>& scored) {
  std::size_t positives = 0;
  std::size_t right = 0;
  for (const Scored& one : scored) {
    positives += one.positive ? 1U : 0U;
    right += (one.p >= 0.5) == one.positive ? 1U : 0U;
  }
  fmt::print("  {:5} {:6.3f} {:6.3f} {:6}", positives, identify::auroc(scored),
             identify::average_precision(scored), right);
}

void print_line(std::string_view name, std::span<const Example> examples,
                const KindPredictions& made, const std::set<Kind>& kinds) {
  std::vector<Scored> led;
  std::vector<Scored> research;
  std::vector<int> scores;
  std::vector<int> read;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (kinds.count(examples[i].kind) > 0) {
      led.push_back({made[i].developer_led, examples[i].positive()});
      research.push_back({made[i].research, examples[i].research > 0});
      scores.push_back(made[i].score);
      read.push_back(examples[i].score);
    }
  }
  fmt::print("  {:14} {:5}", name, led.size());
  print_dial(led);
  print_dial(research);
  fmt::print("  {:5.2f}\n", identify::weighted_kappa(scores, read));
}

void print_table(std::string_view what, std::span<const Example> examples,
                 const KindPredictions& made) {
  fmt::print("\n{}\n  {:14} {:>5}  {:>5} {:>6} {:>6} {:>6}  {:>5} {:>6} {:>6} {:>6}  {}\n", what,
             "", "works", "led", "AUROC", "AP", "right", "res.", "AUROC", "AP", "right", "kappa");
  std::set<Kind> all;
  for (const Example& example : examples) {
    all.insert(example.kind);
  }
  for (const Kind kind : all) {
    print_line(kind_name(kind), examples, made, {kind});
  }
  print_line("all", examples, made, all);
}

}  // namespace

void print_kinds(const identify::Lexicon& lexicon, std::span<const Example> examples,
                 std::size_t folds) {
  std::vector<Example> learnt;
  std::vector<Example> held;
  for (const Example& example : examples) {
    (example.stratum == kHeldOut ? held : learnt).push_back(example);
  }
  const identify::Model& shipped = identify::shipped_model();
  if (!held.empty() && !learnt.empty()) {
    const identify::Model fitted = identify::fit_kinds(shipped, lexicon, learnt);
    print_table(fmt::format("Other kinds, held out: by weights of the {} others", learnt.size()),
                held, identify::judge_kinds(fitted, lexicon, held));
  }
  identify::TrainOptions options;
  options.folds = folds;
  if (examples.size() >= 2 * folds) {
    print_table(fmt::format("Other kinds, {}-fold cross-validation", folds), examples,
                identify::cross_validate_kinds(shipped, lexicon, examples, options));
  }
}

}  // namespace assay::bench
