#pragma once
/// The folders of one run of a program, which nothing outlives. Threads: one thread.

#include "base/error.h"
#include "base/files.h"
#include "practice/sandbox.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::practice {

struct Workplace {
  explicit Workplace(bool is_walled) : walled(is_walled) {
    in = folder.path() / "in";
    out = folder.path() / "out";
    make_folders(in);
    make_folders(out);
  }
  [[nodiscard]] std::string in_seen() const { return walled ? "/in" : in.string(); }
  [[nodiscard]] std::string out_seen() const { return walled ? "/out" : out.string(); }
  /// Throws kIo. Nothing of it outlives the run, so nothing is forced onto the disk.
  void put(const std::string& name, std::string_view bytes) const {
    std::ofstream file(in / name, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) {
      throw io_error("a call could not be written", (in / name).string(), errno);
    }
  }
  [[nodiscard]] SandboxJob job(std::vector<std::string> command) const {
    SandboxJob made;
    made.command = std::move(command);
    made.in = in;
    made.out = out;
    made.walled = walled;
    return made;
  }

  bool walled;
  TempDir folder;
  std::filesystem::path in;
  std::filesystem::path out;
};

}  // namespace assay::practice
