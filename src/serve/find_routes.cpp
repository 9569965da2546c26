#include "base/error.h"
#include "base/files.h"
#include "ingest/assessing.h"
#include "ingest/claim_views.h"
#include "ingest/dossier.h"
#include "ingest/exporting.h"
#include "ingest/finding.h"
#include "ingest/frameworks.h"
#include "serve/parameters.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <optional>

namespace assay::serve {
namespace {

constexpr std::uint64_t kMostRelated = 1000;

Response search_route(Call& call) {
  const Query& query = call.request.query;
  const search::Options options = search_options(query);
  const search::Index& index = call.desk.index();
  const ingest::SearchView view =
      ingest::search_works(call.desk.library(), index, query.get("q"), options);
  Response response = Response::json(ingest::to_json(view));
  if (!view.warning.empty()) {
    response.headers.emplace_back("Cache-Control", "no-store");  // it went by words alone
  }
  add_next(response, call.request, options.offset, view.hits.size(), view.total);
  return response;
}

Response show_route(Call& call) {
  return Response::json(ingest::to_json(ingest::read_dossier(
      call.desk.library(), call.desk.store().taxonomy(), work_of(call, call.names.at(0)))));
}

Response why_route(Call& call) {
  return Response::json(ingest::to_json(ingest::explain(call.desk.library(), call.desk.judge(),
                                                        call.desk.store().taxonomy(),
                                                        work_of(call, call.names.at(0)))));
}

Response claims_route(Call& call) {
  return Response::json(ingest::to_json(ingest::read_claims(
      call.desk.library(), identify::default_claim_reader(), work_of(call, call.names.at(0)))));
}

std::optional<search::Role> aspect_named(const std::string& aspect) {
  if (aspect == "problem") {
    return search::Role::kProblem;
  }
  if (aspect == "method") {
    return search::Role::kMethod;
  }
  if (aspect == "result") {
    return search::Role::kResult;
  }
  if (!aspect.empty() && aspect != "whole") {
    throw Error(Errc::kUsage, "no aspect: " + aspect, "aspect", "give problem, method or result");
  }
  return std::nullopt;
}

Response related_route(Call& call) {
  ingest::RelatedOptions options;
  options.aspect = aspect_named(call.request.query.word("aspect"));
  options.k = call.request.query.number("k", 10, 1, kMostRelated);
  const search::Index& index = call.desk.index();
  return Response::json(ingest::to_json(
      ingest::find_related(call.desk.library(), index, work_of(call, call.names.at(0)), options)));
}

/// {"ids":["w2","arxiv:…"],"aspect":"method","k":10}: ranks just these, all of them unless `k`.
Response among_route(Call& call) {
  const nlohmann::json body = call.json();
  ingest::RelatedOptions options;
  options.aspect = aspect_named(word_member(body, "aspect"));
  options.among = list_member(body, "ids");
  if (options.among->empty()) {
    throw Error(Errc::kUsage, "no ids to rank", "ids", "name the works among which to look");
  }
  const std::int64_t k = body.contains("k") ? number_member(body, "k")
                                            : static_cast<std::int64_t>(options.among->size());
  if (k < 1) {
    throw Error(Errc::kUsage, "not a number that fits: " + std::to_string(k), "k",
                "give 1 or more");
  }
  options.k = static_cast<std::size_t>(k);
  const search::Index& index = call.desk.index();
  return Response::json(ingest::to_json(
      ingest::find_related(call.desk.library(), index, work_of(call, call.names.at(0)), options)));
}

/// {"what":"2"}: which records are taken out; the one joined last, of two, unless given.
Response split_route(Call& call) {
  const std::string what = word_member(call.json(), "what");
  std::string report;
  call.desk.write([&](library::Library& library) {
    report = ingest::to_json(ingest::split_work(library, call.desk.judge(), call.names.at(0), what,
                                                system_clock().now()));
  });
  return Response::json(std::move(report));
}

/// Verdicts on works that are in no library: JSON Lines in, JSON Lines out.
Response assess_route(Call& call) {
  if (call.request.body.empty()) {
    throw Error(Errc::kUsage, "there is nothing to judge", "the body",
                "send works as JSON Lines: docs/cli.md has the format");
  }
  const TempDir folder;
  const std::filesystem::path file = folder.path() / "works.jsonl";
  write_file_atomically(file, call.request.body);
  return Response::text(
      "application/x-ndjson",
      ingest::verdict_lines(file, identify::default_judge(), call.desk.store().taxonomy()));
}

Response frameworks_route(Call& call) {
  std::optional<ingest::Framework> only;
  if (!call.names.empty()) {
    only = ingest::find_framework(call.names.front());
  }
  return Response::json(ingest::to_json(ingest::view_frameworks(call.desk.library(), only)));
}

struct ExportKind {
  source::ExportFormat format;
  const char* name;
  const char* type;
};
constexpr std::array kExports = {
    ExportKind{source::ExportFormat::kWorks, "works", "application/x-ndjson"},
    ExportKind{source::ExportFormat::kBibtex, "bibtex", "application/x-bibtex; charset=utf-8"},
    ExportKind{source::ExportFormat::kRis, "ris",
               "application/x-research-info-systems; charset=utf-8"},
    ExportKind{source::ExportFormat::kCslJson, "csl-json",
               "application/vnd.citationstyles.csl+json"},
    ExportKind{source::ExportFormat::kMarkdown, "markdown", "text/markdown; charset=utf-8"}};

Response export_route(Call& call) {
  const std::string name =
      call.request.query.has("format") ? call.request.query.get("format") : "works";
  const auto* const kind = std::find_if(kExports.begin(), kExports.end(),
                                        [&](const ExportKind& one) { return name == one.name; });
  if (kind == kExports.end()) {
    throw Error(Errc::kUsage, "no format: " + name, "format",
                "give works, bibtex, ris, csl-json or markdown");
  }
  const std::string query = call.request.query.get("q");
  const std::vector<WorkId> works = query.empty() ? ingest::all_works(call.desk.library())
                                                  : ingest::found_works(call.desk.index(), query);
  Response response;
  response.type = kind->type;
  const auto folder = std::make_shared<const TempDir>();
  response.folder = folder;
  response.file = folder->path() / "export";
  std::ofstream out(response.file, std::ios::binary);
  const std::atomic<bool> stop{false};
  ingest::export_works(call.desk.library(), works, kind->format, stop,
                       [&](const std::string& text) { out << text; });
  out.close();
  if (!out) {
    throw io_error("cannot write the bibliography", response.file.string(), errno);
  }
  return response;
}

}  // namespace

void add_find_routes(Router& router) {
  router.get("/api/v1/search", search_route, true);
  router.get("/api/v1/works/{id}", show_route);
  router.get("/api/v1/works/{id}/why", why_route, true);
  router.get("/api/v1/works/{id}/claims", claims_route, true);
  router.get("/api/v1/works/{id}/related", related_route, true);
  router.post("/api/v1/works/{id}/related", among_route);
  router.post("/api/v1/works/{id}/split", split_route);
  router.post("/api/v1/assess", assess_route);
  router.get("/api/v1/frameworks", frameworks_route);
  router.get("/api/v1/frameworks/{name}", frameworks_route);
  router.get("/api/v1/export", export_route);
}

}  // namespace assay::serve
