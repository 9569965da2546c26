#include "practice/labs/validate.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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
    throw Error(Errc::kInvalid, "\"" + name + "\": what it changes lacks \"" + from + "\"",
                file.string());
  }
  text.replace(at, from.size(), to);
}

/// Entries of a form's file, or of the plain form's.
void read_wrong(const fs::path& folder, const std::string& form, std::vector<KnownSolution>& out) {
  const fs::path file = folder / (form.empty() ? "wrong.txt" : "wrong_" + form + ".txt");
  if (!fs::exists(file)) {
    return;
  }
  const std::string base = form.empty() ? "right_1" : "form_" + form;
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
      const char* end = *language == Language::kPython ? ".py" : ".cpp";
      out.push_back({rest, false, {*language, read_file(folder / (base + end), kMostFile)}, form});
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

std::set<std::string> failing_checks(const LabReport& report) {
  std::set<std::string> out;
  for (const CheckResult& one : report.checks) {
    if (!one.passed) {
      out.insert(one.name);
    }
  }
  return out;
}

/// The form's starters fail, "restore" just where its property is lost; no other form has the same.
void validate_form(const Lab& lab, const Variant& variant, const Checker& checker,
                   std::set<std::string>& starters, std::vector<Validation>& out) {
  const std::string starter = starter_text(lab, variant, "python");
  out.push_back({"the starter fails (" + variant.name + ")",
                 fails(checker, {Language::kPython, starter}), ""});
  out.push_back({"the form differs from the others (" + variant.name + ")",
                 starters.insert(starter).second, ""});
  if (variant.lost.empty()) {
    return;
  }
  const std::set<std::string> lost(variant.lost.begin(), variant.lost.end());
  for (const auto& [language, text] : variant.starters) {
    std::set<std::string> failing;
    for (const LabReport& report : checker.check({*parse_language(language), text})) {
      failing.merge(failing_checks(report));
    }
    const std::string others = failing.empty()
                                   ? "no check fails"
                                   : "these fail: " + join({failing.begin(), failing.end()}, "; ");
    out.push_back({"restore in " + language + " lost what lab.toml says, and nothing else",
                   failing == lost, failing == lost ? "" : others});
  }
}

/// A right solution passes and is quick, a wrong one is caught.
void validate_solution(const Lab& lab, const KnownSolution& one, const Checker& checker,
                       std::vector<Validation>& out) {
  const auto reports = checker.check(one.solution);
  const auto passed = std::count_if(reports.begin(), reports.end(),
                                    [](const LabReport& report) { return report.passed; });
  const std::string form = one.form.empty() ? "" : " (" + one.form + ")";
  const std::string failure = first_failure(reports);
  if (one.right) {
    out.push_back({one.name + " passes" + form,
                   passed == static_cast<std::ptrdiff_t>(reports.size()), failure});
    out.push_back({one.name + " stays within the limits" + form,
                   reports.front().seconds < lab.limits.seconds / 2,
                   fmt::format("{:.1f} s", reports.front().seconds)});
    return;
  }
  const bool caught = std::all_of(reports.begin(), reports.end(),
                                  [&](const LabReport& report) { return is_caught(lab, report); });
  out.push_back(
      {fmt::format("caught in {}: {}{}", language_name(one.solution.language), one.name, form),
       caught,
       passed == 0 ? (caught ? "" : "no check says what is wrong: " + failure)
                   : fmt::format("passes with {} of {} seeds", passed, reports.size())});
}

}  // namespace

std::vector<KnownSolution> read_solutions(const fs::path& folder) {
  std::vector<KnownSolution> out;
  std::set<fs::path> right;
  std::set<std::string> forms = {""};
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
    forms.insert(out.back().form);
  }
  for (const std::string& form : forms) {
    read_wrong(folder, form, out);
  }
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
    const Checker checker(lab, variant, all, settings);
    validate_form(lab, variant, checker, starters, out);
    const std::string form = variant.name == plain.name ? "" : variant.name;
    for (const KnownSolution& one : solutions) {
      if (one.form == form) {
        validate_solution(lab, one, checker, out);
      } else if (one.name == "right_1.py" && !variant.options.empty()) {
        out.push_back(
            {"the plain solution fails (" + variant.name + ")", fails(checker, one.solution), ""});
      }
    }
  }
  return out;
}

bool is_sound(const std::vector<Validation>& found) noexcept {
  return std::all_of(found.begin(), found.end(), [](const Validation& one) { return one.passed; });
}

std::string validation_json(const std::string& lab, const std::vector<Validation>& found) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Validation& one : found) {
    list.push_back({{"what", one.what}, {"passed", one.passed}, {"message", one.message}});
  }
  return nlohmann::ordered_json{{"lab", lab}, {"passed", is_sound(found)}, {"checks", list}}.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::practice
