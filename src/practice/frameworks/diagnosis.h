#pragma once
/// Why pip or npm did not install, in one line, and what to do about it. Threads: pure functions.

#include "base/error.h"
#include "practice/frameworks/child.h"
#include "practice/frameworks/tasks.h"

namespace assay::practice {

/// From how the client ended and what it printed: kNetwork (the index cannot be reached), kBlocked
/// (it wants a login), kNotFound (no such package or version), kIo (no room, no client), kInvalid
/// (a damaged package, one that must be compiled and was not), kCancelled. `log`: where all of it
/// can be read.
Error diagnose_install(const PackageName& package, const ChildResult& result,
                       const std::string& log);

/// The last line that says something of an error, printable, at most 200 bytes; for Python the last
/// line of a traceback.
std::string last_words(const std::string& printed);

}  // namespace assay::practice
