#pragma once
/// NumPy's .npy files, in which arrays travel to a learner's program and back.
/// Source: numpy.lib.format, versions 1.0 to 3.0. Threads: pure functions.
/// What comes back was written by a program that nobody vouches for: a header may promise more than
/// the file has, name any type, or be no header at all.

#include "practice/labs/array.h"

#include <string>
#include <string_view>

namespace assay::practice {

inline constexpr std::size_t kMostNpyAxes = 8;

/// Version 1.0: little-endian 64-bit floats, or 64-bit integers where the array says so, C order.
std::string format_npy(const Array& array);

/// Floats of 2, 4 and 8 bytes, integers of 1 to 8 bytes and booleans, of either byte order and
/// either axis order. The numbers must fill the bytes exactly. Throws kInvalid with what is wrong.
/// Cost: never more memory than a few times the bytes.
Array parse_npy(std::string_view bytes);
/// The same for the first of several arrays, one after another, which is taken from `bytes`.
Array take_npy(std::string_view& bytes);

}  // namespace assay::practice
