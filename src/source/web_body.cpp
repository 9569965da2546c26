#include "base/text.h"
#include "source/web_body_internal.h"

#define ZLIB_CONST
#include <zlib.h>

#include <array>
#include <new>

namespace assay::source {

/// gzip (RFC 1952), zlib (RFC 1950), and the bare deflate (RFC 1951) that some send for "deflate".
struct Body::Inflater {
  explicit Inflater(int window_bits) {
    if (inflateInit2(&stream, window_bits) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  Inflater(Inflater&&) = delete;
  Inflater& operator=(Inflater&&) = delete;
  ~Inflater() { inflateEnd(&stream); }

  z_stream stream{};
  bool at_end = false;
};

Body::Body(std::size_t most_bytes) : most_bytes_(most_bytes) {}

Body::~Body() = default;

bool Body::add(std::string_view bytes) {
  if (bytes.size() > most_bytes_ - bytes_.size()) {
    too_large_ = true;
    return false;
  }
  bytes_ += bytes;
  return true;
}

bool Body::take(std::string_view encoding, std::string_view bytes) {
  if (!begun_ && !bytes.empty()) {
    begun_ = true;
    const std::string name = ascii_lower(trim(encoding));
    constexpr int kGzip = 16;
    if (name == "gzip" || name == "x-gzip") {
      inflater_ = std::make_unique<Inflater>(MAX_WBITS + kGzip);
    } else if (name == "deflate") {
      // RFC 9110 means zlib's form, whose first byte names method 8 in its lower half.
      const bool zlib = (static_cast<unsigned char>(bytes.front()) & 15U) == Z_DEFLATED;
      inflater_ = std::make_unique<Inflater>(zlib ? MAX_WBITS : -MAX_WBITS);
    } else if (!name.empty() && name != "identity") {
      failure_ = "it is packed by " + name + ", which was not asked for";
      return false;
    }
  }
  return inflater_ == nullptr ? add(bytes) : unpack(bytes);
}

bool Body::unpack(std::string_view bytes) {
  z_stream& stream = inflater_->stream;
  stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::array<char, 16384> out{};
  while (!inflater_->at_end) {
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) {
      throw std::bad_alloc();
    }
    if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END) {
      failure_ = "the packed data is damaged";
      return false;
    }
    if (!add({out.data(), out.size() - stream.avail_out})) {
      return false;
    }
    inflater_->at_end = result == Z_STREAM_END;
    if (result == Z_BUF_ERROR || (stream.avail_in == 0 && stream.avail_out != 0)) {
      break;
    }
  }
  return true;  // what stands behind the end is padding
}

bool Body::finish() {
  if (inflater_ != nullptr && !inflater_->at_end && failure_.empty()) {
    failure_ = "the packed data ends early";
  }
  return failure_.empty();
}

}  // namespace assay::source
