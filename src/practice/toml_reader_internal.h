#pragma once
/// A TOML table whose keys are taken one by one with their types; mistakes are told with the line
/// that they stand in. Private to the room. Threads: one thread.

#include <toml++/toml.h>

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// Throws kInvalid (`where`:line) for text that is no TOML.
toml::table parse_toml(std::string_view text, const std::string& where);
/// Throws kInvalid with the node's file and line. `guide`: where the keys are told.
[[noreturn]] void refuse_toml(const toml::node& node, const std::string& what, const char* guide);
/// The shortest text that reads back as `value`.
std::string toml_number(double value);
/// "text" as a basic string of TOML, quotes included.
std::string toml_quoted(std::string_view text);

/// The table must outlive the reader. Every function throws kInvalid for another type.
class TomlReader {
 public:
  TomlReader(const toml::table& table, const char* guide) : table_(table), guide_(guide) {}
  TomlReader(const TomlReader&) = delete;
  TomlReader& operator=(const TomlReader&) = delete;
  TomlReader(TomlReader&&) = delete;
  TomlReader& operator=(TomlReader&&) = delete;
  ~TomlReader() = default;

  const toml::node* node(const char* key);
  std::string text(const char* key, std::string otherwise = {});
  std::string required(const char* key);
  /// A list's members, of any type; empty where it is missing.
  std::vector<const toml::node*> nodes(const char* key);
  /// A list of texts; empty where it is missing.
  std::vector<std::string> texts(const char* key);
  double number(const char* key, double otherwise, double low, double high);
  std::vector<const toml::table*> tables(const char* key);
  const toml::table* table(const char* key);
  /// An enumerator by its word in `names`, where enumerator i stands at place i.
  template <typename Enum, std::size_t N>
  Enum choice(const char* key, const std::array<std::string_view, N>& names, Enum otherwise) {
    return node(key) == nullptr ? otherwise
                                : static_cast<Enum>(place_of(key, {names.begin(), names.end()}));
  }
  /// Throws for a key that nobody asked for.
  void finish() const;

 private:
  std::size_t place_of(const char* key, const std::vector<std::string_view>& names);

  const toml::table& table_;
  const char* guide_;
  std::set<std::string> known_;
};

}  // namespace assay::practice
