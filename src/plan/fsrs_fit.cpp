#include "plan/fsrs_fit.h"

#include "plan/dual_internal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

namespace assay::plan {
namespace {

using Slope = Dual<kFsrsWeights>;

constexpr double kHeldOutShare = 0.2;
constexpr double kLeastChance = 1e-6;  ///< No prediction is surer than this, either way.
// training.rs, TrainingConfig and PARAMS_STDDEV.
constexpr std::size_t kEpochs = 5;
constexpr std::size_t kLeastSteps = 60;  ///< Small logs go round more often.
constexpr std::size_t kBatch = 512;
constexpr double kLearningRate = 4e-2;
constexpr std::array<double, kFsrsWeights> kSpread = {6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6,
                                                      0.12, 0.39, 0.18,  0.33,  0.3,  0.09, 0.16,
                                                      0.57, 0.25, 1.03,  0.31,  0.32, 0.14, 0.27};

/// A history that predicts: each answer with the days since the one before.
struct FitStep {
  int days = 0;
  Grade grade = Grade::kGood;
  std::int64_t at = 0;
  double weight = 0;  ///< In the loss; 0 for what predicts nothing or is held out.
};
using FitSteps = std::vector<FitStep>;

std::vector<FitSteps> steps_of(const std::vector<History>& histories) {
  std::vector<FitSteps> out;
  for (const History& history : histories) {
    FitSteps steps;
    for (std::size_t i = 0; i < history.size(); ++i) {
      const int days = i == 0 ? 0 : std::max(0, days_between(history[i - 1].at, history[i].at));
      steps.push_back({days, history[i].grade, history[i].at, 0});
    }
    if (!steps.empty()) {
      out.push_back(std::move(steps));
    }
  }
  return out;
}

/// The formulas of fsrs.cpp without their rounding, for numbers with and without slopes.
template <typename T>
struct Model {
  const std::array<T, kFsrsWeights>& w;
  T decay;
  T factor;

  explicit Model(const std::array<T, kFsrsWeights>& weights)
      : w(weights), decay(-weights[20]), factor(exp(std::log(0.9) / decay) - 1.0) {}

  [[nodiscard]] T recall(double days, const T& stability) const {
    return pow(factor * days / stability + 1.0, decay);
  }
  [[nodiscard]] T first_difficulty(Grade grade) const {
    return w[4] - exp(w[5] * (static_cast<double>(grade) - 1)) + 1.0;
  }
  [[nodiscard]] T next_difficulty(const T& difficulty, Grade grade) const {
    const T change = -w[6] * (static_cast<double>(grade) - 3);
    const T damped = difficulty + change * (10.0 - difficulty) / 9.0;
    return clamp(w[7] * (first_difficulty(Grade::kEasy) - damped) + damped, 1, 10);
  }
  [[nodiscard]] T next_stability(const T& s, const T& d, int days, Grade grade) const {
    T next = s;
    if (days == 0) {
      const T growth = exp(w[17] * (w[18] + (static_cast<double>(grade) - 3))) * pow(s, -w[19]);
      next = s * (grade >= Grade::kHard && value(growth) < 1 ? T(1.0) : growth);
    } else if (grade == Grade::kAgain) {
      const T forgotten = 1.0 - recall(days, s);
      next = w[11] * pow(d, -w[12]) * (pow(s + 1.0, w[13]) - 1.0) * exp(w[14] * forgotten);
      const T most = s / exp(w[17] * w[18]);
      next = value(most) < value(next) ? most : next;
    } else {
      const T forgotten = 1.0 - recall(days, s);
      T growth = exp(w[8]) * (11.0 - d) * pow(s, -w[9]) * (exp(w[10] * forgotten) - 1.0);
      if (grade == Grade::kHard) {
        growth = growth * w[15];
      } else if (grade == Grade::kEasy) {
        growth = growth * w[16];
      }
      next = s * (growth + 1.0);
    }
    return clamp(next, kFsrsLeastStability, kFsrsMostStability);
  }

  /// Calls predict(step, chance of being known) for every step that comes days after another.
  template <typename Predict>
  void run(const FitSteps& steps, const Predict& predict) const {
    const auto first = static_cast<std::size_t>(steps[0].grade) - 1;
    T stability = clamp(w[first], kFsrsLeastStability, kFsrsMostStability);
    T difficulty = clamp(first_difficulty(steps[0].grade), 1, 10);
    for (std::size_t i = 1; i < steps.size(); ++i) {
      const FitStep& step = steps[i];
      if (step.days > 0) {
        predict(step, recall(step.days, stability));
      }
      const T next = next_stability(stability, difficulty, step.days, step.grade);
      difficulty = next_difficulty(difficulty, step.grade);
      stability = next;
    }
  }
};

double loss_of(double chance, Grade grade) {
  const double known = std::clamp(chance, kLeastChance, 1 - kLeastChance);
  return -std::log(grade == Grade::kAgain ? 1 - known : known);
}

double mean_loss(const std::vector<FitSteps>& cards, const FsrsWeights& weights,
                 std::int64_t from) {
  const Model<double> model(weights);
  double sum = 0;
  std::size_t count = 0;
  for (const FitSteps& steps : cards) {
    model.run(steps, [&](const FitStep& step, double chance) {
      if (step.at >= from) {
        sum += loss_of(chance, step.grade);
        ++count;
      }
    });
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

/// Pointers to the steps that predict, by time.
std::vector<FitStep*> predicting(std::vector<FitSteps>& cards) {
  std::vector<FitStep*> out;
  for (FitSteps& steps : cards) {
    for (std::size_t i = 1; i < steps.size(); ++i) {
      if (steps[i].days > 0) {
        out.push_back(&steps[i]);
      }
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const FitStep* a, const FitStep* b) { return a->at < b->at; });
  return out;
}

// --- First stabilities (parameter_initialization.rs) --------------------------------------------

struct Recalls {
  double known = 0;
  double count = 0;
};

/// The stability whose forgetting curve fits best: a ternary search, the loss being convex there.
double search_stability(const std::map<int, Recalls>& by_days, double average, double usual) {
  const Model<double> model(kFsrsDefaults);
  const auto loss = [&](double stability) {
    double sum = std::abs(stability - usual) / 16;
    for (const auto& [days, recalls] : by_days) {
      const double share = (recalls.known + average) / (recalls.count + 1);
      const double chance =
          std::clamp(model.recall(days, stability), kLeastChance, 1 - kLeastChance);
      sum -= (share * std::log(chance) + (1 - share) * std::log(1 - chance)) * recalls.count;
    }
    return sum;
  };
  double low = kFsrsLeastStability;
  double high = 100;
  for (int i = 0; i < 200 && high - low > 1e-9; ++i) {
    const double third = (high - low) / 3;
    if (loss(low + third) < loss(high - third)) {
      high -= third;
    } else {
      low += third;
    }
  }
  return (low + high) / 2;
}

/// The defaults with first stabilities found in what is trained on; they never fall from one grade
/// to the next, the grade with fewer answers giving way.
FsrsWeights initial_weights(const std::vector<FitSteps>& cards) {
  std::array<std::map<int, Recalls>, 4> first;
  Recalls all;
  for (const FitSteps& steps : cards) {
    const auto found =
        std::find_if(steps.begin(), steps.end(), [](const FitStep& step) { return step.days > 0; });
    for (const FitStep& step : steps) {
      if (step.weight > 0) {
        ++all.count;
        all.known += step.grade == Grade::kAgain ? 0 : 1;
      }
    }
    if (found != steps.end() && found->weight > 0) {
      Recalls& recalls = first[static_cast<std::size_t>(steps[0].grade) - 1][found->days];
      ++recalls.count;
      recalls.known += found->grade == Grade::kAgain ? 0 : 1;
    }
  }
  FsrsWeights weights = kFsrsDefaults;
  std::array<double, 4> counts{};
  for (std::size_t grade = 0; grade < 4; ++grade) {
    for (const auto& [days, recalls] : first[grade]) {
      counts[grade] += recalls.count;
    }
    if (counts[grade] > 0) {
      weights[grade] = search_stability(first[grade], all.known / all.count, kFsrsDefaults[grade]);
    }
  }
  for (std::size_t low = 0; low < 3; ++low) {
    for (std::size_t high = low + 1; high < 4; ++high) {
      if (weights[low] > weights[high]) {
        (counts[low] > counts[high] ? weights[high] : weights[low]) =
            counts[low] > counts[high] ? weights[low] : weights[high];
      }
    }
  }
  return weights;
}

// --- All weights (training.rs) -------------------------------------------------------------------

class Adam {
 public:
  void step(FsrsWeights& weights, const std::array<double, kFsrsWeights>& slope, double rate) {
    constexpr double kFirst = 0.9;
    constexpr double kSecond = 0.999;
    ++steps_;
    for (std::size_t i = 0; i < kFsrsWeights; ++i) {
      mean_[i] = kFirst * mean_[i] + (1 - kFirst) * slope[i];
      square_[i] = kSecond * square_[i] + (1 - kSecond) * slope[i] * slope[i];
      const double mean = mean_[i] / (1 - std::pow(kFirst, steps_));
      const double square = square_[i] / (1 - std::pow(kSecond, steps_));
      weights[i] -= rate * mean / (std::sqrt(square) + 1e-8);
    }
  }

 private:
  std::array<double, kFsrsWeights> mean_{};
  std::array<double, kFsrsWeights> square_{};
  int steps_ = 0;
};

/// The slope of the weighted log loss of some cards.
std::array<double, kFsrsWeights> slope_of(const std::vector<const FitSteps*>& batch,
                                          const FsrsWeights& weights) {
  std::array<Slope, kFsrsWeights> variables;
  for (std::size_t i = 0; i < kFsrsWeights; ++i) {
    variables[i] = Slope::variable(weights[i], i);
  }
  const Model<Slope> model(variables);
  std::array<double, kFsrsWeights> out{};
  for (const FitSteps* steps : batch) {
    model.run(*steps, [&](const FitStep& step, const Slope& chance) {
      if (step.weight <= 0 || chance.value < kLeastChance || chance.value > 1 - kLeastChance) {
        return;
      }
      const double by_chance =
          step.grade == Grade::kAgain ? 1 / (1 - chance.value) : -1 / chance.value;
      for (std::size_t i = 0; i < kFsrsWeights; ++i) {
        out[i] += step.weight * by_chance * chance.slope[i];
      }
    });
  }
  return out;
}

struct Batch {
  std::vector<const FitSteps*> cards;
  double predictions = 0;
};

std::vector<Batch> batches_of(const std::vector<FitSteps>& cards) {
  std::vector<Batch> out;
  for (const FitSteps& steps : cards) {
    const auto predictions = static_cast<double>(std::count_if(
        steps.begin(), steps.end(), [](const FitStep& step) { return step.weight > 0; }));
    if (predictions == 0) {
      continue;
    }
    if (out.empty() || out.back().predictions + predictions > kBatch) {
      out.emplace_back();
    }
    out.back().cards.push_back(&steps);
    out.back().predictions += predictions;
  }
  return out;
}

FsrsWeights train(const std::vector<FitSteps>& cards, const FsrsWeights& start) {
  constexpr double kPi = 3.14159265358979323846;
  std::vector<Batch> batches = batches_of(cards);
  const double total =
      std::accumulate(batches.begin(), batches.end(), 0.0,
                      [](double sum, const Batch& batch) { return sum + batch.predictions; });
  const std::size_t epochs = std::max(kEpochs, kLeastSteps / batches.size() + 1);
  const auto steps = static_cast<double>(epochs * batches.size());
  FsrsWeights weights = start;
  Adam adam;
  std::mt19937 random(2023);
  double done = 0;
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    for (std::size_t i = batches.size(); i > 1; --i) {
      std::swap(batches[i - 1], batches[random() % i]);
    }
    for (const Batch& batch : batches) {
      std::array<double, kFsrsWeights> slope = slope_of(batch.cards, weights);
      for (std::size_t i = 0; i < kFsrsWeights; ++i) {
        slope[i] +=
            2 * (weights[i] - start[i]) / (kSpread[i] * kSpread[i]) * batch.predictions / total;
      }
      adam.step(weights, slope, kLearningRate * (1 + std::cos(kPi * done / steps)) / 2);
      weights = clamp_weights(weights, 1);
      ++done;
    }
  }
  return weights;
}

}  // namespace

std::size_t count_predictions(const std::vector<History>& histories) {
  std::vector<FitSteps> cards = steps_of(histories);
  return predicting(cards).size();
}

double log_loss(const std::vector<History>& histories, const FsrsWeights& weights,
                std::int64_t from) {
  return mean_loss(steps_of(histories), weights, from);
}

Fit fit_weights(const std::vector<History>& histories) {
  Fit fit;
  std::vector<FitSteps> cards = steps_of(histories);
  const std::vector<FitStep*> predictions = predicting(cards);
  fit.predictions = predictions.size();
  if (fit.predictions < kFitPredictions) {
    return fit;
  }
  const auto trained =
      static_cast<std::size_t>(static_cast<double>(fit.predictions) * (1 - kHeldOutShare));
  const std::int64_t from = predictions[trained]->at;
  for (std::size_t i = 0; i < fit.predictions; ++i) {
    if (predictions[i]->at >= from) {
      ++fit.held_out;
      continue;
    }
    const double age = static_cast<double>(i) / static_cast<double>(trained);
    predictions[i]->weight = 0.25 + 0.75 * age * age * age;
  }
  if (fit.held_out == fit.predictions) {
    return fit;  // all at one moment: nothing to learn from
  }
  FsrsWeights fitted = train(cards, initial_weights(cards));
  for (double& weight : fitted) {
    weight = std::round(weight * 1e4) / 1e4;  // as they are kept and shown
  }
  fitted = clamp_weights(fitted, 1);
  fit.default_loss = mean_loss(cards, kFsrsDefaults, from);
  fit.fitted_loss = mean_loss(cards, fitted, from);
  fit.taken = fit.fitted_loss <= fit.default_loss;
  if (fit.taken) {
    fit.weights = fitted;
  }
  return fit;
}

}  // namespace assay::plan
