#include "base/error.h"
#include "source/web_receiver_internal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace assay::source {

void Receiver::restart() {
  body_.reset();
  good_ = false;
  body_ = std::make_unique<Body>(most_bytes_);
}

bool Receiver::take(const Head& head, std::string_view bytes) {
  if (head.status / 100 == 2) {
    good_ = true;
    return take_good(head, bytes);
  }
  if (body_->bytes().empty() && !good_) {
    body_ = std::make_unique<Body>(std::min(most_bytes_, kMostRefusalBytes));
    good_ = true;
  }
  return body_->take(head.header("content-encoding"), bytes);
}

bool Receiver::take_good(const Head& head, std::string_view bytes) {
  return body_->take(head.header("content-encoding"), bytes);
}

std::string Receiver::finish() {
  return body_->finish() ? std::string() : body_->failure();
}

FileReceiver::FileReceiver(std::filesystem::path target, std::size_t most_bytes)
    : Receiver(most_bytes), target_(std::move(target)), part_(target_.string() + ".part") {}

FileReceiver::~FileReceiver() {
  std::error_code ec;
  std::filesystem::remove(part_, ec);
}

void FileReceiver::restart() {
  Receiver::restart();
  file_ = Fd(::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file_.is_open()) {
    throw io_error("cannot write the download", part_.string(), errno);
  }
  written_ = 0;
  too_large_ = false;
}

bool FileReceiver::take_good(const Head& /*head*/, std::string_view bytes) {
  if (bytes.size() > most_bytes() - written_) {
    too_large_ = true;
    return false;
  }
  for (std::string_view left = bytes; !left.empty();) {
    const ssize_t count = ::write(file_.get(), left.data(), left.size());
    if (count < 0 && errno != EINTR) {
      throw io_error("cannot write the download", part_.string(), errno);
    }
    left.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  written_ += bytes.size();
  return true;
}

std::string FileReceiver::finish() {
  return {};
}

void FileReceiver::keep() {
  if (::fsync(file_.get()) != 0 || ::rename(part_.c_str(), target_.c_str()) != 0) {
    throw io_error("cannot keep the download", target_.string(), errno);
  }
}

}  // namespace assay::source
