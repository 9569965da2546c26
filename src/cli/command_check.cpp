#include "base/text.h"
#include "base/time.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/own_change.h"
#include "cli/web.h"
#include "ingest/artefact_check.h"
#include "ingest/finding.h"
#include "ingest/training.h"

#include <fmt/format.h>

#include <cstdlib>

namespace assay::cli {
namespace {

struct CheckArguments {
  std::vector<std::string> ids;
  std::size_t most = 20;
  source::ArtefactServices services;
};

std::string report_text(const ingest::ArtefactReport& report, const Style& style) {
  std::string text;
  WorkId last;
  for (const ingest::ArtefactFinding& finding : report.findings) {
    if (finding.work != last) {
      text += style.bold(paragraph(format_work_id(finding.work) + "  " + printable(finding.title),
                                   0, text_columns()));
      last = finding.work;
    }
    text += paragraph(printable(finding.rel + ": " + source::artefact_words(finding.found) +
                                (finding.found.url.empty() ? "" : " · " + finding.found.url)),
                      4, text_columns());
  }
  return text + fmt::format("{} looked at, {} found to tell of\n",
                            report.works == 1 ? "1 work" : with_commas(report.works) + " works",
                            with_commas(report.findings.size()));
}

int run_check(const Context& context, const CheckArguments& arguments) {
  const auto library = context.open_library(library::Library::Mode::kWrite);
  std::vector<WorkId> works;
  for (const std::string& id : arguments.ids) {
    works.push_back(ingest::require_work(*library, id));
  }
  if (works.empty()) {
    works = ingest::works_to_check(*library, arguments.most);
  }
  ingest::HostMemory hosts(*library);
  const auto client = make_web_client(hosts);
  const ingest::ArtefactReport report =
      ingest::check_artefacts(*library, ingest::judge_of(library->folder()), works, *client,
                              arguments.services, system_clock().now(), &interrupted());
  follow_own_change(context, *library);
  if (context.json) {
    Context::print_json(ingest::to_json(report));
  } else {
    Context::print(report_text(report, context.style()));
  }
  return report.interrupted ? errc_exit_status(Errc::kCancelled) : 0;
}

}  // namespace

void add_check(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = app.add_subcommand("check", "See whether works' code and data are there");
  command->add_option("ID", arguments->ids, "These works; else those due for a look");
  command->add_option("-k", arguments->most, "How many of those")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{0}, kMostCount).description(""));
  command->add_option("--github", arguments->services.github, "Where GitHub's API is")
      ->type_name("URL");
  command->add_option("--huggingface", arguments->services.huggingface, "Where the Hub is")
      ->type_name("URL");
  command->add_option("--gitlab", arguments->services.gitlab, "Where GitLab's API is")
      ->type_name("URL");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_check(context, *arguments); };
  });
}

}  // namespace assay::cli
