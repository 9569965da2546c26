#include "practice/experiments/process.h"

#include "base/error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace assay::practice {
namespace {

constexpr int kPipeBytes = 1 << 20;

struct Pipe {
  Fd reading;
  Fd writing;
};

Pipe make_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw io_error("a program could not be started", "", errno);
  }
  return {Fd(ends[0]), Fd(ends[1])};
}

/// assay's environment with `variables` in place.
std::vector<std::string> whole_environment(const std::map<std::string, std::string>& variables) {
  std::vector<std::string> out;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one) {
    const std::string line = *one;
    if (variables.count(line.substr(0, line.find('='))) == 0) {
      out.push_back(line);
    }
  }
  for (const auto& [name, value] : variables) {
    out.push_back(fmt::format("{}={}", name, value));
  }
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (std::string& word : words) {
    out.push_back(word.data());
  }
  out.push_back(nullptr);
  return out;
}

struct Ready {
  const char* program;
  char* const* command;
  char* const* environment;
  const char* folder;
  int in;
  int out;
  int error;
  int trouble;
};

/// All that happens in the new process before the program: only what a signal handler may do.
[[noreturn]] void become(const Ready& ready) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (ready.in >= 0) {
    ::dup2(ready.in, STDIN_FILENO);
  }
  ::dup2(ready.out, STDOUT_FILENO);
  ::dup2(ready.error, STDERR_FILENO);
  for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) {
    ::signal(number, SIG_DFL);
  }
  if (::chdir(ready.folder) == 0) {
    ::execve(ready.program, ready.command, ready.environment);
  }
  const int why = errno;
  static_cast<void>(::write(ready.trouble, &why, sizeof why) == 0);
  ::_exit(127);
}

}  // namespace

Process::Process(const ProcessStart& start) {
  Pipe out = make_pipe();
  Pipe error = make_pipe();
  Pipe trouble = make_pipe();
  const Fd nothing(start.standard_input ? -1 : ::open("/dev/null", O_RDONLY | O_CLOEXEC));
  std::vector<std::string> command = start.command;
  std::vector<std::string> environment = whole_environment(start.variables);
  const std::vector<char*> words = pointers(command);
  const std::vector<char*> variables = pointers(environment);
  const Ready ready{start.program.c_str(), words.data(),         variables.data(),
                    start.folder.c_str(),  nothing.get(),        out.writing.get(),
                    error.writing.get(),   trouble.writing.get()};
  pid_ = ::fork();
  if (pid_ < 0) {
    throw io_error("a program could not be started", start.program.string(), errno);
  }
  if (pid_ == 0) {
    become(ready);
  }
  ::setpgid(pid_, pid_);
  trouble.writing = Fd();
  int why = 0;
  ssize_t got = 0;
  while ((got = ::read(trouble.reading.get(), &why, sizeof why)) < 0 && errno == EINTR) {
  }
  if (got > 0) {
    ::waitpid(pid_, nullptr, 0);
    throw Error(Errc::kNotFound,
                "cannot execute: " + std::string(::strerror(why)),  // NOLINT(concurrency-mt-unsafe)
                start.program.string());
  }
  out_ = std::move(out.reading);
  error_ = std::move(error.reading);
  for (const int fd : {out_.get(), error_.get()}) {
    ::fcntl(fd, F_SETPIPE_SZ, kPipeBytes);
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
  }
  ended_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (!ended_.is_open()) {
    const int cause = errno;
    signal(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
    throw io_error("a program could not be watched", start.program.string(), cause);
  }
}

Process::~Process() {
  if (pid_ > 0) {
    signal(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

void Process::signal(int number) const noexcept {
  if (pid_ > 0) {
    ::kill(-pid_, number);
  }
}

ProcessEnd Process::wait() {
  ProcessEnd end;
  while (::wait4(pid_, &end.status, 0, &end.usage) < 0 && errno == EINTR) {
  }
  signal(SIGKILL);  // what it left behind
  pid_ = -1;
  return end;
}

}  // namespace assay::practice
