#pragma once
/// A short document of headings, paragraphs, lists, tables and pictures, and its two forms:
/// Markdown (CommonMark with tables) and one HTML page that needs nothing from elsewhere. Threads:
/// plain values, pure functions.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::practice {

class Document {
 public:
  explicit Document(std::string title) : title_(std::move(title)) {}

  /// `text` everywhere is plain: it is escaped for either form.
  void heading(std::string text);
  void paragraph(std::string text);
  void list(std::vector<std::string> items);
  /// The first row is the head; every row has as many cells.
  void table(std::vector<std::vector<std::string>> rows);
  void code(std::string text);
  /// `svg`: a whole element, put into the page as it is; `file`: what Markdown points at, and no
  /// picture there where it is empty.
  void picture(std::string svg, std::string file, std::string words);

  [[nodiscard]] std::string markdown() const;
  [[nodiscard]] std::string html() const;

 private:
  enum class Kind { kHeading, kParagraph, kList, kTable, kCode, kPicture };
  struct Block {
    Kind kind;
    std::string text;
    std::string file;
    std::string words;
    std::vector<std::vector<std::string>> rows;
  };
  static std::string markdown_of(const Block& block);
  static std::string html_of(const Block& block);

  std::string title_;
  std::vector<Block> blocks_;
};

/// `text` so that Markdown shows it as it is; line ends become blanks.
std::string markdown_escaped(std::string_view text);

}  // namespace assay::practice
