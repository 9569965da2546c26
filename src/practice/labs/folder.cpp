#include "practice/labs/folder.h"

#include "base/error.h"
#include "base/files.h"

#include <nlohmann/json.hpp>

#include <system_error>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kMark = "lab.json";
constexpr std::size_t kMostMark = 65536;
constexpr std::size_t kMostSolution = std::size_t{1} << 20;

}  // namespace

std::optional<LabFolder> read_lab_mark(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path / kMark, ignored)) {
    return std::nullopt;
  }
  const nlohmann::json json =
      nlohmann::json::parse(read_file(path / kMark, kMostMark), nullptr, false);
  const auto text = [&](const char* key) {
    return json.is_object() && json.contains(key) && json[key].is_string()
               ? json[key].get<std::string>()
               : std::string();
  };
  const auto language = parse_language(text("language"));
  const bool sound =
      json.is_object() && (!json.contains("placing") || json["placing"].is_boolean());
  if (!sound || text("lab").empty() || !language) {
    throw Error(Errc::kInvalid, "lab.json is damaged", path.string(),
                "`assay lab start` makes a new folder");
  }
  return LabFolder{path, text("lab"), text("variant"), *language, json.value("placing", false)};
}

fs::path usual_lab_folder(const fs::path& library_folder, const LabFolder& folder,
                          const std::string& reader) {
  const fs::path labs = library_folder / "labs";
  return (reader.empty() ? labs : labs / ("@" + reader)) /
         (folder.lab + (folder.language == Language::kCpp ? "-cpp" : "") +
          (folder.variant == "plain" ? "" : "-" + folder.variant));
}

std::vector<fs::path> make_lab_folder(const Lab& lab, const LabFolder& folder) {
  const Variant* variant = lab.find_variant(folder.variant);
  if (variant == nullptr) {
    throw Error(Errc::kNotFound, "the lab has no form \"" + folder.variant + "\"", lab.name,
                "`assay lab list --json` names them");
  }
  std::error_code ignored;
  if (fs::exists(folder.solution(), ignored) || fs::exists(folder.path / kMark, ignored)) {
    throw Error(Errc::kInvalid, "there is work in this folder already", folder.path.string(),
                "`assay lab reset " + lab.name +
                    "` begins anew and keeps the old file; --dir names another");
  }
  make_folders(folder.path);
  const std::string language = language_name(folder.language);
  std::string statement = lab.statement;
  if (!variant->about.empty()) {
    statement += "\n## This form\n" + variant->about + "\n";
  }
  write_file_atomically(folder.solution(), starter_text(lab, *variant, language));
  std::vector<fs::path> made = {folder.solution()};
  if (!fs::exists(folder.path / "README.md", ignored)) {
    write_file_atomically(folder.path / "README.md", statement);
    made.push_back(folder.path / "README.md");
  }
  if (folder.language == Language::kCpp && !fs::exists(folder.path / "lab.h", ignored)) {
    write_file_atomically(folder.path / "lab.h", cpp_header());
    made.push_back(folder.path / "lab.h");
  }
  Json mark = {{"lab", lab.name}, {"variant", folder.variant}, {"language", language}};
  if (folder.placing) {
    mark["placing"] = true;
  }
  write_file_atomically(folder.path / kMark, mark.dump() + "\n");
  made.push_back(folder.path / kMark);
  return made;
}

fs::path reset_lab_folder(const Lab& lab, const LabFolder& folder) {
  const Variant* variant = lab.find_variant(folder.variant);
  fs::path kept;
  for (int n = 1; kept.empty() || fs::exists(kept); ++n) {
    kept = folder.solution();
    kept += "." + std::to_string(n);
  }
  std::error_code gone;
  fs::rename(folder.solution(), kept, gone);
  write_file_atomically(folder.solution(),
                        starter_text(lab, variant == nullptr ? lab.variants[0] : *variant,
                                     language_name(folder.language)));
  return gone ? fs::path() : kept;
}

Solution read_solution(const LabFolder& folder) {
  std::error_code ignored;
  if (!fs::is_regular_file(folder.solution(), ignored)) {  // a pipe would be waited for
    throw Error(Errc::kNotFound, "there is no solution in the lab's folder",
                folder.solution().string(),
                "`assay lab reset " + folder.lab + "` writes the starter again");
  }
  return {folder.language, read_file(folder.solution(), kMostSolution)};
}

std::string lab_list_json(const Catalogue& catalogue,
                          const std::map<std::string, LabState>& states) {
  Json labs = Json::array();
  for (const Lab& lab : catalogue.labs()) {
    const auto known = states.find(lab.name);
    const LabState state = known == states.end() ? LabState() : known->second;
    std::vector<std::string> variants;
    for (const Variant& variant : lab.variants) {
      variants.push_back(variant.name);
    }
    labs.push_back({{"name", lab.name},
                    {"title", lab.title},
                    {"works", lab.works},
                    {"requires", lab.requires_labs},
                    {"minutes", lab.minutes},
                    {"state", state.standing},
                    {"level", lab.level},
                    {"topics", lab.topics},
                    {"confused_with", lab.confused},
                    {"variants", variants},
                    {"attempts", state.attempts},
                    {"hints", state.hints},
                    {"solved", state.solved},
                    {"due", state.due == 0 ? Json() : Json(state.due)}});
  }
  return Json{{"labs", labs}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::practice
