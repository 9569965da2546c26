/// The process that waits for a fetch.

#include "base/error.h"
#include "base/files.h"
#include "source/git_fetch_internal.h"

#include <nlohmann/json.hpp>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string_view>
#include <vector>

namespace assay::source {
namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

/// How soon a wish to stop is noticed.
constexpr int kPollMs = 100;

/// A process that is ended, if it has not come to its end, with the scope.
class Helper {
 public:
  Helper() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      throw io_error("cannot start a process that fetches", "", errno);
    }
    line_ = Fd(ends[0]);
    const Fd its(ends[1]);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&actions, its.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, its.get(), STDOUT_FILENO);
    // Ctrl-C is for the program, which then ends this one.
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    std::string name = "assay";
    std::string argument = kGitFetchArgument;
    std::array<char*, 3> arguments = {name.data(), argument.data(), nullptr};
    const int error = ::posix_spawn(&process_, "/proc/self/exe", &actions, &attributes,
                                    arguments.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
      throw io_error("cannot start a process that fetches", "", error);
    }
  }
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;
  Helper(Helper&&) = delete;
  Helper& operator=(Helper&&) = delete;
  ~Helper() {
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  void tell(std::string_view words) {
    while (!words.empty()) {
      const ssize_t count = ::send(line_.get(), words.data(), words.size(), MSG_NOSIGNAL);
      if (count < 0 && errno != EINTR) {
        break;  // it has ended: its answer is missing, which is seen
      }
      words.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    ::shutdown(line_.get(), SHUT_WR);
  }
  [[nodiscard]] int line() const noexcept { return line_.get(); }

 private:
  pid_t process_ = -1;
  Fd line_;
};

/// What the helper says until it ends. Throws kNetwork when it takes too long, kCancelled.
std::string listen(const Helper& helper, const GitFetch& fetch) {
  const auto start = Clock::now();
  auto heard = start;
  std::string answer;
  while (true) {
    if (fetch.stop != nullptr && fetch.stop->load()) {
      throw Error(Errc::kCancelled, "interrupted");
    }
    const auto now = Clock::now();
    if (now - start > std::chrono::milliseconds(fetch.total_ms)) {
      throw Error(Errc::kNetwork, "the repository did not come in time", fetch.url,
                  "clone it yourself and give the folder");
    }
    if (now - heard > std::chrono::milliseconds(fetch.silent_ms)) {
      throw Error(Errc::kNetwork, "the repository's server does not answer in time", fetch.url,
                  "try again later; git clone of it should work");
    }
    pollfd wait{helper.line(), POLLIN, 0};
    if (::poll(&wait, 1, kPollMs) <= 0) {
      continue;
    }
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(helper.line(), buffer.data(), buffer.size());
    if (count == 0) {
      return answer;
    }
    if (count > 0) {
      heard = Clock::now();
      answer.append(buffer.data(), static_cast<std::size_t>(count));
      answer.erase(0, std::min(answer.find_first_not_of(kGitFetchAlive), answer.size()));
    }
  }
}

/// Half a pack and held references of a fetch that was ended.
void clear_leftovers(const std::filesystem::path& folder) {
  std::error_code ec;
  std::vector<std::filesystem::path> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "objects" / "pack", ec)) {
    if (entry.path().filename().string().find("_git2_") != std::string::npos) {
      left.push_back(entry.path());
    }
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder, ec)) {
    if (entry.path().extension() == ".lock") {
      left.push_back(entry.path());
    }
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "refs", ec)) {
    if (entry.path().extension() == ".lock") {
      left.push_back(entry.path());
    }
  }
  for (const std::filesystem::path& path : left) {
    std::filesystem::remove(path, ec);
  }
}

}  // namespace

void fetch_apart(const GitFetch& fetch) {
  if (!is_git_fetch_served()) {
    throw Error(Errc::kInternal, "this program cannot fetch repositories", fetch.url,
                "please report this");
  }
  clear_leftovers(fetch.folder);
  Helper helper;
  helper.tell(json{{"parent", ::getpid()},
                   {"url", fetch.url},
                   {"folder", fetch.folder.string()},
                   {"most_bytes", fetch.most_bytes}}
                  .dump(-1, ' ', false, json::error_handler_t::replace));
  const json answer = json::parse(listen(helper, fetch), nullptr, false);
  if (!answer.is_object()) {
    throw Error(Errc::kInternal, "the process that fetches has died", fetch.url,
                "try again; if it stays so, clone it yourself and give the folder");
  }
  if (answer.contains("code")) {
    throw Error(static_cast<Errc>(answer.at("code").get<int>()),
                answer.at("message").get<std::string>(), answer.at("where").get<std::string>(),
                answer.at("hint").get<std::string>());
  }
}

}  // namespace assay::source
