#include "plan/fsrs.h"

#include "base/error.h"
#include "base/instant.h"
#include "base/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::plan {
namespace {

constexpr int kMinutesPerDay = 1440;
constexpr double kLeastFirstStability = 0.1;
constexpr std::array<std::string_view, 5> kGradeNames = {"", "again", "hard", "good", "easy"};
constexpr std::array<std::string_view, 4> kPhaseNames = {"new", "learning", "review", "relearning"};

/// ECMAScript's Math.round: to the nearest whole number, a half upwards.
double round_up_halves(double value) {
  const double whole = std::floor(value);
  return value - whole >= 0.5 ? whole + 1 : whole;
}

/// help.ts, roundTo(value, 8).
double round8(double value) {
  constexpr double kScale = 1e8;
  return round_up_halves(value * kScale) / kScale;
}

double clamp(double value, double low, double high) {
  return std::min(std::max(value, low), high);
}

std::int64_t day_of(std::int64_t instant) {
  const std::int64_t day = instant / kDaySeconds;
  return instant % kDaySeconds < 0 ? day - 1 : day;
}

double number(Grade grade) {
  return static_cast<double>(static_cast<int>(grade));
}

/// strategies/learning_steps.ts: minutes until the card comes again and its step then; 0 minutes
/// when it leaves the steps.
struct Step {
  int minutes = 0;
  int next = 0;
};

Step step_after(const std::vector<int>& steps, CardPhase phase, int current, Grade grade) {
  if (steps.empty() || current >= static_cast<int>(steps.size())) {
    return {};
  }
  if (grade == Grade::kAgain) {
    const std::size_t at = phase == CardPhase::kReview ? static_cast<std::size_t>(current) : 0;
    return {steps[at], 0};
  }
  if (phase == CardPhase::kReview || grade == Grade::kEasy) {
    return {};
  }
  if (grade == Grade::kHard) {
    const double minutes = steps.size() == 1 ? steps[0] * 1.5 : (steps[0] + steps[1]) / 2.0;
    return {static_cast<int>(round_up_halves(minutes)), current};
  }
  const auto next = static_cast<std::size_t>(current) + 1;
  return next < steps.size() && steps[next] > 0 ? Step{steps[next], current + 1} : Step{};
}

}  // namespace

std::string_view grade_name(Grade grade) noexcept {
  return kGradeNames[static_cast<std::size_t>(grade)];
}

std::optional<Grade> parse_grade(std::string_view text) noexcept {
  if (text.size() == 1 && text[0] >= '1' && text[0] <= '4') {
    return static_cast<Grade>(text[0] - '0');
  }
  return text.empty() ? std::nullopt : parse_name<Grade>(kGradeNames, text);
}

std::string_view phase_name(CardPhase phase) noexcept {
  return kPhaseNames[static_cast<std::size_t>(phase)];
}

int days_between(std::int64_t from, std::int64_t to) noexcept {
  return static_cast<int>(day_of(to) - day_of(from));
}

FsrsWeights clamp_weights(const FsrsWeights& weights, std::size_t relearning_steps) {
  constexpr double kMostShortTerm = 2;
  constexpr double kLeast = kFsrsLeastStability;
  std::array<std::pair<double, double>, kFsrsWeights> ranges = {{{kLeast, 100},
                                                                 {kLeast, 100},
                                                                 {kLeast, 100},
                                                                 {kLeast, 100},
                                                                 {1, 10},
                                                                 {0.001, 4},
                                                                 {0.001, 4},
                                                                 {0.001, 0.75},
                                                                 {0, 4.5},
                                                                 {0, 0.8},
                                                                 {0.001, 3.5},
                                                                 {0.001, 5},
                                                                 {0.001, 0.25},
                                                                 {0.001, 0.9},
                                                                 {0, 4},
                                                                 {0, 1},
                                                                 {1, 6},
                                                                 {0, kMostShortTerm},
                                                                 {0, kMostShortTerm},
                                                                 {0.01, 0.8},
                                                                 {0.1, 0.8}}};
  if (relearning_steps > 1) {
    // A card that was forgotten must not be more stable after its steps than before (default.ts).
    const double w11 = clamp(weights[11], ranges[11].first, ranges[11].second);
    const double w13 = clamp(weights[13], ranges[13].first, ranges[13].second);
    const double w14 = clamp(weights[14], ranges[14].first, ranges[14].second);
    const double room = -(std::log(w11) + std::log(std::pow(2, w13) - 1) + w14 * 0.3) /
                        static_cast<double>(relearning_steps);
    const double ceiling = clamp(round8(std::sqrt(std::max(room, 0.0))), 0.01, kMostShortTerm);
    ranges[17].second = ceiling;
    ranges[18].second = ceiling;
  }
  FsrsWeights out{};
  for (std::size_t i = 0; i < kFsrsWeights; ++i) {
    out[i] = clamp(weights[i], ranges[i].first, ranges[i].second);
  }
  return out;
}

Fsrs::Fsrs(const FsrsParameters& parameters) : parameters_(parameters) {
  for (const double weight : parameters.weights) {
    if (!std::isfinite(weight)) {
      throw Error(Errc::kInvalid, "a weight of the review scheduler is not a number");
    }
  }
  if (!(parameters.retention > 0 && parameters.retention <= 1)) {
    throw Error(Errc::kInvalid, fmt::format("a retention of {}", parameters.retention), "",
                "it lies above 0 and not above 1");
  }
  parameters_.weights = clamp_weights(parameters.weights, parameters.relearning_minutes.size());
  // computeDecayFactor: decay = -w20, factor = e^(ln 0.9 / decay) - 1.
  decay_ = -parameters_.weights[20];
  factor_ = round8(std::exp(std::pow(decay_, -1) * std::log(0.9)) - 1.0);
  // calculate_interval_modifier: (retention^(1/decay) - 1) / factor.
  interval_modifier_ = round8((std::pow(parameters_.retention, 1 / decay_) - 1) / factor_);
}

double Fsrs::recall_after(double days, double stability) const {
  // forgetting_curve: R(t, S) = (1 + factor * t / S)^decay.
  return round8(std::pow(1 + factor_ * days / stability, decay_));
}

double Fsrs::recall(const Memory& memory, std::int64_t now) const {
  if (memory.phase == CardPhase::kNew) {
    return 0;
  }
  const std::int64_t days = std::max<std::int64_t>(0, now - memory.last) / kDaySeconds;
  return recall_after(static_cast<double>(days), memory.stability);
}

int Fsrs::interval(double stability) const {
  const double days = round_up_halves(stability * interval_modifier_);
  return static_cast<int>(clamp(days, 1, parameters_.most_days));
}

double Fsrs::first_difficulty(Grade grade) const {
  // init_difficulty: D0(G) = w4 - e^((G - 1) * w5) + 1.
  const FsrsWeights& w = parameters_.weights;
  return round8(w[4] - std::exp((number(grade) - 1) * w[5]) + 1);
}

double Fsrs::next_difficulty(double difficulty, Grade grade) const {
  // next_difficulty: D + linear_damping(-w6 * (G - 3), D), drawn towards D0(easy) by w7.
  const FsrsWeights& w = parameters_.weights;
  const double change = -w[6] * (number(grade) - 3);
  const double damped = difficulty + round8(change * (10 - difficulty) / 9);
  const double reverted = round8(w[7] * first_difficulty(Grade::kEasy) + (1 - w[7]) * damped);
  return clamp(reverted, 1, 10);
}

double Fsrs::stability_recalled(const State& state, double recall, Grade grade) const {
  // next_recall_stability: S * (1 + e^w8 * (11 - D) * S^-w9 * (e^((1 - R) * w10) - 1) * hard *
  // easy).
  const FsrsWeights& w = parameters_.weights;
  const double hard = grade == Grade::kHard ? w[15] : 1;
  const double easy = grade == Grade::kEasy ? w[16] : 1;
  const double grown =
      state.stability *
      (1 + std::exp(w[8]) * (11 - state.difficulty) * std::pow(state.stability, -w[9]) *
               (std::exp((1 - recall) * w[10]) - 1) * hard * easy);
  return round8(clamp(grown, kFsrsLeastStability, kFsrsMostStability));
}

double Fsrs::stability_forgotten(const State& state, double recall) const {
  // next_forget_stability: w11 * D^-w12 * ((S + 1)^w13 - 1) * e^((1 - R) * w14), and never more
  // than S / e^(w17 * w18).
  const FsrsWeights& w = parameters_.weights;
  const double left = w[11] * std::pow(state.difficulty, -w[12]) *
                      (std::pow(state.stability + 1, w[13]) - 1) * std::exp((1 - recall) * w[14]);
  const double most = round8(clamp(left, kFsrsLeastStability, kFsrsMostStability));
  return clamp(round8(state.stability / std::exp(w[17] * w[18])), kFsrsLeastStability, most);
}

double Fsrs::stability_same_day(double stability, Grade grade) const {
  // next_short_term_stability: S * S^-w19 * e^(w17 * (G - 3 + w18)), not falling from "hard" on.
  const FsrsWeights& w = parameters_.weights;
  const double growth = std::pow(stability, -w[19]) * std::exp(w[17] * (number(grade) - 3 + w[18]));
  const double kept = grade >= Grade::kHard ? std::max(growth, 1.0) : growth;
  return round8(clamp(stability * kept, kFsrsLeastStability, kFsrsMostStability));
}

Fsrs::State Fsrs::next_state(const Memory& memory, int days, Grade grade) const {
  if (memory.phase == CardPhase::kNew) {
    const double first = parameters_.weights[static_cast<std::size_t>(grade) - 1];
    return {std::max(first, kLeastFirstStability), clamp(first_difficulty(grade), 1, 10)};
  }
  const State before{memory.stability, memory.difficulty};
  const double difficulty = next_difficulty(before.difficulty, grade);
  if (days == 0) {
    return {stability_same_day(before.stability, grade), difficulty};
  }
  const double known = recall_after(days, before.stability);
  if (grade == Grade::kAgain) {
    return {stability_forgotten(before, known), difficulty};
  }
  return {stability_recalled(before, known, grade), difficulty};
}

void Fsrs::take_interval(Memory& after, int days, std::int64_t now) const {
  after.phase = CardPhase::kReview;
  after.step = 0;
  after.days = days;
  after.due = now + days * kDaySeconds;
}

void Fsrs::take_step(const Memory& before, Memory& after, Grade grade, std::int64_t now) const {
  const bool relearns =
      before.phase == CardPhase::kReview || before.phase == CardPhase::kRelearning;
  const Step step =
      step_after(relearns ? parameters_.relearning_minutes : parameters_.learning_minutes,
                 before.phase, before.step, grade);
  if (step.minutes <= 0) {
    take_interval(after, interval(after.stability), now);
    return;
  }
  after.step = step.next;
  after.days = step.minutes / kMinutesPerDay;
  after.due = now + std::int64_t{60} * step.minutes;
  if (step.minutes >= kMinutesPerDay) {
    after.phase = CardPhase::kReview;
  } else {
    after.phase = relearns ? CardPhase::kRelearning : CardPhase::kLearning;
  }
}

Memory Fsrs::next(const Memory& memory, Grade grade, std::int64_t now) const {
  const int days =
      memory.phase == CardPhase::kNew ? 0 : std::max(0, days_between(memory.last, now));
  Memory after = memory;
  const State state = next_state(memory, days, grade);
  after.stability = state.stability;
  after.difficulty = state.difficulty;
  after.last = now;
  ++after.reps;
  if (memory.phase != CardPhase::kReview) {
    take_step(memory, after, grade, now);
    return after;
  }
  if (grade == Grade::kAgain) {
    ++after.lapses;
    take_step(memory, after, grade, now);
    return after;
  }
  // basic_scheduler.ts, next_interval: hard <= good < easy, whatever the weights say.
  const int plain_good = interval(next_state(memory, days, Grade::kGood).stability);
  const int hard = std::min(interval(next_state(memory, days, Grade::kHard).stability), plain_good);
  const int good = std::max(plain_good, hard + 1);
  const int easy = std::max(interval(next_state(memory, days, Grade::kEasy).stability), good + 1);
  take_interval(after, grade == Grade::kHard ? hard : grade == Grade::kGood ? good : easy, now);
  return after;
}

}  // namespace assay::plan
