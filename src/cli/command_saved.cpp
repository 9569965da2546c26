#include "base/text.h"
#include "base/time.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/hits.h"
#include "cli/week_text.h"
#include "plan/saved.h"
#include "search/query_remark.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::cli {
namespace {

constexpr std::size_t kMostHits = 10000;
constexpr std::size_t kUsualHits = 10;

struct SaveArguments {
  std::string name;
  std::vector<std::string> words;
  std::size_t k = kUsualHits;
  search::Sort sort = search::Sort::kRelevance;
  search::SearchMode mode = search::SearchMode::kBoth;
  bool replace = false;
};

struct SavedArguments {
  std::string name;
  std::size_t k = 0;  ///< 0: as saved.
  bool peek = false;
  std::string rename;
};

/// A library that is not there is reported, not made.
std::unique_ptr<library::Library> open_to_change(const Context& context) {
  context.open_library(library::Library::Mode::kRead).reset();
  return context.open_library(library::Library::Mode::kWrite);
}

int run_save(const Context& context, const SaveArguments& arguments) {
  library::SavedSearch wanted;
  wanted.name = arguments.name;
  wanted.query = join(arguments.words, " ");
  wanted.mode = plan::mode_name(arguments.mode);
  wanted.sort = plan::sort_name(arguments.sort);
  wanted.shown = arguments.k;
  library::check_saved_name(wanted.name);
  static_cast<void>(search::parse_query(wanted.query));
  const std::unique_ptr<library::Library> library = open_to_change(context);
  tell_clock_trouble(context, *library);
  const std::unique_ptr<search::Index> index = context.open_current_index(*library);
  library->begin();
  const library::SavedSearch saved =
      plan::save_search(*library, *index, wanted, arguments.replace, system_clock().now());
  const std::size_t found = library::seen_works(*library, saved.id).size();
  library->commit_aside();
  if (const std::string remark = search::unknown_filter(saved.query); !remark.empty()) {
    context.tell("assay: " + remark);
  }
  if (context.json) {
    Context::print_json(plan::to_json(saved, found));
    return 0;
  }
  Context::print(paragraph(
      printable(fmt::format("Saved as {}: {} {} now. What comes from now on is new in it; see "
                            "`assay saved {}`.",
                            saved.name, with_commas(found), found == 1 ? "work" : "works",
                            saved.name)),
      0, text_columns()));
  return 0;
}

/// All saved searches, each with how many works are new in it.
int list_saved(const Context& context) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  const std::vector<library::SavedSearch> all = library::saved_searches(*library);
  std::vector<plan::SavedSection> sections;
  if (!all.empty()) {
    context.with_index(*library, [&](const search::Index& index) {
      sections = plan::saved_sections(*library, index, 0);
    });
  }
  if (context.json) {
    Context::print_json(plan::saved_json(*library, sections));
    return 0;
  }
  std::string text;
  for (const plan::SavedSection& section : sections) {
    constexpr std::size_t kIndent = 12;
    const std::string count = section.fresh == 0 ? "" : with_commas(section.fresh) + " new";
    const std::string lines = paragraph(printable(section.name), kIndent, text_columns());
    text += fmt::format("{:>10}  ", count) + context.style().bold(lines.substr(kIndent));
    text += context.style().quiet(paragraph(printable(section.query), kIndent, text_columns()));
  }
  Context::print(text.empty() ? "No search is saved yet. Keep one under a name:\n"
                                "  assay save small-models \"int8 quantization since:2024\"\n"
                              : text);
  return 0;
}

ingest::HitView as_hit(const plan::SavedHit& hit) {
  ingest::HitView view;
  view.id = hit.id;
  view.kind = hit.kind;
  view.title = hit.title;
  view.year = hit.year;
  view.venue = hit.venue;
  view.score = hit.score;
  view.developer_led = hit.developer_led;
  view.topics = hit.topics;
  return view;
}

std::string saved_text(const plan::SavedView& view, const Style& style) {
  std::string out = paragraph(printable("Saved search: " + view.saved.query), 0, text_columns());
  if (view.hits.empty()) {
    return out + "Nothing found so far.\n";
  }
  out += view.fresh == 0 ? "Nothing new.\n" : fmt::format("{} new\n", with_commas(view.fresh));
  std::size_t number = 0;
  for (const plan::SavedHit& hit : view.hits) {
    if (number == view.fresh_shown && number > 0) {
      out += "\nKnown:\n";
    }
    out += "\n" + hit_lines(as_hit(hit), ++number, style, false);
  }
  if (view.fresh > view.fresh_shown) {
    out += fmt::format("\n{} more are new: `assay saved {}` again, or -k {}\n",
                       with_commas(view.fresh - view.fresh_shown), view.saved.name, view.fresh);
  }
  return out;
}

/// Notes what was shown. While another process writes it stays new.
void mark(const Context& context, const plan::SavedView& view, std::int64_t generation) {
  try {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kWrite);
    library->begin();
    plan::mark_shown(*library, view.saved, view.news, view.fresh_shown, generation,
                     system_clock().now());
    library->commit_aside();
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked && error.code() != Errc::kIo) {
      throw;
    }
    context.tell(std::string("assay: these stay new: ") + error.what());
  }
}

int show_saved(const Context& context, const SavedArguments& arguments) {
  plan::SavedView view;
  std::int64_t generation = 0;
  {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kRead);
    const library::SavedSearch saved = plan::require_saved(*library, arguments.name);
    const std::size_t k = arguments.k == 0 ? saved.shown : arguments.k;
    context.with_index(*library, [&](const search::Index& index) {
      view = plan::view_saved(*library, index, saved, k);
      // What the index does not hold yet was not shown.
      generation = std::min(library->generation(), index.generation());
    });
  }
  if (!view.news.warning.empty()) {
    context.tell("assay: " + view.news.warning);
  }
  if (context.json) {
    Context::print_json(plan::to_json(view));
  } else {
    Context::print(saved_text(view, context.style()));
  }
  if (!arguments.peek) {
    mark(context, view, generation);
  }
  return 0;
}

int rename_saved(const Context& context, const SavedArguments& arguments) {
  library::check_saved_name(arguments.rename);
  const std::unique_ptr<library::Library> library = open_to_change(context);
  const library::SavedSearch saved = plan::rename_saved(*library, arguments.name, arguments.rename);
  if (context.json) {
    Context::print_json(
        nlohmann::ordered_json{{"name", saved.name}, {"query", saved.query}}.dump());
  } else {
    context.tell("renamed to " + saved.name);
  }
  return 0;
}

int run_unsave(const Context& context, const std::string& name) {
  const std::unique_ptr<library::Library> library = open_to_change(context);
  const library::SavedSearch saved = plan::require_saved(*library, name);
  library->begin();
  library::remove_saved(*library, name);
  library->commit_aside();
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{{"removed", name}}.dump());
  } else {
    context.tell("no longer saved: " + printable(saved.query));
  }
  return 0;
}

}  // namespace

void add_save(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<SaveArguments>();
  CLI::App* command = app.add_subcommand("save", "Keep a search under a name");
  command->footer(
      "\nQUERY and its options are as for `assay search`. What it finds now is known;\n"
      "what comes later is new until `assay saved NAME` has shown it:\n"
      "  assay save small-models 'int8 quantization led:>0.6' --sort date");
  command->add_option("NAME", arguments->name, "Letters, digits, \"-\", \"_\" and \".\"")
      ->required();
  command->add_option("QUERY", arguments->words, "Words and filters")->required();
  command->add_option("-k", arguments->k, "How many `assay saved NAME` shows")
      ->check(CLI::Range(std::size_t{1}, kMostHits))
      ->type_name("N");
  add_order_options(*command, arguments->sort, arguments->mode);
  command->add_flag("--replace", arguments->replace, "Put it in the place of one of that name");
  command->callback([&context, arguments] {
    for (std::string& word : arguments->words) {
      word = unprotected(word);
    }
    arguments->name = unprotected(arguments->name);
    context.run = [&context, arguments] { return run_save(context, *arguments); };
  });
}

void add_saved(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<SavedArguments>();
  CLI::App* command = app.add_subcommand("saved", "Saved searches and what is new in them");
  command->footer(
      "\nWithout NAME: all of them, with how many works are new; that changes nothing.\n"
      "With NAME: the new works first. Those shown are then known, unless --peek.");
  command->add_option("NAME", arguments->name, "A saved search");
  CLI::Option* count = command->add_option("-k", arguments->k, "How many works, else as saved")
                           ->check(CLI::Range(std::size_t{1}, kMostHits))
                           ->type_name("N");
  CLI::Option* peek = command->add_flag("--peek", arguments->peek, "What is new stays new");
  command->add_option("--rename", arguments->rename, "Give it another name")
      ->type_name("NEW")
      ->excludes(count)
      ->excludes(peek);
  command->callback([&context, arguments] {
    context.run = [&context, arguments] {
      if (arguments->name.empty()) {
        if (arguments->k != 0 || arguments->peek || !arguments->rename.empty()) {
          throw Error(Errc::kUsage, "no saved search is named", "", "see `assay saved`");
        }
        return list_saved(context);
      }
      return arguments->rename.empty() ? show_saved(context, *arguments)
                                       : rename_saved(context, *arguments);
    };
  });
}

void add_unsave(CLI::App& app, Context& context) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("unsave", "Forget a saved search");
  command->add_option("NAME", *name, "A saved search")->required();
  command->callback(
      [&context, name] { context.run = [&context, name] { return run_unsave(context, *name); }; });
}

}  // namespace assay::cli
