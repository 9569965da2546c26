#include "practice/labs/python.h"

#include "base/files.h"
#include "base/text.h"

#include <cstdlib>
#include <fstream>
#include <optional>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSettings = 65536;

bool within(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

bool is_program(const fs::path& file) {
  std::string start(4, '\0');
  std::ifstream(file, std::ios::binary).read(start.data(), 4);
  return start ==
         "\x7f"
         "ELF";
}

bool has_numpy(const fs::path& prefix) {
  std::error_code trouble;
  for (const fs::path& lib : {prefix / "lib", prefix / "local/lib"}) {
    for (fs::directory_iterator it(lib, trouble); !trouble && it != fs::directory_iterator();
         it.increment(trouble)) {
      const std::string name = it->path().filename();
      std::error_code ignored;
      if (name.rfind("python3", 0) == 0 &&
          (fs::exists(it->path() / "site-packages/numpy", ignored) ||
           fs::exists(it->path() / "dist-packages/numpy", ignored))) {
        return true;
      }
    }
  }
  return false;
}

struct Candidate {
  Python python;
  bool numpy = false;
};

std::optional<Candidate> look_at(const fs::path& found, const fs::path& home) {
  std::error_code trouble;
  const fs::path real = fs::canonical(found, trouble);
  if (trouble || !is_program(real)) {
    return std::nullopt;
  }
  const fs::path base = real.parent_path().parent_path();
  const fs::path own = fs::absolute(found).lexically_normal().parent_path().parent_path();
  Candidate out;
  out.numpy = has_numpy(base);
  out.python.program = real;
  std::vector<fs::path> prefixes = {base};
  if (fs::is_regular_file(own / "pyvenv.cfg", trouble)) {
    out.python.program = own / "bin" / found.filename();
    const std::string settings = read_file(own / "pyvenv.cfg", kMostSettings);
    const bool shares = settings.find("include-system-site-packages = true") != std::string::npos;
    out.numpy = has_numpy(own) || (shares && out.numpy);
    prefixes.push_back(own);
  }
  for (const fs::path& prefix : prefixes) {
    if (prefix == "/" || (!home.empty() && within(home, prefix))) {
      return std::nullopt;
    }
    if (!within(prefix, "/usr")) {
      out.python.folders.push_back(prefix);
    }
  }
  return out;
}

}  // namespace

Python find_python(const std::string& path, const fs::path& home) {
  std::optional<Python> first;
  for (const std::string_view folder : split(path, ':')) {
    if (folder.empty() || folder.front() != '/') {
      continue;
    }
    if (const auto found = look_at(fs::path(folder) / "python3", home)) {
      if (found->numpy) {
        return found->python;
      }
      first = first ? first : found->python;
    }
  }
  return first.value_or(Python());
}

Python usual_python() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* path = std::getenv("PATH");
  // NOLINTNEXTLINE(concurrency-mt-unsafe): as above
  const char* home = std::getenv("HOME");
  return find_python(path == nullptr ? "" : path, home == nullptr ? "" : home);
}

}  // namespace assay::practice
