#include "source/byte_stream.h"

#include "base/error.h"
#include "base/files.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

namespace assay::source {

namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 18;
constexpr std::string_view kBroken = "the file is cut off or damaged here: ";

bool all_zero(std::string_view bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

}  // namespace

struct ByteStream::Impl {
  Impl() : archive(archive_read_new()) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { archive_read_free(archive); }

  /// The next bytes of the file as it lies on disk; empty at its end or when reading fails.
  std::string_view read_raw() {
    raw.resize(kBlockBytes);
    while (true) {
      const ssize_t n = ::read(file.get(), raw.data(), raw.size());
      if (n < 0 && errno == EINTR) {
        continue;
      }
      if (n < 0) {
        read_errno = errno;
      }
      raw.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
      delivered += raw.size();
      return raw;
    }
  }

  static la_ssize_t on_read(struct archive* a, void* self, const void** out) {
    auto& impl = *static_cast<Impl*>(self);
    // Lookahead may ask again behind the end: `raw` must keep what was read last.
    if (impl.raw_ended) {
      return 0;
    }
    std::string last = std::move(impl.raw);
    const std::string_view bytes = impl.read_raw();
    if (impl.read_errno != 0) {
      archive_set_error(a, impl.read_errno, "%s", "the file cannot be read");
      return ARCHIVE_FATAL;
    }
    *out = bytes.data();
    const auto size = static_cast<la_ssize_t>(bytes.size());
    if (bytes.empty()) {
      impl.raw_ended = true;
      impl.raw = std::move(last);
    }
    return size;
  }

  void fail() {
    const char* text = archive_error_string(archive);
    failure =
        std::string(kBroken) + (read_errno != 0   ? std::generic_category().message(read_errno)
                                : text == nullptr ? std::string("the compressed data ends early")
                                                  : std::string(text));
    ended = true;
  }

  /// Compressed data ends where its format says; what stands behind it must be padding, for a
  /// damaged second member would otherwise pass for the end.
  void check_rest() {
    ended = true;
    if (archive_filter_count(archive) <= 1) {
      return;
    }
    const auto used = static_cast<std::uint64_t>(archive_filter_bytes(archive, -1));
    const auto left = static_cast<std::size_t>(
        std::min<std::uint64_t>(delivered > used ? delivered - used : 0, raw.size()));
    bool padding = all_zero(std::string_view(raw).substr(raw.size() - left));
    while (padding && !raw_ended && !read_raw().empty()) {
      padding = all_zero(raw);
    }
    if (!padding) {
      failure = std::string(kBroken) + "what follows is not compressed data";
    } else if (read_errno != 0) {
      fail();
    }
  }

  /// More decompressed bytes into `block`, false at the end or after a failure.
  bool fill() {
    block.resize(kBlockBytes);
    const la_ssize_t n = archive_read_data(archive, block.data(), block.size());
    // Kept apart, since another thread may ask while this one reads.
    consumed.store(static_cast<std::uint64_t>(archive_filter_bytes(archive, -1)));
    block.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    if (n < 0) {
      fail();
    } else if (n == 0) {
      check_rest();
    }
    return n > 0;
  }

  struct archive* archive;
  Fd file;
  std::string raw;  // the last bytes read from the file
  bool raw_ended = false;
  std::uint64_t delivered = 0;  // bytes read from the file so far
  int read_errno = 0;
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
  struct archive* const a = impl_->archive;
  // Only these four: others (uuencode, rpm ...) would take some plain text for their own.
  archive_read_support_filter_gzip(a);
  archive_read_support_filter_bzip2(a);
  archive_read_support_filter_xz(a);
  archive_read_support_filter_zstd(a);
  archive_read_support_format_raw(a);
  archive_read_support_format_empty(a);
  archive_entry* entry = nullptr;
  int result = archive_read_open(a, impl_.get(), nullptr, &Impl::on_read, nullptr);
  if (result == ARCHIVE_OK) {
    result = archive_read_next_header(a, &entry);
  }
  if (impl_->read_errno != 0 && impl_->delivered == 0) {
    throw io_error("cannot read file", path.string(), impl_->read_errno);
  }
  if (result == ARCHIVE_EOF) {
    impl_->check_rest();
  } else if (result != ARCHIVE_OK) {
    impl_->fail();
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
  return impl_->fill() ? std::string_view(impl_->block) : std::string_view();
}

std::string_view ByteStream::peek(std::size_t bytes) {
  while (impl_->peeked.size() < bytes && !impl_->ended) {
    if (impl_->fill()) {
      impl_->peeked += impl_->block;
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
