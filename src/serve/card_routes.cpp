#include "base/error.h"
#include "base/files.h"
#include "ingest/finding.h"
#include "plan/card_changes.h"
#include "plan/card_exchange.h"
#include "plan/proposals.h"
#include "plan/review.h"
#include "serve/parameters.h"

#include <nlohmann/json.hpp>

namespace assay::serve {
namespace {

std::int64_t now() {
  return system_clock().now();
}

Response review_route(Call& call) {
  plan::DueView view = plan::due_cards(call.desk.library(), now());
  const std::size_t limit = call.request.query.number("limit", 0, 0, 10000);
  if (limit != 0 && view.cards.size() > limit) {
    view.cards.resize(limit);
  }
  return Response::json(
      plan::to_json(view, plan::Fsrs(plan::review_parameters(call.desk.library())), now()));
}

Response card_answer(Call& call, const library::Card& card) {
  return Response::json(
      plan::to_json(card, plan::Fsrs(plan::review_parameters(call.desk.library())), now()));
}

Response grade_route(Call& call) {
  const std::string given = text_member(call.json(), "grade");
  const std::optional<plan::Grade> grade = plan::parse_grade(given);
  if (!grade) {
    throw Error(Errc::kUsage, "not a grade: " + given, "grade", "again, hard, good or easy");
  }
  library::Card card = plan::require_card(call.desk.library(), call.names.at(0));
  call.desk.write([&](library::Library& library) {
    card = plan::grade_card(library, card.id, *grade, now(), false);
  });
  return card_answer(call, card);
}

/// Whichever card it was of.
Response undo_last_route(Call& call) {
  library::Card card;
  call.desk.write(
      [&](library::Library& library) { card = plan::undo_review(library, std::nullopt, now()); });
  return card_answer(call, card);
}

/// {"retention":0.9}
Response retention_route(Call& call) {
  const nlohmann::json body = call.json();
  const auto retention = body.find("retention");
  if (retention == body.end() || !retention->is_number()) {
    throw Error(Errc::kUsage, "\"retention\" is to be a number", "the body", "from 0.7 to 0.99");
  }
  const auto wanted = retention->get<double>();
  std::size_t due = 0;
  call.desk.write([&](library::Library& library) {
    plan::set_retention(library, wanted, now());
    due = plan::due_cards(library, now()).counts.due;
  });
  return Response::json(nlohmann::ordered_json{{"retention", wanted}, {"due", due}}.dump());
}

Response undo_grade_route(Call& call) {
  library::Card card = plan::require_card(call.desk.library(), call.names.at(0));
  call.desk.write(
      [&](library::Library& library) { card = plan::undo_review(library, card.id, now()); });
  return card_answer(call, card);
}

Response cards_route(Call& call) {
  std::optional<WorkId> work;
  if (call.request.query.has("work")) {
    work = work_of(call, call.request.query.get("work"));
  }
  return Response::json(plan::to_json(library::cards(call.desk.library(), work),
                                      plan::Fsrs(plan::review_parameters(call.desk.library())),
                                      now()));
}

Response proposals_route(Call& call) {
  return Response::json(plan::to_json(plan::propose_cards(
      call.desk.library(), identify::default_claim_reader(), work_of(call, call.names.at(0)))));
}

/// {"accept":"1,3"}
Response accept_route(Call& call) {
  const WorkId work = work_of(call, call.names.at(0));
  const std::vector<plan::Proposal> proposals =
      plan::propose_cards(call.desk.library(), identify::default_claim_reader(), work);
  const std::vector<std::size_t> chosen =
      plan::parse_choice(text_member(call.json(), "accept"), proposals.size());
  std::vector<library::Card> cards;
  call.desk.write([&](library::Library& library) {
    cards = plan::accept_proposals(library, proposals, chosen, now());
  });
  return Response::json(
      plan::to_json(cards, plan::Fsrs(plan::review_parameters(call.desk.library())), now()), 201);
}

/// Members that are there go into the card's text.
void fill(library::CardText& text, const nlohmann::json& body) {
  for (const auto& [name, side] :
       {std::pair{"front", &text.front}, {"back", &text.back}, {"deck", &text.deck}}) {
    if (body.contains(name)) {
      *side = text_member(body, name);
    }
  }
  if (body.contains("tags")) {
    text.tags = list_member(body, "tags");
  }
}

/// {"work":"w12","front":"…","back":"…","deck":"…","tags":[…]}
Response add_card_route(Call& call) {
  const nlohmann::json body = call.json();
  library::CardText text;
  if (const std::string work = word_member(body, "work"); !work.empty()) {
    text.work = work_of(call, work);
  }
  fill(text, body);
  library::Card card;
  call.desk.write([&](library::Library& library) { card = plan::add_card(library, text, now()); });
  Response response = card_answer(call, card);
  response.status = 201;
  return response;
}

Response card_route(Call& call) {
  return card_answer(call, plan::require_card(call.desk.library(), call.names.at(0)));
}

Response change_card_route(Call& call) {
  library::Card card = plan::require_card(call.desk.library(), call.names.at(0));
  fill(card.text, call.json());
  call.desk.write([&](library::Library& library) {
    card = plan::change_card(library, card.id, card.text, now());
  });
  return card_answer(call, card);
}

Handler suspend_route(bool suspended) {
  return [suspended](Call& call) {
    library::Card card = plan::require_card(call.desk.library(), call.names.at(0));
    call.desk.write([&](library::Library& library) {
      card = plan::suspend_card(library, card.id, suspended, now());
    });
    return card_answer(call, card);
  };
}

Response remove_card_route(Call& call) {
  const library::Card card = plan::require_card(call.desk.library(), call.names.at(0));
  call.desk.write([&](library::Library& library) { plan::remove_card(library, card.id, now()); });
  return Response::json(nlohmann::json{{"removed", {plan::format_card_id(card.id)}}}.dump());
}

/// All cards as a text file for Anki.
Response export_route(Call& call) {
  return Response::text("text/plain; charset=utf-8", plan::export_cards(call.desk.library()));
}

/// The body: a text file of Anki's.
Response import_route(Call& call) {
  constexpr std::size_t kMostAnki = std::size_t{64} << 20;
  if (call.request.file.empty()) {
    throw Error(Errc::kUsage, "there is no file", "the body", "send the file as the body");
  }
  const std::string bytes = read_file(call.request.file, kMostAnki);
  plan::CardImport report;
  call.desk.write(
      [&](library::Library& library) { report = plan::import_cards(library, bytes, now()); });
  return Response::json(plan::to_json(report));
}

/// {"reset":true}: back to the published weights, in place of a fit.
Response fit_route(Call& call) {
  const bool reset = flag_member(call.json(), "reset");
  plan::Fit fit;
  call.desk.write([&](library::Library& library) {
    if (reset) {
      plan::reset_weights(library, now());
    } else {
      fit = plan::fit_reviews(library, now());
    }
  });
  return Response::json(plan::to_json(fit));
}

}  // namespace

void add_card_routes(Router& router) {
  router.get("/api/v1/review", review_route);
  router.put("/api/v1/review", retention_route);
  router.post("/api/v1/review/undo", undo_last_route);
  router.post("/api/v1/review/fit", fit_route);
  router.get("/api/v1/cards", cards_route);
  router.get("/api/v1/cards.txt", export_route);
  router.post("/api/v1/card-imports", import_route);
  router.post("/api/v1/cards/{card}/grade", grade_route);
  router.post("/api/v1/cards/{card}/undo", undo_grade_route);
  router.get("/api/v1/works/{id}/proposals", proposals_route);
  router.post("/api/v1/works/{id}/proposals", accept_route);
  router.post("/api/v1/cards", add_card_route);
  router.get("/api/v1/cards/{card}", card_route);
  router.put("/api/v1/cards/{card}", change_card_route);
  router.remove("/api/v1/cards/{card}", remove_card_route);
  router.post("/api/v1/cards/{card}/suspend", suspend_route(true));
  router.post("/api/v1/cards/{card}/resume", suspend_route(false));
}

}  // namespace assay::serve
