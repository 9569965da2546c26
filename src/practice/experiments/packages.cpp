#include "practice/experiments/packages.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostLock = std::size_t{64} << 20;
constexpr std::size_t kMostModules = 1000;
constexpr std::streamsize kScriptBytes = 65536;

bool is_program(const fs::path& file) {
  struct stat about {};
  return ::stat(file.c_str(), &about) == 0 && S_ISREG(about.st_mode) &&
         ::access(file.c_str(), X_OK) == 0;
}

/// The first bytes of a file; of a program that is no script, nothing.
std::string script_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(static_cast<std::size_t>(kScriptBytes), '\0');
  in.read(text.data(), kScriptBytes);
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text.find('\0') == std::string::npos ? text : std::string();
}

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return std::string(trim(line));
}

bool is_python_name(std::string_view name) {
  return name.substr(0, 6) == "python" || name.substr(0, 4) == "pypy";
}

bool is_node_name(std::string_view name) {
  return name == "node" || name == "nodejs" || name == "npm" || name == "npx" || name == "tsx" ||
         name == "bun" || name == "yarn" || name == "pnpm";
}

/// The Python behind a shim of pyenv, as pyenv chooses: PYENV_VERSION, the nearest .python-version,
/// the version file of its root.
fs::path behind_shim(const fs::path& shim, const fs::path& folder, const Variable& variable) {
  const fs::path root = shim.parent_path().parent_path();
  std::string version = variable("PYENV_VERSION");
  for (fs::path at = folder; version.empty() && at.has_relative_path(); at = at.parent_path()) {
    version = first_line(at / ".python-version");
  }
  if (version.empty()) {
    version = first_line(root / "version");
  }
  const fs::path found =
      root / "versions" / version.substr(0, version.find(':')) / "bin" / shim.filename();
  return is_program(found) ? found : shim;
}

/// The Python that a command runs; empty when it seems to run none.
fs::path find_python(const std::vector<std::string>& command, const fs::path& folder,
                     const Variable& variable) {
  const std::string path = variable("PATH");
  const fs::path program = find_program(command.front(), folder, path);
  fs::path python;
  if (is_python_name(fs::path(command.front()).filename().string())) {
    python = program;
  } else {
    std::string words = script_text(program);
    if (words.substr(0, 2) == "#!") {
      std::string line = words.substr(2, words.find('\n') - 2);
      for (const std::string_view word : split(line, ' ')) {
        if (python.empty() && is_python_name(fs::path(word).filename().string())) {
          python = find_program(std::string(word), folder, path);
        }
      }
    }
    for (std::size_t i = 1; i < command.size(); ++i) {
      words += " " + command[i];
      if (words.size() < static_cast<std::size_t>(kScriptBytes) && command[i].size() < 4096) {
        words += " " + script_text(folder / command[i]);
      }
    }
    if (python.empty() &&
        (words.find("python") != std::string::npos || words.find(".py") != std::string::npos)) {
      python = find_program("python3", folder, path);
    }
  }
  return python.parent_path().filename() == "shims" ? behind_shim(python, folder, variable)
                                                    : python;
}

struct Site {
  std::string version;  ///< "3.11"
  std::vector<fs::path> folders;
};

/// "python3.11" of a prefix's lib folder, of the interpreter's own name if it has one.
std::string library_name(const fs::path& prefix, const fs::path& real) {
  std::string own = real.filename().string();
  std::error_code ignored;
  if (own.find('.') != std::string::npos && fs::is_directory(prefix / "lib" / own, ignored)) {
    return own;
  }
  std::string found;
  for (fs::directory_iterator it(prefix / "lib", ignored);
       !ignored && it != fs::directory_iterator(); it.increment(ignored)) {
    const std::string name = it->path().filename().string();
    if (name.rfind("python3.", 0) == 0 && name.size() >= found.size() && name > found) {
      found = name;
    }
  }
  return found.empty() ? own : found;
}

Site find_site(const fs::path& python, const Variable& variable, std::string& full_version) {
  std::error_code ignored;
  Site site;
  const fs::path venv = python.parent_path().parent_path();
  fs::path real = fs::canonical(python, ignored);
  bool with_system = true;
  if (std::ifstream config(venv / "pyvenv.cfg"); config) {
    with_system = false;
    for (std::string line; std::getline(config, line);) {
      const std::size_t at = std::min(line.find('='), line.size());
      const std::string_view key = trim(std::string_view(line).substr(0, at));
      const std::string_view value =
          at < line.size() ? trim(std::string_view(line).substr(at + 1)) : std::string_view();
      if (key == "include-system-site-packages") {
        with_system = value == "true";
      } else if (key == "version" || key == "version_info") {
        full_version = value;
      }
    }
    site.folders.push_back(venv / "lib" / library_name(venv, real) / "site-packages");
  }
  const fs::path prefix = real.parent_path().parent_path();
  const std::string name = library_name(prefix, real);
  site.version = name.size() > 6 ? name.substr(6) : std::string();
  if (with_system) {
    if (variable("PYTHONNOUSERSITE").empty() && site.folders.empty()) {
      site.folders.push_back(fs::path(variable("HOME")) / ".local/lib" / name / "site-packages");
    }
    site.folders.push_back(prefix / "lib" / name / "site-packages");
    site.folders.push_back(fs::path("/usr/local/lib") / name / "dist-packages");
    site.folders.push_back(prefix / "lib/python3/dist-packages");
  }
  if (full_version.empty() && prefix.parent_path().filename() == "versions") {
    full_version = prefix.filename().string();
  }
  return site;
}

/// Earlier folders hide later ones, as on sys.path.
void read_site(const fs::path& folder, std::map<std::string, std::string>& versions) {
  std::error_code trouble;
  for (fs::directory_iterator it(folder, trouble); !trouble && it != fs::directory_iterator();
       it.increment(trouble)) {
    std::string name = it->path().filename().string();
    std::size_t end = std::string::npos;
    for (const char* ending : {".dist-info", ".egg-info"}) {
      if (const std::size_t at = name.rfind(ending);
          at != std::string::npos && at + std::string_view(ending).size() == name.size()) {
        end = at;
      }
    }
    if (end == std::string::npos) {
      continue;
    }
    name.resize(end);
    const std::size_t dash = name.find('-');
    const std::size_t tag = name.find("-py", dash == std::string::npos ? 0 : dash + 1);
    std::string version =
        dash == std::string::npos ? std::string() : name.substr(dash + 1, tag - dash - 1);
    name = ascii_lower(name.substr(0, dash));
    std::replace(name.begin(), name.end(), '_', '-');
    versions.try_emplace(name, std::move(version));
  }
}

void read_modules(const fs::path& folder, std::map<std::string, std::string>& versions) {
  const fs::path lock = folder / ".package-lock.json";
  std::error_code trouble;
  if (fs::exists(lock, trouble)) {
    const nlohmann::json json = nlohmann::json::parse(read_file(lock, kMostLock), nullptr, false);
    const auto packages = json.is_object() ? json.find("packages") : json.end();
    if (json.is_object() && packages != json.end() && packages->is_object()) {
      constexpr std::string_view kPlace = "node_modules/";
      for (const auto& [place, about] : packages->items()) {
        const std::size_t at = place.rfind(kPlace);
        if (at != std::string::npos && about.is_object()) {
          versions.try_emplace(place.substr(at + kPlace.size()), about.value("version", ""));
        }
      }
      return;
    }
  }
  const auto read_one = [&](const fs::path& package, const std::string& name) {
    const std::string text = script_text(package / "package.json");
    const std::size_t at = text.find("\"version\"");
    const std::size_t begin = at == std::string::npos ? at : text.find('"', at + 9);
    if (begin != std::string::npos && versions.size() < kMostModules) {
      versions.try_emplace(name, text.substr(begin + 1, text.find('"', begin + 1) - begin - 1));
    }
  };
  for (fs::directory_iterator it(folder, trouble); !trouble && it != fs::directory_iterator();
       it.increment(trouble)) {
    const std::string name = it->path().filename().string();
    if (name.front() == '@') {
      std::error_code inner;
      for (fs::directory_iterator scoped(it->path(), inner);
           !inner && scoped != fs::directory_iterator(); scoped.increment(inner)) {
        read_one(scoped->path(), name + "/" + scoped->path().filename().string());
      }
    } else if (name.front() != '.') {
      read_one(it->path(), name);
    }
  }
}

void take(const char* ecosystem, const std::map<std::string, std::string>& versions,
          FoundPackages& out) {
  for (const auto& [name, version] : versions) {
    out.packages.push_back({ecosystem, name, version});
  }
}

}  // namespace

fs::path find_program(const std::string& word, const fs::path& folder, const std::string& path) {
  if (word.find('/') != std::string::npos) {
    const fs::path file = folder / word;
    return is_program(file) ? file : fs::path();
  }
  for (const std::string_view place : split(path, ':')) {
    fs::path file = folder / fs::path(place) / word;
    if (!word.empty() && is_program(file)) {
      return file;
    }
  }
  return {};
}

FoundPackages find_packages(const std::vector<std::string>& command, const fs::path& folder,
                            const Variable& variable) {
  FoundPackages out;
  if (command.empty()) {
    return out;
  }
  const std::string first = fs::path(command.front()).filename().string();
  if (is_node_name(first)) {
    const fs::path node = find_program("node", folder, variable("PATH"));
    out.interpreter = node.empty() ? std::string() : fmt::format("node ({})", node.string());
    std::error_code ignored;
    for (fs::path at = folder; at.has_relative_path(); at = at.parent_path()) {
      if (fs::is_directory(at / "node_modules", ignored)) {
        std::map<std::string, std::string> versions;
        read_modules(at / "node_modules", versions);
        take("npm", versions, out);
        break;
      }
    }
    return out;
  }
  const fs::path python = find_python(command, folder, variable);
  if (python.empty()) {
    return out;
  }
  std::string full_version;
  const Site site = find_site(python, variable, full_version);
  std::map<std::string, std::string> versions;
  for (const fs::path& one : site.folders) {
    read_site(one, versions);
  }
  take("pypi", versions, out);
  out.interpreter = fmt::format(
      "Python {} ({})", full_version.empty() ? site.version : full_version, python.string());
  return out;
}

}  // namespace assay::practice
