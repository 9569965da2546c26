#pragma once
/// Small git repositories made by `git fast-import`, the same bytes every time. Threads: one.

#include "base/files.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace assay::source {

class GitSample {
 public:
  GitSample() : folder_(dir_.path() / "adapters") {
    run("git init --quiet --bare '" + folder_.string() + "'");
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  /// A commit on main; `files` are added or replaced. `time`: Unix seconds.
  void commit(const std::string& message, std::int64_t time,
              const std::vector<std::pair<std::string, std::string>>& files,
              const std::string& mail = "ada@example.org") {
    std::string stream = "commit refs/heads/main\nauthor Ada Example <" + mail + "> " +
                         std::to_string(time) + " +0000\ncommitter Ada Example <" + mail + "> " +
                         std::to_string(time) + " +0000\n" + data(message);
    if (begun_) {
      stream += "from refs/heads/main^0\n";
    }
    for (const auto& [path, bytes] : files) {
      stream += "M 100644 inline " + path + "\n" + data(bytes);
    }
    import(stream + "\n");
    if (!std::exchange(begun_, true)) {
      run("git -C '" + folder_.string() + "' symbolic-ref HEAD refs/heads/main");
    }
  }
  void annotate(const std::string& tag, const std::string& message, std::int64_t time) {
    import("tag " + tag + "\nfrom refs/heads/main^0\ntagger Bo Example <bo@example.org> " +
           std::to_string(time) + " +0000\n" + data(message));
  }
  void tag(const std::string& tag) {
    run("git -C '" + folder_.string() + "' update-ref 'refs/tags/" + tag + "' refs/heads/main");
  }
  void remove_tag(const std::string& tag) {
    run("git -C '" + folder_.string() + "' update-ref -d 'refs/tags/" + tag + "'");
  }
  void set_origin(const std::string& address) {
    run("git -C '" + folder_.string() + "' remote add origin '" + address + "'");
  }

 private:
  static std::string data(const std::string& bytes) {
    return "data " + std::to_string(bytes.size()) + "\n" + bytes + "\n";
  }
  void import(const std::string& stream) const {
    const std::filesystem::path file = dir_.path() / "stream";
    write_file_atomically(file, stream);
    run("git -C '" + folder_.string() + "' fast-import --quiet --force <'" + file.string() + "'");
  }
  static void run(const std::string& command) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread makes samples
    if (std::system(command.c_str()) != 0) {
      throw std::runtime_error("failed: " + command);
    }
  }

  TempDir dir_;
  std::filesystem::path folder_;
  bool begun_ = false;
};

}  // namespace assay::source
