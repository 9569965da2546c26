#include "plan/fsrs_fit.h"

#include "base/instant.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay::plan {
namespace {

constexpr std::int64_t kStart = 1'700'000'000;

/// Someone who forgets by weights of their own and answers when the default scheduler asks.
class Reviewer {
 public:
  Reviewer(unsigned seed, double strangeness) : random_(seed) {
    FsrsParameters own;
    for (double& weight : own.weights) {
      weight *= std::exp(strangeness * (uniform() * 2 - 1));
    }
    own.weights[4] = std::clamp(own.weights[4], 2.0, 9.0);
    truth_ = Fsrs(own);
  }

  /// Answers to a card from its first day to `until`.
  History card(std::int64_t until) {
    const Fsrs asked;
    Memory scheduled;
    Memory real;
    History history;
    std::int64_t now = kStart + static_cast<std::int64_t>(uniform() * 200 * kDaySeconds);
    while (now < until && history.size() < 60) {
      const double chance = history.empty() ? 0.5
                            : days_between(real.last, now) == 0
                                ? 0.9
                                : truth_.recall_after(days_between(real.last, now), real.stability);
      const double hard = uniform();
      const Grade grade = uniform() > chance ? Grade::kAgain
                          : hard < 0.15      ? Grade::kHard
                          : hard < 0.85      ? Grade::kGood
                                             : Grade::kEasy;
      history.push_back({now, grade});
      scheduled = asked.next(scheduled, grade, now);
      real = truth_.next(real, grade, now);
      now = scheduled.due + static_cast<std::int64_t>(uniform() * uniform() * 5 * kDaySeconds);
    }
    return history;
  }

 private:
  double uniform() { return static_cast<double>(random_()) / 4294967296.0; }
  std::mt19937 random_;
  Fsrs truth_;
};

std::vector<History> reviews_of(unsigned seed, double strangeness, std::size_t cards,
                                std::int64_t until) {
  Reviewer reviewer(seed, strangeness);
  std::vector<History> histories;
  for (std::size_t i = 0; i < cards; ++i) {
    histories.push_back(reviewer.card(until));
  }
  return histories;
}

TEST(FsrsFit, Reviewers_AreNeverPredictedWorseOnHeldOutAnswers) {
  double gain = 0;
  std::size_t taken = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    const std::vector<History> histories = reviews_of(
        seed, seed % 3 == 0 ? 0.0 : 0.6, 60 + 20 * (seed % 4), kStart + 400 * kDaySeconds);
    const Fit fit = fit_weights(histories);
    ASSERT_GE(fit.predictions, kFitPredictions) << "seed " << seed;
    EXPECT_NEAR(static_cast<double>(fit.held_out), 0.2 * static_cast<double>(fit.predictions),
                2 + 0.05 * static_cast<double>(fit.predictions));
    // The same figure worked out from outside: the last answers, predicted by what was taken.
    std::vector<std::int64_t> times;
    for (const History& history : histories) {
      for (std::size_t i = 1; i < history.size(); ++i) {
        if (days_between(history[i - 1].at, history[i].at) > 0) {
          times.push_back(history[i].at);
        }
      }
    }
    std::sort(times.begin(), times.end());
    const std::int64_t from = times[times.size() - fit.held_out];
    EXPECT_LE(log_loss(histories, fit.weights, from), log_loss(histories, kFsrsDefaults, from))
        << "seed " << seed;
    EXPECT_EQ(fit.taken, fit.weights != kFsrsDefaults) << "seed " << seed;
    taken += fit.taken ? 1 : 0;
    gain += fit.default_loss - (fit.taken ? fit.fitted_loss : fit.default_loss);
  }
  EXPECT_GE(taken, 6U);
  EXPECT_GT(gain / 12, 0.001);
}

TEST(FsrsFit, StrangeReviewer_IsPredictedBetterOnAnswersOfTheYearAfter) {
  double gain = 0;
  for (unsigned seed = 21; seed <= 24; ++seed) {
    const std::int64_t now = kStart + 400 * kDaySeconds;
    std::vector<History> later = reviews_of(seed, 0.6, 120, kStart + 800 * kDaySeconds);
    std::vector<History> known = later;
    for (History& history : known) {
      history.erase(std::find_if(history.begin(), history.end(),
                                 [&](const Answer& answer) { return answer.at >= now; }),
                    history.end());
    }
    const Fit fit = fit_weights(known);
    gain += log_loss(later, kFsrsDefaults, now) - log_loss(later, fit.weights, now);
  }
  EXPECT_GT(gain, 0);
}

TEST(FsrsFit, FewAnswers_KeepTheDefaults) {
  const std::vector<History> histories = reviews_of(5, 0.8, 20, kStart + 220 * kDaySeconds);
  ASSERT_LT(count_predictions(histories), kFitPredictions);
  const Fit fit = fit_weights(histories);
  EXPECT_FALSE(fit.taken);
  EXPECT_EQ(fit.weights, kFsrsDefaults);
  EXPECT_EQ(fit.held_out, 0U);
  EXPECT_EQ(fit_weights({}).predictions, 0U);
}

TEST(FsrsFit, SameLog_GivesTheSameWeights) {
  const std::vector<History> histories = reviews_of(8, 0.6, 80, kStart + 400 * kDaySeconds);
  EXPECT_EQ(fit_weights(histories).weights, fit_weights(histories).weights);
}

TEST(FsrsFit, Weights_StayWithinTheModelsRanges) {
  // Nothing is ever forgotten, or everything is: the weights must not run away.
  for (const Grade grade : {Grade::kEasy, Grade::kAgain}) {
    std::vector<History> histories;
    for (int card = 0; card < 60; ++card) {
      History history;
      for (int i = 0; i < 10; ++i) {
        history.push_back({kStart + (card + i * 7) * kDaySeconds, grade});
      }
      histories.push_back(history);
    }
    const Fit fit = fit_weights(histories);
    EXPECT_EQ(clamp_weights(fit.weights, 1), fit.weights);
    EXPECT_LE(fit.taken ? fit.fitted_loss : fit.default_loss, fit.default_loss);
  }
}

}  // namespace
}  // namespace assay::plan
