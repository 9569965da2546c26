#include "base/error.h"
#include "base/text.h"
#include "search/bytes_internal.h"
#include "search/paged_file_internal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace assay::search {
namespace {

constexpr std::string_view kMagic = "assayidx";
constexpr std::size_t kWriteBytes = std::size_t{1} << 20;
/// Runs of pages that are remembered, by their first page.
constexpr std::size_t kRuns = 64;

struct Footer {
  char magic[8];
  std::uint32_t version;
  std::uint32_t kind;
  std::uint64_t body_size;
  std::uint64_t checksums_hash;
  std::uint64_t footer_hash;
};
static_assert(sizeof(Footer) == 40);

std::uint64_t hash_of(const Footer& footer) noexcept {
  return hash64({reinterpret_cast<const char*>(&footer), sizeof(Footer) - sizeof(std::uint64_t)});
}

constexpr std::uint64_t pages_of(std::uint64_t bytes) noexcept {
  return (bytes + kFilePage - 1) / kFilePage;
}

}  // namespace

PagedFile::PagedFile(const std::filesystem::path& path, FileKind kind) try
    : file_(path), data_(file_.bytes().data()) {
  const std::size_t size = file_.bytes().size();
  if (size < sizeof(Footer)) {
    corrupt();
  }
  const auto footer = load<Footer>(data_ + size - sizeof(Footer));
  bool sound = std::string_view(footer.magic, sizeof(footer.magic)) == kMagic &&
               footer.footer_hash == hash_of(footer);
  if (sound && footer.version != kFormatVersion) {
    throw Error(Errc::kUnsupportedVersion, "the search index was made by another version",
                path.string(), "it will be made again from the library");
  }
  pages_ = pages_of(footer.body_size);
  sound =
      sound && footer.kind == static_cast<std::uint32_t>(kind) && footer.body_size <= size &&
      footer.body_size + pages_ * sizeof(std::uint64_t) + sizeof(Footer) == size &&
      hash64({data_ + footer.body_size, pages_ * sizeof(std::uint64_t)}) == footer.checksums_hash;
  if (!sound) {
    corrupt();
  }
  body_size_ = footer.body_size;
  seen_ = std::make_unique<std::atomic<std::uint8_t>[]>(pages_);
  runs_ = std::make_unique<std::atomic<std::uint64_t>[]>(kRuns);
} catch (const Error& error) {
  if (error.code() == Errc::kNotFound) {
    throw Error(Errc::kNotFound, "a file of the search index is missing", path.string(),
                "it will be made again from the library");
  }
  throw;
}

const char* PagedFile::verified(std::uint64_t offset, std::uint64_t size) const {
  if (offset > body_size_ || size > body_size_ - offset) {
    corrupt();
  }
  if (size != 0) {
    const std::uint64_t first = offset / kFilePage;
    const std::uint64_t last = (offset + size - 1) / kFilePage;
    const std::uint64_t run = first << 32U | last;
    std::atomic<std::uint64_t>& known = runs_[first % kRuns];
    if (first != last && known.load(std::memory_order_relaxed) == run) {
      return data_ + offset;
    }
    for (std::uint64_t page = first; page <= last; ++page) {
      if (seen_[page].load(std::memory_order_relaxed) == 0) {
        if (!page_sound(page)) {
          corrupt();
        }
        seen_[page].store(1, std::memory_order_relaxed);
      }
    }
    if (first != last) {
      known.store(run, std::memory_order_relaxed);
    }
  }
  return data_ + offset;
}

void PagedFile::verify_all() const {
  for (std::uint64_t page = 0; page < pages_; ++page) {
    if (!page_sound(page)) {
      corrupt();
    }
  }
}

bool PagedFile::page_sound(std::uint64_t page) const noexcept {
  const std::uint64_t begin = page * kFilePage;
  const std::uint64_t size = std::min<std::uint64_t>(kFilePage, body_size_ - begin);
  return hash64({data_ + begin, size}, page) ==
         load<std::uint64_t>(data_ + body_size_ + page * sizeof(std::uint64_t));
}

void PagedFile::corrupt() const {
  throw Error(Errc::kCorrupt, "the search index is damaged", path().string(),
              "it will be made again from the library");
}

PagedFileWriter::PagedFileWriter(std::filesystem::path path, FileKind kind)
    : path_(std::move(path)),
      kind_(kind),
      fd_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
  if (!fd_.is_open()) {
    throw io_error("cannot write the search index", path_.string(), errno);
  }
  buffer_.reserve(kWriteBytes + kFilePage);
}

PagedFileWriter::~PagedFileWriter() {
  if (!finished_) {
    ::unlink(path_.c_str());
  }
}

void PagedFileWriter::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t taken = std::min(bytes.size(), kWriteBytes);
    buffer_ += bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    if (buffer_.size() >= kWriteBytes) {
      write_pages(false);
    }
  }
}

void PagedFileWriter::align(std::size_t alignment) {
  const std::size_t over = tell() % alignment;
  if (over != 0) {
    append(std::string(alignment - over, '\0'));
  }
}

void PagedFileWriter::finish() {
  Footer footer{};
  kMagic.copy(footer.magic, sizeof(footer.magic));
  footer.version = kFormatVersion;
  footer.kind = static_cast<std::uint32_t>(kind_);
  footer.body_size = tell();
  write_pages(true);
  const std::string_view checksums = bytes_of(checksums_.data(), checksums_.size());
  footer.checksums_hash = hash64(checksums);
  footer.footer_hash = hash_of(footer);
  write_bytes(checksums);
  write_bytes(bytes_of(&footer, 1));
  if (::fdatasync(fd_.get()) != 0) {
    throw io_error("cannot write the search index", path_.string(), errno);
  }
  finished_ = true;
}

void PagedFileWriter::write_pages(bool last) {
  const std::size_t whole = last ? buffer_.size() : buffer_.size() / kFilePage * kFilePage;
  for (std::size_t begin = 0; begin < whole; begin += kFilePage) {
    const std::size_t size = std::min(kFilePage, whole - begin);
    checksums_.push_back(hash64({buffer_.data() + begin, size}, checksums_.size()));
  }
  write_bytes(std::string_view(buffer_).substr(0, whole));
  written_ += whole;
  buffer_.erase(0, whole);
}

void PagedFileWriter::write_bytes(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_.get(), bytes.data(), bytes.size());
    if (count < 0) {
      if (errno == EINTR) {
        continue;
      }
      throw io_error("cannot write the search index", path_.string(), errno);
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace assay::search
