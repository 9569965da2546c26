#pragma once
/// Options whose value is one of a few words. Threads: immutable.

#include <CLI/CLI.hpp>

#include <string>
#include <utility>
#include <vector>

namespace assay::cli {

/// Puts the value that a word stands for in its place; any other word is an error that names all.
template <typename Value>
CLI::Validator choice(std::vector<std::pair<std::string, Value>> values) {
  CLI::Validator validator;
  validator.description("");
  validator.operation([values = std::move(values)](std::string& word) {
    std::string names;
    for (const auto& [name, value] : values) {
      if (word == name) {
        word = std::to_string(static_cast<int>(value));
        return std::string();
      }
      names += (names.empty() ? "" : ", ") + name;
    }
    return "\"" + word + "\" is none of " + names;
  });
  return validator;
}

}  // namespace assay::cli
