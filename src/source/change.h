#pragma once
/// A change of a repository (a release, a merged pull request, a commit) -> a contribution. Private
/// to the room. Threads: pure functions.

#include "work/work.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct Change {
  std::string id;                  ///< The service's own.
  std::string repository;          ///< "owner/name", or a name alone.
  std::string repository_address;  ///< "" for a folder on this machine.
  std::string address;             ///< The change's own page; "" for none.
  std::string title;               ///< "v1.2.0: Adapters", "Add LoRA to the linear layers".
  std::string text;                ///< Markdown.
  std::string date;                ///< "2021-06-17"
  std::vector<std::string> authors;
  std::vector<std::string> keywords;
};

/// A contribution whose title begins with the repository, tied to it by the link "code" and to the
/// papers that the text names. `extra`: an object, kept as it is.
Work work_of(const Change& change, const nlohmann::json& extra);

/// Whether a message tells figures before and after: "2.3x faster", "from 410 ms to 95 ms",
/// "memory: 12 GB -> 7 GB".
bool tells_figures(std::string_view message);

}  // namespace assay::source
