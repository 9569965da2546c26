#include "plan/review.h"

#include "base/error.h"
#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "base/words.h"
#include "library/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace assay::plan {
namespace {

constexpr std::string_view kRetentionKey = "review.retention";
constexpr std::string_view kWeightsKey = "review.weights";

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

Error damaged_setting(std::string_view key) {
  return {Errc::kCorrupt, fmt::format("the setting {} is damaged", key), "",
          "`assay review fit --reset` and `assay review --retention 0.9` write it again"};
}

FsrsWeights parse_weights(const std::string& text) {
  FsrsWeights weights{};
  const std::vector<std::string_view> pieces = split(text, ' ');
  if (pieces.size() != weights.size()) {
    throw damaged_setting(kWeightsKey);
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::optional<double> weight = parse_number(pieces[i]);
    if (!weight) {
      throw damaged_setting(kWeightsKey);
    }
    weights[i] = *weight;
  }
  return weights;
}

library::CardState state_of(const Memory& memory) {
  return {static_cast<int>(memory.phase),
          memory.step,
          memory.stability,
          memory.difficulty,
          memory.due,
          memory.last,
          memory.days,
          memory.reps,
          memory.lapses};
}

/// Derives one card and gives it back.
library::Card derive_card(library::Library& library, const Fsrs& fsrs, std::int64_t id) {
  const library::Card before = library::find_card(library, id).value();
  library::set_card_state(library, id,
                          state_of(replay(fsrs, library::reviews(library, id), before.made)));
  return library::find_card(library, id).value();
}

void require_forward_clock(library::Library& library, std::int64_t now) {
  const std::int64_t latest = library::latest_review(library);
  if (now + kClockTolerance < latest) {
    throw Error(Errc::kInvalid,
                fmt::format("the clock was set back: it shows {}, but an answer was kept at {}",
                            format_instant(now), format_instant(latest)),
                "",
                "nothing was changed; set the clock right, or say --trust-clock if it is right "
                "now");
  }
}

/// Steps first, then reviews, then new cards.
int rank(const library::Card& card) {
  switch (static_cast<CardPhase>(card.state.phase)) {
    case CardPhase::kLearning:
    case CardPhase::kRelearning:
      return 0;
    case CardPhase::kReview:
      return 1;
    case CardPhase::kNew:
      break;
  }
  return 2;
}

/// Runs `change` in a transaction that no work depends on.
template <typename Change>
auto aside(library::Library& library, const Change& change) {
  library.begin();
  try {
    auto result = change();
    library.commit_aside();
    return result;
  } catch (...) {
    library.rollback();
    throw;
  }
}

/// Cards whose row says something else than their log, with what the log says.
std::vector<std::pair<std::int64_t, library::CardState>> stale_states(library::Library& library) {
  const Fsrs fsrs(review_parameters(library));
  std::map<std::int64_t, std::vector<library::Review>> logs;
  for (const library::Review& review : library::reviews(library)) {
    logs[review.card].push_back(review);
  }
  std::vector<std::pair<std::int64_t, library::CardState>> out;
  for (const library::Card& card : library::cards(library)) {
    const library::CardState state = state_of(replay(fsrs, logs[card.id], card.made));
    if (!(state == card.state)) {
      out.emplace_back(card.id, state);
    }
  }
  return out;
}

std::size_t derive_all(library::Library& library) {
  const auto stale = stale_states(library);
  for (const auto& [card, state] : stale) {
    library::set_card_state(library, card, state);
  }
  return stale.size();
}

}  // namespace

FsrsParameters review_parameters(library::Library& library) {
  FsrsParameters parameters;
  if (const std::string text = library::setting(library, kRetentionKey); !text.empty()) {
    const std::optional<double> retention = parse_number(text);
    if (!retention || *retention < kLeastRetention || *retention > kMostRetention) {
      throw damaged_setting(kRetentionKey);
    }
    parameters.retention = *retention;
  }
  if (const std::string text = library::setting(library, kWeightsKey); !text.empty()) {
    parameters.weights = parse_weights(text);
  }
  return parameters;
}

std::optional<std::int64_t> parse_card_id(std::string_view text) noexcept {
  if (!text.empty() && text[0] == 'c') {
    text.remove_prefix(1);
  }
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0) {
    return std::nullopt;
  }
  return id;
}

std::string format_card_id(std::int64_t id) {
  return fmt::format("c{}", id);
}

library::Card require_card(library::Library& library, std::string_view text) {
  const std::optional<std::int64_t> id = parse_card_id(text);
  if (!id) {
    throw Error(Errc::kUsage, fmt::format("not a card: {}", text), "",
                "name it as `assay card list` does, such as c12");
  }
  std::optional<library::Card> card = library::find_card(library, *id);
  if (!card || card->removed) {
    throw Error(Errc::kNotFound,
                fmt::format("{} card {}", card ? "you removed" : "no such", format_card_id(*id)),
                "", "`assay card list` shows them");
  }
  return *card;
}

Memory memory_of(const library::Card& card) {
  const library::CardState& state = card.state;
  return {static_cast<CardPhase>(state.phase),
          state.step,
          state.stability,
          state.difficulty,
          state.due,
          state.last,
          state.days,
          state.reps,
          state.lapses};
}

Memory replay(const Fsrs& fsrs, const std::vector<library::Review>& log, std::int64_t made) {
  Memory memory;
  memory.due = made;
  for (const library::Review& review : log) {
    memory = fsrs.next(memory, static_cast<Grade>(review.grade), review.at);
  }
  return memory;
}

DueView due_cards(library::Library& library, std::int64_t now) {
  DueView view;
  view.retention = review_parameters(library).retention;
  for (library::Card& card : library::cards_due(library, now + kLearnAhead)) {
    if (card.state.due > now && rank(card) != 0) {
      continue;
    }
    if (card.state.due <= now) {
      ++view.counts.due;
      ++(rank(card) == 0   ? view.counts.learning
         : rank(card) == 1 ? view.counts.review
                           : view.counts.fresh);
    }
    view.cards.push_back(std::move(card));
  }
  const auto order = [&](const library::Card& card) {
    return card.state.due > now ? 3 : rank(card);
  };
  std::stable_sort(
      view.cards.begin(), view.cards.end(),
      [&](const library::Card& a, const library::Card& b) { return order(a) < order(b); });
  for (const library::Card& card : library::cards(library)) {
    if (!card.suspended && card.state.due > now && (view.next == 0 || card.state.due < view.next)) {
      view.next = card.state.due;
    }
  }
  return view;
}

std::array<std::int64_t, 4> next_intervals(const Fsrs& fsrs, const library::Card& card,
                                           std::int64_t now) {
  std::array<std::int64_t, 4> out{};
  for (std::size_t i = 0; i < kGrades.size(); ++i) {
    out[i] = fsrs.next(memory_of(card), kGrades[i], now).due - now;
  }
  return out;
}

std::string interval_words(std::int64_t seconds) {
  if (seconds < 3600) {
    return fmt::format("{} min", std::max<std::int64_t>(0, seconds) / 60);
  }
  if (seconds < kDaySeconds) {
    return fmt::format("{} h", seconds / 3600);
  }
  const std::int64_t days = seconds / kDaySeconds;
  if (days < 60) {
    return counted(static_cast<std::uint64_t>(days), "day");
  }
  if (days < 365) {
    return fmt::format("{:.1f} months", static_cast<double>(days) / 30.4375);
  }
  return fmt::format("{:.1f} years", static_cast<double>(days) / 365.25);
}

library::Card grade_card(library::Library& library, std::int64_t card, Grade grade,
                         std::int64_t now, bool trust_clock) {
  const Fsrs fsrs(review_parameters(library));
  if (!trust_clock) {
    require_forward_clock(library, now);
  }
  return aside(library, [&] {
    library::append_review(library, card, now, static_cast<int>(grade));
    return derive_card(library, fsrs, card);
  });
}

library::Card undo_review(library::Library& library, std::optional<std::int64_t> card,
                          std::int64_t now) {
  const Fsrs fsrs(review_parameters(library));
  const std::vector<library::Review> log = library::reviews(library, card);
  if (log.empty()) {
    throw Error(Errc::kNotFound, "there is no answer to take back");
  }
  const std::int64_t id = log.back().card;
  return aside(library, [&] {
    library::take_back_review(library, id, now);
    return derive_card(library, fsrs, id);
  });
}

std::size_t count_stale_cards(library::Library& library) {
  return stale_states(library).size();
}

std::size_t derive_cards(library::Library& library) {
  return aside(library, [&] { return derive_all(library); });
}

void set_retention(library::Library& library, double retention, std::int64_t now) {
  if (!(retention >= kLeastRetention && retention <= kMostRetention)) {
    throw Error(
        Errc::kUsage, fmt::format("a retention of {}", retention), "",
        fmt::format("it lies between {} and {}; 0.9 is usual", kLeastRetention, kMostRetention));
  }
  aside(library, [&] {
    library::set_setting(library, kRetentionKey, fmt::format("{}", retention));
    library::record_event(library, "review-retention", std::nullopt, fmt::format("{}", retention),
                          now);
    return derive_all(library);
  });
}

Fit fit_reviews(library::Library& library, std::int64_t now) {
  std::map<std::int64_t, History> histories;
  for (const library::Review& review : library::reviews(library)) {
    histories[review.card].push_back({review.at, static_cast<Grade>(review.grade)});
  }
  std::vector<History> answers;
  answers.reserve(histories.size());
  for (auto& [card, history] : histories) {
    answers.push_back(std::move(history));
  }
  const Fit fit = fit_weights(answers);
  aside(library, [&] {
    if (fit.taken) {
      library::set_setting(library, kWeightsKey, fmt::format("{}", fmt::join(fit.weights, " ")));
      library::record_event(library, "review-fit", std::nullopt,
                            fmt::format("{} predictions, log loss {:.4f} instead of {:.4f}",
                                        fit.predictions, fit.fitted_loss, fit.default_loss),
                            now);
    }
    return derive_all(library);
  });
  return fit;
}

void reset_weights(library::Library& library, std::int64_t now) {
  aside(library, [&] {
    library::set_setting(library, kWeightsKey, "");
    library::record_event(library, "review-fit", std::nullopt, "back to the published weights",
                          now);
    return derive_all(library);
  });
}

}  // namespace assay::plan
