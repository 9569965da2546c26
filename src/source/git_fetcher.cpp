/// The process that fetches: what fetch_apart() starts.

#include "base/error.h"
#include "base/text.h"
#include "source/git_error.h"
#include "source/git_fetch_internal.h"
#include "source/git_library.h"
#include "source/web_place_internal.h"

#include <nlohmann/json.hpp>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <memory>
#include <string_view>
#include <utility>

namespace assay::source {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr std::chrono::milliseconds kBetweenSigns(100);

struct FreeRepository {
  void operator()(git_repository* it) const noexcept { libgit2().repository_free(it); }
};
struct FreeRemote {
  void operator()(git_remote* it) const noexcept { libgit2().remote_free(it); }
};

/// What a fetch may take, and what it has said of itself.
struct Limits {
  std::uint64_t most_bytes = 0;
  bool too_large = false;
  bool asked_before = false;
  Clock::time_point said;
};

void say(std::string_view words) {
  while (!words.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, words.data(), words.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      ::_exit(1);  // nobody listens any more
    }
    words.remove_prefix(static_cast<std::size_t>(count));
  }
}

void say_alive(Limits& limits) {
  const auto now = Clock::now();
  if (now - limits.said > kBetweenSigns) {
    limits.said = now;
    say({&kGitFetchAlive, 1});
  }
}

int on_progress(const git_indexer_progress* progress, void* payload) {
  auto& limits = *static_cast<Limits*>(payload);
  say_alive(limits);
  limits.too_large = progress->received_bytes > limits.most_bytes;
  return limits.too_large ? GIT_EUSER : 0;
}

int on_message(const char* /*text*/, int /*length*/, void* payload) {
  say_alive(*static_cast<Limits*>(payload));
  return 0;
}

/// The user's own agent for ssh; nothing else is offered.
int on_login(git_credential** out, const char* /*url*/, const char* user, unsigned allowed,
             void* payload) {
  auto* limits = static_cast<Limits*>(payload);
  if (std::exchange(limits->asked_before, true) || (allowed & GIT_CREDENTIAL_SSH_KEY) == 0) {
    return GIT_EAUTH;
  }
  return libgit2().credential_ssh_key_from_agent(out, user == nullptr ? "git" : user);
}

bool is_this_machine(const std::string& url) {
  try {
    return is_loopback(parse_place(url).host);
  } catch (const Error&) {
    return true;  // proxies are for http and https alone
  }
}

void fetch_here(const std::string& url, const std::string& folder, std::uint64_t most_bytes) {
  git_repository* opened = nullptr;
  if (libgit2().repository_open_bare(&opened, folder.c_str()) < 0) {
    check_git(libgit2().repository_init(&opened, folder.c_str(), 1), "the cache cannot be made",
              folder);
  }
  const std::unique_ptr<git_repository, FreeRepository> repository(opened);
  git_remote* made = nullptr;
  check_git(libgit2().remote_create_anonymous(&made, opened, url.c_str()), "no address of git",
            url);
  const std::unique_ptr<git_remote, FreeRemote> remote(made);
  Limits limits;
  limits.most_bytes = most_bytes;
  git_fetch_options options{};
  check_git(libgit2().fetch_options_init(&options, GIT_FETCH_OPTIONS_VERSION), "libgit2 is too old",
            url);
  options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;  // Whoever gave the address followed them.
  options.proxy_opts.type = is_this_machine(url) ? GIT_PROXY_NONE : GIT_PROXY_AUTO;
  options.callbacks.transfer_progress = on_progress;
  options.callbacks.sideband_progress = on_message;
  options.callbacks.credentials = on_login;
  options.callbacks.payload = &limits;
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
  options.prune = GIT_FETCH_PRUNE;
  std::string head = std::string("+HEAD:") + kMirroredHead;
  std::string tags = "+refs/tags/*:refs/tags/*";
  std::array<char*, 2> specs = {head.data(), tags.data()};
  const git_strarray list = {specs.data(), specs.size()};
  const int error = libgit2().remote_fetch(remote.get(), &list, &options, nullptr);
  if (limits.too_large) {
    throw Error(Errc::kLimit,
                "the repository sends more than " + std::to_string(most_bytes >> 20U) + " MiB", url,
                "clone it yourself and give the folder, or raise the option most_mb");
  }
  check_git(error, "the repository could not be fetched", url);
}

std::string read_to_end(int file) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t count = ::read(file, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return text;
    }
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

json answer_of(const Error& error) {
  return {{"code", static_cast<int>(error.code())},
          {"message", error.message()},
          {"where", error.where()},
          {"hint", error.hint()}};
}

/// Does as it is told, and ends.
[[noreturn]] void serve() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  json answer = json::object();
  try {
    const json told = json::parse(read_to_end(STDIN_FILENO));
    if (::getppid() != told.at("parent").get<pid_t>()) {
      ::_exit(1);  // whoever asked is gone already
    }
    fetch_here(told.at("url").get<std::string>(), told.at("folder").get<std::string>(),
               told.at("most_bytes").get<std::uint64_t>());
  } catch (const Error& error) {
    answer = answer_of(error);
  } catch (const std::exception& error) {
    answer = answer_of(Error(Errc::kInternal, error.what(), "", "please report this"));
  }
  say(answer.dump(-1, ' ', false, json::error_handler_t::replace));
  ::_exit(0);
}

}  // namespace

std::atomic<bool>& is_git_fetch_served() {
  static std::atomic<bool> served{false};
  return served;
}

void serve_git_fetch(int argc, char** argv) {
  is_git_fetch_served() = true;
  if (argc == 2 && std::string_view(argv[1]) == kGitFetchArgument) {
    serve();
  }
}

}  // namespace assay::source
