#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"
#include "ingest/frameworks.h"
#include "work/identifier.h"

#include <toml++/toml.h>

#include <algorithm>

extern "C" {
extern const char assay_frameworks_begin[];  // NOLINT(readability-identifier-naming): the linker's
extern const char assay_frameworks_end[];    // NOLINT(readability-identifier-naming): as above
}

namespace assay::ingest {
namespace {

[[noreturn]] void fail(const toml::node& node, const std::string& file, const std::string& what) {
  throw Error(Errc::kInvalid, what, file + ":" + std::to_string(node.source().begin.line),
              "see the entries beside it");
}

std::vector<std::string> read_list(const toml::table& table, const char* key,
                                   const std::string& file) {
  std::vector<std::string> out;
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    return out;
  }
  const toml::array* list = node->as_array();
  if (list == nullptr) {
    fail(*node, file, std::string(key) + " is to be a list");
  }
  for (const toml::node& item : *list) {
    const std::optional<std::string> text = item.value_exact<std::string>();
    if (!text || text->empty()) {
      fail(item, file, std::string(key) + " has an item that is no text");
    }
    out.push_back(*text);
  }
  return out;
}

/// The page of "pypi:torch" or "npm:@scope/name", normalised and in lower case.
std::string package_page(const std::string& package) {
  const std::size_t colon = package.find(':');
  const std::string registry = package.substr(0, colon);
  const std::string name = colon == std::string::npos ? "" : package.substr(colon + 1);
  if (name.empty() || (registry != "pypi" && registry != "npm")) {
    return {};
  }
  return ascii_lower(normalise_url(
      (registry == "pypi" ? "https://pypi.org/project/" : "https://www.npmjs.com/package/") +
      name));
}

Framework read_framework(const toml::table& table, const std::string& file) {
  Framework framework;
  framework.name = table["name"].value_or(std::string());
  if (framework.name.empty()) {
    fail(table, file, "a framework without a name");
  }
  framework.aliases.push_back(ascii_lower(framework.name));
  for (const std::string& alias : read_list(table, "aliases", file)) {
    framework.aliases.push_back(ascii_lower(alias));
  }
  for (const std::string& repository : read_list(table, "repositories", file)) {
    const std::optional<Identifier> identifier = parse_identifier("github:" + repository);
    if (!identifier) {
      fail(table, file, "no repository: " + repository);
    }
    framework.repositories.push_back(identifier->value);
  }
  for (const std::string& package : read_list(table, "packages", file)) {
    const std::string page = package_page(package);
    if (page.empty()) {
      fail(table, file, "no package: " + package);
    }
    framework.packages.push_back(page);
  }
  return framework;
}

bool goes_by(const Framework& framework, const std::string& name) {
  const auto has = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  return has(framework.aliases) || has(framework.repositories) ||
         std::any_of(framework.packages.begin(), framework.packages.end(),
                     [&](const std::string& page) {
                       return page.substr(page.find('/', std::string("https://").size())) ==
                                  "/project/" + name ||
                              page == name;
                     });
}

}  // namespace

std::vector<Framework> parse_frameworks(std::string_view text, const std::string& file) {
  std::vector<Framework> frameworks;
  try {
    const toml::table table = toml::parse(text, file);
    if (const toml::array* list = table["framework"].as_array()) {
      for (const toml::node& item : *list) {
        if (const toml::table* one = item.as_table()) {
          frameworks.push_back(read_framework(*one, file));
        } else {
          fail(item, file, "a framework that is no table");
        }
      }
    }
  } catch (const toml::parse_error& error) {
    throw Error(Errc::kInvalid, std::string(error.description()),
                file + ":" + std::to_string(error.source().begin.line), "mend that line");
  }
  return frameworks;
}

const std::vector<Framework>& known_frameworks() {
  static const std::vector<Framework> frameworks = parse_frameworks(
      embedded_bytes(assay_frameworks_begin, assay_frameworks_end), "frameworks.toml");
  return frameworks;
}

Framework find_framework(std::string_view name) {
  const std::string lower = ascii_lower(collapse_spaces(name));
  for (const Framework& framework : known_frameworks()) {
    if (goes_by(framework, lower)) {
      return framework;
    }
  }
  std::optional<Identifier> repository = parse_identifier(lower);
  if (!repository) {
    repository = parse_identifier("github:" + lower);
  }
  if (repository && repository->scheme == Scheme::kGithub) {
    for (const Framework& framework : known_frameworks()) {
      if (goes_by(framework, repository->value)) {
        return framework;
      }
    }
    return {repository->value, {repository->value}, {}, {}};
  }
  std::string names;
  for (const Framework& framework : known_frameworks()) {
    const bool near = !lower.empty() && (framework.aliases.front().find(lower.substr(0, 3)) == 0);
    names += near ? (names.empty() ? "" : ", ") + framework.name : "";
  }
  throw Error(Errc::kNotFound, "no such framework: " + std::string(name), "",
              names.empty() ? "name one of `assay frameworks`, or a repository as owner/name"
                            : "did you mean " + names + "?");
}

}  // namespace assay::ingest
