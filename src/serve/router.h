#pragma once
/// Which handler answers a request. Threads: immutable once filled.

#include "serve/http.h"
#include "serve/store.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::serve {

class Events;
class Jobs;
class Talks;
class Uploads;

/// What a handler is given.
struct Call {
  const Request& request;
  Desk& desk;
  Events& events;
  Jobs& jobs;
  std::vector<std::string> names;  ///< What stood in the pattern's braces, in order.
  Uploads* uploads = nullptr;      ///< Files that came before; none for MCP.
  /// As Guard::may_run, asked only by what executes programs of the user; none: they may not be.
  std::function<bool()> may_run{};

  /// The body, a JSON object; {} for none. Throws kInvalid, as parse_json().
  [[nodiscard]] nlohmann::json json() const;
};

using Handler = std::function<Response(Call&)>;

struct Route {
  std::string method;
  std::string pattern;  ///< "/api/v1/works/{id}/why"
  Handler handler;
  /// The answer is the same as long as library and index are (Stamp), so that it may be kept.
  bool kept = false;
  std::vector<std::string> parts;  ///< Of the pattern.
};

/// JSON of a client's; discarded where it is none. Throws kInvalid for what is nested more than 64
/// times: it is copied and written by functions that call themselves.
nlohmann::json parse_json(std::string_view text);

class Router {
 public:
  void get(std::string_view pattern, Handler handler, bool kept = false);
  void post(std::string_view pattern, Handler handler);
  void put(std::string_view pattern, Handler handler);
  void remove(std::string_view pattern, Handler handler);

  /// The route of a request with what its braces hold; nullptr when there is none, and then
  /// `allowed` names the methods that the path has, if any. HEAD finds GET.
  const Route* find(const Request& request, std::vector<std::string>& names,
                    std::string& allowed) const;
  [[nodiscard]] const std::vector<Route>& routes() const noexcept { return routes_; }

 private:
  void add(std::string_view method, std::string_view pattern, Handler handler, bool kept);
  std::vector<Route> routes_;
};

/// The routes of the API: all of them, and by topic.
void add_routes(Router& router);
void add_find_routes(Router& router);
void add_week_routes(Router& router);
void add_reader_routes(Router& router);
void add_saved_routes(Router& router);
void add_source_routes(Router& router);
void add_care_routes(Router& router);
void add_card_routes(Router& router);
void add_lab_routes(Router& router);
/// Of a server only: what they answer comes bit by bit. `talks` outlives the router.
void add_helper_routes(Router& router, Talks& talks);
void add_experiment_routes(Router& router);
void add_sharing_routes(Router& router);
void add_run_routes(Router& router);
void add_audit_routes(Router& router);
void add_trial_routes(Router& router);
void add_feed_routes(Router& router);

}  // namespace assay::serve
