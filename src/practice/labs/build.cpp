#include "base/embedded.h"
#include "base/text.h"
#include "practice/labs/build_internal.h"
#include "practice/labs/cache.h"
#include "practice/labs/workplace_internal.h"

#include <fmt/format.h>
#include <sys/stat.h>

extern "C" {
extern const char assay_lab_h_begin[], assay_lab_h_end[];
extern const char assay_lab_harness_h_begin[], assay_lab_harness_h_end[];
extern const char assay_lab_harness_cpp_begin[], assay_lab_harness_cpp_end[];
extern const char assay_lab_prelude_h_begin[], assay_lab_prelude_h_end[];
}

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostProgram = std::size_t{64} << 20;
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
std::string_view prelude_h() {
  return embedded_bytes(assay_lab_prelude_h_begin, assay_lab_prelude_h_end);
}

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

/// The lines of a compiler's message that help: from the first error on, without folders.
std::string compiler_words(const std::string& printed, const std::string& folder) {
  // What the glue looks for: a name without a function tells a learner nothing of "glue.cpp".
  constexpr std::string_view kSought = "\u2018::";
  constexpr std::string_view kMissing = "\u2019 has not been declared";
  if (const std::size_t end = printed.find(kMissing); end != std::string::npos) {
    const std::size_t begin = printed.rfind(kSought, end);
    if (begin != std::string::npos) {
      const std::size_t name = begin + kSought.size();
      return "there is no function " + printed.substr(name, end - name);
    }
  }
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

/// Bytes that a compiler made of the workplace's files; `also`: a folder that it may read besides.
/// Throws kInvalid with its message.
std::string compile(const Workplace& place, const std::vector<std::string>& more,
                    const std::string& made, const fs::path& also = {}) {
  std::vector<std::string> command = {kCompiler, "-std=c++20", "-O1", "-pipe",
                                      "-fno-diagnostics-show-caret"};
  command.insert(command.end(), more.begin(), more.end());
  command.insert(command.end(), {"-o", place.out_seen() + "/" + made});
  SandboxJob job = place.job(std::move(command));
  job.forks = true;
  job.limits.seconds = kBuildSeconds;
  job.limits.memory_bytes = std::size_t{2} << 30;
  if (!also.empty()) {
    job.also_readable.push_back(also);
  }
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
  for (const std::string_view part : {lab_h(), harness_h(), harness_cpp(), prelude_h()}) {
    hash = hash64(part, hash);
  }
  struct stat about {};
  if (::stat(kCompiler, &about) == 0) {
    hash = hash64(std::to_string(about.st_mtime) + std::to_string(about.st_size), hash);
  }
  return fmt::format("{}-{:016x}", what, hash);
}

void put_headers(const Workplace& place) {
  place.put("lab.h", lab_h());
  place.put("harness.h", harness_h());
  place.put("prelude.h", prelude_h());
}

/// What the compiler is to include first: prelude.h, compiled where there is a cache. `folder`: of
/// the cache, where it then lies.
std::string prelude(const BuildCache& cache, bool walled, fs::path& folder) {
  if (cache.folder().empty()) {
    return {};
  }
  const std::string key = build_key("prelude", "");
  folder = fs::absolute(cache.folder() / key);
  std::error_code ignored;
  if (!fs::is_regular_file(folder / "prelude.h.gch", ignored)) {
    const Workplace place(walled);
    put_headers(place);
    for (const auto& [name, text] :
         {std::pair{"/lab.h", lab_h()}, {"/harness.h", harness_h()}, {"/prelude.h", prelude_h()}}) {
      cache.keep(key + name, text);
    }
    cache.keep(key + "/prelude.h.gch",
               compile(place, {"-g0", "-x", "c++-header", place.in_seen() + "/prelude.h"},
                       "prelude.h.gch"));
  } else {
    cache.touch(key);
  }
  return (folder / "prelude.h").string();
}

std::string harness(const BuildCache& cache, bool walled) {
  const std::string key = build_key("harness", "");
  if (auto found = cache.find(key)) {
    return *found;
  }
  const Workplace place(walled);
  put_headers(place);
  place.put("harness.cpp", harness_cpp());
  std::string made = compile(place, {"-c", place.in_seen() + "/harness.cpp"}, "harness.o");
  cache.keep(key, made);
  return made;
}

}  // namespace

std::string_view cpp_header() {
  return lab_h();
}

std::string build_solution(const Lab& lab, const std::string& text,
                           const ProgramSettings& settings) {
  const BuildCache cache(settings.cache);
  const std::string glued = glue(lab);
  const std::string key = build_key("solution", glued + text);
  if (auto found = cache.find(key)) {
    return *found;
  }
  fs::path kept;
  std::string first = prelude(cache, settings.walled, kept);
  const Workplace place(settings.walled);
  put_headers(place);
  place.put("harness.o", harness(cache, settings.walled));
  place.put("solution.cpp", text);
  place.put("glue.cpp", glued);
  if (first.empty()) {
    first = place.in_seen() + "/prelude.h";
  }
  std::string program = compile(
      place,
      {"-g0", "-include", first, place.in_seen() + "/glue.cpp", place.in_seen() + "/harness.o"},
      "program", kept);
  cache.keep(key, program);
  return program;
}

}  // namespace assay::practice
