#include "practice/document.h"

#include "base/markup.h"

#include <algorithm>

namespace assay::practice {
namespace {

constexpr const char* kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;"
    "color:#1f2933;background:#fff}h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;"
    "margin-top:2rem}table{border-collapse:collapse;display:block;overflow-x:auto}th,td{text-align:"
    "left;vertical-align:top;padding:.3rem .7rem;border-bottom:1px solid "
    "#dde3ea}pre{overflow-x:auto;"
    "background:#eef2f6;padding:.7rem}svg{max-width:100%;height:auto}@media print{body{margin:0}}";

/// A fence longer than any run of back quotes within.
std::string fence_for(std::string_view text) {
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(longest + 1, '`');
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) {
    out += " " + markdown_escaped(cell) + " |";
  }
  return out + "\n";
}

std::string html_row(const std::vector<std::string>& cells, const char* tag) {
  std::string out = "<tr>";
  for (const std::string& cell : cells) {
    out += std::string("<") + tag + ">" + escape_markup(cell) + "</" + tag + ">";
  }
  return out + "</tr>\n";
}

}  // namespace

std::string markdown_escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool first = i == 0;
    if (std::string_view("\\`*_<[]|~").find(c) != std::string_view::npos ||
        (first && std::string_view("#+->=").find(c) != std::string_view::npos &&
         (text.size() == 1 || text[1] == ' ' || text[1] == c))) {
      out += '\\';
    }
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

void Document::heading(std::string text) {
  blocks_.push_back({Kind::kHeading, std::move(text), {}, {}, {}});
}
void Document::paragraph(std::string text) {
  blocks_.push_back({Kind::kParagraph, std::move(text), {}, {}, {}});
}
void Document::list(std::vector<std::string> items) {
  if (!items.empty()) {
    blocks_.push_back({Kind::kList, {}, {}, {}, {std::move(items)}});
  }
}
void Document::table(std::vector<std::vector<std::string>> rows) {
  if (rows.size() > 1) {
    blocks_.push_back({Kind::kTable, {}, {}, {}, std::move(rows)});
  }
}
void Document::code(std::string text) {
  blocks_.push_back({Kind::kCode, std::move(text), {}, {}, {}});
}
void Document::picture(std::string svg, std::string file, std::string words) {
  blocks_.push_back({Kind::kPicture, std::move(svg), std::move(file), std::move(words), {}});
}

std::string Document::markdown_of(const Block& block) {
  std::string out;
  switch (block.kind) {
    case Kind::kHeading:
      return "## " + markdown_escaped(block.text) + "\n";
    case Kind::kParagraph:
      return markdown_escaped(block.text) + "\n";
    case Kind::kList:
      for (const std::string& item : block.rows[0]) {
        out += "- " + markdown_escaped(item) + "\n";
      }
      return out;
    case Kind::kTable:
      out = markdown_row(block.rows[0]) + "|";
      for (std::size_t i = 0; i < block.rows[0].size(); ++i) {
        out += "---|";
      }
      out += "\n";
      for (std::size_t i = 1; i < block.rows.size(); ++i) {
        out += markdown_row(block.rows[i]);
      }
      return out;
    case Kind::kCode: {
      const std::string fence = fence_for(block.text);
      return fence + "\n" + block.text +
             (block.text.empty() || block.text.back() != '\n' ? "\n" : "") + fence + "\n";
    }
    case Kind::kPicture:
      break;
  }
  return block.file.empty() ? std::string()
                            : "![" + markdown_escaped(block.words) + "](" + block.file + ")\n";
}

std::string Document::html_of(const Block& block) {
  std::string out;
  switch (block.kind) {
    case Kind::kHeading:
      return "<h2>" + escape_markup(block.text) + "</h2>\n";
    case Kind::kParagraph:
      return "<p>" + escape_markup(block.text) + "</p>\n";
    case Kind::kList:
      out = "<ul>\n";
      for (const std::string& item : block.rows[0]) {
        out += "<li>" + escape_markup(item) + "</li>\n";
      }
      return out + "</ul>\n";
    case Kind::kTable:
      out = "<table>\n" + html_row(block.rows[0], "th");
      for (std::size_t i = 1; i < block.rows.size(); ++i) {
        out += html_row(block.rows[i], "td");
      }
      return out + "</table>\n";
    case Kind::kCode:
      return "<pre>" + escape_markup(block.text) + "</pre>\n";
    case Kind::kPicture:
      break;
  }
  return "<figure>" + block.text + "</figure>\n";
}

std::string Document::markdown() const {
  std::string out = "# " + markdown_escaped(title_) + "\n";
  for (const Block& block : blocks_) {
    const std::string text = markdown_of(block);
    out += text.empty() ? "" : "\n" + text;
  }
  return out;
}

std::string Document::html() const {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width\">\n<title>" +
      escape_markup(title_) + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<h1>" +
      escape_markup(title_) + "</h1>\n";
  for (const Block& block : blocks_) {
    out += html_of(block);
  }
  return out + "</body>\n</html>\n";
}

}  // namespace assay::practice
