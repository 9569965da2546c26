#include "practice/labs/program.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "practice/labs/npy.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

extern "C" {
extern const char assay_lab_h_begin[], assay_lab_h_end[];
extern const char assay_lab_harness_h_begin[], assay_lab_harness_h_end[];
extern const char assay_lab_harness_cpp_begin[], assay_lab_harness_cpp_end[];
extern const char assay_lab_runner_py_begin[], assay_lab_runner_py_end[];
}

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostArrayBytes = std::size_t{128} << 20;
constexpr std::size_t kMostAnswers = std::size_t{16} << 20;
constexpr std::size_t kMostProgram = std::size_t{32} << 20;
constexpr double kBuildSeconds = 60;
constexpr const char* kCompiler = "/usr/bin/g++";

std::string_view lab_h() {
  return embedded_bytes(assay_lab_h_begin, assay_lab_h_end);
}
std::string_view harness_h() {
  return embedded_bytes(assay_lab_harness_h_begin, assay_lab_harness_h_end);
}
std::string_view harness_cpp() {
  return embedded_bytes(assay_lab_harness_cpp_begin, assay_lab_harness_cpp_end);
}
std::string_view runner_py() {
  return embedded_bytes(assay_lab_runner_py_begin, assay_lab_runner_py_end);
}

/// The folders of one run.
struct Workplace {
  explicit Workplace(bool is_walled) : walled(is_walled) {
    in = folder.path() / "in";
    out = folder.path() / "out";
    make_folders(in);
    make_folders(out);
  }
  [[nodiscard]] std::string in_seen() const { return walled ? "/in" : in.string(); }
  [[nodiscard]] std::string out_seen() const { return walled ? "/out" : out.string(); }
  void put(const std::string& name, std::string_view bytes) const {
    // Nothing of it outlives the run, so nothing is forced onto the disk.
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
  fs::path in;
  fs::path out;
};

/// The lines that tie a solution's functions to the harness.
std::string glue(const Lab& lab) {
  std::string out = "#include \"solution.cpp\"\n#include \"harness.h\"\nnamespace lab {\n";
  std::string entries;
  for (const Function& function : lab.functions) {
    std::vector<std::string> given;
    for (std::size_t i = 0; i < function.arguments.size(); ++i) {
      given.push_back(
          fmt::format("c.in[{}]{}", i, function.arguments[i].shape.empty() ? "[0]" : ""));
    }
    for (std::size_t i = 0; i < function.results.size(); ++i) {
      const Slot& slot = function.results[i];
      given.push_back(slot.any_length()    ? fmt::format("c.lists[{}]", i)
                      : slot.shape.empty() ? fmt::format("c.out[{}][0]", i)
                                           : fmt::format("c.out[{}]", i));
    }
    out += fmt::format("static void call_{}(Call& c) {{ ::{}({}); }}\n", function.name,
                       function.name, join(given, ", "));
    entries += fmt::format("{{\"{}\", call_{}}}, ", function.name, function.name);
  }
  return out +
         fmt::format("const Entry entries[] = {{{}}};\nconst std::size_t entry_count = {};\n}}\n",
                     entries, lab.functions.size());
}

std::string shape_word(const std::optional<std::vector<std::size_t>>& shape) {
  if (!shape) {
    return "*";
  }
  std::vector<std::string> axes;
  for (const std::size_t one : *shape) {
    axes.push_back(std::to_string(one));
  }
  return axes.empty() ? "number" : join(axes, ",");
}

/// request.json for any language, calls.txt for the harness in C++, and the arrays.
void write_calls(const Workplace& place, const Lab& lab, const Calls& calls) {
  nlohmann::json list = nlohmann::json::array();
  std::string lines;
  for (std::size_t n = 0; n < calls.size(); ++n) {
    const Call& call = calls[n];
    nlohmann::json results = nlohmann::json::array();
    lines += fmt::format("{} {}", call.function, call.arguments.size());
    for (const auto& shape : result_shapes(*lab.find_function(call.function), call.arguments)) {
      results.push_back(shape ? nlohmann::json(*shape) : nlohmann::json());
      lines += " " + shape_word(shape);
    }
    lines += "\n";
    list.push_back({{"function", call.function},
                    {"arguments", call.arguments.size()},
                    {"results", results},
                    {"memory", call.memory}});
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      place.put(fmt::format("{}_{}.npy", n, i), format_npy(call.arguments[i]));
    }
  }
  place.put("request.json", nlohmann::json{{"protocol", 1}, {"calls", list}}.dump());
  place.put("calls.txt", lines);
}

Outcome read_outcome(const Workplace& place, const nlohmann::json& line, std::size_t n) {
  Outcome outcome;
  if (!line.is_object()) {
    outcome.error = "its answer cannot be read";
    return outcome;
  }
  if (const auto error = line.find("error"); error != line.end()) {
    outcome.error = error->is_string() ? repair_utf8(error->get<std::string>()) : "it failed";
    return outcome;
  }
  try {
    outcome.seconds = line.value("seconds", 0.0);
    outcome.peak_bytes = line.value("peak_bytes", 0.0);
    outcome.changed = line.value("changed", std::vector<std::size_t>());
    const std::size_t results = std::min<std::size_t>(line.value("results", std::size_t{0}), 64);
    for (std::size_t i = 0; i < results; ++i) {
      outcome.results.push_back(
          parse_npy(read_written(place.out, fmt::format("{}_{}.npy", n, i), kMostArrayBytes)));
    }
  } catch (const nlohmann::json::exception&) {
    outcome.error = "its answer cannot be read";
  } catch (const Error& error) {
    outcome.error = "its result cannot be read: " + error.message();
  }
  return outcome;
}

void read_answers(const Workplace& place, std::size_t calls, ProgramRun& run) {
  std::string log;
  try {
    log = read_written(place.out, "answers.jsonl", kMostAnswers);
  } catch (const Error&) {
    log.clear();  // it was stopped before it wrote any, which `trouble` tells
  }
  for (const std::string_view line : split(log, '\n')) {
    if (trim(line).empty() || run.outcomes.size() == calls) {
      continue;
    }
    const nlohmann::json parsed = nlohmann::json::parse(line, nullptr, false);
    if (parsed.is_object() && parsed.contains("fatal") && parsed["fatal"].is_string()) {
      run.trouble = "it could not be loaded: " + repair_utf8(parsed["fatal"].get<std::string>());
      break;
    }
    run.outcomes.push_back(read_outcome(place, parsed, run.outcomes.size()));
  }
  while (run.outcomes.size() < calls) {
    Outcome& missing = run.outcomes.emplace_back();
    missing.error = run.trouble.empty() ? "it gave no answer" : run.trouble;
  }
}

/// A program in the cache, or made there by `make`.
class Cache {
 public:
  explicit Cache(const fs::path& folder) : folder_(folder) {}

  std::optional<std::string> find(const std::string& key) const {
    std::error_code ignored;
    if (folder_.empty() || !fs::is_regular_file(folder_ / key, ignored)) {
      return std::nullopt;
    }
    return read_file(folder_ / key, kMostProgram);
  }
  void keep(const std::string& key, const std::string& bytes) const {
    if (!folder_.empty()) {
      make_folders(folder_);
      write_file_atomically(folder_ / key, bytes);
    }
  }

 private:
  const fs::path& folder_;
};

/// The lines of a compiler's message that help: from the first error on, without folders.
std::string compiler_words(const std::string& printed, const std::string& folder) {
  std::string out;
  std::size_t lines = 0;
  for (const std::string_view line : split(printed, '\n')) {
    if (lines == 0 && line.find("error") == std::string_view::npos) {
      continue;
    }
    if (++lines > 8) {
      break;
    }
    out.append(line).append("\n");
  }
  for (std::size_t at = out.find(folder); at != std::string::npos; at = out.find(folder)) {
    out.erase(at, folder.size());
  }
  return std::string(trim(out.empty() ? printed : out));
}

/// Bytes that a compiler made of the workplace's files. Throws kInvalid with its message.
std::string compile(const Workplace& place, const std::vector<std::string>& more,
                    const std::string& made) {
  std::vector<std::string> command = {kCompiler, "-std=c++20", "-O1", "-pipe"};
  command.insert(command.end(), more.begin(), more.end());
  command.insert(command.end(), {"-o", place.out_seen() + "/" + made});
  SandboxJob job = place.job(std::move(command));
  job.forks = true;
  job.limits.seconds = kBuildSeconds;
  job.limits.memory_bytes = std::size_t{2} << 30;
  const SandboxResult result = run_in_sandbox(job);
  if (result.end != SandboxEnd::kExited || result.status != 0) {
    const std::string why = result.end == SandboxEnd::kExited && result.status != 127
                                ? compiler_words(result.printed, place.in_seen() + "/")
                                : end_words(result, job.limits) + " " + result.printed;
    throw Error(Errc::kInvalid, "it does not compile: " + why);
  }
  return read_written(place.out, made, kMostProgram);
}

std::string build_key(const std::string& what, std::string_view text) {
  std::uint64_t hash = hash64(text);
  for (const std::string_view part : {lab_h(), harness_h(), harness_cpp()}) {
    hash = hash64(part, hash);
  }
  struct stat about {};
  if (::stat(kCompiler, &about) == 0) {
    hash = hash64(std::to_string(about.st_mtime) + std::to_string(about.st_size), hash);
  }
  return fmt::format("{}-{:016x}", what, hash);
}

/// The program of a solution in C++. Throws kInvalid with the compiler's message.
std::string build(const Lab& lab, const Solution& solution, const ProgramSettings& settings) {
  const Cache cache(settings.cache);
  const std::string glued = glue(lab);
  const std::string key = build_key("solution", glued + solution.text);
  if (auto found = cache.find(key)) {
    return *found;
  }
  const Workplace place(settings.walled);
  place.put("lab.h", lab_h());
  place.put("harness.h", harness_h());
  const std::string harness_key = build_key("harness", "");
  std::optional<std::string> harness = cache.find(harness_key);
  if (!harness) {
    place.put("harness.cpp", harness_cpp());
    harness = compile(place, {"-c", place.in_seen() + "/harness.cpp"}, "harness.o");
    cache.keep(harness_key, *harness);
  }
  place.put("harness.o", *harness);
  place.put("solution.cpp", solution.text);
  place.put("glue.cpp", glued);
  std::string program =
      compile(place, {place.in_seen() + "/glue.cpp", place.in_seen() + "/harness.o"}, "program");
  cache.keep(key, program);
  return program;
}

}  // namespace

std::string language_name(Language language) {
  return language == Language::kPython ? "python" : "cpp";
}

std::optional<Language> parse_language(const std::string& name) {
  if (name == "python") {
    return Language::kPython;
  }
  return name == "cpp" ? std::optional(Language::kCpp) : std::nullopt;
}

std::string_view cpp_header() {
  return lab_h();
}

std::string solution_name(Language language) {
  return language == Language::kPython ? "solution.py" : "solution.cpp";
}

std::vector<std::optional<std::vector<std::size_t>>> result_shapes(const Function& function,
                                                                   const Values& arguments) {
  const std::map<std::string, std::size_t> sizes = sizes_of(function, arguments);
  std::vector<std::optional<std::vector<std::size_t>>> shapes;
  for (const Slot& slot : function.results) {
    auto& shape = shapes.emplace_back();
    if (!slot.any_length()) {
      shape.emplace();
      for (const std::string& axis : slot.shape) {
        shape->push_back(shape_value(axis, sizes));
      }
    }
  }
  return shapes;
}

ProgramRun run_program(const Lab& lab, const Solution& solution, const Calls& calls,
                       const ProgramSettings& settings) {
  ProgramRun run;
  const Workplace place(settings.walled);
  std::vector<std::string> command;
  if (solution.language == Language::kCpp) {
    try {
      place.put("program", build(lab, solution, settings));
    } catch (const Error& error) {
      if (error.code() != Errc::kInvalid || (settings.walled && !sandbox_trouble().empty())) {
        throw;
      }
      run.trouble = error.message();
      read_answers(place, calls.size(), run);
      return run;
    }
    fs::permissions(place.in / "program", fs::perms::owner_all);
    command = {place.in_seen() + "/program", place.in_seen(), place.out_seen()};
  } else {
    place.put("runner.py", runner_py());
    place.put(solution_name(Language::kPython), solution.text);
    command = {settings.python,
               "-I",
               place.in_seen() + "/runner.py",
               place.in_seen(),
               place.out_seen(),
               place.in_seen() + "/" + solution_name(Language::kPython)};
  }
  write_calls(place, lab, calls);
  SandboxJob job = place.job(std::move(command));
  job.limits.seconds = lab.limits.seconds;
  job.limits.memory_bytes = lab.limits.memory_mb << 20;
  const SandboxResult result = run_in_sandbox(job);
  run.trouble = end_words(result, job.limits);
  run.printed = repair_utf8(result.printed);
  run.seconds = result.seconds;
  read_answers(place, calls.size(), run);
  return run;
}

}  // namespace assay::practice
