#include "base/error.h"
#include "identify/toml_internal.h"

#include <optional>

namespace assay::identify {
namespace {

/// The list at `key` or nullptr. Throws kInvalid for what is no list.
const toml::array* find_list(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (node != nullptr && !node->is_array()) {
    throw Error(Errc::kInvalid, "\"" + std::string(key) + "\" is to be a list of texts",
                place_of(*node));
  }
  return node == nullptr ? nullptr : node->as_array();
}

std::string text_of(const toml::node& node) {
  std::optional<std::string> text = node.value_exact<std::string>();
  if (!text) {
    throw Error(Errc::kInvalid, "a text is expected", place_of(node));
  }
  return *std::move(text);
}

}  // namespace

toml::table parse_toml(std::string_view text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw Error(Errc::kInvalid, std::string(error.description()),
                file + ":" + std::to_string(error.source().begin.line), "mend the file");
  }
}

std::string place_of(const toml::node& node) {
  const toml::source_region& source = node.source();
  return (source.path == nullptr ? std::string("?") : *source.path) + ":" +
         std::to_string(source.begin.line);
}

Macros read_macros(const toml::table& file) {
  Macros macros;
  if (const toml::table* table = file["macros"].as_table()) {
    for (const auto& [key, value] : *table) {
      macros.emplace(std::string(key.str()), text_of(value));
    }
  }
  return macros;
}

std::vector<std::string> read_texts(const toml::table& table, std::string_view key) {
  std::vector<std::string> texts;
  if (const toml::array* list = find_list(table, key)) {
    for (const toml::node& node : *list) {
      texts.push_back(text_of(node));
    }
  }
  return texts;
}

void add_phrases(AutomatonBuilder& builder, std::uint32_t entry, const toml::table& table,
                 std::string_view key) {
  const toml::array* list = find_list(table, key);
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const toml::node& node = (*list)[i];
    const std::string phrase = text_of(node);
    try {
      builder.add(entry, phrase);
    } catch (const Error& error) {
      throw Error(Errc::kInvalid, "\"" + phrase + "\": " + error.message(), place_of(node),
                  "see the grammar in docs/identify.md");
    }
  }
}

}  // namespace assay::identify
