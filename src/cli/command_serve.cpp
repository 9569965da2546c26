#include "cli/commands.h"
#include "cli/lab_folder.h"
#include "serve/server.h"

#include <nlohmann/json.hpp>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <utility>

namespace assay::cli {
namespace {

struct ServeArguments {
  std::string listen = "127.0.0.1:7717";
  std::vector<std::string> hosts;
  std::string web;
  std::string new_token;
  std::string tls_certificate;
  std::string tls_key;
  std::vector<std::string> proxies;
  bool plain = false;
  std::size_t most_per_address = 256;
  std::string log;
  std::string log_level = "info";
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

std::atomic<int>& hangups() {
  static std::atomic<int> count{0};
  return count;
}

void on_hangup(int /*signal_number*/) {
  ++hangups();
}

int make_token(const Context& context, const std::filesystem::path& tokens,
               const std::string& name) {
  const std::string token = serve::make_token(tokens, name);
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{{"name", name}, {"token", token}}.dump());
  } else {
    Context::print(token + "\n");
    context.tell("assay: keep it: only its hash is stored, in " + tokens.string());
  }
  return 0;
}

serve::ServerOptions server_options(const Context& context, const ServeArguments& arguments,
                                    const std::filesystem::path& tokens) {
  serve::ServerOptions options;
  options.store = store_options(context);
  options.listen = arguments.listen;
  options.hosts = arguments.hosts;
  options.web = arguments.web;
  options.tokens_file = tokens;
  options.tls_certificate = arguments.tls_certificate;
  options.tls_key = arguments.tls_key;
  options.proxies = arguments.proxies;
  options.plain = arguments.plain;
  options.most_per_address = arguments.most_per_address;
  options.log_file = arguments.log;
  options.log_level = serve::parse_log_level(arguments.log_level);
  return options;
}

int run_serve(const Context& context, const ServeArguments& arguments) {
  const std::filesystem::path tokens = Context::settings_file().parent_path() / "tokens";
  if (!arguments.new_token.empty()) {
    return make_token(context, tokens, arguments.new_token);
  }
  if (!arguments.web.empty() && !std::filesystem::is_directory(arguments.web)) {
    throw Error(Errc::kNotFound, "there is no such folder", arguments.web, "build the page first");
  }
  const std::atomic<bool>& stop = interrupted();
  serve::Server server(server_options(context, arguments, tokens));
  if (!arguments.log.empty() || !arguments.tls_certificate.empty()) {
    std::signal(SIGHUP, on_hangup);  // else the end of the terminal ends it
  }
  if (context.json) {
    Context::print_json(nlohmann::ordered_json{{"listening", server.url()}}.dump());
  } else {
    Context::print(server.url() + "\n");
  }
  server.run(stop, hangups());
  return 0;
}

/// Turns the terminal's echo off as long as it lives.
class Unseen {
 public:
  Unseen() {
    on_terminal_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (on_terminal_) {
      termios unseen = before_;
      unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
      ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
    }
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  ~Unseen() {
    if (on_terminal_) {
      ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
  }
  [[nodiscard]] bool on_terminal() const noexcept { return on_terminal_; }

 private:
  termios before_{};
  bool on_terminal_ = false;
};

std::string ask_line(const char* question, bool on_terminal) {
  if (on_terminal) {
    std::cerr << question << std::flush;
  }
  std::string line;
  if (!std::getline(std::cin, line)) {
    throw Error(Errc::kUsage, "no password was given", "standard input",
                "type it, or send it as one line");
  }
  if (on_terminal) {
    std::cerr << "\n";
  }
  return line;
}

/// Asked twice on a terminal, unseen; elsewhere the first line of standard input.
std::string ask_password() {
  const Unseen unseen;
  std::string password = ask_line("Password: ", unseen.on_terminal());
  if (unseen.on_terminal() && ask_line("Once more: ", true) != password) {
    throw Error(Errc::kUsage, "the two are not the same", "", "try again");
  }
  return password;
}

int print_accounts(const Context& context) {
  const std::vector<serve::Account> accounts = serve::list_accounts(context.library_folder());
  if (context.json) {
    Context::print_json(serve::accounts_json(accounts));
    return 0;
  }
  std::string text = accounts.empty() ? "nobody has an account: assay serve user add NAME\n" : "";
  for (const serve::Account& account : accounts) {
    text += account.name + "  reads as " + account.reader + "\n";
  }
  Context::print(text);
  return 0;
}

void add_user(CLI::App& serve, Context& context) {
  CLI::App* user = serve.add_subcommand("user", "Who may log in from elsewhere");
  user->require_subcommand(1);
  const auto name = std::make_shared<std::string>();
  const auto reader = std::make_shared<std::string>();
  const auto set = [&context](CLI::App* command, std::function<void()> change) {
    command->callback([&context, change = std::move(change)] {
      context.run = [&context, change] {
        change();
        return print_accounts(context);
      };
    });
  };
  set(user->add_subcommand("list", "All accounts"), [] {});
  CLI::App* add = user->add_subcommand("add", "An account; asks for its password");
  add->add_option("NAME", *name, "What to log in as")->required();
  add->add_option("--reads-as", *reader, "The reader it is, made when missing; else NAME")
      ->type_name("READER");
  set(add, [&context, name, reader] {
    serve::add_account(context.library_folder(), *name, reader->empty() ? *name : *reader,
                       ask_password());
  });
  CLI::App* remove = user->add_subcommand("remove", "Ends an account; what its reader wrote stays");
  remove->add_option("NAME", *name, "Whose")->required();
  set(remove, [&context, name] { serve::remove_account(context.library_folder(), *name); });
  CLI::App* password = user->add_subcommand("password", "Asks for another password");
  password->add_option("NAME", *name, "Whose")->required();
  set(password,
      [&context, name] { serve::set_password(context.library_folder(), *name, ask_password()); });
}

void add_serve_options(CLI::App& command, ServeArguments& arguments) {
  command.add_option("--listen", arguments.listen, "Where; port 0 takes a free one")
      ->type_name("ADDRESS:PORT");
  command.add_option("--host", arguments.hosts, "A further name under which it is called")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.add_option("--web", arguments.web, "The page's files")->type_name("DIR");
  command.add_option("--new-token", arguments.new_token, "Make a token, print it once, and end")
      ->type_name("NAME");
  command.add_option("--tls-cert", arguments.tls_certificate, "Certificate with its chain, PEM")
      ->type_name("FILE");
  command.add_option("--tls-key", arguments.tls_key, "Its key, PEM")->type_name("FILE");
  command.add_option("--proxy", arguments.proxies, "A proxy whose X-Forwarded-… is believed")
      ->type_name("ADDRESS")
      ->allow_extra_args(false);
  command.add_flag("--plain", arguments.plain, "Listen elsewhere without TLS and proxy");
  command
      .add_option("--most-per-address", arguments.most_per_address,
                  "Connections of one address, 256 unless given")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command.add_option("--log", arguments.log, "The log; else standard error")->type_name("FILE");
  command.add_option("--log-level", arguments.log_level, "debug, info (requests) or error")
      ->type_name("LEVEL");
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* command = app.add_subcommand("serve", "The page, the API and feeds on this machine");
  command->footer(
      "\nBeyond this machine it wants accounts (`assay serve user add NAME`) or a token\n"
      "(--new-token), and TLS or a proxy. SIGHUP opens log and certificate anew.\n"
      "docs/api.md tells about the API and about proxies.");
  add_serve_options(*command, *arguments);
  add_user(*command, context);
  command->callback([&context, command, arguments] {
    if (command->get_subcommands().empty()) {
      context.run = [&context, arguments] { return run_serve(context, *arguments); };
    }
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
