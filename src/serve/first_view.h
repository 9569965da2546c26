#pragma once
/// The page of a place with the answers that its first view shows: a browser draws it at once,
/// instead of asking for them when its script is there. Threads: pure functions.

#include "serve/http.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::serve {

/// What the first view of a place needs.
struct FirstView {
  std::vector<std::string> answers;  ///< Paths behind "/api/v1/", as the page asks for them.
  std::vector<std::string> scripts;  ///< Addresses of parts of the page's script.
};

/// `table`: the page's first.json (docs/page.md). Nothing for a place that it does not name, or
/// where it is no such table.
FirstView first_view(std::string_view table, const Request& request);

/// Puts scripts and answers (path and JSON of each) where the page has "<!--first-->"; leaves it as
/// it is where it has not. No answer can end the element in which it stands.
void put_first_view(std::string& page, const std::vector<std::string>& scripts,
                    const std::vector<std::pair<std::string, std::string>>& answers);

}  // namespace assay::serve
