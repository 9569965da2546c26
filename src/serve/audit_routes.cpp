#include "base/error.h"
#include "base/time.h"
#include "practice/audit/csv.h"
#include "practice/audit/report.h"
#include "practice/audit/request.h"
#include "serve/parameters.h"
#include "serve/uploads.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <mutex>

namespace assay::serve {
namespace {

namespace fs = std::filesystem;

/// Counting millions of rows takes a worker's whole time: one at once.
std::unique_lock<std::mutex> only_one() {
  static std::mutex busy;
  std::unique_lock<std::mutex> lock(busy, std::try_to_lock);
  if (!lock.owns_lock()) {
    throw Error(Errc::kLocked, "another audit is being worked out", "", "try again in a moment");
  }
  return lock;
}

Uploads& uploads_of(Call& call) {
  if (call.uploads == nullptr) {
    throw Error(Errc::kUsage, "no files are taken here");
  }
  return *call.uploads;
}

/// Keeps a file, for audits: {"file","bytes","columns"}.
Response file_route(Call& call) {
  if (call.request.file.empty()) {
    throw Error(Errc::kUsage, "there is no file", "the body", "send the file as the body");
  }
  const practice::CsvReader reader(call.request.file);
  const Upload kept =
      uploads_of(call).keep(call.request.file, call.request.folder, call.request.account);
  return Response::json(
      nlohmann::ordered_json{{"file", kept.id}, {"bytes", kept.bytes}, {"columns", reader.header()}}
          .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace),
      201);
}

double number_of(const Query& query, const char* name, double usual) {
  const std::string text = query.word(name);
  if (text.empty()) {
    return usual;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(Errc::kUsage, "not a number: " + text, name, "write it as 0.5");
  }
  return value;
}

/// The file that ?file= names, else the body.
Upload file_of(Call& call) {
  if (call.request.query.has("file")) {
    return uploads_of(call).require(call.request.query.get("file"), call.request.account);
  }
  std::error_code ignored;
  if (call.request.file.empty() || fs::file_size(call.request.file, ignored) == 0) {
    throw Error(Errc::kUsage, "there is no file", "the body",
                "send the predictions as the body, or name one by ?file=");
  }
  return {"upload", call.request.file, call.request.folder, 0, call.request.account};
}

Response page(std::string html, const char* name) {
  Response response = Response::text("text/html; charset=utf-8", std::move(html));
  response.headers.emplace_back("Content-Disposition",
                                std::string("attachment; filename=\"") + name + "\"");
  return response;
}

std::string name_of(const Query& query, const Upload& upload) {
  const std::string name = query.get("name");
  return name.empty() ? upload.id : fs::path(name).filename().string();
}

Response drift(Call& call, const std::string& format) {
  const Query& query = call.request.query;
  const Upload before = uploads_of(call).require(query.get("against"), call.request.account);
  const Upload after = file_of(call);
  const practice::DriftReport report =
      practice::compare_files(after.file, before.file, practice::parse_groups(query.all("group")));
  if (format == "html") {
    return page(practice::to_html(report, "What changed in " + name_of(query, after)),
                "drift.html");
  }
  if (format == "card") {
    throw Error(Errc::kUsage, "a card is of predictions, not of what changed", "format",
                "give json or html");
  }
  return Response::json(practice::to_json(report));
}

/// ?label=y&score=p&group=sex&group=age:30:55&positive=&threshold=&equalise=&level=&format=json
Response audit_route(Call& call) {
  const Query& query = call.request.query;
  const std::string format = query.has("format") ? query.get("format") : "json";
  if (format != "json" && format != "html" && format != "card") {
    throw Error(Errc::kUsage, "no format: " + format, "format", "give json, html or card");
  }
  const std::unique_lock<std::mutex> lock = only_one();
  if (query.has("against")) {
    return drift(call, format);
  }
  practice::AuditRequest request;
  request.label = query.get("label");
  request.score = query.get("score");
  request.decision = query.get("decision");
  request.positive = query.get("positive");
  request.groups = query.all("group");
  request.equalise = query.all("equalise");
  request.threshold = number_of(query, "threshold", request.threshold);
  request.level = number_of(query, "level", request.level);
  const Upload upload = file_of(call);
  const practice::AuditResult result = practice::audit_file(upload.file, request);
  const std::string name = name_of(query, upload);
  if (format == "html") {
    return page(practice::to_html(result.audit, result.plans, "Audit of " + name), "audit.html");
  }
  if (format == "card") {
    return Response::text(
        "text/markdown; charset=utf-8",
        practice::to_model_card(result.audit, name, format_day(system_clock().today())));
  }
  return Response::json(practice::to_json(result.audit, result.plans));
}

}  // namespace

void add_audit_routes(Router& router) {
  router.post("/api/v1/files", file_route);
  router.post("/api/v1/audits", audit_route);
}

}  // namespace assay::serve
