#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/editor.h"
#include "ingest/finding.h"
#include "plan/reading.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ReadArguments {
  std::string id;
  bool pdf = false;
  bool print = false;
  bool stop = false;
  bool no_note = false;
  std::optional<int> minutes;
};

/// Lets the user write the note on a work, in a draft that outlives a failing editor; empty when
/// nothing was written.
std::string write_note(const std::filesystem::path& draft, const std::string& note_template) {
  if (!std::filesystem::exists(draft)) {
    make_folders(draft.parent_path());
    write_file_atomically(draft, note_template);
  }
  try {
    edit_file(draft, "set EDITOR, or give --no-note");
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), error.where(),
                "what was written is in " + draft.string() +
                    " and opens again with `assay read "
                    "--stop`");
  }
  std::string text = read_file(draft, library::kMostNoteBytes);
  return plan::is_untouched(text, note_template) ? std::string() : text;
}

void print_end(const Context& context, library::Library& library, const plan::Reading& reading,
               const std::string& address, bool opened, const std::string& file) {
  if (context.json) {
    Json out;
    out["id"] = format_work_id(reading.work);
    out["address"] = address.empty() ? Json(nullptr) : Json(address);
    out["opened"] = opened;
    out["minutes"] = reading.minutes;
    out["note"] = file.empty() ? Json(nullptr) : Json(file);
    Context::print_json(out.dump(-1, ' ', false, Json::error_handler_t::replace));
  } else {
    Context::print(paragraph(
        fmt::format("read for {} min: {} {}", reading.minutes, format_work_id(reading.work),
                    printable(library.load(reading.work).work.title)),
        0, text_columns()));
    if (!file.empty()) {
      Context::print("noted in " + file + "\n");
    }
  }
  if (reading.clock_set_back) {
    context.tell(
        "assay: the clock was set back while you read, so no minute was counted: say "
        "`assay read --stop --minutes N` next time");
  }
  if (reading.forgotten) {
    context.tell(fmt::format("assay: the timer ran on for longer, so {} minutes were counted",
                             reading.minutes));
  }
}

/// The note, where there is an editor for it, and then the end of the timer.
int end_reading(const Context& context, const ReadArguments& arguments, WorkId work,
                const std::string& address, bool opened) {
  std::string text;
  std::filesystem::path draft;
  if (has_editor() && !arguments.no_note) {
    const std::unique_ptr<library::Library> reading =
        context.open_library(library::Library::Mode::kRead);
    draft = plan::draft_path(*reading, work);
    const std::string note_template = plan::note_template(reading->load(work));
    text = write_note(draft, note_template);
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const std::int64_t now = system_clock().now();
  std::string file;
  if (!text.empty()) {
    file = library::note_path(*library, plan::keep_note(*library, work, text, now)).string();
  }
  if (!draft.empty()) {
    std::error_code ec;
    std::filesystem::remove(draft, ec);  // kept, or never written in
  }
  const plan::Reading reading = plan::stop_timer(*library, now, arguments.minutes);
  print_end(context, *library, reading, address, opened, file);
  return 0;
}

int run_stop(const Context& context, const ReadArguments& arguments) {
  std::optional<plan::Timer> timer;
  {
    const std::unique_ptr<library::Library> reading =
        context.open_library(library::Library::Mode::kRead);
    timer = plan::running_timer(*reading);
  }
  if (!timer) {
    throw Error(Errc::kNotFound, "no reading is under way", "", "begin one with `assay read ID`");
  }
  return end_reading(context, arguments, timer->work, "", false);
}

int run_read(const Context& context, const ReadArguments& arguments) {
  if (arguments.minutes && *arguments.minutes < 0) {
    throw Error(Errc::kUsage, "minutes below 0");
  }
  if (arguments.stop) {
    return run_stop(context, arguments);
  }
  if (arguments.id.empty()) {
    throw Error(Errc::kUsage, "no work named", "", "`assay read ID`, or --stop to end a reading");
  }
  WorkId work;
  std::string address;
  {
    const std::unique_ptr<library::Library> reading =
        context.open_library(library::Library::Mode::kRead);
    work = ingest::require_work(*reading, arguments.id);
    address = plan::reading_address(reading->load(work).work, arguments.pdf);
  }
  if (address.empty() && arguments.print) {
    throw Error(Errc::kNotFound, "no address is known", format_work_id(work));
  }
  if (arguments.print) {
    if (context.json) {
      Context::print_json(Json{{"id", format_work_id(work)}, {"address", address}}.dump());
    } else {
      Context::print(address + "\n");
    }
    return 0;
  }
  {
    const std::unique_ptr<library::Library> library =
        context.open_library(library::Library::Mode::kWrite);
    plan::start_timer(*library, work, system_clock().now());
  }
  const bool opened = !address.empty() && open_address(address);
  if (!opened) {
    context.tell(address.empty() ? "assay: no address is known of it"
                                 : "assay: no browser could be started; the page is " + address);
  }
  if (has_editor() && !arguments.no_note) {
    return end_reading(context, arguments, work, address, opened);
  }
  if (context.json) {
    Context::print_json(Json{
        {"id", format_work_id(work)},
        {"address", address.empty() ? Json(nullptr) : Json(address)},
        {"opened", opened},
        {"minutes", nullptr},
        {"note", nullptr}}.dump());
  } else {
    Context::print("the timer runs; `assay read --stop` ends it\n");
  }
  return 0;
}

}  // namespace

void add_read(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<ReadArguments>();
  CLI::App* command = app.add_subcommand("read", "Open a work, time the reading, end it in a note");
  command->footer(
      "Opens the page in $BROWSER or by xdg-open and starts a timer. With VISUAL or\n"
      "EDITOR set, a note opens beside it, and its end is the end of the reading;\n"
      "else `assay read --stop` ends it.");
  command->add_option("ID", arguments->id, "Any identifier of a work");
  command->add_flag("--pdf", arguments->pdf, "The PDF rather than the page, where one is known");
  command->add_flag("--print", arguments->print, "Only print the address");
  command->add_flag("--stop", arguments->stop, "End the reading that is under way");
  command->add_flag("--no-note", arguments->no_note, "Without a note");
  command->add_option("--minutes", arguments->minutes, "Count so many instead of the timer's");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_read(context, *arguments); };
  });
}

}  // namespace assay::cli
