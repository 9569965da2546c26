#include "packing.h"

#define ZLIB_CONST
#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace assay::source {
namespace {

/// One step of a compressor: from `in` to the room at `out`, both moved on; true when it has done
/// all that was asked: taken everything, and flushed or ended the member.
class Packer {
 public:
  Packer() = default;
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  virtual ~Packer() = default;
  virtual bool step(std::string_view& in, char*& out, std::size_t room, bool last) = 0;
};

void check(bool fine) {
  if (!fine) {
    throw std::runtime_error("a compressor failed");
  }
}

class GzipPacker final : public Packer {
 public:
  GzipPacker() {
    constexpr int kGzip = 16;
    check(deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip,
                       MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK);
  }
  GzipPacker(const GzipPacker&) = delete;
  GzipPacker& operator=(const GzipPacker&) = delete;
  ~GzipPacker() override { deflateEnd(&stream_); }
  bool step(std::string_view& in, char*& out, std::size_t room, bool last) override {
    stream_.next_in = reinterpret_cast<const Bytef*>(in.data());
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(room);
    const int result = deflate(&stream_, last ? Z_FINISH : Z_SYNC_FLUSH);
    in = in.substr(in.size() - stream_.avail_in);
    out += room - stream_.avail_out;
    return last ? result == Z_STREAM_END : stream_.avail_out > 0;
  }

 private:
  z_stream stream_{};
};

class XzPacker final : public Packer {
 public:
  XzPacker() { check(lzma_easy_encoder(&stream_, 0, LZMA_CHECK_CRC64) == LZMA_OK); }
  XzPacker(const XzPacker&) = delete;
  XzPacker& operator=(const XzPacker&) = delete;
  ~XzPacker() override { lzma_end(&stream_); }
  bool step(std::string_view& in, char*& out, std::size_t room, bool last) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out);
    stream_.avail_out = room;
    const lzma_ret result = lzma_code(&stream_, last ? LZMA_FINISH : LZMA_SYNC_FLUSH);
    check(result == LZMA_OK || result == LZMA_STREAM_END);
    in = in.substr(in.size() - stream_.avail_in);
    out += room - stream_.avail_out;
    return result == LZMA_STREAM_END;
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

class ZstdPacker final : public Packer {
 public:
  ZstdPacker() { ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1); }
  bool step(std::string_view& in, char*& out, std::size_t room, bool last) override {
    ZSTD_inBuffer source{in.data(), in.size(), 0};
    ZSTD_outBuffer target{out, room, 0};
    const std::size_t left =
        ZSTD_compressStream2(context_.get(), &target, &source, last ? ZSTD_e_end : ZSTD_e_flush);
    check(ZSTD_isError(left) == 0);
    in.remove_prefix(source.pos);
    out += target.pos;
    return left == 0;
  }

 private:
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_{ZSTD_createCCtx(), ZSTD_freeCCtx};
};

class Bzip2Packer final : public Packer {
 public:
  Bzip2Packer() { check(BZ2_bzCompressInit(&stream_, 1, 0, 0) == BZ_OK); }
  Bzip2Packer(const Bzip2Packer&) = delete;
  Bzip2Packer& operator=(const Bzip2Packer&) = delete;
  ~Bzip2Packer() override { BZ2_bzCompressEnd(&stream_); }
  bool step(std::string_view& in, char*& out, std::size_t room, bool last) override {
    held_ = in;
    stream_.next_in = held_.data();
    stream_.avail_in = static_cast<unsigned>(held_.size());
    stream_.next_out = out;
    stream_.avail_out = static_cast<unsigned>(room);
    const int result = BZ2_bzCompress(&stream_, last ? BZ_FINISH : BZ_FLUSH);
    check(result >= 0);
    in = in.substr(in.size() - stream_.avail_in);
    out += room - stream_.avail_out;
    return result == (last ? BZ_STREAM_END : BZ_RUN_OK);
  }

 private:
  bz_stream stream_{};
  std::string held_;  // libbz2 does not take constant bytes
};

std::unique_ptr<Packer> make_packer(Packing packing) {
  switch (packing) {
    case Packing::kGzip:
      return std::make_unique<GzipPacker>();
    case Packing::kXz:
      return std::make_unique<XzPacker>();
    case Packing::kZstd:
      return std::make_unique<ZstdPacker>();
    case Packing::kBzip2:
      break;
  }
  return std::make_unique<Bzip2Packer>();
}

}  // namespace

Packed pack_in_pieces(std::string_view text, Packing packing, std::size_t piece) {
  const std::unique_ptr<Packer> packer = make_packer(packing);
  std::vector<char> room(std::size_t{1} << 16);
  Packed packed;
  for (std::size_t begin = 0; packed.marks.empty() || begin < text.size(); begin += piece) {
    std::string_view in = text.substr(begin, piece);
    const bool last = begin + in.size() == text.size();
    const std::size_t end = begin + in.size();
    for (bool done = false; !done;) {
      char* out = room.data();
      done = packer->step(in, out, room.size(), last);
      packed.bytes.append(room.data(), out);
    }
    // libbz2 keeps up to 31 bits of a flushed block back.
    packed.marks.push_back({packed.bytes.size() + (packing == Packing::kBzip2 ? 4 : 0), end});
  }
  return packed;
}

std::string pack(std::string_view text, Packing packing) {
  return pack_in_pieces(text, packing, std::max<std::size_t>(text.size(), 1)).bytes;
}

}  // namespace assay::source
