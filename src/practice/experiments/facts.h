#pragma once
/// What the runs of an experiment have in common, in words for reports and checklists.
/// Threads: pure functions.

#include "practice/experiments/record.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::practice {

struct Facts {
  std::size_t runs = 0;
  std::size_t finished = 0;
  std::vector<std::int64_t> seeds;    ///< Different ones, ascending.
  std::vector<std::string> commands;  ///< Different ones as typed, at most kMostFacts.
  std::vector<std::string> commits;   ///< "abc1234 of REMOTE", with " and changes" when dirty.
  std::size_t without_commit = 0;     ///< Runs outside of a repository.
  std::size_t dirty = 0;
  bool remote = false;                ///< Some run knows where its code is published.
  std::vector<std::string> machines;  ///< "CPU, 8 cores, 16 GB, GPU …"
  std::vector<std::string> interpreters;
  std::vector<std::string> packages;        ///< "numpy 1.26.4", those that all runs agree on.
  std::vector<std::string> mixed_packages;  ///< "torch 2.1 / 2.2", where they don't.
  std::vector<std::string> parameters;      ///< "lr: 0.1, 0.01"
  std::vector<std::string> inputs;          ///< "train.csv sha256 …", different ones.
  std::vector<std::string> outputs;         ///< "model.bin sha256 …", different ones.
  double seconds = 0;                       ///< Wall time of all runs.
  double longest_seconds = 0;
  double joules = 0;  ///< Where the machine told it; 0 for none.
  std::uint64_t peak_bytes = 0;
  std::vector<std::string> notes;  ///< Of the records, each once.
};

inline constexpr std::size_t kMostFacts = 40;

Facts facts_of(const std::vector<Run>& runs);

/// "1.5 h", "12 s", "0.21 s"; "3.2 GB" (10^9).
std::string duration_words(double seconds);
std::string size_words(std::uint64_t bytes);

}  // namespace assay::practice
