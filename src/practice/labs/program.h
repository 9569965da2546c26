#pragma once
/// Runs a learner's file on calls: writes them for the program, builds it where it is C++, runs it
/// walled off, reads what it gives. docs/labs.md describes the protocol. Threads: as sandbox.h.

#include "practice/labs/code.h"
#include "practice/labs/lab.h"
#include "practice/labs/python.h"
#include "practice/sandbox.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::practice {

enum class Language { kPython, kCpp };
/// "python", "cpp"
std::string language_name(Language language);
std::optional<Language> parse_language(const std::string& name);
/// "solution.py", "solution.cpp"
std::string solution_name(Language language);

/// lab.h, which solutions in C++ include.
std::string_view cpp_header();

struct Solution {
  Language language = Language::kPython;
  std::string text;
};

struct ProgramSettings {
  bool walled = true;
  std::filesystem::path cache;  ///< Where built programs are kept; empty: nowhere.
  Python python;
};

struct ProgramRun {
  std::string trouble;    ///< It could not be built or loaded, or was stopped: in words.
  bool too_long = false;  ///< It was stopped at the limit of time.
  Outcomes outcomes;      ///< One a call; those not reached have an error.
  std::string printed;
  double seconds = 0;
};

/// One start of the program for all calls, which belong to so many seeds: the lab's limit of time
/// grows by half of itself with each but the first. Throws what run_in_sandbox throws; kIo.
ProgramRun run_program(const Lab& lab, const Solution& solution, const Calls& calls,
                       const ProgramSettings& settings, std::size_t seeds = 1);

/// The shapes that a call's results are to have; {} stands for a number, nullopt for any length.
std::vector<std::optional<std::vector<std::size_t>>> result_shapes(const Function& function,
                                                                   const Values& arguments);

}  // namespace assay::practice
