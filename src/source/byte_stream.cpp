#include "source/byte_stream.h"

#include "base/error.h"
#include "base/files.h"
#include "source/decoder_internal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

namespace assay::source {

namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 18;

}  // namespace

struct ByteStream::Impl {
  /// Reads on until `in` has `bytes`, or the file has no more.
  void gather(std::size_t bytes) {
    while (in.size() < bytes && !raw_ended) {
      if (!in.empty()) {
        std::memmove(raw.data(), in.data(), in.size());
      }
      const ssize_t n = ::read(file.get(), raw.data() + in.size(), raw.size() - in.size());
      if (n < 0 && errno == EINTR) {
        continue;
      }
      read_errno = n < 0 ? errno : 0;
      raw_ended = n <= 0;
      const auto length = static_cast<std::size_t>(std::max<ssize_t>(n, 0));
      in = std::string_view(raw.data(), in.size() + length);
      delivered += length;
    }
  }

  /// By the first bytes, which must have been gathered.
  void choose_decoder() {
    for (const Compression one :
         {Compression::kGzip, Compression::kXz, Compression::kZstd, Compression::kBzip2}) {
      if (begins_member(one, in.substr(0, kMagicBytes))) {
        compression = one;
        decoder = make_decoder(one);
      }
    }
  }

  void fail(Failure what) {
    failure = std::move(what);
    ended = true;
  }

  void fail_read() {
    fail({"the rest of the file cannot be read: " + std::generic_category().message(read_errno),
          "check the disk or copy the file anew"});
  }

  /// Behind a member: another one, the end, or what should not be there.
  void next_member() {
    do {
      in.remove_prefix(std::min(in.find_first_not_of('\0'), in.size()));
      gather(1);
    } while (!in.empty() && in.front() == '\0');
    gather(kMagicBytes);
    if (in.empty() && read_errno == 0) {
      ended = true;
    } else if (in.empty()) {
      fail_read();
    } else if (begins_member(compression, in.substr(0, kMagicBytes))) {
      decoder->restart();
    } else {
      fail(damage("what follows is not compressed data"));
    }
  }

  /// The next bytes of a file that is not compressed.
  std::string_view read_plain() {
    gather(1);
    if (in.empty()) {
      ended = true;
      if (read_errno != 0) {
        fail_read();
      }
    }
    return std::exchange(in, {});
  }

  /// The next decompressed bytes; empty at the end. A failure may come with the bytes before it.
  std::string_view decompress() {
    text.resize(kBlockBytes);
    std::span<char> out(text);
    while (!out.empty() && !ended) {
      gather(1);
      const std::size_t before = in.size() + out.size();
      switch (decoder->decode(in, out)) {
        case Decoder::Step::kMore:
          if (in.size() + out.size() < before) {
            break;
          }
          if (read_errno != 0) {
            fail_read();
          } else {
            fail(damage("the compressed data ends early"));
          }
          break;
        case Decoder::Step::kMemberEnd:
          next_member();
          break;
        case Decoder::Step::kBroken:
          fail(decoder->failure());
          break;
      }
    }
    return std::string_view(text.data(), text.size() - out.size());
  }

  /// More bytes of the text, valid until the next call; empty at the end or after a failure.
  std::string_view fill() {
    if (ended) {
      return {};
    }
    const std::string_view bytes = decoder ? decompress() : read_plain();
    consumed.store(delivered - in.size());
    return bytes;
  }

  Fd file;
  std::vector<char> raw = std::vector<char>(kBlockBytes);
  std::string_view in;  // what was read into `raw` and not used yet
  bool raw_ended = false;
  int read_errno = 0;
  std::uint64_t delivered = 0;  // bytes read from the file so far
  Compression compression = Compression::kGzip;
  std::unique_ptr<Decoder> decoder;  // none for a file that is not compressed
  std::vector<char> text;            // decompressed bytes
  std::string peeked;                // bytes read ahead by peek()
  bool peeked_given = true;          // whether next() has handed them out
  bool ended = false;
  std::optional<Failure> failure;
  std::uint64_t total = 0;
  std::atomic<std::uint64_t> consumed{0};  // another thread may ask while this one reads
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
  impl_->gather(kMagicBytes);
  if (impl_->read_errno != 0 && impl_->delivered == 0) {
    throw io_error("cannot read file", path.string(), impl_->read_errno);
  }
  impl_->choose_decoder();
}

ByteStream::ByteStream(std::string bytes) : impl_(std::make_unique<Impl>()) {
  impl_->raw.assign(bytes.begin(), bytes.end());
  impl_->in = std::string_view(impl_->raw.data(), impl_->raw.size());
  impl_->raw_ended = true;
  impl_->delivered = impl_->raw.size();
  impl_->total = impl_->raw.size();
  impl_->choose_decoder();
}

ByteStream::~ByteStream() = default;

std::string_view ByteStream::next() {
  if (!impl_->peeked_given) {
    impl_->peeked_given = true;
    return impl_->peeked;
  }
  return impl_->fill();
}

std::string_view ByteStream::peek(std::size_t bytes) {
  while (impl_->peeked.size() < bytes && !impl_->ended) {
    impl_->peeked += impl_->fill();
  }
  impl_->peeked_given = impl_->peeked.empty();
  return impl_->peeked;
}

const std::optional<Failure>& ByteStream::failure() const noexcept {
  return impl_->failure;
}

std::uint64_t ByteStream::bytes_read() const noexcept {
  return impl_->consumed.load();
}

std::uint64_t ByteStream::bytes_total() const noexcept {
  return impl_->total;
}

}  // namespace assay::source
