#include "practice/labs/make.h"

#include "base/error.h"
#include "base/files.h"

#include <utility>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTemplate = R"toml(title = "TITLE"
works = ["arxiv:0000.00000"]
requires = []
minutes = 30
level = "working"

[sizes]
n = [1, 5]

[[function]]
name = "double_all"
about = "Twice each number."
arguments = [{ name = "x", shape = ["n"], draw = "normal 1" }]
results = [{ name = "y", shape = ["n"] }]

[[check]]
kind = "value"
function = "double_all"
teach = "each number is to be doubled"

[[card]]
front = "A question?"
back = "Its answer."
)toml";

constexpr const char* kReadme = R"md(# TITLE

## The idea
What it is for.

## The mathematics
$$y_i = 2 x_i$$

## What to write
`double_all`.

## Hints
### 1
The vaguest hint.
### 2
The next.
### 3
The last before the answer.

## Questions
- What would change if …?
)md";

constexpr const char* kReference = "def double_all(x):\n    return 2 * x\n";
constexpr const char* kWrong =
    "# What people write: the language and a name, then what it changes in right_1.\n"
    "python added one\n- 2 * x\n+ 1 + x\n";

}  // namespace

fs::path own_labs_folder(const fs::path& library_folder) {
  return library_folder / "own-labs";
}

bool is_lab_name(std::string_view name) noexcept {
  return !name.empty() && name.front() != '-' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::vector<std::string> make_lab(const fs::path& parent, const std::string& name) {
  if (!is_lab_name(name)) {
    throw Error(Errc::kUsage, "not a name for a lab: " + name, "",
                "use small letters, digits and \"-\"");
  }
  const fs::path folder = parent / name;
  if (fs::exists(folder)) {
    throw Error(Errc::kInvalid, "there is such a folder already", folder.string(),
                "take another name");
  }
  make_folders(folder);
  std::vector<std::string> files;
  for (const auto& [file, text] :
       {std::pair{"lab.toml", kTemplate}, std::pair{"README.md", kReadme},
        std::pair{"reference.py", kReference}, std::pair{"right_1.py", kReference},
        std::pair{"wrong.txt", kWrong}}) {
    std::string filled = text;
    if (const std::size_t at = filled.find("TITLE"); at != std::string::npos) {
      filled.replace(at, 5, name);
    }
    write_file_atomically(folder / file, filled);
    files.push_back((folder / file).string());
  }
  return files;
}

}  // namespace assay::practice
