#pragma once
/// The agents' door: the Model Context Protocol (revision 2025-06-18, and those that answer alike),
/// JSON-RPC 2.0. Tools are the API's own routes under names for agents, so that an agent sees what
/// a page sees. Threads: const methods concurrent, each call with a desk of its own.

#include "serve/router.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::serve {

/// A tool: what it is called, what it takes, and the request that it stands for.
struct McpTool {
  std::string name;
  std::string title;
  std::string description;
  nlohmann::ordered_json schema;  ///< JSON Schema of the arguments.
  bool reads_only = true;
  /// Throws kUsage for arguments that are missing or of another type.
  std::function<Request(const nlohmann::json& arguments)> request;
};
const std::vector<McpTool>& mcp_tools();

class Mcp {
 public:
  Mcp(const Router& router, std::string version) : router_(router), version_(std::move(version)) {}

  /// The answer to one message, in one line; "" for a notification. Never throws.
  std::string answer(std::string_view message, Desk& desk, Events& events, Jobs& jobs) const;
  /// POST of the streamable HTTP transport, without sessions: each message is answered by itself.
  Response over_http(Call& call) const;

 private:
  nlohmann::ordered_json result(const std::string& method, const nlohmann::json& params, Desk& desk,
                                Events& events, Jobs& jobs) const;
  nlohmann::ordered_json call_tool(const nlohmann::json& params, Desk& desk, Events& events,
                                   Jobs& jobs) const;
  nlohmann::ordered_json read_resource(const nlohmann::json& params, Desk& desk, Events& events,
                                       Jobs& jobs) const;
  Response run(const Request& request, Desk& desk, Events& events, Jobs& jobs) const;

  const Router& router_;
  std::string version_;
};

}  // namespace assay::serve
