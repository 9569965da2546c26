#include "ingest/rejections.h"

#include "base/error.h"
#include "base/files.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <system_error>
#include <utility>

namespace assay::ingest {
namespace {

/// Bytes of the first `count` lines, or of those that there are.
std::uintmax_t length_of_lines(const std::filesystem::path& path, std::uint64_t count) {
  std::ifstream in(path, std::ios::binary);
  std::uintmax_t length = 0;
  std::string line;
  for (std::uint64_t i = 0; i < count && std::getline(in, line) && !in.eof(); ++i) {
    length += line.size() + 1;
  }
  return length;
}

}  // namespace

RejectionFile::RejectionFile(std::filesystem::path folder, std::string input,
                             const std::string& name, std::uint64_t kept)
    : folder_(std::move(folder)),
      input_(std::move(input)),
      path_(folder_ / (name + ".rejections.jsonl")) {
  std::error_code ec;
  const std::uintmax_t length = kept == 0 ? 0 : length_of_lines(path_, kept);
  if (length == 0) {
    std::filesystem::remove(path_, ec);
    return;
  }
  std::filesystem::resize_file(path_, length, ec);
  if (ec) {
    throw io_error("cannot write the list of rejected records", path_.string(), ec.value());
  }
  has_lines_ = true;
}

void RejectionFile::add(const source::Rejection& rejection) {
  if (!out_.is_open()) {
    make_folders(folder_);
    out_.open(path_, std::ios::binary | (has_lines_ ? std::ios::app : std::ios::trunc));
    has_lines_ = true;
  }
  nlohmann::ordered_json line;
  line["file"] = input_;
  line["line"] = rejection.line;
  line["offset"] = rejection.offset;
  line["reason"] = rejection.reason;
  line["excerpt"] = rejection.excerpt;
  if (!rejection.advice.empty()) {
    line["advice"] = rejection.advice;
  }
  out_ << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  out_.flush();
  if (!out_) {
    throw io_error("cannot write the list of rejected records", path_.string(), errno);
  }
}

std::optional<std::filesystem::path> RejectionFile::written() const {
  return has_lines_ ? std::optional(path_) : std::nullopt;
}

}  // namespace assay::ingest
