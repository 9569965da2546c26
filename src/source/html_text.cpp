#include "source/html_text.h"

#include "base/text.h"
#include "source/web.h"
#include "source/xml_internal.h"
#include "work/address.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>

namespace assay::source {
namespace {

struct FreeDocument {
  void operator()(xmlDoc* document) const noexcept { xmlFreeDoc(document); }
};
struct FreeContext {
  void operator()(htmlParserCtxt* context) const noexcept { htmlFreeParserCtxt(context); }
};

/// One parser for many texts: to make one takes as long as to parse a short text. It keeps every
/// name that it has seen, so that it is made anew from time to time.
class HtmlParser {
 public:
  std::unique_ptr<xmlDoc, FreeDocument> parse(const std::string& text) {
    constexpr int kMostTexts = 200;
    constexpr std::size_t kMostBytes = std::size_t{1} << 20U;
    if (context_ == nullptr || texts_ >= kMostTexts || bytes_ >= kMostBytes) {
      context_.reset(htmlNewParserCtxt());
      texts_ = 0;
      bytes_ = 0;
    }
    if (context_ == nullptr) {
      throw std::bad_alloc();
    }
    ++texts_;
    bytes_ += text.size();
    return std::unique_ptr<xmlDoc, FreeDocument>(htmlCtxtReadMemory(
        context_.get(), text.data(), static_cast<int>(text.size()), nullptr, "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
            HTML_PARSE_COMPACT));
  }

 private:
  std::unique_ptr<htmlParserCtxt, FreeContext> context_;
  int texts_ = 0;
  std::size_t bytes_ = 0;  ///< Of these texts.
};

template <std::size_t kCount>
bool is_one_of(std::string_view name, const std::array<std::string_view, kCount>& names) noexcept {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What holds no text for a reader.
bool is_hidden(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 11> kNames = {
      "script", "style", "noscript", "template", "iframe", "object",
      "svg",    "form",  "button",   "select",   "head"};
  return is_one_of(name, kNames);
}

bool is_paragraph(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 20> kNames = {
      "p",  "div", "section", "article", "ul", "ol",     "table",  "pre",    "blockquote", "h1",
      "h2", "h3",  "h4",      "h5",      "h6", "figure", "header", "footer", "dl",         "hr"};
  return is_one_of(name, kNames);
}

bool is_line(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 6> kNames = {"br", "li", "tr",
                                                             "dt", "dd", "figcaption"};
  return is_one_of(name, kNames);
}

/// Gathers text in reading order.
class Gatherer {
 public:
  void add_text(std::string_view text, bool preformatted) {
    while (!text.empty()) {
      const auto word = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), ends_word) -
                                                 text.begin());
      if (word > 0) {
        put(text.substr(0, word));
        text.remove_prefix(word);
        continue;
      }
      if (preformatted && text.front() == '\n') {
        end_line(1);
      } else {
        blank_ = blank_ || text.front() != '\0';
      }
      text.remove_prefix(1);
    }
  }
  /// 1 a new line, 2 a new paragraph.
  void end_line(int lines) { lines_ = std::max(lines_, lines); }
  HtmlText out;

 private:
  static bool ends_word(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\0';
  }

  void put(std::string_view word) {
    if (lines_ > 0 && !out.text.empty()) {
      out.text.append(static_cast<std::size_t>(lines_), '\n');
    } else if (blank_ && !out.text.empty()) {
      out.text += ' ';
    }
    lines_ = 0;
    blank_ = false;
    out.text += word;
  }

  bool blank_ = false;
  int lines_ = 0;
};

class Walk {
 public:
  explicit Walk(const xmlNode* root) : root_(root) {}

  HtmlText run() {
    const xmlNode* node = root_;
    while (node != nullptr) {
      const bool inside = enter(node);
      if (inside && node->children != nullptr) {
        node = node->children;
        continue;
      }
      while (node != nullptr) {
        leave(node);
        if (node == root_) {
          node = nullptr;
        } else if (node->next != nullptr) {
          node = node->next;
          break;
        } else {
          node = node->parent;
        }
      }
    }
    return std::move(gatherer_.out);
  }

 private:
  /// False when what is in it is passed by.
  bool enter(const xmlNode* node) {
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
      gatherer_.add_text(view(node->content), preformatted_ > 0);
      return false;
    }
    if (node->type != XML_ELEMENT_NODE) {
      return node->type == XML_HTML_DOCUMENT_NODE || node->type == XML_DOCUMENT_NODE;
    }
    const std::string_view name = view(node->name);
    if (is_hidden(name)) {
      return false;
    }
    break_line(name);
    preformatted_ += name == "pre" ? 1 : 0;
    if (name == "a") {
      std::string href = take(xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>("href")));
      if (!href.empty() && !is_active_address(href)) {
        gatherer_.out.links.push_back(std::move(href));
      }
    }
    return true;
  }

  void leave(const xmlNode* node) {
    if (node->type == XML_ELEMENT_NODE) {
      const std::string_view name = view(node->name);
      if (is_hidden(name)) {
        return;
      }
      break_line(name);
      preformatted_ -= name == "pre" ? 1 : 0;
    }
  }

  void break_line(std::string_view name) {
    if (is_paragraph(name)) {
      gatherer_.end_line(2);
    } else if (is_line(name)) {
      gatherer_.end_line(1);
    }
  }

  const xmlNode* root_;
  Gatherer gatherer_;
  int preformatted_ = 0;
};

/// Whether a tag or comment begins anywhere.
bool has_markup(std::string_view text) noexcept {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '/' ||
        next == '!') {
      return true;
    }
  }
  return false;
}

}  // namespace

HtmlText read_html(std::string_view html) {
  constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
  html = html.substr(0, kMostBytes);
  if (!has_markup(html)) {
    HtmlText plain;
    plain.text = std::string(trim(repair_utf8(decode_entities(html))));
    return plain;
  }
  const std::string sound = repair_utf8(html);
  thread_local HtmlParser parser;
  const std::unique_ptr<xmlDoc, FreeDocument> document = parser.parse(sound);
  const xmlNode* root = document == nullptr ? nullptr : xmlDocGetRootElement(document.get());
  return root == nullptr ? HtmlText{} : Walk(root).run();
}

std::string html_or_text(std::string_view text) {
  const bool html = text.find("</") != std::string_view::npos ||
                    text.find("<br") != std::string_view::npos ||
                    text.find("<p>") != std::string_view::npos;
  return html ? read_html(text).text : std::string(trim(repair_utf8(decode_entities(text))));
}

std::string html_line(std::string_view html) {
  return collapse_spaces(read_html(html).text);
}

}  // namespace assay::source
