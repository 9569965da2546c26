#pragma once
/// BibTeX's grammar: entries, strings, concatenation. Private to the room. Threads: one thread.
/// Source: O. Patashnik, "BibTeXing" (1988), and the behaviour of BibTeX 0.99d.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace assay::source {

struct BibEntry {
  std::string type;  ///< Lower case: "article".
  std::string key;
  std::map<std::string, std::string>
      fields;  ///< Names in lower case; values without the outer delimiters.
};

/// Abbreviations: the twelve months, and those that @string adds.
class BibStrings {
 public:
  BibStrings();
  void define(const std::string& name, std::string value);
  /// "" for an unknown name.
  [[nodiscard]] std::string value(std::string_view name) const;

 private:
  std::map<std::string, std::string> strings_;
};

/// Parses "@type{key, name = value, …}", the text of one whole entry. @string entries are kept in
/// `strings` and come back with type "string". Throws BadRecord.
BibEntry parse_bib_entry(std::string_view text, BibStrings& strings);

/// Whether a field is of biblatex's types "verbatim" and "uri" (manual, 2.2.1 and 2.2.2), or our
/// own `code`: its text is no TeX.
bool is_verbatim(std::string_view field) noexcept;

/// The text of such a field. Older exporters escape it all the same ("a\_b", "a{\_}b",
/// "\textasciitilde{}"): what they escaped is taken back, as no address holds a brace and a
/// backslash before a sign.
std::string verbatim_text(std::string_view value);

}  // namespace assay::source
