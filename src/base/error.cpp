#include "base/error.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace assay {
namespace {

struct Row {
  Errc code;
  std::string_view name;
  int exit_status;
};

constexpr std::array kRows = {
    Row{Errc::kUsage, "usage", 2},
    Row{Errc::kInvalid, "invalid", 1},
    Row{Errc::kNotFound, "not_found", 3},
    Row{Errc::kIo, "io", 1},
    Row{Errc::kCorrupt, "corrupt", 1},
    Row{Errc::kLocked, "locked", 5},
    Row{Errc::kUnsupportedVersion, "unsupported_version", 1},
    Row{Errc::kLimit, "limit_exceeded", 1},
    Row{Errc::kNetwork, "network", 1},
    Row{Errc::kBlocked, "blocked", 1},
    Row{Errc::kCancelled, "cancelled", 130},
    Row{Errc::kInternal, "internal", 1},
};

const Row& row_of(Errc code) noexcept {
  for (const Row& row : kRows) {
    if (row.code == code) {
      return row;
    }
  }
  return kRows.back();
}

std::string one_line(const std::string& message, const std::string& where,
                     const std::string& hint) {
  std::string line = message;
  if (!where.empty()) {
    line += " (" + where + ")";
  }
  if (!hint.empty()) {
    line += ": " + hint;
  }
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      c = '?';
    }
  }
  return line;
}

}  // namespace

std::string_view errc_name(Errc code) noexcept {
  return row_of(code).name;
}

int errc_exit_status(Errc code) noexcept {
  return row_of(code).exit_status;
}

Error::Error(Errc code, std::string message, std::string where, std::string hint)
    : code_(code),
      message_(std::move(message)),
      where_(std::move(where)),
      hint_(std::move(hint)),
      line_(one_line(message_, where_, hint_)) {}

Error io_error(const std::string& what_failed, const std::string& path, int errno_value) {
  std::string hint;
  if (errno_value == ENOSPC || errno_value == EDQUOT) {
    hint = "free some space and run the command again; everything finished so far is kept";
  } else if (errno_value == EACCES || errno_value == EPERM || errno_value == EROFS) {
    hint = "check the permissions, or choose another place with --library DIR";
  } else if (errno_value == ENOENT) {
    hint = "check the path";
  }
  return {Errc::kIo, what_failed + ": " + std::generic_category().message(errno_value), path,
          std::move(hint)};
}

}  // namespace assay
