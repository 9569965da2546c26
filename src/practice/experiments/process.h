#pragma once
/// A program in a process group of its own, with what it prints. Threads: one thread an object;
/// several objects at once are fine.

#include "base/files.h"

#include <sys/resource.h>
#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace assay::practice {

struct ProcessStart {
  std::filesystem::path program;                 ///< The file.
  std::vector<std::string> command;              ///< With the word that it is called by.
  std::filesystem::path folder;                  ///< Working folder.
  std::map<std::string, std::string> variables;  ///< In addition to, or in place of, assay's own.
  bool standard_input = false;                   ///< assay's; else none.
};

/// How it ended.
struct ProcessEnd {
  int status = 0;  ///< As waitpid says it.
  rusage usage = {};
};

class Process {
 public:
  /// Starts it. It is killed when the calling thread ends. Throws kIo; kNotFound when the program
  /// cannot be executed.
  explicit Process(const ProcessStart& start);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  Process(Process&&) = delete;
  Process& operator=(Process&&) = delete;
  /// Kills its group when it was not waited for.
  ~Process();

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// Its standard output and error: non-blocking ends to read from.
  [[nodiscard]] int out() const noexcept { return out_.get(); }
  [[nodiscard]] int error() const noexcept { return error_.get(); }
  /// Becomes readable when the process has ended.
  [[nodiscard]] int ended() const noexcept { return ended_.get(); }
  /// Sends a signal to all of its group.
  void signal(int number) const noexcept;
  /// Requires that it has ended, else waits.
  ProcessEnd wait();

 private:
  pid_t pid_ = -1;
  Fd out_;
  Fd error_;
  Fd ended_;
};

}  // namespace assay::practice
