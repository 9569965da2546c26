#include "base/time.h"
#include "plan/review.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace assay::plan {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) {
  constexpr double kScale = 1e4;
  return std::round(value * kScale) / kScale;
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json instant(std::int64_t at) {
  return at == 0 ? Json(nullptr) : Json(format_instant(at));
}

Json card_json(const library::Card& card, const Fsrs& fsrs, std::int64_t now) {
  const Memory memory = memory_of(card);
  const bool fresh = memory.phase == CardPhase::kNew;
  Json out;
  out["id"] = format_card_id(card.id);
  out["work"] = card.text.work ? Json(format_work_id(*card.text.work)) : Json(nullptr);
  out["front"] = card.text.front;
  out["back"] = card.text.back;
  out["html"] = card.text.html;
  out["more"] = card.text.more;
  out["tags"] = card.text.tags;
  out["deck"] = card.text.deck;
  out["origin"] = card.text.origin;
  out["suspended"] = card.suspended;
  out["phase"] = phase_name(memory.phase);
  out["due"] = instant(memory.due);
  out["last"] = instant(memory.last);
  out["reps"] = memory.reps;
  out["lapses"] = memory.lapses;
  out["stability"] = fresh ? Json(nullptr) : Json(rounded(memory.stability));
  out["difficulty"] = fresh ? Json(nullptr) : Json(rounded(memory.difficulty));
  out["recall"] = fresh ? Json(nullptr) : Json(rounded(fsrs.recall(memory, now)));
  return out;
}

}  // namespace

std::string to_json(const library::Card& card, const Fsrs& fsrs, std::int64_t now) {
  return text_of(card_json(card, fsrs, now));
}

std::string to_json(const std::vector<library::Card>& cards, const Fsrs& fsrs, std::int64_t now) {
  Json list = Json::array();
  for (const library::Card& card : cards) {
    list.push_back(card_json(card, fsrs, now));
  }
  return text_of(Json{{"cards", list}});
}

std::string to_json(const DueView& view, const Fsrs& fsrs, std::int64_t now) {
  Json out;
  out["due"] = view.counts.due;
  out["new"] = view.counts.fresh;
  out["learning"] = view.counts.learning;
  out["review"] = view.counts.review;
  out["retention"] = view.retention;
  out["next"] = instant(view.next);
  out["cards"] = Json::array();
  for (const library::Card& card : view.cards) {
    Json one = card_json(card, fsrs, now);
    const std::array<std::int64_t, 4> intervals = next_intervals(fsrs, card, now);
    for (std::size_t i = 0; i < kGrades.size(); ++i) {
      one["intervals"][std::string(grade_name(kGrades[i]))] = intervals[i];
    }
    out["cards"].push_back(std::move(one));
  }
  return text_of(out);
}

std::string to_json(const Fit& fit) {
  const bool judged = fit.held_out > 0;
  Json out;
  out["predictions"] = fit.predictions;
  out["needed"] = kFitPredictions;
  out["held_out"] = fit.held_out;
  out["taken"] = fit.taken;
  out["log_loss"]["defaults"] = judged ? Json(rounded(fit.default_loss)) : Json(nullptr);
  out["log_loss"]["fitted"] = judged ? Json(rounded(fit.fitted_loss)) : Json(nullptr);
  out["weights"] = fit.weights;
  return text_of(out);
}

}  // namespace assay::plan
