#include "source/byte_stream.h"

#include "base/error.h"
#include "base/files.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <vector>

namespace assay::source {

struct ByteStream::Impl {
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 18;

  ~Impl() { archive_read_free(archive); }

  /// More decompressed bytes into `block`, false at the end or after a failure.
  bool fill() {
    block.resize(kBlockBytes);
    const la_ssize_t n = archive_read_data(archive, block.data(), block.size());
    // Read before what it counts is handed out; another thread may ask.
    consumed.store(static_cast<std::uint64_t>(archive_filter_bytes(archive, -1)));
    if (n < 0) {
      const char* text = archive_error_string(archive);
      failure = std::string("the file is cut off or damaged here: ") +
                (text == nullptr ? "unreadable data" : text);
      block.clear();
      return false;
    }
    block.resize(static_cast<std::size_t>(n));
    return n > 0;
  }

  struct archive* archive = nullptr;
  Fd file;
  std::string block;
  std::string peeked;        // bytes read ahead by peek()
  bool peeked_given = true;  // whether next() has handed them out
  bool ended = false;
  std::string failure;
  std::uint64_t total = 0;
  std::atomic<std::uint64_t> consumed{0};
};

ByteStream::ByteStream(const std::filesystem::path& path) : impl_(std::make_unique<Impl>()) {
  const bool standard_input = path == "-";
  impl_->file =
      Fd(standard_input ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!impl_->file.is_open()) {
    throw io_error("cannot open file", path.string(), errno);
  }
  struct stat info {};
  if (::fstat(impl_->file.get(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) {
      throw Error(Errc::kIo, "this is a folder", path.string(), "name the files in it");
    }
    impl_->total = S_ISREG(info.st_mode) ? static_cast<std::uint64_t>(info.st_size) : 0;
  }
  impl_->archive = archive_read_new();
  archive_read_support_filter_gzip(impl_->archive);
  archive_read_support_filter_bzip2(impl_->archive);
  archive_read_support_filter_xz(impl_->archive);
  archive_read_support_filter_zstd(impl_->archive);
  archive_read_support_format_raw(impl_->archive);
  archive_read_support_format_empty(impl_->archive);
  archive_entry* entry = nullptr;
  if (archive_read_open_fd(impl_->archive, impl_->file.get(), Impl::kBlockBytes) != ARCHIVE_OK) {
    throw io_error("cannot read file", path.string(), archive_errno(impl_->archive));
  }
  const int result = archive_read_next_header(impl_->archive, &entry);
  if (result == ARCHIVE_EOF) {
    impl_->ended = true;
  } else if (result != ARCHIVE_OK) {
    const int code = archive_errno(impl_->archive);
    if (code == EIO || code == EACCES) {
      throw io_error("cannot read file", path.string(), code);
    }
    const char* text = archive_error_string(impl_->archive);
    impl_->failure = std::string("the file is cut off or damaged here: ") +
                     (text == nullptr ? "unreadable data" : text);
    impl_->ended = true;
  }
}

ByteStream::~ByteStream() = default;

std::string_view ByteStream::next() {
  if (!impl_->peeked_given) {
    impl_->peeked_given = true;
    return impl_->peeked;
  }
  if (impl_->ended) {
    return {};
  }
  if (!impl_->fill()) {
    impl_->ended = true;
    return {};
  }
  return impl_->block;
}

std::string_view ByteStream::peek(std::size_t bytes) {
  while (impl_->peeked.size() < bytes && !impl_->ended) {
    if (impl_->fill()) {
      impl_->peeked += impl_->block;
    } else {
      impl_->ended = true;
    }
  }
  impl_->peeked_given = impl_->peeked.empty();
  return impl_->peeked;
}

const std::string& ByteStream::failure() const noexcept {
  return impl_->failure;
}

std::uint64_t ByteStream::bytes_read() const noexcept {
  return impl_->consumed.load();
}

std::uint64_t ByteStream::bytes_total() const noexcept {
  return impl_->total;
}

}  // namespace assay::source
