#include "base/text.h"
#include "cli/commands.h"
#include "ingest/frameworks.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

constexpr std::size_t kReleaseIndent = 13;

/// "  2026-11-01  text …", the text going on under itself.
std::string dated_lines(const std::string& date, const std::string& text, const Style& style) {
  const std::string lines = paragraph(printable(text), kReleaseIndent, text_columns());
  return "  " + style.quiet(fmt::format("{:<10}", date)) + " " + lines.substr(kReleaseIndent);
}

std::string method_lines(const ingest::ReleaseView& release) {
  std::string out;
  for (const ingest::MethodView& method : release.methods) {
    const std::string paper =
        method.work ? format_work_id(*method.work) + " " + method.title : method.identifier;
    std::string text = (method.rel == "implements" ? "brings " : "names ") + paper;
    if (method.work) {
      text += " (" + method.identifier + ")";
    }
    if (!method.line.empty()) {
      text += ": “" + method.line + "”";
    }
    out += paragraph(printable(text), kReleaseIndent + 2, text_columns());
  }
  return out;
}

std::string release_lines(const ingest::ReleaseView& release, const Style& style) {
  return dated_lines(release.date,
                     dotted({release.version, format_work_id(release.id) + " " + release.title}),
                     style) +
         method_lines(release);
}

std::string framework_text(const ingest::FrameworkView& view, std::size_t most,
                           const Style& style) {
  std::string out =
      style.bold(view.name) + " " +
      style.quiet(fmt::format("{} releases, {} of {} contributions are research",
                              view.releases.size(), view.contributions.size(), view.considered)) +
      "\n";
  for (std::size_t i = 0; i < view.releases.size() && i < most; ++i) {
    out += release_lines(view.releases[i], style);
  }
  if (view.releases.size() > most) {
    out += fmt::format("{:<{}}… and {} earlier\n", "", kReleaseIndent, view.releases.size() - most);
  }
  if (!view.contributions.empty()) {
    out += "  research\n";
  }
  for (std::size_t i = 0; i < view.contributions.size() && i < most; ++i) {
    const ingest::ReleaseView& one = view.contributions[i];
    out += dated_lines(one.date,
                       dotted({format_work_id(one.id) + " " + one.title,
                               fmt::format("research {:.2f}", one.research)}),
                       style) +
           method_lines(one);
  }
  if (view.contributions.size() > most) {
    out +=
        fmt::format("{:<{}}… and {} more\n", "", kReleaseIndent, view.contributions.size() - most);
  }
  return out;
}

std::string frameworks_text(const std::vector<ingest::FrameworkView>& views, bool one,
                            const Style& style) {
  constexpr std::size_t kMostOfOne = 40;
  constexpr std::size_t kMostOfEach = 3;
  if (views.empty()) {
    return "No release of a framework is in the library yet.\nBring them in with `assay import "
           "FILE`, such as a feed of releases.\n";
  }
  std::string out;
  for (const ingest::FrameworkView& view : views) {
    out += (out.empty() ? "" : "\n") + framework_text(view, one ? kMostOfOne : kMostOfEach, style);
  }
  return out;
}

}  // namespace

void add_frameworks(CLI::App& app, Context& context) {
  auto name = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("frameworks", "Releases of frameworks, and the research in them");
  command->add_option("NAME", *name, "One framework, or a repository as owner/name");
  command->callback([&context, name] {
    context.run = [&context, name] {
      std::optional<ingest::Framework> only;
      if (!name->empty()) {
        only = ingest::find_framework(*name);
      }
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      const std::vector<ingest::FrameworkView> views = ingest::view_frameworks(*library, only);
      if (context.json) {
        Context::print_json(ingest::to_json(views));
      } else {
        Context::print(frameworks_text(views, only.has_value(), context.style()));
      }
      return 0;
    };
  });
}

}  // namespace assay::cli
