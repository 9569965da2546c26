#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "library/reader.h"
#include "plan/saved.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace assay::cli {
namespace {

enum class FeedFormat { kAtom, kJson };

struct FeedArguments {
  std::string name;
  FeedFormat format = FeedFormat::kAtom;
  std::size_t k = 50;
  std::string directory;
  std::string base;
  bool opml = false;
};

constexpr std::size_t kMostEntries = 1000;

std::string file_of(const std::string& name, FeedFormat format) {
  return name + (format == FeedFormat::kAtom ? ".xml" : ".json");
}

/// The address of a file below --base; empty without it.
std::string address_of(const std::string& base, const std::string& file) {
  return base.empty() ? std::string() : base + (base.back() == '/' ? "" : "/") + file;
}

std::string text_of(const plan::Feed& feed, FeedFormat format) {
  return format == FeedFormat::kAtom ? plan::to_atom(feed) : plan::to_json_feed(feed);
}

plan::Feed make_feed(library::Library& library, const search::Index& index,
                     const library::SavedSearch& saved, const FeedArguments& arguments) {
  plan::Feed feed = plan::feed_of(library, index, saved, arguments.k, system_clock().now());
  feed.author = library::current_reader(library);
  feed.self = address_of(arguments.base, file_of(saved.name, arguments.format));
  return feed;
}

std::string opml_of(const std::vector<library::SavedSearch>& all, const std::string& base,
                    FeedFormat format) {
  std::vector<plan::FeedOutline> outlines;
  outlines.reserve(all.size());
  for (const library::SavedSearch& saved : all) {
    outlines.push_back(
        {saved.name, saved.query, address_of(base, file_of(saved.name, format)), {}});
  }
  return plan::to_opml("Saved searches", system_clock().now(), outlines);
}

void print_feed(const Context& context, const FeedArguments& arguments) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  const library::SavedSearch saved = plan::require_saved(*library, arguments.name);
  std::string text;
  context.with_index(*library, [&](const search::Index& index) {
    text = text_of(make_feed(*library, index, saved, arguments), arguments.format);
  });
  Context::print(text);
}

void print_opml(const Context& context, const FeedArguments& arguments) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  Context::print(opml_of(library::saved_searches(*library), arguments.base, arguments.format));
}

/// Removes the feeds that were written here before and are not any more: what the old list names
/// and the new files are not. Returns their names.
std::vector<std::string> remove_stale(
    const std::filesystem::path& folder,
    const std::vector<std::pair<std::string, std::string>>& files) {
  constexpr std::size_t kMostList = std::size_t{4} << 20;
  std::vector<std::string> removed;
  const std::filesystem::path list = folder / "feeds.opml";
  if (!std::filesystem::exists(list)) {
    return removed;
  }
  const std::string old = read_file(list, kMostList);
  constexpr std::string_view kAddress = "xmlUrl=\"";
  for (std::size_t at = old.find(kAddress); at != std::string::npos; at = old.find(kAddress, at)) {
    at += kAddress.size();
    const std::string address = old.substr(at, old.find('"', at) - at);
    const std::string file = address.substr(address.rfind('/') + 1);
    const bool written = std::any_of(files.begin(), files.end(),
                                     [&file](const auto& one) { return one.first == file; });
    std::error_code ec;
    if (!written && (file.ends_with(".xml") || file.ends_with(".json")) &&
        std::filesystem::remove(folder / file, ec)) {
      removed.push_back(file);
    }
  }
  return removed;
}

/// Every saved search as a file, and their list.
void write_feeds(const Context& context, FeedArguments arguments) {
  const std::filesystem::path folder = std::filesystem::absolute(arguments.directory);
  if (arguments.base.empty()) {
    arguments.base = "file://" + folder.string();
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  const std::vector<library::SavedSearch> all = library::saved_searches(*library);
  std::vector<std::pair<std::string, std::string>> files;
  if (!all.empty()) {
    context.with_index(*library, [&](const search::Index& index) {
      files.clear();
      for (const library::SavedSearch& saved : all) {
        files.emplace_back(file_of(saved.name, arguments.format),
                           text_of(make_feed(*library, index, saved, arguments), arguments.format));
      }
    });
  }
  files.emplace_back("feeds.opml", opml_of(all, arguments.base, arguments.format));
  make_folders(folder);
  const std::vector<std::string> removed = remove_stale(folder, files);
  nlohmann::ordered_json written = nlohmann::ordered_json::array();
  for (const auto& [file, text] : files) {
    write_file_atomically(folder / file, text);
    written.push_back((folder / file).string());
  }
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{{"written", written}, {"removed", removed}}.dump());
  } else {
    context.tell(std::to_string(all.size()) + (all.size() == 1 ? " feed" : " feeds") +
                 " and feeds.opml written to " + folder.string() +
                 (removed.empty() ? "" : "; removed " + join(removed, ", ")));
  }
}

int run_feed(const Context& context, const FeedArguments& arguments) {
  const int ways = (arguments.name.empty() ? 0 : 1) + (arguments.opml ? 1 : 0) +
                   (arguments.directory.empty() ? 0 : 1);
  if (ways != 1) {
    throw Error(Errc::kUsage, "no feed is named", "",
                "name a saved search, or give --opml, or --dir DIR for all of them");
  }
  if (arguments.opml && arguments.base.empty()) {
    throw Error(Errc::kUsage, "a list of feeds needs the address where they will be", "--opml",
                "give --base URL, or write them with --dir DIR");
  }
  if (arguments.opml) {
    print_opml(context, arguments);
  } else if (!arguments.directory.empty()) {
    write_feeds(context, arguments);
  } else {
    print_feed(context, arguments);
  }
  return 0;
}

}  // namespace

void add_feed(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<FeedArguments>();
  CLI::App* command = app.add_subcommand("feed", "Saved searches as feeds for other programs");
  command->footer(
      "\nThe works that came last, as a document; nothing counts as shown by it.\n"
      "  assay feed small-models --format json\n"
      "  assay feed --dir public --base https://example.org/feeds");
  command->add_option("NAME", arguments->name, "A saved search");
  command->add_option("--format", arguments->format, "Atom, or JSON Feed")
      ->transform(choice<FeedFormat>({{"atom", FeedFormat::kAtom}, {"json", FeedFormat::kJson}}))
      ->type_name("atom|json");
  command->add_option("-k", arguments->k, "How many works")
      ->check(CLI::Range(std::size_t{1}, kMostEntries))
      ->type_name("N");
  command->add_option("--dir", arguments->directory, "Write all of them, and feeds.opml, here")
      ->type_name("DIR");
  command->add_flag("--opml", arguments->opml, "Print the list of all of them (OPML)");
  command->add_option("--base", arguments->base, "Where the folder of feeds will be found")
      ->type_name("URL");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_feed(context, *arguments); };
  });
}

}  // namespace assay::cli
