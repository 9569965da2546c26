#pragma once
/// FSRS-6, the scheduler of review cards: what a memory is after each answer, and when it is asked
/// for next. Source: ts-fsrs 5.4.2 (open-spaced-repetition, MIT), files algorithm.ts and
/// impl/basic_scheduler.ts with its default parameters; the formulas stand beside the code in
/// fsrs.cpp, rounding to eight decimals included, since the reference rounds after every step.
/// Fuzz is off: the same log always gives the same dates. tests/plan/fsrs_reference compares ten
/// thousand random histories. Threads: pure functions, plain values.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

inline constexpr std::size_t kFsrsWeights = 21;
using FsrsWeights = std::array<double, kFsrsWeights>;

/// The weights that FSRS-6 publishes (constant.ts, default_w).
inline constexpr FsrsWeights kFsrsDefaults = {
    0.212,  1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001,  1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542};

inline constexpr double kFsrsLeastStability = 0.001;
inline constexpr double kFsrsMostStability = 36500;
inline constexpr double kDefaultRetention = 0.9;
inline constexpr double kLeastRetention = 0.7;
inline constexpr double kMostRetention = 0.99;

/// How well an answer came.
enum class Grade : std::uint8_t { kAgain = 1, kHard = 2, kGood = 3, kEasy = 4 };
inline constexpr std::array<Grade, 4> kGrades = {Grade::kAgain, Grade::kHard, Grade::kGood,
                                                 Grade::kEasy};
/// "again", "hard", "good", "easy".
std::string_view grade_name(Grade grade) noexcept;
/// From 1..4 or the name; nullopt for anything else.
std::optional<Grade> parse_grade(std::string_view text) noexcept;

/// Where a card stands. The numbers are the reference's and are stored.
enum class CardPhase : std::uint8_t { kNew = 0, kLearning = 1, kReview = 2, kRelearning = 3 };
/// "new", "learning", "review", "relearning".
std::string_view phase_name(CardPhase phase) noexcept;

struct FsrsParameters {
  FsrsWeights weights = kFsrsDefaults;
  double retention = kDefaultRetention;  ///< In (0, 1]: how likely a card is known when it is due.
  int most_days = 36500;
  std::vector<int> learning_minutes = {1, 10};  ///< Steps of a new card.
  std::vector<int> relearning_minutes = {10};   ///< Steps of a card that was forgotten.
};

/// A card's memory. All of it follows from the log of answers.
struct Memory {
  CardPhase phase = CardPhase::kNew;
  int step = 0;           ///< Place among the (re)learning steps.
  double stability = 0;   ///< Days until recall falls to 90 %; 0 for a new card.
  double difficulty = 0;  ///< 1..10; 0 for a new card.
  std::int64_t due = 0;   ///< Seconds since 1970 UTC.
  std::int64_t last = 0;  ///< When it was last answered; 0 never.
  int days = 0;           ///< From the last answer to `due`; 0 within the steps.
  int reps = 0;
  int lapses = 0;
  bool operator==(const Memory&) const = default;
};

/// The weights moved into the ranges that the model allows (constant.ts, CLAMP_PARAMETERS; the
/// ceiling of weights 17 and 18 falls with the number of relearning steps).
FsrsWeights clamp_weights(const FsrsWeights& weights, std::size_t relearning_steps);

/// A scheduler with its parameters worked out.
class Fsrs {
 public:
  /// Weights are clamped. Throws kInvalid for a weight that is no number or a retention outside
  /// (0, 1].
  explicit Fsrs(const FsrsParameters& parameters = {});

  /// The memory after an answer at `now` (seconds since 1970 UTC). Days are counted between UTC
  /// dates. Where the clock has run backwards (`now` before `memory.last`) no time is taken to have
  /// passed; the reference throws there.
  [[nodiscard]] Memory next(const Memory& memory, Grade grade, std::int64_t now) const;
  /// Chance that the card is known at `now`, 0..1; 0 for a new card. Days are whole ones since the
  /// last answer.
  [[nodiscard]] double recall(const Memory& memory, std::int64_t now) const;
  /// Chance that a memory of this stability is known after so many days.
  [[nodiscard]] double recall_after(double days, double stability) const;
  /// Days until a memory of this stability falls to the retention asked for: 1..most_days.
  [[nodiscard]] int interval(double stability) const;
  [[nodiscard]] const FsrsParameters& parameters() const noexcept { return parameters_; }

 private:
  struct State {
    double stability;
    double difficulty;
  };
  [[nodiscard]] State next_state(const Memory& memory, int days, Grade grade) const;
  [[nodiscard]] double first_difficulty(Grade grade) const;
  [[nodiscard]] double next_difficulty(double difficulty, Grade grade) const;
  [[nodiscard]] double stability_recalled(const State& state, double recall, Grade grade) const;
  [[nodiscard]] double stability_forgotten(const State& state, double recall) const;
  [[nodiscard]] double stability_same_day(double stability, Grade grade) const;
  void take_step(const Memory& before, Memory& after, Grade grade, std::int64_t now) const;
  void take_interval(Memory& after, int days, std::int64_t now) const;

  FsrsParameters parameters_;
  double decay_ = 0;
  double factor_ = 0;
  double interval_modifier_ = 0;
};

/// Whole UTC dates from one instant to another; negative when `to` is earlier.
int days_between(std::int64_t from, std::int64_t to) noexcept;

}  // namespace assay::plan
