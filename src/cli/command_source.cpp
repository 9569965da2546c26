#include "base/text.h"
#include "base/time.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/sync_report.h"
#include "cli/web.h"
#include "ingest/source_views.h"
#include "ingest/sources.h"
#include "ingest/web.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

using library::StoredSource;

struct SourceArguments {
  std::string name;  ///< With a preset: an address.
  std::string connector;
  std::string address;
  std::vector<std::string> options;
  std::string every;
  std::string since;
  std::string preset;
};

std::string health_line(const StoredSource& source) {
  const library::SourceState& state = source.state;
  std::string text = ingest::source_health(source);
  if (state.failures > 0 && !source.setup.paused) {
    text += fmt::format(" ({} in a row)", state.failures);
  }
  text += " · " + counted(static_cast<std::uint64_t>(state.records), "record");
  if (state.rejected > 0) {
    text += fmt::format(" · {} rejected", with_commas(static_cast<std::uint64_t>(state.rejected)));
  }
  text += " · last success " + short_instant(state.last_success);
  if (!source.setup.paused) {
    text += " · next " + (state.next_due == 0 ? "now" : short_instant(state.next_due));
  }
  return text;
}

std::string source_text(const StoredSource& source, const Style& style) {
  const library::SourceSetup& setup = source.setup;
  std::string text =
      style.bold(setup.name) + "  " +
      style.quiet(ellipsize(dotted({setup.connector, printable(setup.address)}),
                            text_columns() - std::min<std::size_t>(setup.name.size() + 2, 70))) +
      "\n";
  text += paragraph(health_line(source), 4, text_columns());
  if (!source.state.error.empty()) {
    text += style.warning(paragraph(printable(source.state.error), 4, text_columns()));
  }
  return text;
}

int list_all(const Context& context) {
  const auto library = context.open_library(library::Library::Mode::kRead);
  const std::vector<StoredSource> sources = library::list_sources(*library);
  if (context.json) {
    Context::print_json(ingest::sources_json(sources));
    return 0;
  }
  std::string text;
  for (const StoredSource& source : sources) {
    text += source_text(source, context.style());
  }
  if (sources.empty()) {
    text =
        "no sources yet: take a preset or name one, such as\n"
        "  assay source presets\n"
        "  assay source add notes feed https://blog.example.org/feed\n";
  }
  Context::print(text);
  return 0;
}

int show_one(const Context& context, const std::string& name) {
  const auto library = context.open_library(library::Library::Mode::kRead);
  const StoredSource source = ingest::require_source(*library, name);
  if (context.json) {
    Context::print_json(ingest::source_json(source));
    return 0;
  }
  std::string text = source_text(source, context.style());
  const auto line = [&](const char* what, const std::string& value) {
    if (!value.empty()) {
      text += paragraph(fmt::format("{}: {}", what, printable(value)), 4, text_columns());
    }
  };
  line("address", ingest::address_of(source.setup));
  for (const auto& [option, value] : source.setup.options) {
    line(("option " + option).c_str(), value);
  }
  if (source.setup.proposed) {
    line("named by", "a list of feeds, so it may lead to no private address");
  }
  line("every", ingest::format_interval(source.setup.interval_s));
  line("since", source.setup.since);
  line("last attempt", short_instant(source.state.last_attempt));
  line("left off at", source.state.cursor);
  Context::print(text);
  return 0;
}

/// "set=cs:cs:LG" into name and value.
std::map<std::string, std::string> read_options(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> options;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
      throw Error(Errc::kUsage, "\"" + text + "\" is no option of a source", "",
                  "write --option NAME=VALUE");
    }
    options[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return options;
}

/// A file or folder that the user names from where he stands is found from anywhere.
std::string settled_address(const std::string& connector, const std::string& address) {
  const source::ConnectorKind* kind = source::find_connector_kind(connector);
  const bool takes_files = kind != nullptr && (kind->address.find("file") != std::string::npos ||
                                               kind->address.find("folder") != std::string::npos);
  std::error_code ec;
  return takes_files && !address.empty() && std::filesystem::exists(address, ec)
             ? std::filesystem::absolute(address).lexically_normal().string()
             : address;
}

/// The sources of a preset; an address given is that of a mirror, or what the preset needs.
std::vector<library::SourceSetup> preset_setups(const SourceArguments& arguments) {
  const ingest::Preset& preset = ingest::require_preset(arguments.preset);
  const std::string& given = arguments.name;
  if (!preset.needs.empty() && given.empty()) {
    throw Error(Errc::kUsage, "the preset \"" + preset.name + "\" needs " + preset.needs, "",
                "assay source add --preset \"" + preset.name + "\" FILE");
  }
  if (!arguments.connector.empty()) {
    throw Error(Errc::kUsage, "a preset knows its connectors", "",
                "give the preset alone, or a name, a connector and an address");
  }
  std::vector<library::SourceSetup> setups = preset.sources;
  for (library::SourceSetup& setup : setups) {
    setup.address = given.empty() ? setup.address : settled_address(setup.connector, given);
  }
  return setups;
}

std::vector<library::SourceSetup> wanted_setups(const SourceArguments& arguments) {
  std::vector<library::SourceSetup> setups;
  if (!arguments.preset.empty()) {
    setups = preset_setups(arguments);
  } else {
    if (arguments.name.empty() || arguments.connector.empty()) {
      throw Error(Errc::kUsage, "a source needs a name and a connector", "",
                  "assay source add NAME CONNECTOR [ADDRESS]; see assay source add --help");
    }
    library::SourceSetup setup;
    setup.name = arguments.name;
    setup.connector = arguments.connector;
    setup.address = settled_address(arguments.connector, arguments.address);
    setups.push_back(std::move(setup));
  }
  for (library::SourceSetup& setup : setups) {
    for (auto& [name, value] : read_options(arguments.options)) {
      setup.options[name] = value;
    }
    setup.interval_s =
        arguments.every.empty() ? setup.interval_s : ingest::parse_interval(arguments.every);
    setup.since = whole_day(arguments.since);
    ingest::require_sound(setup);
  }
  return setups;
}

int add_sources(const Context& context, const SourceArguments& arguments) {
  const std::vector<library::SourceSetup> setups = wanted_setups(arguments);
  const auto library = context.open_library(library::Library::Mode::kWrite);
  std::vector<StoredSource> added;
  library->begin();
  for (const library::SourceSetup& setup : setups) {
    if (library::find_source(*library, setup.name)) {
      throw Error(Errc::kInvalid, "there is a source \"" + setup.name + "\" already", "",
                  "take another name, or remove that one first; its records stay");
    }
    library::save_source(*library, setup, system_clock().now());
    added.push_back({setup, {}});
  }
  library->commit_aside();
  if (context.json) {
    Context::print_json(ingest::sources_json(added));
    return 0;
  }
  std::string text;
  for (const StoredSource& source : added) {
    text += "added " + source.setup.name + ", every " +
            ingest::format_interval(source.setup.interval_s) + "\n";
  }
  Context::print(text + "assay sync reads " + (added.size() == 1 ? "it" : "them") + "\n");
  return 0;
}

int set_paused(const Context& context, const std::vector<std::string>& names, bool paused) {
  const auto library = context.open_library(library::Library::Mode::kWrite);
  library->begin();
  std::vector<StoredSource> changed;
  for (const std::string& name : names) {
    StoredSource source = ingest::require_source(*library, name);
    source.setup.paused = paused;
    library::save_source(*library, source.setup, system_clock().now());
    changed.push_back(std::move(source));
  }
  library->commit_aside();
  if (context.json) {
    Context::print_json(ingest::sources_json(changed));
    return 0;
  }
  Context::print((paused ? "paused " : "resumed ") + join(names, ", ") + "\n");
  return 0;
}

int remove_sources(const Context& context, const std::vector<std::string>& names) {
  const auto library = context.open_library(library::Library::Mode::kWrite);
  library->begin();
  for (const std::string& name : names) {
    static_cast<void>(ingest::require_source(*library, name));
    library::remove_source(*library, name);
  }
  library->commit_aside();
  if (context.json) {
    Context::print_json(nlohmann::json{{"removed", names}}.dump());
    return 0;
  }
  Context::print("removed " + join(names, ", ") + "; what came from there stays\n");
  return 0;
}

int test_sources(const Context& context, const std::vector<std::string>& names) {
  const auto library = context.open_library(library::Library::Mode::kRead);
  ingest::HostMemory hosts(*library);
  const auto client = make_web_client(hosts);
  ingest::SyncOptions options;
  options.names = names;
  options.most_pages = 1;
  options.stop = &interrupted();
  const ingest::SyncReport report =
      ingest::try_sources(*library, ingest::fetcher_for(*client), options);
  return print_sync_report(context, report, SyncKind::kTest);
}

int list_presets(const Context& context) {
  if (context.json) {
    Context::print_json(ingest::presets_json());
    return 0;
  }
  std::string text;
  for (const ingest::Preset& preset : ingest::presets()) {
    std::vector<std::string> names;
    for (const library::SourceSetup& setup : preset.sources) {
      names.push_back(setup.name);
    }
    text += context.style().bold(preset.name) + "\n" +
            paragraph(preset.about + (preset.needs.empty() ? "" : "; needs " + preset.needs), 4,
                      text_columns()) +
            context.style().quiet(paragraph(join(names, ", "), 4, text_columns()));
  }
  Context::print(text + "\nassay source add --preset \"NAME\" sets one up\n");
  return 0;
}

/// The connectors by family, for the help of `source add`.
std::string connectors_help() {
  std::string text = "\nConnectors (docs/sources.md):\n";
  std::string_view family;
  for (const source::ConnectorKind& kind : source::connector_kinds()) {
    if (kind.family != family) {
      family = kind.family;
      text += fmt::format(" {}\n", family);
    }
    text += fmt::format("  {:<17} {}\n", kind.name, ellipsize(kind.help, 60));
    if (!kind.address.empty()) {
      text += paragraph(fmt::format("ADDRESS: {}{}", kind.address,
                                    kind.usual_address.empty() ? "" : " (there is a usual one)"),
                        20, 80);
    }
    for (const source::OptionHelp& option : kind.options) {
      text += paragraph(fmt::format("{}=: {}", option.name, option.help), 20, 80);
    }
  }
  return text;
}

void add_add(CLI::App& command, Context& context) {
  auto arguments = std::make_shared<SourceArguments>();
  CLI::App* add = command.add_subcommand("add", "Follow a source from now on");
  add->add_option("NAME", arguments->name, "Yours to choose; with --preset, its address");
  add->add_option("CONNECTOR", arguments->connector, "How it is read: one of those below");
  add->add_option("ADDRESS", arguments->address, "What is read, where there is no usual one");
  add->add_option("--option", arguments->options, "An option of the connector; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  add->add_option("--every", arguments->every, "Time between two syncs: 30m, 6h (usual), 1d, 1w")
      ->type_name("T");
  add->add_option("--since", arguments->since, "Nothing older is wanted: 2026-11-01")
      ->type_name("D");
  add->add_option("--preset", arguments->preset, "Sources by a word: see assay source presets")
      ->type_name("NAME");
  add->footer(connectors_help());
  add->callback([&context, arguments] {
    context.run = [&context, arguments] { return add_sources(context, *arguments); };
  });
}

/// A part of `source` that takes names.
void add_part(CLI::App& command, Context& context, const char* name, const char* help,
              const std::function<int(const Context&, const std::vector<std::string>&)>& run) {
  auto names = std::make_shared<std::vector<std::string>>();
  CLI::App* part = command.add_subcommand(name, help);
  part->add_option("NAME", *names, "Names of sources")->required();
  part->callback([&context, names, run] {
    context.run = [&context, names, run] { return run(context, *names); };
  });
}

}  // namespace

void add_source(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("source", "What you follow: add, list, pause, test");
  command->require_subcommand(0, 1);
  command->callback([&context, command] {
    if (command->get_subcommands().empty()) {
      context.run = [&context] { return list_all(context); };
    }
  });
  add_add(*command, context);
  command->add_subcommand("list", "Your sources and how they fare")->callback([&context] {
    context.run = [&context] { return list_all(context); };
  });
  add_part(*command, context, "show", "All about one source",
           [](const Context& with, const std::vector<std::string>& names) {
             return show_one(with, names.front());
           });
  add_part(*command, context, "pause", "Leave sources alone until resumed",
           [](const Context& with, const std::vector<std::string>& names) {
             return set_paused(with, names, true);
           });
  add_part(*command, context, "resume", "Sync paused sources again",
           [](const Context& with, const std::vector<std::string>& names) {
             return set_paused(with, names, false);
           });
  add_part(*command, context, "remove", "Forget sources; what they brought stays", remove_sources);
  add_part(*command, context, "test", "Ask for the first page and store nothing", test_sources);
  command->add_subcommand("presets", "Sources that one word sets up")->callback([&context] {
    context.run = [&context] { return list_presets(context); };
  });
}

}  // namespace assay::cli
