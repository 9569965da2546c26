#pragma once
/// Anki's text files: notes as rows of separated fields behind header lines such as
/// `#separator:tab`. Source: the Anki manual, "Importing > Text Files", "File Headers", and
/// "Exporting > Notes in Plain Text". Threads: pure functions.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct AnkiNote {
  std::string guid;      ///< Empty where the file has none.
  std::string notetype;  ///< As above.
  std::string deck;
  std::vector<std::string> tags;
  std::vector<std::string> fields;  ///< As they stand there; the first is not empty.
  std::uint64_t line = 0;           ///< 1-based, where it begins.
};

struct AnkiRejection {
  std::uint64_t line = 0;  ///< 1-based
  std::string reason;
};

struct AnkiFile {
  bool html = false;  ///< Fields are HTML.
  std::vector<AnkiNote> notes;
  std::vector<AnkiRejection> rejections;  ///< Rows that were left out.
};

/// Reads a file, with or without headers; without `#separator` it is the first of tab, semicolon,
/// comma and pipe that the first row holds. A row is rejected when it has no front or no further
/// field where others have one, is not UTF-8 text, or opens a quote that is never closed (the rows
/// behind it are read nevertheless). Throws kInvalid for a header whose value cannot be meant:
/// a separator that is none, a column that is no number.
AnkiFile parse_anki(std::string_view bytes);

/// Writes notes with their guid, note type, deck, fields and tags in columns; parse_anki gives back
/// the same. Requires tags without white space and fields that are UTF-8 text.
std::string write_anki(const std::vector<AnkiNote>& notes, bool html);

/// Plain text as HTML that means the same: &amp; &lt; &gt; and <br>.
std::string anki_html(std::string_view text);
/// The plain text of which anki_html makes this very HTML; false when there is none.
bool plain_of_anki_html(std::string_view html, std::string& text);

}  // namespace assay::source
