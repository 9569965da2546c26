#include "base/error.h"
#include "serve/mcp.h"
#include "serve/parameters.h"
#include "source/address_parts.h"

namespace assay::serve {
namespace {

using Json = nlohmann::ordered_json;

Json property(const char* type, const char* description) {
  return {{"type", type}, {"description", description}};
}

Json object(Json properties, std::vector<std::string> required) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

Json id_property() {
  return property("string",
                  "Any identifier of a work: w12, arxiv:2106.09685, a DOI, github:owner/name, an "
                  "address");
}

/// A request as if it had come by HTTP; `query` is what stands behind the question mark.
Request request_of(const char* method, std::vector<std::string> parts, const std::string& query) {
  Request request;
  request.method = method;
  request.parts = {"api", "v1"};
  request.parts.insert(request.parts.end(), parts.begin(), parts.end());
  request.path = "/api/v1";
  request.search = query;
  request.query = Query::parse(query);
  return request;
}

std::string pair_of(const nlohmann::json& arguments, const char* name, const char* as) {
  const auto found = arguments.find(name);
  if (found == arguments.end() || found->is_null()) {
    return {};
  }
  const std::string text = found->is_string() ? found->get<std::string>()
                                              : std::to_string(number_member(arguments, name));
  return std::string(as) + "=" + source::percent_encoded(text) + "&";
}

std::string week_part(const nlohmann::json& arguments) {
  const std::string week = word_member(arguments, "week");
  return week.empty() ? "this" : week;
}

McpTool work_tool(const char* name, const char* title, const char* description,
                  std::vector<std::string> behind) {
  return {name,
          title,
          description,
          object({{"id", id_property()}}, {"id"}),
          true,
          [behind = std::move(behind)](const nlohmann::json& arguments) {
            std::vector<std::string> parts = {"works", text_member(arguments, "id")};
            parts.insert(parts.end(), behind.begin(), behind.end());
            return request_of("GET", std::move(parts), "");
          }};
}

/// A tool on one lab: POST labs/{name}/{action}, or what the lab is for no action.
McpTool lab_tool(const char* name, const char* title, const char* description,
                 const std::string& action) {
  return {name,
          title,
          description,
          object({{"name", property("string", "Of a lab, as `labs` lists them")}}, {"name"}),
          action.empty(),
          [action](const nlohmann::json& arguments) {
            std::vector<std::string> parts = {"labs", text_member(arguments, "name")};
            if (!action.empty()) {
              parts.push_back(action);
            }
            return request_of(action.empty() ? "GET" : "POST", std::move(parts), "");
          }};
}

McpTool week_tool(const char* name, const char* title, const char* description) {
  return {name,
          title,
          description,
          object({{"n", property("integer", "Number of the item in the week")},
                  {"week", property("string", "Such as 2026-W48; this week unless given")}},
                 {"n"}),
          false,
          [action = std::string(name)](const nlohmann::json& arguments) {
            return request_of("POST",
                              {"weeks", week_part(arguments), "items",
                               std::to_string(number_member(arguments, "n")), action},
                              "");
          }};
}

void add_experiment_tools(std::vector<McpTool>& tools) {
  tools.push_back({"experiments", "List experiments", "The reader's experiments, and their runs.",
                   object(Json::object(), {}), true, [](const nlohmann::json& /*arguments*/) {
                     return request_of("GET", {"experiments"}, "");
                   }});
  tools.push_back({"experiment", "Read an experiment",
                   "What an experiment asks, what was claimed and measured, its verdict and runs.",
                   object({{"name", property("string", "As `experiments` lists it")}}, {"name"}),
                   true, [](const nlohmann::json& arguments) {
                     return request_of("GET", {"experiments", text_member(arguments, "name")}, "");
                   }});
  tools.push_back(
      {"start_experiment", "Start an experiment",
       "Makes a folder for testing a work's claims: plan, script and notebook. Runs nothing.",
       object({{"id", id_property()}}, {"id"}), false, [](const nlohmann::json& arguments) {
         Request request = request_of("POST", {"experiments"}, "");
         request.body = nlohmann::json{{"work", text_member(arguments, "id")}}.dump();
         return request;
       }});
}

std::vector<McpTool> make_tools() {
  std::vector<McpTool> tools;
  tools.push_back(
      {"search", "Search works",
       "Finds works by words and filters: \"phrases\", -not, a OR b, prefix*, kind: topic: author: "
       "org: venue: since: until: led:>0.7 code:yes read:no.",
       object({{"query", property("string", "Words and filters")},
               {"k", property("integer", "How many, 10 unless given, at most 1000")},
               {"sort", {{"type", "string"}, {"enum", {"relevance", "date", "developer-led"}}}}},
              {"query"}),
       true, [](const nlohmann::json& arguments) {
         return request_of("GET", {"search"},
                           "q=" + source::percent_encoded(text_member(arguments, "query")) + "&" +
                               pair_of(arguments, "k", "k") + pair_of(arguments, "sort", "sort"));
       }});
  tools.push_back(work_tool("show", "Read a dossier",
                            "Everything known of a work: record, people, links, related "
                            "repositories and papers, the reader's notes and rating.",
                            {}));
  tools.push_back(work_tool("why", "Explain a verdict",
                            "Why a work counts as developer-led and as research: probabilities and "
                            "the clues with the very words that carry them.",
                            {"why"}));
  tools.push_back(work_tool("claims", "List claims",
                            "What a work claims in numbers: metric, value, baseline, data set.",
                            {"claims"}));
  tools.push_back(
      {"related", "Find related works", "Works related to one, wholly or by one aspect.",
       object({{"id", id_property()},
               {"aspect", {{"type", "string"}, {"enum", {"problem", "method", "result"}}}},
               {"k", property("integer", "How many, 10 unless given")}},
              {"id"}),
       true, [](const nlohmann::json& arguments) {
         return request_of("GET", {"works", text_member(arguments, "id"), "related"},
                           pair_of(arguments, "aspect", "aspect") + pair_of(arguments, "k", "k"));
       }});
  tools.push_back({"radar", "What is new", "What is new to the reader, ranked for them.",
                   object({{"k", property("integer", "How many, 10 unless given")},
                           {"since", property("string", "A date: 2026-11-01")}},
                          {}),
                   true, [](const nlohmann::json& arguments) {
                     return request_of(
                         "GET", {"radar"},
                         pair_of(arguments, "k", "k") + pair_of(arguments, "since", "since"));
                   }});
  tools.push_back(
      {"week", "Get the week", "The week's practice on five tracks.",
       object({{"week", property("string", "Such as 2026-W48; this week unless given")}}, {}), true,
       [](const nlohmann::json& arguments) {
         return request_of("GET", {"weeks", week_part(arguments)}, "");
       }});
  tools.push_back(week_tool("done", "Tick an item", "Ticks an item of the week."));
  tools.push_back(week_tool("skip", "Pass over an item", "Passes over an item of the week."));
  tools.push_back({"labs", "List labs",
                   "Exercises in which the reader writes an algorithm, what comes before each, and "
                   "how the reader stands with it.",
                   object(Json::object(), {}), true, [](const nlohmann::json& /*arguments*/) {
                     return request_of("GET", {"labs"}, "");
                   }});
  tools.push_back(lab_tool("lab", "Read a lab",
                           "A lab's statement, the reader's file, hints opened, the last check.",
                           ""));
  tools.push_back(lab_tool("start_lab", "Start a lab",
                           "Writes a lab's files for the reader, never over work.", "start"));
  tools.push_back(
      {"add_note", "Add a note", "Keeps a Markdown note on a work, for the reader.",
       object({{"id", id_property()}, {"text", property("string", "Markdown")}}, {"id", "text"}),
       false, [](const nlohmann::json& arguments) {
         Request request = request_of("POST", {"works", text_member(arguments, "id"), "notes"}, "");
         request.body = nlohmann::json{{"text", text_member(arguments, "text")}}.dump();
         return request;
       }});
  add_experiment_tools(tools);
  return tools;
}

}  // namespace

const std::vector<McpTool>& mcp_tools() {
  static const std::vector<McpTool> tools = make_tools();
  return tools;
}

}  // namespace assay::serve
