#include "serve/mcp.h"

#include "base/error.h"
#include "serve/parameters.h"
#include "serve/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> kRevisions = {"2025-06-18", "2025-11-25", "2025-03-26",
                                                        "2024-11-05"};
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kNoMethod = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kInternal = -32603;
constexpr int kNoResource = -32002;
constexpr std::string_view kScheme = "assay://works/";

/// An error of JSON-RPC.
struct RpcError {
  int code;
  std::string message;
};

bool is_revision(std::string_view text) {
  return std::find(kRevisions.begin(), kRevisions.end(), text) != kRevisions.end();
}

Json error_message(const nlohmann::json& id, int code, const std::string& message) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", message}}}};
}

std::string param(const nlohmann::json& params, const char* name) {
  const auto found = params.find(name);
  if (found == params.end() || !found->is_string()) {
    throw RpcError{kInvalidParams, std::string("\"") + name + "\" is to be text"};
  }
  return found->get<std::string>();
}

Json tool_list() {
  Json list = Json::array();
  for (const McpTool& tool : mcp_tools()) {
    list.push_back({{"name", tool.name},
                    {"title", tool.title},
                    {"description", tool.description},
                    {"inputSchema", tool.schema},
                    {"annotations",
                     {{"readOnlyHint", tool.reads_only},
                      {"destructiveHint", false},
                      {"openWorldHint", false}}}});
  }
  return {{"tools", list}};
}

Json prompt_list() {
  const Json argument = {
      {"name", "id"}, {"description", "Any identifier of the work"}, {"required", true}};
  return {
      {"prompts",
       Json::array({{{"name", "read"},
                     {"title", "Read a work closely"},
                     {"description", "Read a work with the evidence for its verdict, and note it."},
                     {"arguments", Json::array({argument})}},
                    {{"name", "reproduce"},
                     {"title", "Plan a reproduction"},
                     {"description", "Plan the smallest experiment that tests a work's claim."},
                     {"arguments", Json::array({argument})}}})}};
}

Json get_prompt(const nlohmann::json& params) {
  const std::string name = param(params, "name");
  const auto given = params.find("arguments");
  if (given == params.end() || !given->is_object()) {
    throw RpcError{kInvalidParams, "the prompt needs the argument id"};
  }
  const std::string id = param(*given, "id");
  std::string text;
  if (name == "read") {
    text =
        "Read the work " + id +
        " with me. Fetch it with the tools `show`, `why` and `claims`. Tell what problem it has, "
        "what was done, what was measured and against what, and which words carry its verdict; "
        "say plainly what the record does not tell. Then propose a short note in Markdown, and "
        "keep it with `add_note` once I agree.";
  } else if (name == "reproduce") {
    text = "Help me reproduce one claim of the work " + id +
           ". Fetch it with `show` and `claims`; pick the claim that the smallest experiment can "
           "test; name data, baseline, metric, seeds and what result would speak against it; find "
           "its code among the dossier's links and alternatives with `related` (aspect: method). "
           "End with commands to run on my machine.";
  } else {
    throw RpcError{kInvalidParams, "no prompt " + name};
  }
  return {{"description", name == "read" ? "Read a work closely" : "Plan a reproduction"},
          {"messages",
           Json::array({{{"role", "user"}, {"content", {{"type", "text"}, {"text", text}}}}})}};
}

}  // namespace

Response Mcp::run(const Request& request, Desk& desk, Events& events, Jobs& jobs) const {
  std::vector<std::string> names;
  std::string allowed;
  const Route* route = router_.find(request, names, allowed);
  if (route == nullptr) {
    throw Error(Errc::kNotFound, "there is no such thing");
  }
  Call call{request, desk, events, jobs, std::move(names)};
  return route->handler(call);
}

Json Mcp::call_tool(const nlohmann::json& params, Desk& desk, Events& events, Jobs& jobs) const {
  const std::string name = param(params, "name");
  const auto tool = std::find_if(mcp_tools().begin(), mcp_tools().end(),
                                 [&](const McpTool& one) { return one.name == name; });
  if (tool == mcp_tools().end()) {
    throw RpcError{kInvalidParams, "no tool " + name};
  }
  const nlohmann::json arguments = params.value("arguments", nlohmann::json::object());
  if (!arguments.is_object()) {
    throw RpcError{kInvalidParams, "the arguments are no object"};
  }
  try {
    for (const auto& [key, value] : arguments.items()) {
      if (!tool->schema["properties"].contains(key)) {
        throw Error(Errc::kUsage, fmt::format("{} takes no {}", name, key), "the arguments",
                    "see tools/list");
      }
    }
    const Response response = run(tool->request(arguments), desk, events, jobs);
    Json out = {{"content", Json::array({{{"type", "text"}, {"text", response.body}}})}};
    out["structuredContent"] = Json::parse(response.body);
    out["isError"] = false;
    return out;
  } catch (const Error& error) {
    // What the model can do something about is a result, not an error of the protocol.
    return {{"content", Json::array({{{"type", "text"}, {"text", error.what()}}})},
            {"isError", true}};
  }
}

Json Mcp::read_resource(const nlohmann::json& params, Desk& desk, Events& events,
                        Jobs& jobs) const {
  const std::string uri = param(params, "uri");
  if (uri.rfind(kScheme, 0) != 0) {
    throw RpcError{kNoResource, "no resource " + uri};
  }
  Request request;
  request.method = "GET";
  try {
    request.parts = {"api", "v1", "works",
                     percent_decoded(std::string_view(uri).substr(kScheme.size()), false)};
    const Response response = run(request, desk, events, jobs);
    return {
        {"contents",
         Json::array({{{"uri", uri}, {"mimeType", "application/json"}, {"text", response.body}}})}};
  } catch (const Error& error) {
    throw RpcError{kNoResource, error.what()};
  }
}

Json Mcp::result(const std::string& method, const nlohmann::json& params, Desk& desk,
                 Events& events, Jobs& jobs) const {
  if (method == "initialize") {
    const std::string wanted = param(params, "protocolVersion");
    return {
        {"protocolVersion", is_revision(wanted) ? wanted : std::string(kRevisions.front())},
        {"capabilities",
         {{"tools", Json::object()}, {"resources", Json::object()}, {"prompts", Json::object()}}},
        {"serverInfo", {{"name", "assay"}, {"title", "assay"}, {"version", version_}}},
        {"instructions",
         "A library of research done by AI developers, with evidence for each verdict, and the "
         "reader's week of practice. Works are named by w12, arxiv:…, a DOI or "
         "github:owner/name."}};
  }
  if (method == "ping") {
    return Json::object();
  }
  if (method == "tools/list") {
    return tool_list();
  }
  if (method == "tools/call") {
    return call_tool(params, desk, events, jobs);
  }
  if (method == "resources/list") {
    return {{"resources", Json::array()}};
  }
  if (method == "resources/templates/list") {
    return {{"resourceTemplates",
             Json::array({{{"uriTemplate", std::string(kScheme) + "{id}"},
                           {"name", "work"},
                           {"title", "A work's dossier"},
                           {"description", "id: w12, or any identifier, percent-encoded"},
                           {"mimeType", "application/json"}}})}};
  }
  if (method == "resources/read") {
    return read_resource(params, desk, events, jobs);
  }
  if (method == "prompts/list") {
    return prompt_list();
  }
  if (method == "prompts/get") {
    return get_prompt(params);
  }
  throw RpcError{kNoMethod, "no method " + method};
}

namespace {

/// Whether a message without a method is an answer (JSON-RPC 2.0, 5).
bool is_answer(const nlohmann::json& message) {
  if (message.contains("result")) {
    return message["result"].is_object() && !message.contains("error");
  }
  const nlohmann::json error = message.value("error", nlohmann::json());
  return error.is_object() && error.value("code", nlohmann::json()).is_number_integer() &&
         error.value("message", nlohmann::json()).is_string();
}

}  // namespace

std::string Mcp::answer(std::string_view message, Desk& desk, Events& events, Jobs& jobs) const {
  nlohmann::json request;
  try {
    request = parse_json(message);
  } catch (const Error& error) {
    return dump(error_message(nullptr, kInvalidRequest, error.message()));
  }
  if (request.is_discarded()) {
    return dump(error_message(nullptr, kParseError, "this is no JSON"));
  }
  const auto is_id = [](const nlohmann::json& id) {
    return id.is_string() || id.is_number_integer();
  };
  if (!request.is_object() || request.value("jsonrpc", nlohmann::json()) != "2.0" ||
      (request.contains("id") && !is_id(request["id"]))) {
    return dump(error_message(nullptr, kInvalidRequest, "this is no message of JSON-RPC 2.0"));
  }
  if (!request.contains("method")) {
    // An answer to something that was never asked.
    return is_answer(request) ? std::string()
                              : dump(error_message(nullptr, kInvalidRequest, "there is no method"));
  }
  if (!request.contains("id")) {
    return {};
  }
  const nlohmann::json& id = request["id"];
  if (!request["method"].is_string()) {
    return dump(error_message(id, kInvalidRequest, "the method is no text"));
  }
  const nlohmann::json params = request.value("params", nlohmann::json::object());
  if (!params.is_object()) {
    return dump(error_message(id, kInvalidParams, "the parameters are no object"));
  }
  try {
    desk.open(std::string(desk.reader()));
    const Json out = {
        {"jsonrpc", "2.0"},
        {"id", id},
        {"result", result(request["method"].get<std::string>(), params, desk, events, jobs)}};
    desk.close();
    return dump(out);
  } catch (const RpcError& error) {
    desk.close();
    return dump(error_message(id, error.code, error.message));
  } catch (const std::exception& error) {
    desk.close();
    return dump(error_message(id, kInternal, error.what()));
  }
}

Response Mcp::over_http(Call& call) const {
  const std::string revision = call.request.header("mcp-protocol-version");
  if (!revision.empty() && !is_revision(revision)) {
    return problem(Error(Errc::kUsage, "no revision of MCP that is known here: " + revision,
                         "MCP-Protocol-Version", "2025-06-18 is"));
  }
  std::string text = answer(call.request.body, call.desk, call.events, call.jobs);
  if (text.empty()) {
    Response response = Response::text("text/plain", "");
    response.status = 202;
    return response;
  }
  const bool refused = text.starts_with(R"({"jsonrpc":"2.0","id":null,)");
  return Response::json(std::move(text), refused ? 400 : 200);
}

}  // namespace assay::serve
