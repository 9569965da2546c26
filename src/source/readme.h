#pragma once
/// Readmes as a person would read them. Private to the room. Threads: pure
/// functions.

#include <string>
#include <string_view>

namespace assay::source {

struct Readme {
  std::string summary;  ///< The first paragraph that is prose.
  std::string text;     ///< All of it without markup, code blocks as they are.
};

/// `name`: the file's name, by which reStructuredText (.rst) is told from Markdown; without an
/// ending the text tells. Any bytes are taken.
Readme read_readme(std::string_view name, std::string_view bytes);

/// Markdown, with the HTML in it, as plain text: paragraphs divided by a blank line.
std::string markdown_text(std::string_view markdown);

/// A line of nothing but one kind of mark, three or more: what underlines a heading, or divides.
bool is_rule(std::string_view line) noexcept;

}  // namespace assay::source
