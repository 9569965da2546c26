#include "practice/experiments/event_file.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <string>
#include <vector>

namespace assay::practice {
namespace {

template <typename T>
std::string raw(T value) {
  std::string out(sizeof value, '\0');
  std::memcpy(out.data(), &value, sizeof value);
  return out;
}

std::string bytes_field(int number, const std::string& bytes) {
  return std::string(1, static_cast<char>(number << 3 | 2)) + static_cast<char>(bytes.size()) +
         bytes;
}

std::string event(std::int64_t step, const std::string& value) {
  return '\x09' + raw(1.5e9) + '\x10' + static_cast<char>(step) +
         bytes_field(5, bytes_field(1, value));
}

std::string simple(const std::string& tag, float value) {
  return bytes_field(1, tag) + '\x15' + raw(value);
}

std::string record(const std::string& message) {
  const std::string length = raw(std::uint64_t{message.size()});
  return length + raw(masked_crc32c(length)) + message + raw(masked_crc32c(message));
}

struct Seen {
  std::string tag;
  std::int64_t step;
  double value;
};

std::vector<Seen> read(const std::string& bytes, std::size_t& taken, bool& damaged) {
  std::vector<Seen> out;
  taken = read_event_records(
      bytes,
      [&](const EventScalar& scalar) {
        out.push_back({std::string(scalar.tag), scalar.step, scalar.value});
      },
      damaged);
  return out;
}

TEST(Crc32c, KnownVectors_AreMet) {
  // RFC 3720, B.4: 32 bytes of zeroes, of ones, and 0 to 31.
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62A8AB43U);
  std::string rising;
  for (char c = 0; c < 32; ++c) {
    rising += c;
  }
  EXPECT_EQ(crc32c(rising), 0x46DD794EU);
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(masked_crc32c("123456789"), std::rotr(0xE3069283U, 15) + 0xA282EAD8U);
}

TEST(EventFile, SimpleValuesAndTensors_AreRead) {
  const std::string dims = bytes_field(2, bytes_field(2, std::string("\x08\x01", 2)));
  const std::string as_float = std::string("\x08\x01", 2) + bytes_field(4, raw(0.25F));
  const std::string as_double = std::string("\x08\x02", 2) + dims + bytes_field(6, raw(0.1));
  const std::string as_half =
      std::string("\x08\x13", 2) + bytes_field(4, std::string("\x00\x3c", 2));
  const std::string as_int = std::string("\x08\x03", 2) + bytes_field(7, "\x07");
  const std::string file = record(event(1, simple("loss", 0.5F))) +
                           record(event(2, bytes_field(1, "float") + bytes_field(8, as_float))) +
                           record(event(3, bytes_field(1, "double") + bytes_field(8, as_double))) +
                           record(event(4, bytes_field(1, "half") + bytes_field(8, as_half))) +
                           record(event(5, bytes_field(1, "int") + bytes_field(8, as_int)));
  std::size_t taken = 0;
  bool damaged = false;
  const std::vector<Seen> seen = read(file, taken, damaged);
  EXPECT_FALSE(damaged);
  EXPECT_EQ(taken, file.size());
  ASSERT_EQ(seen.size(), 5U);
  const std::vector<Seen> wanted = {
      {"loss", 1, 0.5}, {"float", 2, 0.25}, {"double", 3, 0.1}, {"half", 4, 1}, {"int", 5, 7}};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(seen[i].tag, wanted[i].tag);
    EXPECT_EQ(seen[i].step, wanted[i].step);
    EXPECT_DOUBLE_EQ(seen[i].value, wanted[i].value);
  }
}

TEST(EventFile, TensorsOfMoreElementsAndOtherValues_AreLeftOut) {
  const std::string dims = bytes_field(2, bytes_field(2, std::string("\x08\x02", 2)));
  const std::string two =
      std::string("\x08\x01", 2) + dims + bytes_field(4, raw(0.25F) + raw(0.5F));
  std::size_t taken = 0;
  bool damaged = false;
  EXPECT_TRUE(read(record(event(1, bytes_field(1, "two") + bytes_field(8, two))) +
                       record(event(1, bytes_field(1, "histogram") + bytes_field(5, "abc"))),
                   taken, damaged)
                  .empty());
  EXPECT_FALSE(damaged);
}

TEST(EventFile, CutAnywhere_ReadsWhatIsWholeAndWaits) {
  const std::string first = record(event(1, simple("loss", 0.5F)));
  const std::string second = record(event(2, simple("loss", 0.25F)));
  for (std::size_t cut = 0; cut < second.size(); ++cut) {
    std::size_t taken = 0;
    bool damaged = false;
    EXPECT_EQ(read(first + second.substr(0, cut), taken, damaged).size(), 1U);
    EXPECT_EQ(taken, first.size());
    EXPECT_FALSE(damaged) << cut;
  }
}

TEST(EventFile, AnyByteChanged_IsFoundAndNothingAfterItIsRead) {
  const std::string good = record(event(1, simple("loss", 0.5F)));
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good + good;
    bad[at] = static_cast<char>(bad[at] ^ 0x20);
    std::size_t taken = 0;
    bool damaged = false;
    EXPECT_TRUE(read(bad, taken, damaged).empty()) << at;
    EXPECT_TRUE(damaged) << at;
    EXPECT_EQ(taken, 0U);
  }
}

}  // namespace
}  // namespace assay::practice
