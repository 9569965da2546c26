#pragma once
/// Where the sentences of an abstract begin and end, and the headings of structured abstracts.
/// Works on bytes: any input is safe, and a cut never falls within a UTF-8 character.
/// Threads: pure functions. Cost: linear in the text, whatever it holds.

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::search {

/// Bit i stands for Role i of parts.h.
using RoleMask = std::uint8_t;
inline constexpr RoleMask kProblemBit = 1;
inline constexpr RoleMask kMethodBit = 2;
inline constexpr RoleMask kResultBit = 4;
inline constexpr RoleMask kAnyRole = 7;

/// Bytes [begin, end) of the text, without white space at the ends, never empty.
struct Sentence {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  RoleMask allowed = kAnyRole;  ///< The roles that the heading above it leaves.
};

/// A heading such as "Methods:" or "AIMS AND BACKGROUND -" at the start of some text.
struct Heading {
  RoleMask roles = 0;      ///< 0: no heading stands there.
  std::uint32_t size = 0;  ///< Bytes with the sign behind it and the blanks after.
};

/// Reads a heading at the start of `text`: one to six words that name parts of an abstract, closed
/// by a colon, a dash, a line's end, a stop, or (all in capitals) by a word that is not.
/// "Methods and results" leaves two roles.
Heading read_heading(std::string_view text);

/// The sentences of `text` in order, disjoint. A stop ends a sentence unless it belongs to an
/// abbreviation, an initial, a number, an address or TeX maths; a stop with the blank behind it
/// forgotten still does. With at least two headings of different roles the text is a structured
/// abstract: headings are left out of the spans, and `allowed` follows them.
/// Requires: less than 4 GiB; what is beyond is not read.
std::vector<Sentence> split_sentences(std::string_view text);

}  // namespace assay::search
