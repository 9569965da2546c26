#include "source/git_error.h"

#include "base/error.h"
#include "base/text.h"
#include "source/git_library.h"

namespace assay::source {
namespace {

Errc code_of(int error, int category) noexcept {
  if (error == GIT_ENOTFOUND) {
    return Errc::kNotFound;
  }
  if (error == GIT_EAUTH || error == GIT_ECERTIFICATE) {
    return Errc::kBlocked;
  }
  if (category == GIT_ERROR_NET || category == GIT_ERROR_SSL || category == GIT_ERROR_SSH ||
      category == GIT_ERROR_HTTP) {
    return Errc::kNetwork;
  }
  return category == GIT_ERROR_OS || category == GIT_ERROR_FILESYSTEM ? Errc::kIo : Errc::kCorrupt;
}

}  // namespace

void check_git(int error, const std::string& what, const std::string& where) {
  if (error >= 0) {
    return;
  }
  const git_error* last = libgit2().error_last();
  const std::string reason =
      last == nullptr || last->message == nullptr ? std::string() : repair_utf8(last->message);
  throw Error(code_of(error, last == nullptr ? GIT_ERROR_NONE : last->klass),
              what + (reason.empty() ? "" : ": " + reason), where,
              "check the address; git clone of it should work");
}

}  // namespace assay::source
