#include "ingest/rejections.h"

#include "base/error.h"
#include "base/files.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <system_error>
#include <utility>

namespace assay::ingest {

RejectionFile::RejectionFile(std::filesystem::path folder, std::string input,
                             const std::string& name)
    : folder_(std::move(folder)),
      input_(std::move(input)),
      path_(folder_ / (name + ".rejections.jsonl")) {
  std::error_code ec;
  std::filesystem::remove(path_, ec);
}

void RejectionFile::add(const source::Rejection& rejection) {
  if (!out_.is_open()) {
    make_folders(folder_);
    out_.open(path_, std::ios::binary | std::ios::trunc);
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
  return out_.is_open() ? std::optional(path_) : std::nullopt;
}

}  // namespace assay::ingest
