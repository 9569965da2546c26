#pragma once
/// The one exception type of assay. It is thrown where something fails for good, and caught at the
/// boundaries (command line, server, worker); expected outcomes are values, never errors.
/// Threads: immutable values.

#include <exception>
#include <string>
#include <string_view>

namespace assay {

/// Every way an operation can end early. The table in error.cpp gives each its name and exit
/// status.
enum class Errc {
  kUsage,               ///< The command line or the query is malformed.
  kInvalid,             ///< The input is not what it should be.
  kNotFound,            ///< No such work, file, week or item.
  kIo,                  ///< The operating system refused: permissions, disk full, read error.
  kCorrupt,             ///< A file of ours is damaged.
  kLocked,              ///< Another process writes to this library.
  kUnsupportedVersion,  ///< Made by a newer assay.
  kLimit,               ///< Larger than assay accepts.
  kNetwork,             ///< A service could not be reached or broke off.
  kBlocked,             ///< A service refuses: a login, a bot check, too many requests.
  kCancelled,           ///< The user interrupted.
  kInternal,            ///< A bug.
};

/// Machine name of a code, such as "not_found": the `code` of `--json` errors.
std::string_view errc_name(Errc code) noexcept;

/// Exit status of the command line for a code (see docs/cli.md): 1 failed, 2 usage, 3 not found,
/// 5 locked, 130 interrupted.
int errc_exit_status(Errc code) noexcept;

/// What went wrong, where, and what the user can do about it. Printed as
/// `assay: MESSAGE (WHERE): HINT` on one line; empty parts are left out.
class Error : public std::exception {
 public:
  Error(Errc code, std::string message, std::string where = {}, std::string hint = {});

  [[nodiscard]] Errc code() const noexcept { return code_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  [[nodiscard]] const std::string& where() const noexcept { return where_; }
  [[nodiscard]] const std::string& hint() const noexcept { return hint_; }
  /// The whole line without the leading "assay: "; control characters are shown as "?".
  [[nodiscard]] const char* what() const noexcept override { return line_.c_str(); }

 private:
  Errc code_;
  std::string message_;
  std::string where_;
  std::string hint_;
  std::string line_;
};

/// An Error with Errc::kIo that carries the text of `errno_value`; a full disk gets a hint of its
/// own.
Error io_error(const std::string& what_failed, const std::string& path, int errno_value);

}  // namespace assay
