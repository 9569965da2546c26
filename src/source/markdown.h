#pragma once
/// The links of a line of Markdown. Private to the room. Threads: pure functions.

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct MarkdownLink {
  std::string label;  ///< Without markup.
  std::string url;
  std::size_t begin = 0;  ///< Of "[" in the line.
  std::size_t end = 0;    ///< Behind ")".
};

/// Inline links [label](url "title") in order; images are left out. Brackets may nest.
std::vector<MarkdownLink> find_links(std::string_view line);

/// Spans in `backticks`, without them.
std::vector<std::string> code_spans(std::string_view line);

/// Text without emphasis marks, links (their labels stay) and backticks, on one line.
std::string plain_markdown(std::string_view text);

/// What stands behind the mark of a list item ("- ", "* ", "12. "), empty view with null data for
/// other lines.
std::string_view list_item(std::string_view line);

}  // namespace assay::source
