#include "cli/commands.h"
#include "cli/lab_folder.h"
#include "serve/server.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace assay::cli {
namespace {

struct ServeArguments {
  std::string listen = "127.0.0.1:7717";
  std::vector<std::string> hosts;
  std::string web;
  std::string new_token;
};

serve::StoreOptions store_options(const Context& context) {
  serve::StoreOptions options;
  options.library = context.library_folder();
  options.reader = context.reader;
  options.settings_file = Context::settings_file();
  options.taxonomy_file = Context::taxonomy_file();
  options.lab_cache = lab_cache_folder();
  options.version = ASSAY_VERSION;
  options.encoder = context.encoder();
  return options;
}

int run_serve(const Context& context, const ServeArguments& arguments) {
  const std::filesystem::path tokens = Context::settings_file().parent_path() / "tokens";
  if (!arguments.new_token.empty()) {
    const std::string token = serve::make_token(tokens, arguments.new_token);
    if (context.json) {
      Context::print_json(
          nlohmann::ordered_json{{"name", arguments.new_token}, {"token", token}}.dump());
    } else {
      Context::print(token + "\n");
      context.tell("assay: keep it: only its hash is stored, in " + tokens.string());
    }
    return 0;
  }
  if (!arguments.web.empty() && !std::filesystem::is_directory(arguments.web)) {
    throw Error(Errc::kNotFound, "there is no such folder", arguments.web, "build the page first");
  }
  serve::ServerOptions options;
  options.store = store_options(context);
  options.listen = arguments.listen;
  options.hosts = arguments.hosts;
  options.web = arguments.web;
  options.tokens_file = tokens;
  const std::atomic<bool>& stop = interrupted();
  serve::Server server(std::move(options));
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{{"listening", server.url()}}.dump());
  } else {
    Context::print(server.url() + "\n");
  }
  server.run(stop);
  return 0;
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* command = app.add_subcommand("serve", "The page, the API and feeds on this machine");
  command->footer(
      "\nBeyond this machine a token is required: make one with --new-token, then\n"
      "listen at an outer address. docs/api.md tells about the API and about proxies.");
  command->add_option("--listen", arguments->listen, "Where; port 0 takes a free one")
      ->type_name("ADDRESS:PORT");
  command->add_option("--host", arguments->hosts, "A further name under which it is called")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--web", arguments->web, "The page's files")->type_name("DIR");
  command->add_option("--new-token", arguments->new_token, "Make a token, print it once, and end")
      ->type_name("NAME");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] { return run_serve(context, *arguments); };
  });
}

void add_mcp(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("mcp", "For agents: MCP on standard input and output");
  command->footer("\nFor an agent's settings: the command `assay` with the argument `mcp`.");
  command->callback([&context] {
    context.run = [&context] {
      serve::serve_mcp(store_options(context), std::cin, std::cout);
      return 0;
    };
  });
}

}  // namespace assay::cli
