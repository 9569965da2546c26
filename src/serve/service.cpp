#include "serve/service.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"
#include "serve/coding.h"
#include "serve/first_view.h"
#include "serve/login.h"
#include "serve/problem.h"
#include "serve/secrets.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

extern "C" const char assay_openapi_begin[];
extern "C" const char assay_openapi_end[];
extern "C" const assay::EmbeddedFile assay_page[];
extern "C" const std::uint64_t assay_page_count;

namespace assay::serve {
namespace {

constexpr std::size_t kMostKeptBytes = std::size_t{64} << 20;
constexpr std::size_t kLeastPacked = 1024;
constexpr std::size_t kMostFile = std::size_t{32} << 20;

constexpr std::string_view kHealthPath = "/healthz";

std::string type_of(const std::filesystem::path& file) {
  static const std::unordered_map<std::string, std::string> types = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".woff2", "font/woff2"}};
  const auto found = types.find(file.extension().string());
  return found == types.end() ? "application/octet-stream" : found->second;
}

/// The page that stands where no page was built in.
constexpr const char* kBarePage =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>assay</title>"
    "<h1>assay</h1><p>This server answers the API: see <a "
    "href=\"/openapi.json\">/openapi.json</a>, "
    "for instance <a href=\"/api/v1/week\">this week</a>. The page was not built: see "
    "docs/page.md, "
    "or name its files with <code>assay serve --web DIR</code>.</p></html>";

/// A file's name in the page's own folder, such as /app-ABC.js. All other addresses are its places,
/// an identifier with dots behind /work/ among them, and answered by the page itself.
bool names_a_file(const std::vector<std::string>& parts) {
  return !parts.empty() && parts.front() != "work" &&
         std::filesystem::path(parts.back()).has_extension();
}

/// A file whose name has the hash of what is in it, such as "app-N7XM32NF.js", is never another.
bool is_named_by_hash(const std::string& name) {
  const std::string stem = std::filesystem::path(name).stem();
  const std::size_t dash = stem.rfind('-');
  return dash != std::string::npos && stem.size() - dash == 9 &&
         std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(dash) + 1, stem.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

Response file_response(const std::filesystem::path& name, std::string bytes) {
  Response response = Response::text(type_of(name), std::move(bytes));
  if (is_named_by_hash(name)) {
    response.headers.emplace_back("Cache-Control", "max-age=31536000, immutable");
  }
  return response;
}

/// A file of the page that the program carries.
Response carried_file(const Request& request) {
  std::string name = join(request.parts, "/");
  const auto find = [](const std::string& path) {
    return std::find_if(assay_page, assay_page + assay_page_count,
                        [&](const EmbeddedFile& file) { return path == file.path; });
  };
  const EmbeddedFile* const end = assay_page + assay_page_count;
  const EmbeddedFile* file = find(name);
  if (file == end && !names_a_file(request.parts)) {
    name = "index.html";
    file = find(name);
    if (file == end && request.path == "/") {
      return Response::text("text/html; charset=utf-8", kBarePage);
    }
  }
  if (file == end) {
    throw Error(Errc::kNotFound, "there is nothing at this address", request.path,
                "see /openapi.json");
  }
  return file_response(name, std::string(embedded_bytes(file->begin, file->end)));
}

/// The table of first views, "" where there is none.
std::string first_table(const std::filesystem::path& web) {
  static constexpr const char* kName = "first.json";
  if (!web.empty()) {
    std::error_code ec;
    return std::filesystem::is_regular_file(web / kName, ec) ? read_file(web / kName, kMostFile)
                                                             : std::string();
  }
  const EmbeddedFile* const end = assay_page + assay_page_count;
  const EmbeddedFile* const file = std::find_if(
      assay_page, end, [](const EmbeddedFile& one) { return std::string_view(one.path) == kName; });
  return file == end ? std::string() : std::string(embedded_bytes(file->begin, file->end));
}

std::string content_tag(const std::string& body, const std::string& coding) {
  return fmt::format("\"{:016x}\"", hash64(body, hash64(coding)));
}

/// A change that is wanted only while something is as the client has it.
bool has_condition(const Request& request) {
  return request.method != "GET" && request.method != "HEAD" &&
         (request.headers.count("if-match") != 0 || request.headers.count("if-none-match") != 0);
}

std::string stamp_tag(const Stamp& stamp, const std::string& key) {
  return fmt::format("\"{:016x}\"",
                     hash64(key, stamp.lineage ^ hash64(fmt::format("{} {} {}", stamp.library,
                                                                    stamp.index, stamp.edition))));
}

}  // namespace

Service::Service(ServiceOptions options)
    : options_(std::move(options)),
      store_(options_.store),
      jobs_(store_, events_),
      guard_(options_.guard),
      mcp_(router_, options_.store.version),
      watch_(store_, events_) {
  prefix_ = random_word().substr(0, 8);
  told_ = store_.stamp();  // before anything is answered: later changes are news
  add_routes(router_);
  add_helper_routes(router_, talks_);
  router_.get("/api/v1/events", [](Call& /*call*/) {
    Response response = Response::text("text/event-stream", "");
    response.stream = true;
    return response;
  });
  add_login_routes(router_, guard_);
  router_.get("/openapi.json", [](Call& /*call*/) {
    return Response::json(std::string(embedded_bytes(assay_openapi_begin, assay_openapi_end)));
  });
  router_.get(kHealthPath, [](Call& /*call*/) {
    return Response::json("{\"status\":\"ok\"}");  // at_once() answers it; this is for Allow
  });
  router_.get("/metrics", [this](Call& /*call*/) {
    return Response::text("text/plain; version=0.0.4; charset=utf-8", metrics());
  });
  router_.post("/mcp", [this](Call& call) { return mcp_.over_http(call); });
}

std::string Service::coding_of(const Request& request) {
  const std::string accept = request.header("accept-encoding");
  if (accept.empty()) {
    return {};
  }
  const int zstd = coding_weight(accept, "zstd");
  const int gzip = coding_weight(accept, "gzip");
  return zstd > 0 && zstd >= gzip ? "zstd" : gzip > 0 ? "gzip" : "";
}

std::string Service::key_of(const Request& request) {
  return coding_of(request) + " " + request.reader + " " + request.path + "?" + request.search;
}

std::shared_ptr<const Answer> Service::at_once(Request& request) {
  if (!request.let_in) {
    if (std::optional<Response> refused = guard_.refuse(request)) {
      Answer answer = finish(request, std::move(*refused), "");
      answer.route = kRefusedRoute;
      return std::make_shared<const Answer>(std::move(answer));
    }
    request.let_in = true;
  }
  if (request.unproven) {
    return nullptr;
  }
  if (request.path == kHealthPath && (request.method == "GET" || request.method == "HEAD")) {
    Response response = Response::json("{\"status\":\"ok\"}");
    try {
      static_cast<void>(store_.stamp());
    } catch (const Error& error) {
      log_trouble(request, error);
      response = problem(error, 503);
    }
    Answer answer = finish(request, std::move(response), "");
    answer.route = kHealthPath;
    return std::make_shared<const Answer>(std::move(answer));
  }
  if (request.method != "GET" || request.path.rfind("/api/", 0) != 0) {
    return nullptr;
  }
  std::string tag;
  std::shared_ptr<const Answer> answer = kept_answer(key_of(request), tag);
  if (answer == nullptr) {
    return nullptr;
  }
  ++hits_;
  if (const std::string known = request.header("if-none-match");
      !known.empty() && matches_tag(known, tag)) {
    Answer same = *answer;
    same.status = 304;
    same.body = std::make_shared<const std::string>();
    return std::make_shared<const Answer>(std::move(same));
  }
  return answer;
}

std::shared_ptr<const Answer> Service::kept_answer(const std::string& key, std::string& tag) {
  Stamp stamp;
  std::shared_ptr<const Answer> answer;
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    if (found == kept_.end()) {
      return nullptr;
    }
    stamp = found->second.stamp;
    answer = found->second.answer;
  }
  try {
    if (store_.stamp() != stamp) {
      return nullptr;
    }
  } catch (const Error&) {
    return nullptr;  // a worker finds out what is wrong, and says it
  }
  tag = stamp_tag(stamp, key);
  return answer;
}

std::shared_ptr<const Answer> Service::prove(Request& request) {
  std::optional<Response> refused;
  try {
    refused = guard_.prove(request);
  } catch (const Error& error) {
    log_trouble(request, error);
    refused = problem(error);
  }
  if (refused) {
    return std::make_shared<const Answer>(finish(request, std::move(*refused), ""));
  }
  request.unproven = false;
  return nullptr;
}

bool Service::still_knows(const Request& request) noexcept {
  try {
    return guard_.still_knows(request);
  } catch (const std::exception&) {
    return false;
  }
}

Response Service::page_file(const Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    Response response = problem(Error(Errc::kUsage, "only GET and HEAD", request.path), 405);
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
  }
  if (options_.web.empty()) {
    return carried_file(request);
  }
  std::filesystem::path file = options_.web;
  for (const std::string& part : request.parts) {
    if (part.find('/') != std::string::npos || (!part.empty() && part.front() == '.')) {
      throw Error(Errc::kNotFound, "there is nothing at this address", request.path);
    }
    file /= part;
  }
  std::error_code ec;
  // Addresses of the page's own places are answered by the page.
  if (!std::filesystem::is_regular_file(file, ec)) {
    if (names_a_file(request.parts)) {
      throw Error(Errc::kNotFound, "there is nothing at this address", request.path);
    }
    file = options_.web / "index.html";
  }
  const std::filesystem::path real = std::filesystem::weakly_canonical(file, ec);
  const std::filesystem::path root = std::filesystem::weakly_canonical(options_.web, ec);
  if (const auto [end, rest] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
      end != root.end()) {
    throw Error(Errc::kNotFound, "there is nothing at this address", request.path);
  }
  return file_response(file, read_file(file, kMostFile));
}

void Service::fill_in(const Request& request, Desk& desk, std::string& page) {
  const FirstView view = first_view(first_table(options_.web), request);
  std::vector<std::pair<std::string, std::string>> answers;
  for (const std::string& path : view.answers) {
    Request inner = request;
    inner.method = "GET";
    inner.headers.clear();
    inner.body.clear();
    parse_target("/api/v1/" + path, inner);
    std::string tag;
    std::shared_ptr<const Answer> found = kept_answer(key_of(inner), tag);
    if (found == nullptr) {
      found = answer(inner, desk);
    }
    // What went wrong is told when the page asks for it itself.
    if (found->status == 200 && found->body != nullptr) {
      answers.emplace_back(path, *found->body);
    }
  }
  put_first_view(page, view.scripts, answers);
}

std::optional<Response> Service::refuse_outdated(const Request& request, Desk& desk) {
  Request asked = request;
  asked.method = "GET";
  std::vector<std::string> names;
  std::string allowed;
  std::optional<std::string> body;
  try {
    if (const Route* route = router_.find(asked, names, allowed)) {
      Call call{asked, desk, events_, jobs_, std::move(names)};
      body = route->handler(call).body;
    }
  } catch (const Error& error) {
    if (error.code() != Errc::kNotFound) {
      throw;
    }
  }
  const auto is_there = [&](const std::string& tags) {
    return body && (matches_tag(tags, content_tag(*body, "")) ||
                    matches_tag(tags, content_tag(*body, "gzip")) ||
                    matches_tag(tags, content_tag(*body, "zstd")));
  };
  const std::string wanted = request.header("if-match");
  const std::string unwanted = request.header("if-none-match");
  if ((wanted.empty() || is_there(wanted)) && (unwanted.empty() || !is_there(unwanted))) {
    return std::nullopt;
  }
  return problem(Error(Errc::kInvalid, "it is no longer as you have it", request.path,
                       "get it anew, and change that"),
                 412);
}

void Service::open(const Request& request, Desk& desk) {
  if (!request.stranger) {  // who need not know what readers there are
    desk.open(request.account.empty() ? request.query.word("reader") : request.reader);
  }
}

Response Service::handle(const Request& request, Desk& desk, const Route& route,
                         std::vector<std::string> names) {
  Call call{request, desk, events_, jobs_, std::move(names), &uploads_, [&] {
              return guard_.may_run(request);
            }};
  return route.handler(call);
}

Response Service::change_if(const Request& request, Desk& desk, const Route& route,
                            const std::vector<std::string>& names) {
  constexpr int kMostTries = 10;
  const std::lock_guard alone(changing_);  // of others with a condition, before the view begins
  for (int tries = 0; tries < kMostTries; ++tries) {
    open(request, desk);
    if (std::optional<Response> refused = refuse_outdated(request, desk)) {
      return std::move(*refused);
    }
    desk.rest_on_view();
    try {
      return handle(request, desk, route, names);
    } catch (const Outrun&) {
      // a change without a condition came between: whether it was of the same is to be seen
    }
  }
  throw Error(Errc::kLocked, "other changes came before this one", request.path,
              "try again in a moment");
}

Response Service::respond(const Request& request, Desk& desk, const Route*& route, Stamp& begun) {
  try {
    if (request.unproven) {
      if (std::optional<Response> refused = guard_.prove(request)) {
        return std::move(*refused);
      }
    }
    std::vector<std::string> names;
    std::string allowed;
    route = router_.find(request, names, allowed);
    if (route == nullptr) {
      if (!allowed.empty()) {
        Response response = request.method == "OPTIONS"
                                ? Response::text("text/plain", "")
                                : problem(Error(Errc::kUsage, request.method + " does not go here",
                                                request.path, "it takes " + allowed),
                                          405);
        response.headers.emplace_back("Allow", allowed);
        return response;
      }
      if (request.path.rfind("/api/", 0) == 0 || request.path == "/mcp") {
        throw Error(Errc::kNotFound, "there is nothing at this address", request.path,
                    "see /openapi.json");
      }
      Response page = page_file(request);
      if (page.type == type_of("index.html")) {
        fill_in(request, desk, page.body);
      }
      return page;
    }
    if (const std::string packed = request.header("content-encoding");
        !request.body.empty() && !packed.empty() && !iequals(packed, "identity")) {
      return problem(Error(Errc::kUsage, "the body is packed: " + packed, "Content-Encoding",
                           "send it as it is; files may be packed by gzip, xz, zstd or bzip2"),
                     415);
    }
    if (has_condition(request) && !request.stranger) {
      return change_if(request, desk, *route, names);
    }
    open(request, desk);
    if (route->kept) {
      static_cast<void>(desk.index());
      begun = desk.stamp();
    }
    return handle(request, desk, *route, std::move(names));
  } catch (const Error& error) {
    if (http_status(error.code()) >= 500) {
      log_trouble(request, error);
    }
    return problem(error);
  } catch (const std::bad_alloc&) {
    const Error error(Errc::kLimit, "out of memory");
    log_trouble(request, error);
    return problem(error, 503);
  } catch (const std::exception& error) {
    const Error wrapped(Errc::kInternal, error.what(), "", "please report this");
    log_trouble(request, wrapped);
    return problem(wrapped);
  }
}

std::shared_ptr<const Answer> Service::answer(const Request& request, Desk& desk) {
  const Route* route = nullptr;
  Stamp begun;
  Response response = respond(request, desk, route, begun);
  const std::string_view name = route != nullptr        ? std::string_view(route->pattern)
                                : response.status < 400 ? kPageRoute
                                                        : kUnknownRoute;
  const bool open = route != nullptr && response.status == 200;
  const bool keeps = open && route->kept &&  // a route for GET, which HEAD finds
                     std::none_of(response.headers.begin(), response.headers.end(),
                                  [](const auto& one) { return one.first == "Cache-Control"; });
  const std::string key = keeps ? key_of(request) : std::string();
  Stamp stamp;
  std::string tag;
  try {
    if (keeps && desk.stamp() == begun) {
      stamp = begun;
      tag = stamp_tag(stamp, key);
    }
  } catch (const Error&) {
    tag.clear();
  }
  desk.close();
  if (!tag.empty()) {
    // A whole answer is kept, whatever this client has already.
    Request whole = request;
    whole.headers.erase("if-none-match");
    Answer whole_answer = finish(whole, response, tag);
    whole_answer.route = name;
    auto made = std::make_shared<const Answer>(std::move(whole_answer));
    const std::lock_guard lock(mutex_);
    if (kept_bytes_ > kMostKeptBytes) {
      kept_.clear();
      kept_bytes_ = 0;
    }
    kept_bytes_ += made->body->size() + key.size() + 512;
    kept_[key] = {stamp, made};
    if (request.header("if-none-match").empty()) {
      return made;
    }
  }
  Answer answer = finish(request, std::move(response), tag);
  answer.route = name;
  return std::make_shared<const Answer>(std::move(answer));
}

Answer Service::finish(const Request& request, Response response,
                       const std::string& kept_tag) const {
  Answer answer;
  answer.status = response.status;
  answer.stream = response.stream;
  answer.talk = std::move(response.talk);
  answer.file = std::move(response.file);
  answer.folder = std::move(response.folder);
  answer.headers = std::move(response.headers);
  const auto add = [&](const char* name, std::string value) {
    answer.headers.emplace_back(name, std::move(value));
  };
  add("Content-Type", response.type);
  add("X-Content-Type-Options", "nosniff");
  add("Content-Security-Policy", kPolicy);
  // "no-referrer" would make browsers send the login with "Origin: null".
  add("Referrer-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Cross-Origin-Opener-Policy", "same-origin");
  if (request.secure) {
    add("Strict-Transport-Security", "max-age=31536000");
  }
  const bool has_cache = std::any_of(answer.headers.begin(), answer.headers.end(),
                                     [](const auto& one) { return one.first == "Cache-Control"; });
  if (!has_cache) {
    add("Cache-Control", response.stream || response.status != 200 ? "no-store" : "no-cache");
  }
  const bool tells = response.status == 200 && !response.stream && answer.file.empty() &&
                     (request.method == "GET" || request.method == "HEAD");
  if (tells) {
    add("Vary", "Accept-Encoding");
    const std::string tag =
        kept_tag.empty() ? content_tag(response.body, coding_of(request)) : kept_tag;
    add("ETag", tag);
    if (const std::string known = request.header("if-none-match");
        !known.empty() && matches_tag(known, tag)) {
      answer.status = 304;
      answer.body = std::make_shared<const std::string>();
      return answer;
    }
  }
  const std::string coding = coding_of(request);
  if (answer.file.empty() && !response.stream && response.body.size() >= kLeastPacked &&
      !coding.empty()) {
    response.body = coding == "zstd" ? zstd_packed(response.body) : gzipped(response.body);
    add("Content-Encoding", coding);
  }
  answer.body = std::make_shared<const std::string>(std::move(response.body));
  return answer;
}

void Service::look_for_news() {
  const Stamp now = store_.stamp();
  if (now.library != told_.library || now.lineage != told_.lineage) {
    told_ = now;
    events_.publish("library", fmt::format("{{\"generation\":{}}}", now.library));
  }
}

void Service::beat() {
  events_.beat();
  talks_.beat();
}

std::string Service::next_id() {
  return fmt::format("{}-{}", prefix_, ++requests_);
}

void Service::note_served(const Request* request, int status, std::string_view route,
                          std::uint64_t bytes, double seconds) {
  static const std::set<std::string_view> methods = {"GET",    "HEAD",  "POST",   "PUT",
                                                     "DELETE", "PATCH", "OPTIONS"};
  const std::string method = request == nullptr ? std::string() : request->method;
  figures_.count(methods.count(method) != 0 ? method : "other", route, status, seconds);
  if (options_.log != nullptr) {
    options_.log->request({request == nullptr ? next_id() : request->id, method,
                           request == nullptr ? std::string() : request->path,
                           request == nullptr ? std::string() : request->reader, status, bytes,
                           seconds * 1000});
  }
}

void Service::log_trouble(const Request& request, const Error& error) const {
  if (options_.log != nullptr) {
    options_.log->trouble("error", error,
                          {{"id", request.id}, {"method", request.method}, {"path", request.path}});
  }
}

std::string Service::metrics() {
  std::string text = figures_.text();
  const Stamp stamp = store_.stamp();
  const Load load = load_ ? load_() : Load{};
  const auto add = [&](std::string_view name, std::string_view type, std::string_view help,
                       double value) { text += figure_text(name, type, help, value); };
  add("assay_kept_answers_total", "counter", "Answers that had been worked out before.",
      static_cast<double>(hits_.load()));
  add("assay_connections", "gauge", "Open connections.", static_cast<double>(load.connections));
  add("assay_waiting_requests", "gauge", "Requests that wait for a worker.",
      static_cast<double>(load.waiting));
  add("assay_streams", "gauge", "Open streams of events.",
      static_cast<double>(events_.listeners()));
  text += "# HELP assay_jobs Jobs that are remembered, by state.\n# TYPE assay_jobs gauge\n";
  for (const auto& [state, count] : jobs_.count_states()) {
    text += fmt::format("assay_jobs{{state=\"{}\"}} {}\n", state, count);
  }
  add("assay_library_generation", "gauge", "Finished changes of the library.",
      static_cast<double>(stamp.library));
  add("assay_index_generation", "gauge", "Those that the search index holds; -1: not opened yet.",
      static_cast<double>(stamp.index));
  add("process_resident_memory_bytes", "gauge", "Resident memory.",
      static_cast<double>(resident_bytes()));
  return text + fmt::format(
                    "# HELP assay_build_info The program.\n# TYPE assay_build_info gauge\n"
                    "assay_build_info{{version=\"{}\"}} 1\n",
                    options_.store.version);
}

}  // namespace assay::serve
