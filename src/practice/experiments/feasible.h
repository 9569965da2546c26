#pragma once
/// Can a claim be tested here? Memory, time and data for the claim as stated, on this machine and
/// on Colab's, and the smallest version that still tells something. All figures are estimates from
/// the formulas and tables named with them; they are meant to be right within a factor of three.
/// Threads: pure functions.

#include "practice/experiments/experiment.h"
#include "practice/experiments/record.h"
#include "work/work.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// Under which terms the work's code is, as the record of it says.
struct CodeTerms {
  std::string url;      ///< Empty: the work names no code.
  std::string licence;  ///< Empty: unknown.
  std::string source;   ///< Who says so, with the day.
};

/// What the claim needs, as the work's words or experiment.toml's [feasibility] say: keys
/// parameters, tokens (or examples: what one epoch sees), epochs, data_bytes, training (1 or 0),
/// tokens_per_example.
struct Demand {
  double parameters = 0;  ///< 0: unknown.
  double tokens = 0;      ///< Seen in training (or in evaluation), all epochs together; 0: unknown.
  double data_bytes = 0;  ///< 0: unknown.
  bool trains = true;
  std::string dataset;
  std::string licence;  ///< Of the data set; empty: unknown.
  CodeTerms code;
  std::vector<std::string> sources;  ///< Where each figure is from.
};
Demand demand_of(const Work& work, const Experiment& experiment);

/// A place to run, with what it gives.
struct Place {
  std::string name;
  double memory_bytes = 0;   ///< Of the accelerator, else of the machine.
  double disk_bytes = 0;     ///< 0: unknown.
  double flops = 0;          ///< Peak, operations a second.
  double session_hours = 0;  ///< Longest session; 0: no limit.
  std::string source;
};
/// This machine first (its CPU, or a GPU that is known), then Colab's.
std::vector<Place> places(const Hardware& hardware);

struct PlaceEstimate {
  std::string place;
  std::optional<double> memory_bytes;  ///< Needed.
  std::optional<double> hours;
  bool fits_memory = true;  ///< True where it is not known otherwise.
  bool fits_session = true;
  std::string words;  ///< "fits", "too large: 48 GiB of 16", "unknown"
};

struct Feasibility {
  Demand demand;
  std::vector<PlaceEstimate> as_stated;
  std::string smallest;             ///< The smallest informative version, in words.
  std::vector<std::string> shows;   ///< What it could show,
  std::vector<std::string> cannot;  ///< and what not.
  std::vector<std::string> formulas;
};
Feasibility feasibility(const Work& work, const Experiment& experiment, const Hardware& hardware,
                        const CodeTerms& code);

/// For a README: Markdown. One JSON object.
std::string feasibility_markdown(const Feasibility& feasibility);
std::string feasibility_json(const Feasibility& feasibility);

}  // namespace assay::practice
