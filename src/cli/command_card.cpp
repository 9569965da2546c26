#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/editor.h"
#include "ingest/finding.h"
#include "plan/card_changes.h"
#include "plan/card_exchange.h"
#include "plan/proposals.h"
#include "plan/review.h"

#include <fmt/format.h>

#include <tuple>

namespace assay::cli {
namespace {

constexpr const char* kEditorHint = "say it with --front and --back, or set EDITOR";
constexpr std::string_view kDivider = "---";

struct CardArguments {
  std::string id;
  std::optional<std::string> front;
  std::optional<std::string> back;
  std::optional<std::string> deck;
  std::vector<std::string> tags;
  std::string accept;
  bool off = false;
};

/// The two sides in a file for the editor, and back.
std::string as_document(const std::string& front, const std::string& back) {
  return front + "\n" + std::string(kDivider) + "\n" + back + "\n";
}

std::pair<std::string, std::string> sides_of(const std::string& document) {
  std::string front;
  std::string back;
  bool divided = false;
  for (const std::string_view line : split(document, '\n')) {
    if (!divided && trim(line) == kDivider) {
      divided = true;
      continue;
    }
    (divided ? back : front).append(line).append("\n");
  }
  return {std::string(trim(front)), std::string(trim(back))};
}

/// Puts what was said, or written in the editor, into a card's text.
void fill(library::CardText& text, const CardArguments& arguments) {
  if (!arguments.front && !arguments.back && !arguments.deck && arguments.tags.empty()) {
    std::tie(text.front, text.back) =
        sides_of(edit_text(as_document(text.front, text.back), "card.md", kEditorHint));
  }
  text.front = arguments.front.value_or(text.front);
  text.back = arguments.back.value_or(text.back);
  text.deck = arguments.deck.value_or(text.deck);
  if (!arguments.tags.empty()) {
    text.tags = arguments.tags;
  }
  plan::check_card_text(text);
}

std::string card_line(const library::Card& card, std::int64_t now) {
  const bool fresh = card.state.phase == 0;
  const std::string when = card.suspended          ? "suspended"
                           : fresh                 ? "new"
                           : card.state.due <= now ? "due"
                                                   : format_instant(card.state.due).substr(0, 10);
  return fmt::format(
      "{:>5}  {:<10}  {}\n", plan::format_card_id(card.id), when,
      ellipsize(printable(collapse_spaces(plan::side_text(card.text, card.text.front))), 60));
}

std::string card_text(const library::Card& card, const plan::Fsrs& fsrs, const Style& style,
                      std::int64_t now) {
  const std::size_t columns = text_columns();
  const plan::Memory memory = plan::memory_of(card);
  const auto side = [&](const std::string& text) {
    std::string out;
    const std::string shown = plan::side_text(card.text, text);
    for (const std::string_view line : split(shown, '\n')) {
      out += line.empty() ? std::string("\n") : paragraph(printable(line), 2, columns);
    }
    return out;
  };
  std::string out =
      style.bold(plan::format_card_id(card.id)) + "  " +
      style.quiet(
          dotted({std::string(plan::phase_name(memory.phase)), card.suspended ? "suspended" : "",
                  card.text.work ? format_work_id(*card.text.work) : "", printable(card.text.deck),
                  printable(join(card.text.tags, " "))})) +
      "\n\n" + side(card.text.front) + "\n" + side(card.text.back);
  for (const std::string& more : card.text.more) {
    out += "\n" + side(more);
  }
  if (memory.phase != plan::CardPhase::kNew) {
    out += "\n" + paragraph(fmt::format("due {} · recall now {:.0f} % · stability {:.1f} days · "
                                        "difficulty {:.1f} of 10 · {} answers, {} forgotten",
                                        format_instant(memory.due).substr(0, 10),
                                        100 * fsrs.recall(memory, now), memory.stability,
                                        memory.difficulty, memory.reps, memory.lapses),
                            2, columns);
  }
  return out;
}

void print_card(const Context& context, library::Library& library, const library::Card& card,
                const std::string& said) {
  const plan::Fsrs fsrs(plan::review_parameters(library));
  const std::int64_t now = system_clock().now();
  if (context.json) {
    Context::print_json(plan::to_json(card, fsrs, now));
  } else {
    Context::print(said.empty() ? card_text(card, fsrs, context.style(), now)
                                : said + card_line(card, now));
  }
}

int run_add(const Context& context, const CardArguments& arguments) {
  library::CardText text;
  {
    const std::unique_ptr<library::Library> reading =
        context.open_library(library::Library::Mode::kRead);
    if (!arguments.id.empty()) {
      text.work = ingest::require_work(*reading, arguments.id);  // before anything is typed
    }
  }
  fill(text, arguments);
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  print_card(context, *library, plan::add_card(*library, text, system_clock().now()), "kept\n");
  return 0;
}

int run_edit(const Context& context, const CardArguments& arguments) {
  library::CardText text;
  std::int64_t id = 0;
  {
    const std::unique_ptr<library::Library> reading =
        context.open_library(library::Library::Mode::kRead);
    const library::Card card = plan::require_card(*reading, arguments.id);
    text = card.text;
    id = card.id;
  }
  fill(text, arguments);
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  print_card(context, *library, plan::change_card(*library, id, text, system_clock().now()),
             "changed\n");
  return 0;
}

int run_suspend(const Context& context, const CardArguments& arguments) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const library::Card card = plan::require_card(*library, arguments.id);
  print_card(context, *library,
             plan::suspend_card(*library, card.id, !arguments.off, system_clock().now()),
             arguments.off ? "asked for again\n" : "not asked for until `--off`\n");
  return 0;
}

int run_remove(const Context& context, const CardArguments& arguments) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const library::Card card = plan::require_card(*library, arguments.id);
  plan::remove_card(*library, card.id, system_clock().now());
  print_card(context, *library, card, "removed; its answers stay in the log\n");
  return 0;
}

int run_list(const Context& context, const CardArguments& arguments) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  std::optional<WorkId> work;
  if (!arguments.id.empty()) {
    work = ingest::require_work(*library, arguments.id);
  }
  const std::vector<library::Card> cards = library::cards(*library, work);
  const std::int64_t now = system_clock().now();
  if (context.json) {
    Context::print_json(plan::to_json(cards, plan::Fsrs(plan::review_parameters(*library)), now));
    return 0;
  }
  std::string out;
  for (const library::Card& card : cards) {
    out += card_line(card, now);
  }
  Context::print(out.empty() ? "no cards yet: `assay card add` or `assay card propose ID`\n" : out);
  return 0;
}

int run_show(const Context& context, const CardArguments& arguments) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  print_card(context, *library, plan::require_card(*library, arguments.id), "");
  return 0;
}

std::string proposals_text(const std::vector<plan::Proposal>& proposals, const Style& style) {
  const std::size_t columns = text_columns();
  if (proposals.empty()) {
    return "Nothing to propose: the work claims nothing in numbers, and no note of\n"
           "yours has text under a heading.\n";
  }
  std::string out;
  for (const plan::Proposal& proposal : proposals) {
    const std::string front = collapse_spaces(proposal.text.front);
    out += fmt::format("{:>3}  {}", proposal.n, proposal.kept ? style.quiet("(kept) ") : "") +
           paragraph(printable(front), 5, columns).substr(5) +
           style.accent(paragraph(printable(ellipsize(collapse_spaces(proposal.text.back), 300)), 7,
                                  columns));
  }
  return out + "\nKeep some with --accept 1,3 or --accept all.\n";
}

int run_propose(const Context& context, const CardArguments& arguments) {
  const bool accepts = !arguments.accept.empty();
  const std::unique_ptr<library::Library> reading =
      context.open_library(library::Library::Mode::kRead);
  const WorkId work = ingest::require_work(*reading, arguments.id);
  const std::vector<plan::Proposal> proposals =
      plan::propose_cards(*reading, identify::default_claim_reader(), work);
  if (!accepts) {
    if (context.json) {
      Context::print_json(plan::to_json(proposals));
    } else {
      Context::print(proposals_text(proposals, context.style()));
    }
    return 0;
  }
  const std::vector<std::size_t> chosen = plan::parse_choice(arguments.accept, proposals.size());
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const std::int64_t now = system_clock().now();
  const std::vector<library::Card> cards = plan::accept_proposals(*library, proposals, chosen, now);
  if (context.json) {
    Context::print_json(plan::to_json(cards, plan::Fsrs(plan::review_parameters(*library)), now));
    return 0;
  }
  std::string out = fmt::format("{} of {} kept\n", cards.size(), chosen.size());
  for (const library::Card& card : cards) {
    out += card_line(card, now);
  }
  Context::print(out);
  return 0;
}

using Run = int (*)(const Context&, const CardArguments&);

CLI::App* add_one(CLI::App& command, Context& context,
                  const std::shared_ptr<CardArguments>& arguments, const char* name,
                  const char* help, Run run) {
  CLI::App* one = command.add_subcommand(name, help);
  one->callback([&context, arguments, run] {
    context.run = [&context, arguments, run] { return run(context, *arguments); };
  });
  return one;
}

void add_text_options(CLI::App& command, const std::shared_ptr<CardArguments>& arguments) {
  command.add_option("--front", arguments->front, "What is asked");
  command.add_option("--back", arguments->back, "The answer");
  command.add_option("--deck", arguments->deck, "A deck, for Anki");
  command.add_option("--tag", arguments->tags, "A tag; may be given again");
}

}  // namespace

void add_card(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<CardArguments>();
  CLI::App* command = app.add_subcommand("card", "Review cards: make, propose, list, exchange");
  command->require_subcommand(1);
  CLI::App* add = add_one(*command, context, arguments, "add",
                          "Make a card; without sides, $EDITOR opens", run_add);
  add->add_option("ID", arguments->id, "The work that it is about");
  add_text_options(*add, arguments);
  CLI::App* propose = add_one(*command, context, arguments, "propose",
                              "Propose cards from claims and notes", run_propose);
  propose->add_option("ID", arguments->id, "Any identifier of a work")->required();
  propose->add_option("--accept", arguments->accept, "Which to keep: 1,3 or 2-4 or all");
  CLI::App* list = add_one(*command, context, arguments, "list", "List cards", run_list);
  list->add_option("ID", arguments->id, "Only those on this work");
  CLI::App* show = add_one(*command, context, arguments, "show", "Show a card", run_show);
  show->add_option("CARD", arguments->id, "Such as c12")->required();
  CLI::App* edit = add_one(*command, context, arguments, "edit",
                           "Change a card; without options, $EDITOR opens", run_edit);
  edit->add_option("CARD", arguments->id, "Such as c12")->required();
  add_text_options(*edit, arguments);
  CLI::App* suspend = add_one(*command, context, arguments, "suspend",
                              "Do not ask for a card for now", run_suspend);
  suspend->add_option("CARD", arguments->id, "Such as c12")->required();
  suspend->add_flag("--off", arguments->off, "Ask for it again");
  CLI::App* remove = add_one(*command, context, arguments, "remove", "Remove a card", run_remove);
  remove->add_option("CARD", arguments->id, "Such as c12")->required();
  add_card_exchange(*command, context);
}

}  // namespace assay::cli
