#include "practice/sandbox.h"

#include "base/error.h"
#include "base/files.h"
#include "practice/seccomp_internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <memory>
#include <string_view>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

constexpr int kLookEveryMs = 50;
constexpr int kCannotStart = 127;
constexpr std::size_t kMostOneFile = std::size_t{64} << 20;
/// Of one program, and of its open files: those that it deletes while they are open are not
/// counted.
constexpr std::size_t kMostThreads = 256;
constexpr std::size_t kMostOpenFiles = 32;
constexpr std::size_t kMostOpenFilesOfCompiler = 256;
constexpr int kDeepest = 32;

/// Where Debian and its like keep bubblewrap; no search path, which others may set.
const char* bubblewrap() {
  static const char* found = []() -> const char* {
    for (const char* place : {"/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"}) {
      if (::access(place, X_OK) == 0) {
        return place;
      }
    }
    return nullptr;
  }();
  return found;
}

/// A file in memory with the filter, for bubblewrap to load.
Fd filter_file(const std::vector<sock_filter>& filter) {
  Fd fd(::memfd_create("filter", 0));
  const std::size_t size = filter.size() * sizeof(sock_filter);
  if (!fd.is_open() || ::write(fd.get(), filter.data(), size) != static_cast<ssize_t>(size) ||
      ::lseek(fd.get(), 0, SEEK_SET) != 0) {
    throw io_error("the sandbox's filter could not be made", "", errno);
  }
  return fd;
}

std::vector<std::string> walled_line(const SandboxJob& job, int filter) {
  std::vector<std::string> line = {
      bubblewrap(), "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
      "--cap-drop", "ALL",           "--ro-bind",         "/usr",          "/usr"};
  for (const char* name : {"bin", "sbin", "lib", "lib32", "lib64"}) {
    const fs::path place = fs::path("/") / name;
    std::error_code ignored;
    if (fs::is_symlink(place, ignored)) {
      line.insert(line.end(), {"--symlink", std::string("usr/") + name, place});
    } else if (fs::is_directory(place, ignored)) {
      line.insert(line.end(), {"--ro-bind", place, place});
    }
  }
  for (const char* file : {"/etc/alternatives", "/etc/ld.so.cache"}) {
    line.insert(line.end(), {"--ro-bind-try", file, file});
  }
  line.insert(line.end(),
              {"--dev", "/dev", "--size", std::to_string(kMostOneFile), "--tmpfs", "/tmp"});
  for (const fs::path& place : job.also_readable) {
    line.insert(line.end(), {"--ro-bind", place, place});
  }
  line.insert(line.end(), {"--ro-bind",
                           job.in,
                           "/in",
                           "--bind",
                           job.out,
                           "/out",
                           "--chdir",
                           "/out",
                           "--setenv",
                           "PATH",
                           "/usr/bin:/bin",
                           "--setenv",
                           "HOME",
                           "/tmp",
                           "--setenv",
                           "LC_ALL",
                           "C.UTF-8",
                           "--setenv",
                           "OPENBLAS_NUM_THREADS",
                           "1",
                           "--setenv",
                           "OMP_NUM_THREADS",
                           "1",
                           "--setenv",
                           "PYTHONDONTWRITEBYTECODE",
                           "1"});
  if (filter >= 0) {
    line.insert(line.end(), {"--seccomp", std::to_string(filter)});
  }
  // A program sees no /proc: by /proc/1/mem it could reach the process that waits for it. Nor may
  // it write to /dev, which is memory that no limit counts.
  if (job.forks) {
    line.insert(line.end(), {"--proc", "/proc"});
  } else {
    line.insert(line.end(), {"--remount-ro", "/dev"});
  }
  line.insert(line.end(), {"--remount-ro", "/"});
  line.emplace_back("--");
  line.insert(line.end(), job.command.begin(), job.command.end());
  return line;
}

/// In seconds.
double processor_limit(const SandboxLimits& limits) {
  return limits.processor_seconds > 0 ? limits.processor_seconds : limits.seconds + 2;
}

void limit(int what, std::size_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource>(what), &both);
}

/// All that happens in the new process before the program: only what a signal handler may do.
[[noreturn]] void become(const SandboxJob& job, char* const* line, int printed,
                         const sock_fprog* filter) {
  ::setpgid(0, 0);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(printed, STDOUT_FILENO);
  ::dup2(printed, STDERR_FILENO);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, job.limits.memory_bytes);
  limit(RLIMIT_FSIZE, kMostOneFile);
  limit(RLIMIT_NOFILE, job.forks ? kMostOpenFilesOfCompiler : kMostOpenFiles);
  // The soft limit tells by a signal of its own what happened, the hard one kills.
  const auto processor = static_cast<rlim_t>(processor_limit(job.limits));
  const rlimit both{processor, processor + 2};
  ::setrlimit(RLIMIT_CPU, &both);
  ::signal(SIGPIPE, SIG_DFL);
  if (!job.walled) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::chdir(job.out.c_str()) != 0 ||
        (filter != nullptr && (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
                               ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter) != 0))) {
      ::_exit(kCannotStart);
    }
  }
  ::execv(line[0], line);
  ::_exit(kCannotStart);
}

/// Counts what lies in a folder that a program may still be writing to.
class WrittenCount {
 public:
  explicit WrittenCount(const SandboxLimits& limits) : limits_(limits) {}

  /// False when it is too much, or cannot be counted: folders nested deeper than anybody needs, or
  /// locked. By descriptors, since a path may be longer than the system takes.
  bool add(int parent, const char* name, int depth) {
    Fd fd(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.is_open()) {
      return errno == ENOENT;
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd.get()), ::closedir);
    if (folder == nullptr || depth > kDeepest) {
      return false;
    }
    fd.release();
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this thread's own
    while (const dirent* entry = ::readdir(folder.get())) {
      const std::string_view inner = entry->d_name;
      if (inner != "." && inner != ".." && !count(::dirfd(folder.get()), entry->d_name, depth)) {
        return false;
      }
    }
    return true;
  }

 private:
  bool count(int parent, const char* name, int depth) {
    struct stat about {};
    if (::fstatat(parent, name, &about, AT_SYMLINK_NOFOLLOW) != 0) {
      return errno == ENOENT;
    }
    if (S_ISREG(about.st_mode)) {
      bytes_ += static_cast<std::size_t>(about.st_blocks) * 512;
    }
    if (++files_ > limits_.written_files || bytes_ > limits_.written_bytes) {
      return false;
    }
    return !S_ISDIR(about.st_mode) || add(parent, name, depth + 1);
  }

  const SandboxLimits& limits_;
  std::size_t bytes_ = 0;
  std::size_t files_ = 0;
};

bool wrote_too_much(const fs::path& folder, const SandboxLimits& limits) {
  return !WrittenCount(limits).add(AT_FDCWD, folder.c_str(), 0);
}

/// The threads of a process and of all that came of it; only what /proc tells.
std::size_t threads_of(pid_t process) {
  std::vector<std::string> family = {std::to_string(process)};
  std::size_t threads = 0;
  for (std::size_t i = 0; i < family.size() && i < kMostThreads; ++i) {
    const fs::path tasks = fs::path("/proc") / family[i] / "task";
    std::error_code gone;
    for (fs::directory_iterator it(tasks, gone);
         !gone && it != fs::directory_iterator() && threads <= kMostThreads; it.increment(gone)) {
      ++threads;
    }
    std::ifstream children(tasks / family[i] / "children");
    for (std::string child; children >> child;) {
      family.push_back(child);
    }
  }
  return threads;
}

/// Waits for a program, and ends it when it goes beyond its limits.
class Watch {
 public:
  Watch(const SandboxJob& job, pid_t process, Fd printed)
      : job_(job), process_(process), printed_(std::move(printed)) {}

  SandboxResult finish() {
    const auto start = SteadyClock::now();
    bool open = true;
    while (true) {
      int status = 0;
      const pid_t ended = ::waitpid(process_, &status, WNOHANG);
      result_.seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
      if (ended == process_) {
        ::kill(-process_, SIGKILL);
        drain(0);
        judge(status);
        return std::move(result_);
      }
      if (result_.end == SandboxEnd::kExited) {
        look();
      }
      if (open) {
        open = drain(wait_ms_);
      } else {
        ::poll(nullptr, 0, wait_ms_);
      }
      wait_ms_ = std::min(wait_ms_ * 2, kLookEveryMs);
    }
  }

 private:
  void stop(SandboxEnd why) {
    result_.end = why;
    ::kill(-process_, SIGKILL);
    ::kill(process_, SIGKILL);
  }

  void look() {
    if (result_.seconds > job_.limits.seconds) {
      stop(SandboxEnd::kTooLong);
    } else if (result_.seconds - looked_ > kLookEveryMs / 1000.0) {
      looked_ = result_.seconds;
      if (wrote_too_much(job_.out, job_.limits)) {
        stop(SandboxEnd::kWroteTooMuch);
      } else if (!job_.forks && threads_of(process_) > kMostThreads) {
        stop(SandboxEnd::kTooManyThreads);
      }
    }
  }

  /// Reads what was printed, waiting at most `wait_ms`. False once nobody can print any more.
  bool drain(int wait_ms) {
    pollfd ready{printed_.get(), POLLIN, 0};
    while (::poll(&ready, 1, wait_ms) > 0) {
      char buffer[4096];
      const ssize_t got = ::read(printed_.get(), buffer, sizeof buffer);
      if (got <= 0) {
        return got < 0 && (errno == EINTR || errno == EAGAIN);
      }
      const std::size_t room = job_.limits.printed_bytes - result_.printed.size();
      result_.printed.append(buffer, std::min(room, static_cast<std::size_t>(got)));
      if (static_cast<std::size_t>(got) > room) {
        if (result_.end == SandboxEnd::kExited) {
          stop(SandboxEnd::kPrintedTooMuch);
        }
        return true;
      }
      wait_ms = 0;
    }
    return true;
  }

  void judge(int status) {
    result_.status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    if (result_.end != SandboxEnd::kExited) {
      return;
    }
    if (wrote_too_much(job_.out, job_.limits)) {
      result_.end = SandboxEnd::kWroteTooMuch;
    } else if (WIFSIGNALED(status)) {
      result_.end = SandboxEnd::kKilled;
    } else if (job_.walled && result_.status > 128 && result_.status < 128 + NSIG) {
      // bubblewrap tells a signal as a shell does.
      result_.status -= 128;
      result_.end = SandboxEnd::kKilled;
    }
    // Who does not hear the soft limit's signal is killed at the hard one.
    const bool ran_long =
        result_.status == SIGKILL && result_.seconds > processor_limit(job_.limits);
    if (result_.end == SandboxEnd::kKilled && (result_.status == SIGXCPU || ran_long)) {
      result_.end = SandboxEnd::kTooLong;
    }
    if (result_.end == SandboxEnd::kKilled && result_.status == SIGXFSZ) {
      result_.end = SandboxEnd::kWroteTooMuch;
    }
  }

  const SandboxJob& job_;
  pid_t process_;
  Fd printed_;
  SandboxResult result_;
  double looked_ = 0;
  int wait_ms_ = 1;
};

SandboxResult start_and_watch(const SandboxJob& job) {
  std::vector<sock_filter> filter;
  Fd file;
  if (!job.forks) {
    filter = seccomp_filter();
    file = job.walled ? filter_file(filter) : Fd();
  }
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  std::vector<std::string> words = job.walled ? walled_line(job, file.get()) : job.command;
  std::vector<char*> line;
  line.reserve(words.size() + 1);
  for (std::string& word : words) {
    line.push_back(word.data());
  }
  line.push_back(nullptr);
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw io_error("a program could not be started", job.command.front(), errno);
  }
  Fd reading(ends[0]);
  Fd writing(ends[1]);
  const pid_t process = ::fork();
  if (process < 0) {
    throw io_error("a program could not be started", job.command.front(), errno);
  }
  if (process == 0) {
    become(job, line.data(), writing.get(), filter.empty() ? nullptr : &program);
  }
  ::setpgid(process, process);
  writing = Fd();
  return Watch(job, process, std::move(reading)).finish();
}

std::string find_trouble() {
  if (bubblewrap() == nullptr) {
    return "bubblewrap is not installed";
  }
  const TempDir folder;
  SandboxJob job;
  job.command = {"/usr/bin/true"};
  job.in = folder.path() / "in";
  job.out = folder.path() / "out";
  make_folders(job.in);
  make_folders(job.out);
  const SandboxResult result = start_and_watch(job);
  if (result.end == SandboxEnd::kExited && result.status == 0) {
    return {};
  }
  const std::string first = result.printed.substr(0, result.printed.find('\n'));
  return "bubblewrap does not work here" + (first.empty() ? "" : " (" + first + ")");
}

void require_walls() {
  if (!sandbox_trouble().empty()) {
    throw Error(Errc::kInvalid, "your program cannot be walled off: " + sandbox_trouble(), "",
                "install bubblewrap, or run it with your own rights by --unsafe");
  }
}

}  // namespace

const std::string& sandbox_trouble() {
  static const std::string trouble = find_trouble();
  return trouble;
}

std::vector<std::string> walled_command(const SandboxJob& job) {
  require_walls();
  return walled_line(job, -1);
}

SandboxResult run_in_sandbox(const SandboxJob& job) {
  if (job.walled) {
    require_walls();
  }
  return start_and_watch(job);
}

std::string end_words(const SandboxResult& result, const SandboxLimits& limits) {
  switch (result.end) {
    case SandboxEnd::kTooLong:
      return fmt::format("it ran for more than {:.0f} s and was stopped: an endless loop?",
                         limits.processor_seconds > 0 ? limits.processor_seconds : limits.seconds);
    case SandboxEnd::kWroteTooMuch:
      return "it wrote more files or bytes than allowed and was stopped";
    case SandboxEnd::kTooManyThreads:
      return fmt::format("it had more than {} threads and was stopped", kMostThreads);
    case SandboxEnd::kPrintedTooMuch:
      return fmt::format("it printed more than {} KiB and was stopped", limits.printed_bytes >> 10);
    case SandboxEnd::kKilled:
      if (result.status == SIGSEGV || result.status == SIGBUS) {
        return "it crashed: it read or wrote memory that is not its own";
      }
      if (result.status == SIGKILL) {
        return "it was killed, out of memory perhaps";
      }
      return fmt::format("it was ended by signal {} ({})", result.status,
                         ::strsignal(result.status));  // NOLINT(concurrency-mt-unsafe)
    case SandboxEnd::kExited:
      break;
  }
  return result.status == 0 ? std::string() : fmt::format("it ended with status {}", result.status);
}

std::string read_written(const fs::path& folder, const std::string& name, std::size_t limit_bytes) {
  const Fd place(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  const Fd file(::openat(place.get(), name.c_str(),
                         O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  struct stat about {};
  if (!file.is_open()) {
    throw io_error("a written file could not be read", name, errno);
  }
  if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
    throw Error(Errc::kIo, "a written file is no plain file", name);
  }
  if (static_cast<std::size_t>(about.st_size) > limit_bytes) {
    throw Error(Errc::kLimit, "a written file is too large", name);
  }
  std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + at, bytes.size() - at);
    if (got <= 0) {
      break;
    }
    at += static_cast<std::size_t>(got);
  }
  bytes.resize(at);
  return bytes;
}

}  // namespace assay::practice
