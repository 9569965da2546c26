#pragma once
/// Normal form of titles, for finding twins. Threads: pure functions.

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

/// Words of a title in one normal form: TeX accents (\"u, \'{e}, \ss ...) become letters, $math$
/// and TeX commands lose their markup, then NFKC, case folding, accents stripped ("ł" becomes "l"),
/// and every run of other characters than letters and digits becomes one space; only "+" and "#" at
/// the end of a word are kept, as "plus" and "sharp". "Sch\"utze's $O(n^2)$ --- Na{\"\i}ve" ->
/// "schutzes o n 2 naive".
std::string normalise_title(std::string_view title);

/// Stable 64-bit key of a normalised title, spaces left out so that "data-base" equals "database".
/// 0 for a title without letters and digits.
std::uint64_t title_key(std::string_view title);

/// TeX accents and simple commands of bibliographic text turned into Unicode, braces removed:
/// "Schr{\\\"o}dinger" -> "Schrödinger", "\\emph{x}" -> "x"; $...$ is kept as it is.
std::string untex(std::string_view text);

}  // namespace assay
