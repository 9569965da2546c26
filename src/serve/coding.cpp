#include "serve/coding.h"

#include "base/error.h"

#include <zlib.h>
#include <zstd.h>

namespace assay::serve {

std::string gzipped(std::string_view bytes) {
  constexpr int kGzip = 15 + 16;
  constexpr int kLevel = 5;
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw Error(Errc::kInternal, "zlib cannot be started");
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  std::string in(bytes);  // zlib takes no const bytes
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) {
    throw Error(Errc::kInternal, "zlib did not end");
  }
  return out;
}

std::string zstd_packed(std::string_view bytes) {
  constexpr int kLevel = 3;
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), kLevel);
  if (ZSTD_isError(size) != 0) {
    throw Error(Errc::kInternal, "zstd did not end");
  }
  out.resize(size);
  return out;
}

}  // namespace assay::serve
