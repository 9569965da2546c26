#pragma once
/// Text helpers shared by all rooms: UTF-8 checking, folding, trimming, splitting.
/// All functions are pure and safe from several threads.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// Byte offset of the first byte that is not part of well-formed UTF-8 (RFC 3629: no surrogates,
/// no overlong forms, at most U+10FFFF), or std::string_view::npos when all of it is.
std::size_t find_invalid_utf8(std::string_view text) noexcept;

/// Copy of `text` in which each ill-formed sequence is replaced by U+FFFD.
std::string repair_utf8(std::string_view text);

/// Unicode NFKC with full case folding, default ignorables removed (utf8proc NFKC_Casefold).
/// ASCII takes a fast path. Requires well-formed UTF-8; ill-formed input is repaired first.
std::string nfkc_casefold(std::string_view text);

/// `text` without combining marks: "Schütze" -> "Schutze". Requires well-formed UTF-8.
std::string strip_accents(std::string_view text);

/// ASCII-only lower-casing; other bytes are kept.
std::string ascii_lower(std::string_view text);

/// View without leading and trailing ASCII white space.
std::string_view trim(std::string_view text) noexcept;

/// Copy with every run of ASCII white space made one space, and the ends trimmed.
std::string collapse_spaces(std::string_view text);
/// The same without a copy; quick where there is little to do.
void collapse_spaces_in_place(std::string& text);

/// Pieces between separators; empty pieces are kept: "a;;b" -> {"a","","b"}; "" -> {""}.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Pieces joined with `separator` between them.
std::string join(const std::vector<std::string>& pieces, std::string_view separator);

/// ASCII case-insensitive equality and prefix.
bool iequals(std::string_view a, std::string_view b) noexcept;
bool istarts_with(std::string_view text, std::string_view prefix) noexcept;

/// Number of columns that `text` takes on a terminal (wide and combining characters counted as
/// such).
std::size_t display_width(std::string_view text) noexcept;

/// `text` cut to at most `columns` terminal columns at a character boundary, with "…" when cut.
std::string ellipsize(std::string_view text, std::size_t columns);

/// Lines of at most `columns` terminal columns broken at spaces; words longer than a line begin one
/// and are broken, best behind a sign such as "/".
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

/// 64-bit XXH3 hash, stable across machines and releases (stored in library files).
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0) noexcept;

/// Unsigned integer with thousands separators: 256417 -> "256,417".
std::string with_commas(std::uint64_t value);

}  // namespace assay
