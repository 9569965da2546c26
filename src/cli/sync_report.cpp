#include "cli/sync_report.h"

#include "base/text.h"
#include "base/time.h"
#include "base/words.h"
#include "ingest/source_views.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <vector>

namespace assay::cli {
namespace {

std::string counts(const ingest::SourceReport& report, SyncKind kind) {
  std::vector<std::string> parts;
  const auto add = [&](std::uint64_t count, const char* what, bool always = false) {
    if (count > 0 || always) {
      parts.push_back(with_commas(count) + " " + what);
    }
  };
  const bool stored = kind == SyncKind::kSync;
  add(report.added, stored ? "added" : "new", true);
  add(report.updated, stored ? "updated" : "changed");
  add(report.unchanged, "unchanged");
  add(report.rejected, "rejected");
  add(report.withdrawn, "withdrawn");
  return join(parts, ", ");
}

std::string source_text(const ingest::SourceReport& report, SyncKind kind, const Style& style) {
  std::string text = style.bold(report.name) + "  " +
                     (report.error ? style.warning("failed") + ", " : std::string()) +
                     counts(report, kind) + "\n";
  const auto line = [&](const std::string& words) {
    text += paragraph(printable(words), 4, text_columns());
  };
  for (const std::string& title : report.titles) {
    line("· " + title);
  }
  if (report.more && !report.error) {
    line(kind == SyncKind::kSync ? "left off before its end; the next sync goes on from there"
                                 : "further pages are there");
  }
  for (const std::string& remark : report.remarks) {
    line(remark);
  }
  if (!report.sources.empty()) {
    line(fmt::format("{} {}: {}", with_commas(report.sources.size()),
                     kind == SyncKind::kSync ? "sources added" : "sources named there",
                     ellipsize(join(report.sources, ", "), 200)));
  }
  if (report.rejections) {
    line("rejected records, with the reason: " + report.rejections->string());
  }
  return text;
}

}  // namespace

int print_sync_report(const Context& context, const ingest::SyncReport& report, SyncKind kind) {
  const ingest::SourceReport sum = ingest::sum_of(report);
  if (context.json) {
    Context::print_json(ingest::sync_json(report));
  } else {
    std::string text;
    for (const ingest::SourceReport& one : report.sources) {
      text += source_text(one, kind, context.style());
    }
    if (kind != SyncKind::kTest) {
      text += fmt::format("{} in {:.1f} s: {}\n", counted(report.sources.size(), "source"),
                          report.seconds, counts(sum, kind));
    }
    if (kind == SyncKind::kDryRun) {
      text += "nothing was stored\n";
    }
    Context::print(text);
  }
  bool failed = false;
  for (const ingest::SourceReport& one : report.sources) {
    if (one.error) {
      failed = true;
      std::fprintf(stderr, "assay: %s: %s\n", one.name.c_str(), one.error->what());
    }
  }
  if (report.interrupted) {
    return errc_exit_status(Errc::kCancelled);
  }
  if (failed) {
    return 1;
  }
  return sum.rejected > 0 ? 4 : 0;
}

std::string whole_day(const std::string& text) {
  if (text.empty()) {
    return text;
  }
  const std::optional<Day> day = parse_day(text);
  if (!day) {
    throw Error(Errc::kUsage, "\"" + text + "\" is no date", "", "write it like 2026-11-01");
  }
  return format_day(*day);
}

}  // namespace assay::cli
