#pragma once
/// HTML -> what a person would read, by libxml2's HTML parser. Private to the room. Threads: pure
/// functions.

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct HtmlText {
  std::string text;                ///< Paragraphs divided by a blank line, lines by a line end.
  std::vector<std::string> links;  ///< What <a href> leads to, in order, as written; no scripts.
};

/// Scripts, styles, forms and comments are left out; nothing in the markup is ever run or fetched.
/// Text without markup comes back as it is, entities decoded. Any bytes are taken.
HtmlText read_html(std::string_view html);

/// Text that may be HTML, as people fill forms: only where a tag is closed, or begins a paragraph
/// or a line. A "<" in TeX is no markup.
std::string html_or_text(std::string_view text);

/// read_html().text on one line: for titles and names.
std::string html_line(std::string_view html);

}  // namespace assay::source
