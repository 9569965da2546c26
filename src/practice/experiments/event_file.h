#pragma once
/// TensorBoard event files: the scalars in them, also while they grow. Threads: one thread.
///
/// A file is a row of records (tensorflow/core/lib/io/record_writer.h): length (8 bytes, little
/// endian), its masked CRC-32C (4), the bytes, theirs (4). mask(c) = rotate_right(c, 15) +
/// 0xa282ead8. A record is an Event message (tensorflow/core/util/event.proto): wall_time 1
/// (double), step 2, summary 5; a Summary's value 1 has tag 1, simple_value 2 (float), tensor 8
/// (dtype 1, shape 2, content 4, float 5, double 6, int 7, int64 10). Tensors of one element of
/// float, double, int32, int64, bfloat16 or half count as scalars; everything else is passed over.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace assay::practice {

struct EventScalar {
  std::string_view tag;  ///< Valid during the call.
  std::int64_t step = 0;
  double value = 0;
  double wall_time = 0;  ///< Seconds since 1970.
};

/// CRC-32C (Castagnoli, RFC 3720 B.4), and TensorFlow's masked form of it.
std::uint32_t crc32c(std::string_view bytes) noexcept;
std::uint32_t masked_crc32c(std::string_view bytes) noexcept;

/// The scalars of one Event message; any bytes are accepted.
void read_event(std::string_view bytes, const std::function<void(const EventScalar&)>& use);

/// Reads whole records from `bytes` and returns how many bytes they took; the rest is a record that
/// is still being written, or damage: then `damaged` is set.
std::size_t read_event_records(std::string_view bytes,
                               const std::function<void(const EventScalar&)>& use, bool& damaged);

}  // namespace assay::practice
