#include "base/time.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/review_session.h"
#include "plan/review.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

struct ReviewArguments {
  ReviewOptions session;
  std::optional<double> retention;
  std::string card;
  std::string grade;
  bool reset = false;
};

void print_card(const Context& context, library::Library& library, const library::Card& card,
                const std::string& said) {
  const std::int64_t now = system_clock().now();
  if (context.json) {
    Context::print_json(plan::to_json(card, plan::Fsrs(plan::review_parameters(library)), now));
    return;
  }
  Context::print(fmt::format("{} {}, due in {}\n", said, plan::format_card_id(card.id),
                             plan::interval_words(card.state.due - now)));
}

int set_retention(const Context& context, double retention) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  plan::set_retention(*library, retention, system_clock().now());
  const plan::DueView view = plan::due_cards(*library, system_clock().now());
  if (context.json) {
    Context::print_json(fmt::format(R"({{"retention":{},"due":{}}})", retention, view.counts.due));
  } else {
    Context::print(fmt::format("cards come when {:.0f} % of them are still known; {} due now\n",
                               100 * retention, view.counts.due));
  }
  return 0;
}

int run_review(const Context& context, const ReviewArguments& arguments) {
  if (arguments.retention) {
    return set_retention(context, *arguments.retention);
  }
  if (!context.json) {
    return run_review_session(context, arguments.session);
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  const std::int64_t now = system_clock().now();
  plan::DueView view = plan::due_cards(*library, now);
  if (arguments.session.limit != 0 && view.cards.size() > arguments.session.limit) {
    view.cards.resize(arguments.session.limit);
  }
  Context::print_json(plan::to_json(view, plan::Fsrs(plan::review_parameters(*library)), now));
  return 0;
}

int run_grade(const Context& context, const ReviewArguments& arguments) {
  const std::optional<plan::Grade> grade = plan::parse_grade(arguments.grade);
  if (!grade) {
    throw Error(Errc::kUsage, "not a grade: " + arguments.grade, "",
                "give 1 again, 2 hard, 3 good or 4 easy");
  }
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const library::Card card = plan::require_card(*library, arguments.card);
  print_card(context, *library,
             plan::grade_card(*library, card.id, *grade, system_clock().now(),
                              arguments.session.trust_clock),
             std::string(plan::grade_name(*grade)));
  return 0;
}

int run_undo(const Context& context, const ReviewArguments& arguments) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  std::optional<std::int64_t> card;
  if (!arguments.card.empty()) {
    card = plan::require_card(*library, arguments.card).id;
  }
  print_card(context, *library, plan::undo_review(*library, card, system_clock().now()),
             "taken back: the last answer to");
  return 0;
}

std::string fit_text(const plan::Fit& fit) {
  if (fit.predictions < plan::kFitPredictions) {
    return fmt::format(
        "{} of {} answers on a later date than the one before are there: the published\n"
        "weights stay until then.\n",
        fit.predictions, plan::kFitPredictions);
  }
  return fmt::format(
      "log loss on the last {} of {} answers, which were held out:\n"
      "  published weights  {:.4f}\n"
      "  fitted to you      {:.4f}\n"
      "{}\n",
      fit.held_out, fit.predictions, fit.default_loss, fit.fitted_loss,
      fit.taken ? "The fitted weights are in use; all cards have new dates."
                : "The fitted ones are no better, so nothing was changed.");
}

int run_fit(const Context& context, const ReviewArguments& arguments) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const std::int64_t now = system_clock().now();
  if (arguments.reset) {
    plan::reset_weights(*library, now);
    if (context.json) {
      Context::print_json(plan::to_json(plan::Fit{}));
    } else {
      Context::print("back to the published weights\n");
    }
    return 0;
  }
  const plan::Fit fit = plan::fit_reviews(*library, now);
  if (context.json) {
    Context::print_json(plan::to_json(fit));
  } else {
    Context::print(fit_text(fit));
  }
  return 0;
}

}  // namespace

void add_review(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<ReviewArguments>();
  CLI::App* command = app.add_subcommand("review", "Answer the cards that are due");
  command->require_subcommand(0, 1);
  command->footer(
      "Keys: space or Enter shows the answer; 1 again, 2 hard, 3 good, 4 easy;\n"
      "u undoes the last, q quits. Without a terminal a line is read for each.");
  command->add_option("--limit", arguments->session.limit, "Stop after so many answers")
      ->check(CLI::Range(std::size_t{0}, kMostCount).description(""));
  command->add_option("--retention", arguments->retention,
                      "How sure to know a card when due: 0.7 to 0.99");
  command->add_flag("--trust-clock", arguments->session.trust_clock,
                    "Keep answers although the clock was set back");
  command->callback([&context, command, arguments] {
    if (!command->get_subcommands().empty()) {
      return;  // that one has said what to run
    }
    context.run = [&context, arguments] { return run_review(context, *arguments); };
  });
  CLI::App* grade = command->add_subcommand("grade", "Answer one card without being asked");
  grade->add_option("CARD", arguments->card, "Such as c12")->required();
  grade->add_option("GRADE", arguments->grade, "1 again, 2 hard, 3 good, 4 easy")->required();
  grade->add_flag("--trust-clock", arguments->session.trust_clock,
                  "Keep the answer although the clock was set back");
  grade->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_grade(context, *arguments); };
  });
  CLI::App* undo = command->add_subcommand("undo", "Take back the last answer");
  undo->add_option("CARD", arguments->card, "The last one to this card");
  undo->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_undo(context, *arguments); };
  });
  CLI::App* fit = command->add_subcommand("fit", "Fit the scheduler's weights to your answers");
  fit->add_flag("--reset", arguments->reset, "Back to the published weights");
  fit->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_fit(context, *arguments); };
  });
}

}  // namespace assay::cli
