#pragma once
/// What libgit2 says when something fails, as Errors. Private to the room. Threads: any; libgit2
/// keeps its last error by thread.

#include <string>

namespace assay::source {

/// Throws what `error`, a result of libgit2's, means when it is negative: kNotFound, kBlocked (a
/// login, a certificate), kNetwork, kIo, else kCorrupt. `what` failed at `where`.
void check_git(int error, const std::string& what, const std::string& where);

}  // namespace assay::source
