#include "practice/labs/validate.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFile = std::size_t{1} << 20;

/// "\n" written out, so that an entry of wrong.txt may span lines.
std::string unescaped(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) {
    text.replace(at, 2, "\n");
  }
  return text;
}

/// One entry of wrong.txt under way.
void change(std::string& text, const std::string& from, const std::string& to,
            const std::string& name, const fs::path& file) {
  const std::size_t at = text.find(from);
  if (from.empty() || at == std::string::npos) {
    throw Error(Errc::kInvalid, "\"" + name + "\": right_1 lacks \"" + from + "\"", file.string());
  }
  text.replace(at, from.size(), to);
}

void read_wrong(const fs::path& folder, std::vector<KnownSolution>& out) {
  const fs::path file = folder / "wrong.txt";
  if (!fs::exists(file)) {
    return;
  }
  std::string from;
  const std::string text = read_file(file, kMostFile);
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t space = line.find(' ');
    if (trim(line).empty() || line.front() == '#') {
      continue;
    }
    const std::string word(line.substr(0, space));
    const std::string rest(space == std::string_view::npos ? "" : line.substr(space + 1));
    if (word == "-") {
      from = unescaped(rest);
    } else if (word == "+" && !out.empty()) {
      change(out.back().solution.text, from, unescaped(rest), out.back().name, file);
    } else if (const auto language = parse_language(word)) {
      const char* base = *language == Language::kPython ? "right_1.py" : "right_1.cpp";
      out.push_back({rest, false, {*language, read_file(folder / base, kMostFile)}});
    } else {
      throw Error(Errc::kInvalid, "a line is not understood: " + std::string(line), file.string());
    }
  }
}

std::string first_failure(const std::vector<LabReport>& reports) {
  for (const LabReport& report : reports) {
    for (const CheckResult& one : report.checks) {
      if (!one.passed) {
        return one.name + ": " + one.message;
      }
    }
  }
  return {};
}

bool fails(const Checker& checker, const Solution& solution) {
  const auto reports = checker.check(solution);
  return std::none_of(reports.begin(), reports.end(),
                      [](const LabReport& report) { return report.passed; });
}

}  // namespace

std::vector<KnownSolution> read_solutions(const fs::path& folder) {
  std::vector<KnownSolution> out;
  std::set<fs::path> right;
  std::error_code trouble;
  for (fs::directory_iterator it(folder, trouble); !trouble && it != fs::directory_iterator();
       it.increment(trouble)) {
    const std::string name = it->path().filename();
    const std::string end = it->path().extension();
    if ((name.rfind("right_", 0) == 0 || name.rfind("form_", 0) == 0) &&
        (end == ".py" || end == ".cpp")) {
      right.insert(it->path());
    }
  }
  for (const fs::path& path : right) {
    out.push_back({path.filename(),
                   true,
                   {path.extension() == ".py" ? Language::kPython : Language::kCpp,
                    read_file(path, kMostFile)}});
    const std::string stem = path.stem();
    out.back().form = stem.rfind("form_", 0) == 0 ? stem.substr(5) : "";
  }
  read_wrong(folder, out);
  return out;
}

std::vector<Validation> validate_lab(const Lab& lab, const std::vector<KnownSolution>& solutions,
                                     std::size_t seeds, const ProgramSettings& settings) {
  std::vector<Validation> out;
  std::vector<std::uint64_t> all(seeds);
  std::iota(all.begin(), all.end(), 1);
  const Variant& plain = lab.variants.front();
  if (!lab.reference_python.empty()) {
    const auto reports =
        check_solution(lab, plain, {Language::kPython, lab.reference_python}, all, settings);
    const std::string failure = first_failure(reports);
    out.push_back({"reference.py passes", failure.empty(), failure});
  }
  std::set<std::string> starters;
  for (const Variant& variant : lab.variants) {
    const std::string starter = starter_text(lab, variant, "python");
    const Checker checker(lab, variant, all, settings);
    out.push_back({"the starter fails (" + variant.name + ")",
                   fails(checker, {Language::kPython, starter}), ""});
    out.push_back({"the form differs from the others (" + variant.name + ")",
                   starters.insert(starter).second, ""});
    for (const KnownSolution& one : solutions) {
      if (one.form == variant.name) {
        const std::string failure = first_failure(checker.check(one.solution));
        out.push_back({one.name + " passes (" + variant.name + ")", failure.empty(), failure});
      } else if (one.name == "right_1.py" && !variant.options.empty()) {
        out.push_back(
            {"the plain solution fails (" + variant.name + ")", fails(checker, one.solution), ""});
      }
    }
  }
  const Checker checker(lab, plain, all, settings);
  for (const KnownSolution& one : solutions) {
    if (!one.form.empty()) {
      continue;
    }
    const auto reports = checker.check(one.solution);
    const auto passed = std::count_if(reports.begin(), reports.end(),
                                      [](const LabReport& report) { return report.passed; });
    const std::string language = language_name(one.solution.language);
    const std::string failure = first_failure(reports);
    const bool caught = std::all_of(reports.begin(), reports.end(), [&](const LabReport& report) {
      return is_caught(lab, report);
    });
    if (one.right) {
      out.push_back({one.name + " passes", passed == static_cast<std::ptrdiff_t>(seeds), failure});
      out.push_back({one.name + " stays within the limits",
                     reports.front().seconds < lab.limits.seconds / 2,
                     fmt::format("{:.1f} s", reports.front().seconds)});
    } else {
      out.push_back({fmt::format("caught in {}: {}", language, one.name), caught,
                     passed == 0 ? (caught ? "" : "no check says what is wrong: " + failure)
                                 : fmt::format("passes with {} of {} seeds", passed, seeds)});
    }
  }
  return out;
}

}  // namespace assay::practice
