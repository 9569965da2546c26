#include "base/error.h"
#include "practice/toml_reader_internal.h"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace assay::practice {

toml::table parse_toml(std::string_view text, const std::string& where) {
  try {
    return toml::parse(text, where);
  } catch (const toml::parse_error& error) {
    throw Error(Errc::kInvalid, std::string(error.description()),
                where + ":" + std::to_string(error.source().begin.line));
  }
}

void refuse_toml(const toml::node& node, const std::string& what, const char* guide) {
  const toml::source_region& source = node.source();
  throw Error(Errc::kInvalid, what,
              (source.path == nullptr ? std::string() : *source.path + ":") +
                  std::to_string(source.begin.line),
              guide);
}

std::string toml_number(double value) {
  std::array<char, 32> buffer{};
  char* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::string toml_quoted(std::string_view text) {
  std::ostringstream out;
  out << toml::toml_formatter(toml::value<std::string>(std::string(text)),
                              toml::format_flags::none);
  return out.str();
}

const toml::node* TomlReader::node(const char* key) {
  known_.insert(key);
  return table_.get(key);
}

std::string TomlReader::text(const char* key, std::string otherwise) {
  const toml::node* found = node(key);
  if (found == nullptr) {
    return otherwise;
  }
  const auto value = found->value_exact<std::string>();
  if (!value) {
    refuse_toml(*found, std::string(key) + " is to be a text", guide_);
  }
  return *value;
}

std::string TomlReader::required(const char* key) {
  std::string value = text(key);
  if (value.empty()) {
    refuse_toml(table_, std::string(key) + " is missing", guide_);
  }
  return value;
}

std::vector<const toml::node*> TomlReader::nodes(const char* key) {
  std::vector<const toml::node*> out;
  if (const toml::node* found = node(key)) {
    if (!found->is_array()) {
      refuse_toml(*found, std::string(key) + " is to be a list", guide_);
    }
    for (const toml::node& one : *found->as_array()) {
      out.push_back(&one);
    }
  }
  return out;
}

std::vector<std::string> TomlReader::texts(const char* key) {
  std::vector<std::string> out;
  for (const toml::node* one : nodes(key)) {
    const auto value = one->value_exact<std::string>();
    if (!value) {
      refuse_toml(*one, std::string(key) + " is to be a list of texts", guide_);
    }
    out.push_back(*value);
  }
  return out;
}

double TomlReader::number(const char* key, double otherwise, double low, double high) {
  const toml::node* found = node(key);
  if (found == nullptr) {
    return otherwise;
  }
  const auto value = found->value<double>();
  if (!value || !found->is_number() || !(*value >= low && *value <= high)) {
    refuse_toml(*found, std::string(key) + " is no number, or out of its range", guide_);
  }
  return *value;
}

std::vector<const toml::table*> TomlReader::tables(const char* key) {
  std::vector<const toml::table*> out;
  for (const toml::node* one : nodes(key)) {
    if (!one->is_table()) {
      refuse_toml(*one, std::string(key) + " is to be a list of tables", guide_);
    }
    out.push_back(one->as_table());
  }
  return out;
}

const toml::table* TomlReader::table(const char* key) {
  const toml::node* found = node(key);
  if (found != nullptr && !found->is_table()) {
    refuse_toml(*found, std::string(key) + " is to be a table", guide_);
  }
  return found == nullptr ? nullptr : found->as_table();
}

void TomlReader::finish() const {
  for (const auto& [key, value] : table_) {
    if (known_.count(std::string(key.str())) == 0) {
      refuse_toml(value, "\"" + std::string(key.str()) + "\" is no key here", guide_);
    }
  }
}

std::size_t TomlReader::place_of(const char* key, const std::vector<std::string_view>& names) {
  const std::string word = text(key);
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) {
    std::string all;
    for (const std::string_view name : names) {
      all += (all.empty() ? "" : ", ") + std::string(name);
    }
    refuse_toml(*node(key), std::string(key) + " is to be one of " + all, guide_);
  }
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace assay::practice
