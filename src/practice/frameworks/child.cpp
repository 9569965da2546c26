#include "practice/frameworks/child.h"

#include "base/error.h"
#include "base/files.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>

namespace assay::practice {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kLookEveryMs = 50;
constexpr int kNoProgram = 127;
constexpr std::size_t kMostPrinted = std::size_t{1} << 20;
constexpr auto kPatience = std::chrono::seconds(5);  // between asking it to end and ending it

double since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

[[noreturn]] void become(const ChildJob& job, const std::vector<char*>& words, int out) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  ::signal(SIGPIPE, SIG_DFL);
  if (!job.folder.empty() && ::chdir(job.folder.c_str()) != 0) {
    ::_exit(kNoProgram);
  }
  for (const auto& [name, value] : job.environment) {
    ::setenv(name.c_str(), value.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): after fork
  }
  ::execvp(words.front(), words.data());
  ::_exit(kNoProgram);
}

/// Collects what is printed, and hands lines on.
class Printed {
 public:
  Printed(std::string& all, const std::function<void(std::string_view)>& line)
      : all_(all), line_(line) {}

  void take(std::string_view text) {
    all_.append(text);
    if (all_.size() > 2 * kMostPrinted) {
      all_.erase(0, all_.size() - kMostPrinted);
    }
    if (!line_) {
      return;
    }
    rest_.append(text);
    std::size_t end = 0;
    while ((end = rest_.find_first_of("\r\n")) != std::string::npos) {
      if (end > 0) {
        line_(std::string_view(rest_).substr(0, end));
      }
      rest_.erase(0, end + 1);
    }
    if (rest_.size() > kMostPrinted) {
      rest_.clear();
    }
  }

 private:
  std::string& all_;
  const std::function<void(std::string_view)>& line_;
  std::string rest_;
};

/// Reads until all writers are gone or the time is over; ends the group where it must.
void follow(const ChildJob& job, pid_t child, int from, SteadyClock::time_point start,
            ChildResult& result) {
  Printed printed(result.printed, job.line);
  std::array<char, 16384> buffer = {};
  SteadyClock::time_point asked = {};
  while (true) {
    pollfd waiting = {from, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kLookEveryMs);
    if (ready > 0) {
      const ssize_t got = ::read(from, buffer.data(), buffer.size());
      if (got == 0 || (got < 0 && errno != EINTR)) {
        return;
      }
      printed.take({buffer.data(), static_cast<std::size_t>(got > 0 ? got : 0)});
    }
    siginfo_t ended = {};
    if (ready == 0 &&
        ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        ended.si_pid == child) {
      return;  // something that it started holds the pipe open
    }
    if (asked == SteadyClock::time_point()) {
      const bool stopped = job.stop != nullptr && *job.stop;
      if (stopped || since(start) > job.seconds) {
        result.end = stopped ? ChildEnd::kStopped : ChildEnd::kTooLong;
        asked = SteadyClock::now();
        ::kill(-child, SIGTERM);
      }
    } else if (SteadyClock::now() - asked > kPatience) {
      ::kill(-child, SIGKILL);
    }
  }
}

}  // namespace

ChildResult run_child(const ChildJob& job) {
  std::vector<std::string> command = job.command;
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (std::string& word : command) {
    words.push_back(word.data());
  }
  words.push_back(nullptr);
  std::array<int, 2> ends = {};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw io_error("no pipe could be made", "", errno);
  }
  const Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  const auto start = SteadyClock::now();
  const pid_t child = ::fork();
  if (child < 0) {
    throw io_error("no process could be made", "", errno);
  }
  if (child == 0) {
    become(job, words, write_end.get());
  }
  ::setpgid(child, child);
  write_end = Fd();
  ChildResult result;
  follow(job, child, read_end.get(), start, result);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ::kill(-child, SIGKILL);  // whatever it left behind
  result.seconds = since(start);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  if (result.end == ChildEnd::kExited) {
    result.end = WIFSIGNALED(status)                                     ? ChildEnd::kKilled
                 : result.status == kNoProgram && result.printed.empty() ? ChildEnd::kNotFound
                                                                         : ChildEnd::kExited;
  }
  return result;
}

}  // namespace assay::practice
