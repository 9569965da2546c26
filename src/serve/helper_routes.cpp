#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "ingest/settings.h"
#include "plan/helper.h"
#include "serve/parameters.h"
#include "serve/problem.h"
#include "serve/talks.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <utility>

namespace assay::serve {
namespace {

using Json = nlohmann::ordered_json;

/// Whatever went wrong, it was not the request.
constexpr int kServiceFailed = 502;
/// How often what has come is sent on: a model says a word at a time.
constexpr auto kSendEvery = std::chrono::milliseconds(60);

/// Whether a helper is set, by which name, and whether it could be asked; never its key.
Response helper_route(Call& call) {
  Json out{{"set", false}, {"model", nullptr}, {"url", nullptr}, {"trouble", nullptr}};
  try {
    if (const auto options = ingest::find_helper(call.desk.store().options().settings_file)) {
      out["set"] = true;
      out["model"] = options->model;
      out["url"] = source::chat_address(options->url);
    }
  } catch (const Error& error) {
    out["trouble"] = error.what();
  }
  return Response::json(out.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// Says "passages", then "text" as it comes, then "done" with all of it, checked. Throws as
/// plan::run_helper.
void converse(Talk& talk, const plan::HelperTask& task, const source::ChatOptions& options) {
  talk.say("passages", plan::passages_json(task));
  std::string waiting;
  auto sent = std::chrono::steady_clock::now();
  const auto send = [&] {
    talk.say("text", Json{{"text", std::exchange(waiting, {})}}.dump());
    sent = std::chrono::steady_clock::now();
  };
  const plan::HelperView view = plan::run_helper(
      task, options, system_clock().now(),
      [&](std::string_view piece) {
        waiting += piece;
        if (std::chrono::steady_clock::now() - sent > kSendEvery) {
          send();
        }
      },
      &talk.stop());
  if (!waiting.empty()) {
    send();
  }
  talk.say("done", plan::to_json(view));
}

void speak(Talk& talk, const plan::HelperTask& task, const source::ChatOptions& options) {
  try {
    converse(talk, task, options);
  } catch (const Error& error) {
    talk.say("problem", problem(error, kServiceFailed).body);
  }
}

Response begin_talk(Call& call, Talks& talks, const std::string& question) {
  const bool notes = flag_member(call.json(), "notes");
  source::ChatOptions options = ingest::require_helper(call.desk.store().options().settings_file);
  plan::HelperTask task =
      plan::prepare_helper(call.desk.library(), work_of(call, call.names.at(0)), question, notes);
  Response response = Response::text("text/event-stream", "");
  response.stream = true;
  response.talk = talks.begin([task = std::move(task), options = std::move(options)](Talk& talk) {
    speak(talk, task, options);
  });
  return response;
}

}  // namespace

void add_helper_routes(Router& router, Talks& talks) {
  router.get("/api/v1/helper", helper_route);
  router.post("/api/v1/works/{id}/summary",
              [&talks](Call& call) { return begin_talk(call, talks, ""); });
  router.post("/api/v1/works/{id}/ask", [&talks](Call& call) {
    const std::string question = text_member(call.json(), "question");
    if (trim(question).empty()) {
      throw Error(Errc::kUsage, "the question is empty", "question", "ask something");
    }
    return begin_talk(call, talks, question);
  });
}

}  // namespace assay::serve
