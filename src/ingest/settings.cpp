#include "ingest/settings.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "source/http.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <system_error>
#include <utility>
#include <vector>

namespace assay::ingest {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 20;
constexpr std::int64_t kLongestTimeoutMs = 600'000;
constexpr std::int64_t kLargestBatch = 1024;
constexpr std::int64_t kMostTokens = 8192;

/// Where in which file something is wrong.
struct Place {
  const std::string& file;
  std::uint32_t line = 0;

  [[noreturn]] void fail(const std::string& what, const std::string& hint) const {
    throw Error(Errc::kInvalid, what, file + ":" + std::to_string(line), hint);
  }
};

/// Takes the keys of one table, each of which must be known.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string name, const std::string& file)
      : table_(table), name_(std::move(name)), file_(file) {}

  std::string text(const char* key, bool required) {
    const toml::node* node = find(key, required);
    if (node == nullptr) {
      return {};
    }
    const std::optional<std::string> value = node->value_exact<std::string>();
    if (!value || (required && value->empty())) {
      at(*node).fail(named(key) + " is to be a text", std::string("write ") + key + " = \"…\"");
    }
    for (const char c : *value) {
      if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') {
        at(*node).fail(named(key) + " has a line break or control character", "leave it out");
      }
    }
    return *value;
  }

  std::int64_t number(const char* key, std::int64_t otherwise, std::int64_t most) {
    const toml::node* node = find(key, false);
    if (node == nullptr) {
      return otherwise;
    }
    const std::optional<std::int64_t> value = node->value_exact<std::int64_t>();
    if (!value || *value < 1 || *value > most) {
      at(*node).fail(
          named(key) + " is to be a whole number from 1 to " + std::to_string(most),
          std::string("write ") + key + " = " + std::to_string(otherwise) + " or leave it out");
    }
    return *value;
  }

  std::vector<std::string> texts(const char* key) {
    const toml::node* node = find(key, false);
    std::vector<std::string> values;
    if (node == nullptr) {
      return values;
    }
    const toml::array* array = node->as_array();
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
      const std::optional<std::string> value = (*array)[i].value_exact<std::string>();
      if (!value || value->empty()) {
        array = nullptr;
        break;
      }
      values.push_back(*value);
    }
    if (array == nullptr) {
      at(*node).fail(named(key) + " is to be a list of texts",
                     std::string("write ") + key + " = [\"…\"]");
    }
    return values;
  }

  [[nodiscard]] Place place_of(const char* key) const { return at(*table_.get(key)); }

  /// All keys were asked for.
  void finish() const {
    for (const auto& [key, node] : table_) {
      if (std::find(known_.begin(), known_.end(), key.str()) == known_.end()) {
        Place{file_, key.source().begin.line}.fail(
            "there is no setting '" + name_ + "." + std::string(key.str()) + "'",
            "known are " + join(known_, ", "));
      }
    }
  }

 private:
  const toml::node* find(const char* key, bool required) {
    known_.emplace_back(key);
    const toml::node* node = table_.get(key);
    if (node == nullptr && required) {
      at(table_).fail("[" + name_ + "] has no " + key, std::string("write ") + key + " = \"…\"");
    }
    return node;
  }
  [[nodiscard]] Place at(const toml::node& node) const { return {file_, node.source().begin.line}; }
  [[nodiscard]] std::string named(const char* key) const {
    return "the setting '" + name_ + "." + key + "'";
  }

  const toml::table& table_;
  std::string name_;
  const std::string& file_;
  std::vector<std::string> known_;  ///< Those asked for.
};

EndpointOptions read_encoder(const toml::table& table, const std::string& file) {
  TableReader reader(table, "encoder", file);
  EndpointOptions options;
  options.url = reader.text("url", true);
  options.model = reader.text("model", true);
  options.key = reader.text("key", false);
  options.timeout_ms = reader.number("timeout_ms", options.timeout_ms, kLongestTimeoutMs);
  options.batch = static_cast<std::size_t>(
      reader.number("batch", static_cast<std::int64_t>(options.batch), kLargestBatch));
  reader.finish();
  if (!source::is_http_url(options.url)) {
    reader.place_of("url").fail("'" + options.url + "' is no address of an encoder",
                                "give one like http://127.0.0.1:8080/v1/embeddings");
  }
  return options;
}

source::ChatOptions read_helper(const toml::table& table, const std::string& file) {
  TableReader reader(table, "helper", file);
  source::ChatOptions options;
  options.url = reader.text("url", true);
  options.model = reader.text("model", true);
  options.key_file = reader.text("key_file", false);
  options.timeout_ms = reader.number("timeout_ms", options.timeout_ms, kLongestTimeoutMs);
  options.most_tokens =
      static_cast<int>(reader.number("most_tokens", options.most_tokens, kMostTokens));
  reader.finish();
  if (!source::is_http_url(options.url)) {
    reader.place_of("url").fail("'" + options.url + "' is no address of a helper",
                                "give one like http://127.0.0.1:8080/v1");
  }
  return options;
}

SourceSettings read_sources(const toml::table& table, const std::string& file) {
  TableReader reader(table, "sources", file);
  SourceSettings settings;
  settings.contact = reader.text("contact", false);
  settings.allow_hosts = reader.texts("allow_hosts");
  reader.finish();
  return settings;
}

}  // namespace

Settings parse_settings(std::string_view text, const std::string& file) {
  toml::table table;
  try {
    table = toml::parse(text, std::string_view(file));
  } catch (const toml::parse_error& error) {
    Place{file, error.source().begin.line}.fail(
        "the settings are no TOML: " + std::string(error.description()), "mend that line");
  }
  Settings settings;
  for (const auto& [key, node] : table) {
    const Place place{file, key.source().begin.line};
    const std::string name(key.str());
    if (name != "encoder" && name != "helper" && name != "sources") {
      place.fail("there is no setting '" + name + "'",
                 "known are [encoder], [helper] and [sources]");
    }
    if (!node.is_table()) {
      place.fail("'" + name + "' is to be a table", "write [" + name + "] and its keys below");
    }
    if (name == "encoder") {
      settings.encoder = read_encoder(*node.as_table(), file);
    } else if (name == "helper") {
      settings.helper = read_helper(*node.as_table(), file);
    } else {
      settings.sources = read_sources(*node.as_table(), file);
    }
  }
  return settings;
}

Settings read_settings(const std::filesystem::path& file) {
  std::error_code ec;
  if (!std::filesystem::exists(file, ec) && !ec) {
    return {};
  }
  return parse_settings(read_file(file, kLargestFile), file.string());
}

std::optional<source::ChatOptions> find_helper(const std::filesystem::path& file) {
  std::optional<source::ChatOptions> helper = read_settings(file).helper;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* const key = std::getenv("ASSAY_HELPER_KEY");
  if (helper && key != nullptr) {
    helper->key = key;
  }
  return helper;
}

source::ChatOptions require_helper(const std::filesystem::path& file) {
  std::optional<source::ChatOptions> helper = find_helper(file);
  if (!helper) {
    throw Error(Errc::kNotFound, "no helper in words is set", file.string(),
                "write [helper] with url and model there: docs/helper.md");
  }
  return std::move(*helper);
}

}  // namespace assay::ingest
