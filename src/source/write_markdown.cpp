/// A Markdown list for shown_people, docs/formats.md.

#include "base/text.h"
#include "source/writer_internal.h"

namespace assay::source {
namespace {

/// Text that Markdown would take for markup, as itself.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : collapse_spaces(text)) {
    if (std::string_view("\\`*_[]<>").find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

/// An address within brackets; blanks and brackets would end it.
std::string target(std::string_view address) {
  std::string out;
  for (const char c : address) {
    out += c == '(' ? "%28" : c == ')' ? "%29" : c == ' ' ? "%20" : std::string(1, c);
  }
  return out;
}

/// "A, B, C et al."
std::string shown_people(const NamedAuthors& authors) {
  const std::vector<std::string>& names = authors.names;
  constexpr std::size_t kShown = 3;
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    const SplitName name = split_name(names[i]);
    out += (i == 0 ? "" : ", ") +
           plain(name.given.empty() ? name.family : name.given + " " + name.family);
  }
  return names.size() > kShown || (authors.more && !names.empty()) ? out + " et al." : out;
}

class MarkdownWriter final : public Writer {
 public:
  std::string item(const Work& work) override {
    const std::string address = main_address(work);
    std::string out = "- ";
    out += address.empty() ? plain(work.title)
                           : "[" + plain(work.title) + "](" + target(address) + ")";
    std::string rest = shown_people(named_authors(work, extra_of(work)));
    std::string when = plain(work.venue);
    if (work.year != 0) {
      when += (when.empty() ? "" : " ") + std::to_string(work.year);
    }
    if (!when.empty()) {
      rest += (rest.empty() ? "" : rest.back() == '.' ? " " : ". ") + when;
    }
    if (!rest.empty()) {
      out += " - " + rest + ".";
    }
    if (!work.code.empty() && work.code != address) {
      out += " [code](" + target(work.code) + ")";
    }
    return out + "\n";
  }
};

}  // namespace

std::unique_ptr<Writer> write_markdown() {
  return std::make_unique<MarkdownWriter>();
}

}  // namespace assay::source
